"""Who answers crises in the slow twin, each rule worked out by hand in the test."""

from dataclasses import replace
from typing import ClassVar

import pytest

from twin.acute import who_call_once_more
from twin.crisis_teams import answer_crisis, chance_of_offer, is_held_of_acute, make_ready
from twin.draws import Draws, Purpose
from twin.handmade import levers
from twin.happenings import Call, Incident
from twin.money import cost_of_levels, open_purses
from twin.reporting import report, routine_calls
from twin.response import serve
from twin.staging import town_of

single = pytest.approx


def drawn(day, who, nth):
    return Draws(7).uniform(Purpose.TEAM, day, who, nth)


def town_with(level=0.5, **overrides):
    """A town where every crisis is offered to a team, agencies take none over, and dispatch learns half of a day."""
    rules = {"crisis_teams__calls": 364.0, "crisis_teams__kept_days": 7.0, "response__load_memory": 0.5}
    town = town_of(levers(crisis_teams=level), **{**rules, **overrides})
    town.communities[0].team_chance = 1.0
    return town


def crisis_of(town, number):
    crisis, victim = town.crises[0], town.residents[number]
    return Incident(crisis, crisis.kinds[0], victim.place, None, victim)


class TestCallsOfTeams:
    def test_calls_are_given_by_the_day_as_far_as_they_are_paid_and_a_few_days_worth_is_kept(self):
        town = town_with(level=0.5, crisis_teams__calls=36400.0)
        community = town.communities[0]
        community.paid, community.team_credit = 0.5, 9.8
        make_ready(town, community)  # 0.25 of 100 calls per 1,000 residents: 1.5 a day
        assert (community.team_credit, community.team_given) == single((10.5, 1.5))
        assert community.team_lapsed == single(0.8)

    def test_one_call_at_least_is_kept_where_few_are_given(self):
        town = town_with()
        community = town.communities[0]
        community.team_credit = 0.99
        make_ready(town, community)  # 0.03 a day
        assert (community.team_credit, community.team_lapsed) == single((1.0, 0.02))

    @pytest.mark.parametrize(
        ("credit", "load", "chance"),
        [(-0.5, 2.0, 0.0), (0.0, 0.0, 0.0), (0.5, 2.0, 0.25), (3.0, 2.0, 1.0), (0.1, 0.0, 1.0)],
    )
    def test_so_large_a_part_of_calls_is_offered_as_there_are_calls_kept(self, credit, load, chance):
        community = town_with().communities[0]
        community.team_credit, community.team_load = credit, load
        assert chance_of_offer(community) == chance

    def test_dispatch_learns_how_many_calls_could_be_offered_whether_they_are_or_not(self):
        town = town_with(level=0.0)
        community = town.communities[0]
        community.team_load, community.team_chance = 4.0, 0.0
        make_ready(town, community)
        for number in range(3):
            answer_crisis(town, crisis_of(town, number), number)
        assert community.team_load == 4.0 * 0.5 + 3 * 0.5
        assert (community.team_credit, town.neighbourhoods[0].counts.team_calls) == (0.0, 0)

    def test_teams_cost_money_by_their_level_and_a_table_by_its_cases(self):
        four = dict.fromkeys(("leadership", "collaboration", "risk_focus", "information_sharing"), 0.0)
        town = town_of(
            levers(**four, crisis_teams=0.5, situation_table=0.25),
            money__crisis_teams_cost=12.0, money__situation_case_cost=2000.0, situation_table__cases=8.0, money__purse=4.0,
        )  # fmt: skip
        community = town.communities[0]
        assert cost_of_levels(town, community) == single((0.5 * 12 + 0.25 * 8 / 1000 * 2000) * 60 / 13)
        open_purses(town)
        assert community.paid == single(0.4)
        assert (community.acting.crisis_teams, community.acting.situation_table) == single((0.2, 0.1))


class TestAnswers:
    RULES: ClassVar = {
        "crisis_teams__holds": 0.6,
        "crisis_teams__connect": 0.5,
        "crisis_teams__apprehended": 0.2,
        "crisis_teams__apprehended_more": 2.0,
        "response__handover_relief": 0.1,
    }

    def town(self, **overrides):
        town = town_with(**{**self.RULES, **overrides})
        for resident in town.residents:
            resident.need, resident.acute_until = 0.5, 50 if resident.number % 2 else 0
        town.day = 9
        return town

    def test_a_team_holds_some_and_connects_some_of_these_to_care(self):
        town, connected = self.town(), 0
        for number in range(30):
            person, who = town.residents[number], 60 + number
            answer = answer_crisis(town, crisis_of(town, number), who)
            held = drawn(9, who, 1) < 0.6
            is_connected = held and drawn(9, who, 2) < 0.5
            assert answer.held == held
            assert person.need == single(0.45 if is_connected else 0.5)
            assert person.acute_until == ((10 if is_connected else 50) if number % 2 else 0)
            connected += is_connected
        tally = town.neighbourhoods[0].counts
        assert (tally.team_calls, tally.team_connected) == (30, connected)
        assert 30 > tally.team_held > connected > 2
        assert town.communities[0].team_credit == -30.0

    @pytest.mark.parametrize(("offered", "acute", "times"), [(0.0, 0, 1), (0.0, 1, 2), (1.0, 0, 2), (1.0, 1, 4)])
    def test_police_apprehend_the_acute_more_often_and_whom_a_team_could_not_hold(self, offered, acute, times):
        town = self.town(crisis_teams__holds=0.0, crisis_teams__apprehension_hours=3.0, response__hours_crisis=2.0)
        town.communities[0].team_chance = offered
        numbers = range(acute, 60, 2)
        answers = [answer_crisis(town, crisis_of(town, number), 60 + number) for number in numbers]
        expected = [drawn(9, 60 + number, 3) < 0.2 * times for number in numbers]
        assert [answer.apprehended for answer in answers] == expected
        assert [answer.hours for answer in answers] == [5.0 if each else 2.0 for each in expected]
        assert 0 < sum(expected) < 30

    def test_whom_an_agency_takes_over_is_relieved_and_perhaps_connected_and_never_apprehended(self):
        town = self.town(crisis_teams__apprehended=1.0)
        community, right = town.communities[0], town.crises[0].right
        community.team_chance, community.agency_tie[right], community.crisis_hours[right] = 0.0, 1.0, 9999.0
        for number in range(30):
            person, who = town.residents[number], 60 + number
            assert not answer_crisis(town, crisis_of(town, number), who).apprehended
            assert person.need == single(0.45)
            ends = number % 2 and drawn(9, who, 2) < 0.5
            assert person.acute_until == (10 if ends else 50 * (number % 2))
        assert town.neighbourhoods[0].counts.handovers == 30
        assert len({person.acute_until for person in town.residents[:30]}) == 3

    def test_of_calls_about_no_crime_only_those_of_the_acute_are_offered_under_their_own_number(self):
        town = self.town()
        held = [is_held_of_acute(town, resident) for resident in town.residents]
        assert held == [bool(i % 2) and drawn(9, i, 1) < 0.6 for i in range(60)]
        assert sum(neighbourhood.counts.team_calls for neighbourhood in town.neighbourhoods) == 30

    def test_a_call_that_a_team_holds_is_a_call_and_takes_nothing_of_police(self):
        town = self.town(crisis_teams__holds=1.0, crisis_teams__calls=0.0, response__routine_calls=0.0)
        town.communities[0].team_credit = 5.0
        incident = crisis_of(town, 1)
        incident.kind = replace(incident.kind, reported=1.0)
        for resident in town.residents:
            resident.acute_until = 0
        report(town, [incident])
        assert town.calls == []
        assert (town.communities[0].call_load, town.neighbourhoods[0].counts.calls) == (0.0, 1)
        assert sum(resident.calls_made for resident in town.residents) == 1
        assert town.neighbourhoods[0].counts.reported[incident.problem.number] == 1

    def test_teams_take_on_usual_calls_of_the_acute_and_those_they_make_once_more(self):
        town = self.town(crisis_teams__holds=1.0, acute__calls=20.0, response__routine_calls=2.0)
        by_police, by_teams, once_more = set(), set(), 0
        for town.day in range(10, 25):
            once_more += len(who_call_once_more(town))
            for call in routine_calls(town):
                (by_teams if call.held else by_police).add(call.caller.acute)
        assert (by_police, by_teams) == ({False}, {True})
        assert sum(neighbourhood.counts.team_held for neighbourhood in town.neighbourhoods) > once_more > 10


def test_an_apprehension_counts_when_police_have_come():
    town = town_with()
    crisis, here = town.crises[0], town.neighbourhoods[0]
    for apprehended in (True, False):
        call = Call(0, here, crisis, crisis.kinds[0], town.residents[1], None, False, False, 2.0)
        call.apprehended = apprehended
        assert here.counts.apprehensions == (not apprehended)
        serve(town, call, town.officers[0])
    assert (here.counts.apprehensions, here.counts.calls_answered) == (1, 2)
