"""The slow twin by itself: its draws, and the life of a small town made by hand."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from twin import Twin
from twin.draws import Draws, Purpose, below, exponential, key, mix, normal, poisson, word
from twin.handmade import handmade, levers, parameters
from twin.happenings import MEASURES, RUNNING
from twin.review import usual_fall

YEAR = 364
FEELINGS = ("need", "trust", "cohesion", "insecurity", "grievance", "risk", "fatigue")


def finished(days, **how):
    town = Twin(handmade(**how))
    for _ in range(days):
        town.step()
    return town


@pytest.fixture(scope="module")
def two_years():
    busy = levers(leadership=0.8, collaboration=0.8, information_sharing=1.0, lead=2, social_share=0.5, follow_up=0.3)
    lively = parameters(
        response__routine_calls=2.0,
        money__purse=400.0,
        assessment__invited_per_1000=300.0,
        participation__cost=0.0,
        participation__attention=0.2,
        participation__turnout=0.5,
        people__threshold_mean=0.3,
        delivery__agency_capacity=5.0,
        delivery__fidelity_usual=1.0,
    )
    return finished(2 * YEAR, communities=2, chosen=busy, parameters=lively)


class TestDraws:
    def test_mix_of_a_one_is_what_its_definition_says_by_hand(self):
        first = 0xBF58476D1CE4E5B9
        second = ((first ^ (first >> 27)) * 0x94D049BB133111EB) % 2**64
        assert mix(0) == 0
        assert mix(1) == second ^ (second >> 31)

    def test_mixing_is_the_finaliser_of_splitmix64(self):
        """First output of the published generator for seed 0 is the finaliser of its increment."""
        assert mix(0x9E3779B97F4A7C15) == 0xE220A8397B1DCDAF

    def test_a_uniform_number_is_the_upper_53_bits_of_the_word_of_its_name(self):
        name = key(11, Purpose.STOP)
        expected = mix(mix(mix(mix(0x9E3779B97F4A7C15 + 11) + 11 * 0xD1B54A32D192ED03 & 2**64 - 1)))
        assert name == mix((mix(0x9E3779B97F4A7C15 + 11) + 11 * 0xD1B54A32D192ED03) % 2**64)
        assert word(name, 0, 0, 0) == mix(expected)
        assert Draws(11).uniform(Purpose.STOP, 0, 0, 0) == (mix(expected) >> 11) / 2**53

    def test_purposes_keep_the_numbers_that_were_given_to_them(self):
        assert (Purpose.OCCASION, Purpose.STOP, Purpose.BIRTH, Purpose.PROGRAMME) == (1, 11, 24, 26)

    def test_below_never_reaches_the_count(self):
        assert [below(4, u) for u in (0.0, 0.25, 0.9999, 1.0)] == [0, 1, 3, 3]

    @pytest.mark.parametrize("u", [1e-9, 0.01, 0.02425, 0.3, 0.5, 0.9, 0.98, 1 - 1e-9])
    def test_normal_follows_the_inverse_of_the_normal_distribution(self, u):
        assert normal(u) == pytest.approx(stats.norm.ppf(u), rel=1.2e-9, abs=1e-9)

    @pytest.mark.parametrize("mean", [0.1, 1.0, 20.0, 59.0])
    @pytest.mark.parametrize("u", [0.0, 0.2, 0.5, 0.99])
    def test_poisson_is_the_inverse_of_its_distribution(self, mean, u):
        assert poisson(mean, u) == max(0, stats.poisson.ppf(u, mean))

    def test_poisson_of_a_large_mean_is_rounded_normal_and_of_none_is_none(self):
        assert poisson(100.0, 0.5) == 100
        assert poisson(0.0, 0.99) == 0

    def test_exponential_has_its_median_at_the_logarithm_of_two(self):
        assert exponential(0.5) == pytest.approx(math.log(2))


class TestLifeOfASmallTown:
    def test_feelings_stay_between_none_and_full(self, two_years):
        now = two_years.snapshot()
        for name in FEELINGS:
            column = now[f"residents.{name}"]
            assert column.min() >= 0, name
            assert column.max() <= 1, name

    def test_places_and_tables_stay_between_none_and_full(self, two_years):
        now = two_years.snapshot()
        columns = ("places.hardening", "places.watch", "places.control", "officers.familiarity", "officers.skill")
        columns += ("leaders.commitment", "leaders.credibility", "leaders.representativeness", "beliefs.belief")
        columns += ("neighbourhoods.need", "neighbourhoods.participation", "communities.assessment_error")
        for name in columns:
            assert np.all((now[name] >= 0) & (now[name] <= 1)), name
        for part in ("tie", "held"):
            for ties in now[f"collaboration.{part}"].values():
                assert np.all((ties >= 0) & (ties <= 1)), part
                assert np.array_equal(ties, ties.T), part

    def test_of_crimes_some_are_reported_of_those_some_recorded_of_those_some_cleared(self, two_years):
        now = two_years.snapshot()
        series = [now[f"counts.{name}"][:, :4] for name in ("true", "reported", "recorded", "cleared")]
        of_discovered = now["counts.discovered"]
        assert of_discovered[:, 2:4].sum() > 0
        assert of_discovered.sum() == of_discovered[:, 2:4].sum()
        assert np.all(now["counts.true"] >= now["counts.reported"] + of_discovered + now["counts.pooled"])
        for more, fewer in pairwise(series):
            assert np.all(more >= fewer)
            assert more.sum() > fewer.sum() > 0

    def test_offences_and_victimisations_of_who_never_moved_add_up_to_true_crime(self):
        stayed = handmade()
        stayed["neighbourhoods.turnover"] = np.zeros(2)
        town = Twin(stayed)
        for _ in range(YEAR):
            town.step()
        now = town.snapshot()
        true = now["counts.true"].sum(axis=0)
        assert now["residents.offences"].sum() == true[:4].sum() > 0
        assert now["residents.victimisations"].sum() == true[:3].sum() > 0

    def test_every_call_is_answered_given_up_or_still_waits(self):
        slow = parameters(response__routine_calls=2.0, response__hours_routine=40.0, response__give_up_days=1)
        town = finished(YEAR, parameters=slow)
        tallies = [neighbourhood.counts for neighbourhood in town.neighbourhoods]
        given_up = sum(tally.calls_given_up for tally in tallies)
        answered = sum(tally.calls_answered for tally in tallies)
        assert given_up > 0
        assert answered + given_up + len(town.calls) == sum(tally.calls for tally in tallies)

    def test_every_contact_is_a_call_a_stop_or_a_visit(self, two_years):
        """In the town: who calls may live elsewhere than where they call from, and counts at home."""
        tallies = [neighbourhood.counts for neighbourhood in two_years.neighbourhoods]
        contacts = sum(tally.calls_answered + tally.calls_given_up + tally.stops + tally.visits for tally in tallies)
        assert sum(tally.good + tally.bad for tally in tallies) == contacts > 0

    def test_no_account_is_overdrawn(self, two_years):
        now = two_years.snapshot()
        assert now["neighbourhoods.account"].min() >= 0
        assert now["initiatives.money"].min() >= 0
        assert now["initiatives.spent"] + now["initiatives.money"] == pytest.approx(now["initiatives.granted"])
        assert now["initiatives.spent"].max() > 0

    def test_what_ended_left_experience_of_each_measure_and_beliefs_that_follow_it(self, two_years):
        now = two_years.snapshot()
        for name in ("expected", "seen"):
            assert now[f"beliefs.{name}"].min() >= 0
            assert now[f"beliefs.{name}"].sum(axis=(0, 1, 3)).min() > 0, name
        usual = [usual_fall(two_years, measure) for measure in MEASURES]
        assert not np.allclose(now["beliefs.belief"], np.array(usual)[:, None])

    def test_nobody_is_both_reached_and_waiting_and_no_target_is_compared(self, two_years):
        initiatives = [each for neighbourhood in two_years.neighbourhoods for each in neighbourhood.initiatives]
        assert any(each.waiting for each in initiatives)
        assert any(each.compared for each in initiatives)
        for each in initiatives:
            assert not set(each.reached) & set(each.waiting)
            assert len(set(each.reached + each.waiting)) == len(each.reached + each.waiting)
            assert not set(each.targets) & set(each.compared)
            assert all(
                place.neighbourhood.community is each.targets[0].neighbourhood.community for place in each.compared
            )

    def test_initiatives_of_both_measures_run_and_residents_join_them(self, two_years):
        now = two_years.snapshot()
        assert (now["initiatives.status"] == RUNNING).any()
        assert now["residents.volunteer_hours"].sum() > 0
        active = [resident for resident in two_years.residents if resident.is_active]
        assert active
        for resident in active:
            assert resident.adult
            assert resident.member
            assert resident.active in {initiative.slot for initiative in resident.neighbourhood.initiatives}

    def test_hours_of_officers_are_what_their_shifts_gave_whatever_calls_took(self):
        same = parameters(money__purse=0.0, response__routine_calls=12.0, response__hours_routine=9.0)
        town = finished(27, parameters=same)
        assert max(officer.owed for officer in town.officers) > 0
        for officer in town.officers:
            used = sum(officer.worked.values())
            assert used == pytest.approx(27 * 3 / 7 * same.patrol.shift_hours)

    def test_nothing_acts_on_an_empty_purse(self):
        busy = levers(leadership=1.0, collaboration=1.0, risk_focus=1.0, information_sharing=1.0)
        town = finished(28, chosen=busy, parameters=parameters(money__purse=0.0))
        acting = town.communities[0].acting
        assert acting.leadership + acting.collaboration + acting.risk_focus + acting.information_sharing == 0
        assert town.communities[0].overhead == 0
        assert not any(neighbourhood.attendees for neighbourhood in town.neighbourhoods)

    def test_the_same_seed_lives_the_same_life_and_another_seed_another(self):
        one, again, other = (finished(56, seed=seed).snapshot() for seed in (3, 3, 4))
        assert all(np.array_equal(one[name], again[name]) for name in one if name.startswith("residents."))
        assert not np.array_equal(one["residents.trust"], other["residents.trust"])

    def test_residents_are_stored_in_single_precision(self, two_years):
        for resident in two_years.residents[:10]:
            assert resident.trust == float(np.float32(resident.trust))


class TestEvents:
    def event(self, kind, **more):
        return {"day": 3, "kind": kind, "severity": 1.0, "community": 0, "neighbourhood": None, **more}

    def pair(self, event, days=4):
        return finished(days), finished(days, events=[event])

    def test_misconduct_costs_trust_and_leaves_grievance(self):
        without, with_event = self.pair(self.event("police_misconduct"))
        assert sum(r.trust for r in with_event.residents) < sum(r.trust for r in without.residents)
        assert sum(r.grievance for r in with_event.residents) > sum(r.grievance for r in without.residents)

    def test_a_wave_lasts_fifty_six_days(self):
        town = finished(59, events=[self.event("crime_wave", neighbourhood=1)])
        assert [n.wave for n in town.neighbourhoods] == [0.0, 1.0]
        town.step()
        assert [n.wave for n in town.neighbourhoods] == [0.0, 0.0]

    def test_a_closed_plant_raises_need_and_a_centre_lowers_it(self):
        calm, closed = self.pair(self.event("plant_closure"))
        _, centre = self.pair(self.event("community_centre"))
        for quiet, poorer, better in zip(calm.residents, closed.residents, centre.residents, strict=True):
            assert poorer.need_ground >= quiet.need_ground >= better.need_ground
            assert better.cohesion_ground >= quiet.cohesion_ground

    def test_a_cut_takes_half_of_the_officers_hours_at_full_severity(self):
        full, cut = self.pair(self.event("budget_cut"), days=5)
        hours = [[officer.hours for officer in town.officers] for town in (full, cut)]
        assert sum(hours[0]) > 0
        assert hours[1] == [half_of / 2 for half_of in hours[0]]

    def test_a_leader_who_leaves_takes_the_ties_along(self):
        _, town = self.pair(self.event("leader_leaves", role=2))
        ties = town.communities[0].ties
        assert not any(ties[1])
        assert any(ties[0])

    def test_a_change_of_strategy_changes_the_levers(self):
        _, town = self.pair(self.event("change_of_strategy", strategy="adaptive"))
        assert town.communities[0].levers.lead == 2
