"""Episodes of acute risk in the slow twin, each rule worked out by hand in the test."""

import math

import pytest

from twin.acute import acute_from, begin_episodes, in_crisis, who_call_once_more
from twin.arithmetic import logit
from twin.draws import Draws, Purpose, below, exponential, poisson
from twin.moving import move_house
from twin.offending import crises, go_ahead_chance
from twin.reporting import report, routine_calls
from twin.staging import town_of

single = pytest.approx


def drawn(when, who, nth):
    return Draws(7).uniform(Purpose.ACUTE, when, who, nth)


class TestOnset:
    def test_an_episode_begins_in_need_today_and_ends_by_chance(self):
        town, begun = town_of(acute__onset=3.0, acute__days=20.0), 0
        for resident in town.residents:
            resident.need = 0.8
        for town.day in range(40):
            town_had = [resident.acute_until for resident in town.residents]
            begin_episodes(town)
            for neighbourhood in town.neighbourhoods:
                n = neighbourhood.number
                for h in range(poisson(3.0 / 364 * 30, drawn(town.day, n, 0))):
                    met = 30 * n + below(30, drawn(town.day, n, 1 + 3 * h))
                    if drawn(town.day, n, 2 + 3 * h) < 0.64 - 1e-6 and town_had[met] <= town.day:
                        days = math.floor(20 * exponential(drawn(town.day, n, 3 + 3 * h)))
                        town_had[met] = town.day + 1 + days
                        begun += 1
            assert [resident.acute_until for resident in town.residents] == town_had
        assert begun > 5
        assert sum(n.counts.episodes for n in town.neighbourhoods) == begun

    def test_who_is_acute_goes_on(self):
        town = town_of(acute__onset=5.0)
        for resident in town.residents:
            resident.need, resident.acute_until = 1.0, 500
        for town.day in range(50):
            begin_episodes(town)
        assert {resident.acute_until for resident in town.residents} == {500}
        assert [len(town.acute), town.residents[0].acute] == [60, True]
        town.day = 500
        assert town.acute == []

    def test_as_many_are_acute_from_the_first_day_as_onset_and_end_keep(self):
        town = town_of(acute__onset=4.0, acute__days=91.0)
        begins, goes_on = 4 / 364 * 0.25, math.exp(-1 / 91)
        share = begins * goes_on / (1 - goes_on + goes_on * begins)
        until = [acute_from(town, resident, 3, 0.5) for resident in town.residents]
        acute = [drawn(3, i, -1) < share for i in range(60)]
        assert 2 < sum(acute) < 30
        assert until == [
            4 + math.floor(91 * exponential(drawn(3, i, -2))) if is_acute else 0 for i, is_acute in enumerate(acute)
        ]
        # of those acute on a morning some end and of the rest some begin: the share stays
        assert (share + (1 - share) * begins) * goes_on == single(share)


class TestOneMore:
    def everybody_acute(self, **overrides):
        town = town_of(**{"acute__calls": 30.0, **overrides})
        for resident in town.residents[::2]:
            resident.acute_until, resident.need = 99, 0.5
        return town

    def test_crises_strike_the_acute_once_more_after_all_others(self):
        town = self.everybody_acute()
        crisis, struck = town.crises[0], 0
        crisis.ceiling = 2.0
        chance = 1 - math.exp(-29 * 2 / 364 * 0.5)
        for town.day in range(12):
            expected = [r for r in town.residents[::2] if drawn(town.day, r.number, -4 - crisis.number) < chance]
            assert in_crisis(town, crisis) == expected
            incidents = crises(town)[-len(expected) :] if expected else []
            assert [incident.victim for incident in incidents] == expected
            assert all(i.place is i.victim.place and i.offender is None and i.problem is crisis for i in incidents)
            struck += len(expected)
        assert 10 < struck < 100

    def test_the_acute_call_once_more_about_no_crime_after_all_others(self):
        town = self.everybody_acute(response__routine_calls=1.5)
        chance, called = 1 - math.exp(-29 * 1.5 / 364), 0
        for town.day in range(12):
            expected = [r for r in town.residents[::2] if drawn(town.day, r.number, -3) < chance]
            assert who_call_once_more(town) == expected
            calls = routine_calls(town)
            assert [call.caller for call in calls[len(calls) - len(expected) :]] == expected
            assert all(call.problem is None and call.hours == town.rules.response.hours_routine for call in calls)
            called += len(expected)
        assert 15 < called < 100

    def test_every_call_counts_for_who_makes_it(self):
        town = self.everybody_acute(response__routine_calls=2.0)
        for town.day in range(12):
            report(town, [])
        made = [resident.calls_made for resident in town.residents]
        assert sum(made) == len(town.calls) == sum(n.counts.calls for n in town.neighbourhoods)
        assert sum(made[::2]) > 10 * sum(made[1::2])

    def test_at_1_times_as_many_calls_nothing_comes_once_more(self):
        town = self.everybody_acute(acute__calls=1.0)
        assert who_call_once_more(town) == in_crisis(town, town.crises[0]) == []


def test_an_acute_offender_goes_ahead_the_more_readily_where_the_type_says_so():
    town = town_of()
    offender, place = town.residents[1], town.places[0]
    more = []
    for problem in town.offences[:2]:
        problem.by_acute = 0.7 * problem.number
        offender.acute_until = 0
        before = logit(go_ahead_chance(town, offender, (problem, problem.kinds[0]), place))
        offender.acute_until = 1
        more.append(logit(go_ahead_chance(town, offender, (problem, problem.kinds[0]), place)) - before)
    assert more == single([0.0, 0.7])


def test_a_newcomer_has_made_no_calls_and_is_acute_by_their_own_chance():
    town = town_of(acute__onset=5.0, acute__days=364.0)
    for resident in town.residents:
        resident.calls_made, resident.acute_until = 4, 7
    town.neighbourhoods[0].turnover, town.neighbourhoods[1].turnover = 13.0, 0.0
    town.day = 27
    move_house(town, 0)
    came, stayed = (neighbourhood.residents for neighbourhood in town.neighbourhoods)
    assert {resident.calls_made for resident in came} == {0}
    assert {(resident.calls_made, resident.acute_until) for resident in stayed} == {(4, 7)}
    until = {resident.acute_until for resident in came}
    assert 0 in until
    assert len([day for day in until if day > 28]) > 2
    assert 7 not in until
