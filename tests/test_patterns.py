"""The statistics of the evidence, against hand-made examples, brute force and published toy values."""

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from mobsim.validation.patterns import journeys
from mobsim.validation.patterns.baselines import correlation_of_changes, shares_by_kind, smallest_step_down
from mobsim.validation.patterns.blind_spot import blind_spot, over_dispersion
from mobsim.validation.patterns.concentration import (
    even_chance,
    generalised_gini,
    overlap_of_worst,
    rank_correlation,
    share_holding,
    share_of_worst,
)
from mobsim.validation.patterns.feelings import confidence, worry
from mobsim.validation.patterns.near_repeats import knox_ratio
from mobsim.validation.patterns.observed import LONG_AGO, Incidents
from mobsim.validation.patterns.regression import coefficients, standardised
from mobsim.validation.patterns.services import delivered
from mobsim.validation.patterns.taking_part import hours_in_year, members_by_deprivation

counts_of_places = (
    st.lists(st.integers(0, 30), min_size=2, max_size=60).filter(any).map(lambda each: np.array(each, float))
)


class TestConcentration:
    def test_half_of_the_crime_of_a_hand_made_town(self):
        counts = np.array([0, 0, 1, 6, 0, 3, 0, 2, 0, 0.0])
        assert share_holding(counts, 0.5) == pytest.approx(0.1)  # the place with 6 of 12
        assert share_holding(counts, 0.75) == pytest.approx(0.2)
        assert share_of_worst(counts, 0.1) == pytest.approx(0.5)
        assert share_of_worst(counts, 0.15) == pytest.approx((6 + 1.5) / 12), "half of the second place"

    @given(counts_of_places, st.floats(0.05, 0.95))
    def test_the_two_are_each_others_inverse(self, counts, part):
        assert share_of_worst(counts, share_holding(counts, part)) == pytest.approx(part)

    @given(counts_of_places)
    def test_no_places_hold_less_than_their_share(self, counts):
        for worst in (0.05, 0.3, 0.7):
            assert worst - 1e-9 <= share_of_worst(counts, worst) <= 1 + 1e-9

    @pytest.mark.parametrize(
        ("counts", "gini"),
        [
            ([1, 1, 1, 1], 0.0),  # everybody the same
            ([1, 1, 0, 0, 0, 0], 0.0),  # as even as two crimes can be over six places
            ([4, 0, 0, 0], 0.75),  # 1 - 1 / places
            ([2, 0, 0, 0, 0, 0], 0.5),  # 1 - 1 / crimes, where crimes are fewer than places
        ],
    )
    def test_generalised_gini_at_its_limits(self, counts, gini):
        assert generalised_gini(np.array(counts, float)) == pytest.approx(gini)

    @given(counts_of_places)
    def test_generalised_gini_lies_between_none_and_one_place(self, counts):
        assert -1e-9 <= generalised_gini(counts) <= 1.0

    def test_the_null_is_that_of_many_draws(self):
        places, crimes = 2000, 1500
        drawn = np.random.default_rng(1).multinomial(crimes, np.full(places, 1 / places), size=200).astype(float)
        null = even_chance(places, crimes)
        for measure in (lambda c: share_holding(c, 0.5), generalised_gini):
            assert measure(null) == pytest.approx(np.mean([measure(each) for each in drawn]), rel=0.03)

    def test_nothing_is_measured_where_nothing_happened(self):
        assert np.isnan(
            [share_holding(np.zeros(3), 0.5), share_of_worst(np.zeros(3), 0.5), generalised_gini(np.zeros(3))]
        ).all()


class TestStability:
    def test_the_same_places_overlap_in_full_and_others_not_at_all(self):
        counts = np.arange(100.0)
        assert overlap_of_worst(counts, counts, 0.05) == 1.0
        assert overlap_of_worst(counts, counts[::-1], 0.05) == 0.0
        assert rank_correlation(counts, 2 * counts + 1) == pytest.approx(1.0)

    def test_where_all_tie_the_overlap_is_that_of_chance(self):
        assert overlap_of_worst(np.ones(100), np.ones(100), 0.05) == pytest.approx(0.05)


def knox_by_hand(day, place, area, low, high):
    """Count pairs one by one; times dealt anew in every possible way would be too many, so the expected share of pairs."""
    near_space = near_time = both = 0
    pairs = list(combinations(range(len(day)), 2))
    for a, b in pairs:
        space = place[a] == place[b] or (abs(place[a] - place[b]) == 1 and area[place[a]] == area[place[b]])
        time = low <= abs(day[a] - day[b]) <= high
        near_space, near_time, both = near_space + space, near_time + time, both + (space and time)
    return both / (near_space * near_time / len(pairs)) if near_space * near_time else float("nan")


class TestNearRepeats:
    @given(st.integers(2, 60), st.integers(0, 2**32 - 1), st.sampled_from([(0, 7), (1, 7), (8, 14), (57, 84)]))
    @settings(max_examples=100)
    def test_pairs_are_those_counted_one_by_one(self, crimes, seed, window):
        random = np.random.default_rng(seed)
        area = np.array([0] * 4 + [1] * 3 + [2] * 2)
        day, place = random.integers(0, 120, crimes), random.integers(0, area.size, crimes)
        assert_allclose(knox_ratio(day, place, area, *window), knox_by_hand(day, place, area, *window))

    def test_the_expected_number_is_the_mean_over_permutations_of_times(self):
        random = np.random.default_rng(2)
        area = np.repeat([0, 1], 5)
        day, place = random.integers(0, 60, 40), random.integers(0, 10, 40)
        ratios = [knox_ratio(random.permutation(day), place, area, 0, 7) for _ in range(2000)]
        assert np.mean(ratios) == pytest.approx(1.0, abs=0.02)

    def test_crimes_that_follow_each_other_stand_out_and_two_months_on_do_not(self):
        random = np.random.default_rng(3)
        first_day, place = random.integers(0, 1000, 600), random.integers(0, 300, 600)
        day = np.concatenate([first_day, first_day[:150] + random.integers(0, 7, 150)])
        where = np.concatenate([place, place[:150]])
        area = np.zeros(300, int)
        assert knox_ratio(day, where, area, 0, 7) > 3
        assert knox_ratio(day, where, area, 57, 84) == pytest.approx(1.0, abs=0.2)


OBLONG = [np.array([[0, 0], [2, 0], [2, 1], [0, 1], [0, 0.0]])]


class TestJourneys:
    def test_places_lie_within_the_outline_evenly_and_in_order(self):
        at = journeys.spread_places(OBLONG, 200)
        assert at.shape == (200, 2)
        assert ((at > 0) & (at < [2, 1])).all()
        assert ((at[:, 0] < 1).mean(), (at[:, 1] < 0.5).mean()) == pytest.approx((0.5, 0.5), abs=0.05)
        assert np.median(np.hypot(*np.diff(at, axis=0).T)) < 0.12, "following places are about a spacing apart"

    def test_area(self):
        assert journeys.area_of(OBLONG) == pytest.approx(2.0)

    def test_decay_and_share(self):
        near_home = np.concatenate([np.full(60, 0.4), np.full(30, 1.2), np.full(10, 2.0)])
        assert journeys.share_within(near_home, 0.8) == pytest.approx(0.6)
        assert journeys.smallest_fall(near_home) == pytest.approx((0.3 / 0.8) - (0.1 / 1.6))
        assert journeys.smallest_fall(near_home[::-1] * 0 + 2.0) < 0, "all strike far away: no decay"
        assert np.isnan(journeys.smallest_fall(np.array([])))


class TestRegression:
    def test_coefficients_come_back(self):
        random = np.random.default_rng(4)
        first, second = random.normal(size=(2, 500))
        outcome = 1 + 2 * first - 0.5 * second + random.normal(scale=1e-6, size=500)
        assert_allclose(coefficients(outcome, [first, second]), [2, -0.5], atol=1e-5)

    def test_one_standardised_coefficient_is_the_correlation(self):
        first, outcome = np.random.default_rng(5).normal(size=(2, 50))
        assert standardised(outcome, [first])[0] == pytest.approx(np.corrcoef(first, outcome)[0, 1])

    def test_what_is_not_identified_is_not_a_number(self):
        same = np.arange(10.0)
        assert np.isnan(coefficients(same, [same, same])).all()


class TestByKind:
    def test_shares_and_order(self):
        column = np.array([1, 1, 0, 1, 0, 0, 0], bool)
        kind = np.array([0, 0, 0, 1, 1, 1, 1])
        zero = np.zeros(7, int)
        shares = shares_by_kind(
            Incidents(zero, kind, zero, zero, column, column, column), {"a": 0, "b": 1, "c": 2}, "cleared"
        )
        assert (shares["a"], shares["b"]) == (pytest.approx(2 / 3), pytest.approx(1 / 4))
        assert np.isnan(shares["c"])
        assert smallest_step_down(shares, ("a", "b")) == pytest.approx(2 / 3 - 1 / 4)
        assert smallest_step_down(shares, ("b", "a")) < 0
        assert np.isnan(smallest_step_down(shares, ("a", "unknown")))

    def test_changes_are_taken_within_neighbourhoods(self):
        crime = np.array([[1, 5, 3], [2, 5, 1], [2, 6, 1.0]])
        assert correlation_of_changes(crime, 0.1 * crime + [0.5, 0.1, 0.9]) == pytest.approx(1.0)
        assert np.isnan(correlation_of_changes(crime[:1], crime[:1]))


def wave(worry, since, age=2, arrived=0, hours=0.0):
    """Hold what a panel asks of residents in one wave."""
    columns = {"insecurity": worry, "since_victim": since, "age": age, "arrived": arrived, "hours": hours}
    return SimpleNamespace(**{name: np.broadcast_to(column, len(worry)).copy() for name, column in columns.items()})


class TestWorry:
    def panel(self, effect, fade=0.0):
        """Make a panel in which those prone to worry are prone to be victims too, beside what victimisation does."""
        random = np.random.default_rng(6)
        prone = random.random(40_000) < 0.3
        ground = 0.3 + 0.2 * prone + 0.05 * random.normal(size=prone.size)
        age, waves = random.integers(1, 4, prone.size), []
        for _ in range(2):
            victim = random.random(prone.size) < np.where(prone, 0.5, 0.1)
            since = np.where(victim, random.integers(0, 364, prone.size), LONG_AGO)
            waves.append(wave(ground + victim * (effect - fade * since / 364), since, age))
        return worry(SimpleNamespace(before=waves[0], after=waves[1]))

    def test_what_victimisation_does_is_told_from_who_is_a_victim(self):
        found = self.panel(0.05)
        among = 0.4**2 * 0.3 * 0.7 + (0.3 * 0.5 * 0.5 + 0.7 * 0.1 * 0.9) / 2  # variance of persons' mean over two waves
        between = 0.05 + 0.2 * 0.4 * 0.3 * 0.7 / among
        assert found["D19.within"] == pytest.approx(0.05 / between, abs=0.02)
        assert self.panel(0.0)["D19.within"] == pytest.approx(0.0, abs=0.02)
        assert found["D19.fades"] == pytest.approx(0.0, abs=0.005)

    def test_what_fades_is_weaker_for_those_whose_turn_was_long_ago(self):
        assert self.panel(0.1, fade=0.08)["D19.fades"] == pytest.approx(0.08 * 0.75, abs=0.01)


class TestConfidence:
    def seen(self, shares, events=()):
        days = [SimpleNamespace(day=day) for day in events]
        return SimpleNamespace(satisfied=np.array(shares), scenario=SimpleNamespace(events=days))

    def test_quarters_before_an_event_count(self):
        steady, shaken = [0.60, 0.62] * 4, [0.2] * 4
        expected = {"D20": pytest.approx(np.std(steady, ddof=1))}
        assert confidence(self.seen(steady)) == expected
        assert confidence(self.seen(steady + shaken, events=(8 * 91,))) == expected

    def test_a_year_is_too_short(self):
        assert np.isnan(confidence(self.seen([0.6] * 4))["D20"])


class TestTakingPart:
    def test_hours_of_a_year_are_those_of_who_lives_here_now(self):
        before, after = wave(np.zeros(3), LONG_AGO, hours=[10, 4, 7]), wave(np.zeros(3), LONG_AGO, hours=[16, 4, 2])
        after.arrived[2] = 100  # another moved in, and gave two hours
        assert hours_in_year(SimpleNamespace(before=before, after=after)).tolist() == [6, 0, 2]

    def test_members_in_the_least_over_the_most_deprived_fifth(self):
        adults = np.full(10, 400.0)
        share = np.linspace(0.1, 0.3, 10)
        sums = {"membership": share * adults, "adult_weeks": adults}
        places = SimpleNamespace(neighbourhoods=SimpleNamespace(deprivation=np.linspace(1, 0, 10)))
        seen = SimpleNamespace(years=[sums], scenario=SimpleNamespace(communities=[places]))
        assert members_by_deprivation(seen) == pytest.approx(share[-2:].mean() / share[:2].mean())


class TestDelivery:
    def test_what_reached_its_dose_is_told_from_the_rest_of_what_ended_in_the_year(self):
        fell, rose = {"result": 0.2, "ended_day": 84}, {"result": -0.1, "ended_day": 364 - 28}
        before, after = (
            {"result": 0.9, "ended_day": -28, "effective": True},
            {"result": 0.9, "ended_day": 392, "effective": True},
        )
        rows = [fell | {"effective": True}] * 3 + [rose | {"effective": True}] + [fell | {"effective": False}]
        rows += [rose | {"effective": False}] * 3 + [before, after]
        found = delivered(SimpleNamespace(initiatives=rows))
        assert found == {"D4.delivered": 0.5, "D4.work": 0.75, "D4.better": 0.5}

    def test_under_way_counts_for_nothing(self):
        under_way = {"result": float("nan"), "ended_day": -1, "effective": False}
        assert all(np.isnan(value) for value in delivered(SimpleNamespace(initiatives=[under_way])).values())


class TestBlindSpot:
    def test_shares_differ_no_more_than_by_chance_where_all_have_the_same_chance(self):
        whole = np.random.default_rng(1).integers(20, 200, 4000).astype(float)
        even = np.random.default_rng(2).binomial(whole.astype(int), 0.7).astype(float)
        assert over_dispersion(even, whole) == pytest.approx(1.0, abs=0.08)
        uneven = np.random.default_rng(3).binomial(whole.astype(int), np.tile([0.6, 0.8], 2000)).astype(float)
        assert over_dispersion(uneven, whole) > 3
        assert np.isnan(over_dispersion(np.zeros(4), np.full(4, 5.0)))

    def test_known_is_what_any_series_knows_and_the_young_are_held_against_all(self):
        sums = {"true_violence": np.array([10.0, 10.0]), "discovered_violence": np.zeros(2)}
        sums |= {"reported_violence": np.array([4.0, 1.0]), "pooled_violence": np.array([1.0, 4.0])}
        year = {"unseen_violence": 0.5, "injuries_unknown": 0.6, "injuries_unknown_young": 0.7}
        found = blind_spot(SimpleNamespace(first_year=year, years=[sums]))
        assert found["D11.young"] == pytest.approx(0.1)
        assert found["D11.places"] == 0  # five of ten unknown in each
