"""Cases at the situation table in the slow twin, each rule worked out by hand in the test."""

import math
from typing import ClassVar

import pytest

from twin.day import count_last_cycle
from twin.draws import Draws, Purpose
from twin.handmade import levers
from twin.situation_table import answer_case, hold_situation_tables, is_candidate, taken_up
from twin.staging import town_of

single = pytest.approx


def drawn(who, nth, cycle=3):
    return Draws(7).uniform(Purpose.TABLE, cycle, who, nth)


def town_with(level=1.0, sharing=0.0, **overrides):
    """A town at a cycle's end where all are acute for long and police know all; agencies are tied by a half and have hours."""
    town = town_of(levers(situation_table=level, information_sharing=sharing), **overrides)
    town.day, community = 27, town.communities[0]
    community.agency_tie, community.crisis_hours = [0.5] * 4, [100.0] * 4
    for resident in town.residents:
        resident.acute_until, resident.known_to_police, resident.need = 90, 1, 0.5
    return town


class TestWhoseCase:
    def test_so_many_cases_are_taken_up_as_are_paid_in_a_cycle_rounded_by_chance(self):
        for paid in (0.5, 1.0):
            town = town_with(level=0.8, situation_table__cases=500.0)
            town.communities[0].paid = paid
            a_cycle = 0.8 * paid * 500 / 13 * 0.06
            rounded = [math.floor(a_cycle + drawn(0, -1, cycle)) for cycle in range(20)]
            assert [len(taken_up(town, town.communities[0], cycle)) for cycle in range(20)] == rounded
            assert len(set(rounded)) == 2

    def test_turns_are_drawn_and_the_least_comes_first(self):
        town = town_with(situation_table__cases=5000.0)
        cases = taken_up(town, town.communities[0], 3)
        in_turn = sorted(range(60), key=lambda number: drawn(number, 1))
        assert [resident.number for resident in cases] == in_turn[: len(cases)]
        assert 20 < len(cases) < 60

    def test_only_who_is_acute_on_the_next_day_too_has_a_case(self):
        town = town_with(situation_table__cases=5000.0)
        for resident in town.residents:
            resident.acute_until = 28
        town.residents[5].acute_until = 29
        assert taken_up(town, town.communities[0], 3) == [town.residents[5]]

    @pytest.mark.parametrize(("known", "calls", "has"), [(1, 0, True), (0, 2, False), (0, 3, True)])
    def test_police_know_whom_they_stopped_or_cleared_and_who_called_often(self, known, calls, has):
        town = town_with(situation_table__known_calls=3)
        resident = town.residents[4]
        resident.known_to_police, resident.calls_made = known, calls
        assert is_candidate(town, resident, 3, refers=0.0) == has

    def test_else_agencies_refer_as_far_as_information_is_shared_and_they_are_tied(self):
        town = town_with(sharing=0.8, situation_table__cases=50000.0)
        town.communities[0].agency_tie = [0.2, 0.4, 0.6, 0.8]
        for resident in town.residents:
            resident.known_to_police = 0
        referred = [number for number in range(60) if drawn(number, 0) < 0.4]
        assert sorted(resident.number for resident in taken_up(town, town.communities[0], 3)) == referred
        assert 10 < len(referred) < 40


class TestAnswer:
    RULES: ClassVar = {
        "situation_table__threshold": 0.7,
        "situation_table__habit": 0.2,
        "situation_table__per_agency": 0.4,
        "situation_table__case_hours": 6.0,
        "situation_table__answer_days": 2,
        "response__handover_relief": 0.1,
    }

    def test_agencies_come_by_habit_and_ties_and_each_may_end_the_episode(self):
        town = town_with(**self.RULES)
        comes, ended, down = 0.2 + 0.8 * math.sqrt(0.5 * 0.4), 0, 0
        community, came_at_all = town.communities[0], 0
        for resident in town.residents:
            community.crisis_hours = [100.0] * 4
            answer_case(town, resident, 3)
            i, turned_down = resident.number, drawn(resident.number, 2) >= 0.7
            who_come = [not turned_down and drawn(i, 16 + agency) < comes for agency in range(4)]
            ends = not turned_down and drawn(i, 3) < 1 - 0.6 ** sum(who_come)
            assert community.crisis_hours == [94.0 if each else 100.0 for each in who_come]
            assert (resident.acute_until, resident.need) == ((30, single(0.45)) if ends else (90, 0.5))
            ended, down, came_at_all = ended + ends, down + turned_down, came_at_all + sum(who_come)
        assert 5 < ended < 60 - down
        assert down > 5
        count_last_cycle(town)
        expected = {
            "cases": 60,
            "turned_down": down,
            "ended": ended,
            "agencies": came_at_all,
            "hours": 6.0 * came_at_all,
        }
        for name, count in expected.items():
            assert sum(getattr(n.counts, f"table_{name}") for n in town.neighbourhoods) == count

    def test_an_agency_gives_hours_while_it_has_any_and_may_owe_some_then(self):
        town = town_with(**{**self.RULES, "situation_table__threshold": 1.0, "situation_table__habit": 1.0})
        community = town.communities[0]
        community.crisis_hours = [7.0, 0.0, -1.0, 100.0]
        for resident in town.residents[:3]:
            answer_case(town, resident, 3)
        assert community.crisis_hours == [-5.0, 0.0, -1.0, 82.0]

    def test_an_episode_that_ends_sooner_by_itself_is_not_drawn_out(self):
        certain = {f"situation_table__{name}": 1.0 for name in ("threshold", "per_agency", "habit")}
        town = town_with(**{**self.RULES, **certain})
        resident = town.residents[0]
        resident.acute_until = 29
        answer_case(town, resident, 3)
        assert resident.acute_until == 29
        assert resident.need == single(0.45)

    def test_cases_count_in_the_week_that_follows(self):
        town = town_with(**self.RULES, situation_table__cases=500.0)
        hold_situation_tables(town, 3)
        held = [neighbourhood.coming.table_cases for neighbourhood in town.neighbourhoods]
        assert sum(held) >= 2
        assert [neighbourhood.counts.table_cases for neighbourhood in town.neighbourhoods] == [0, 0]
        count_last_cycle(town)
        count_last_cycle(town)
        assert [neighbourhood.counts.table_cases for neighbourhood in town.neighbourhoods] == held
