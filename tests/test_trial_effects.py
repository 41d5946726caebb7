"""Effects of trials against published figures, hand-computed examples and independent statistics."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import contingency

from mobsim.experiment.trial.counting import ARMS, periods_of
from mobsim.experiment.trial.effects import (
    COLUMNS,
    EVEN,
    effects_of,
    jackknifed,
    log_odds_ratio,
    log_ratio,
    standardised_difference,
)
from mobsim.scenario.trial_tables import TrialTable

YEAR = {"before": 364, "during": 364}
NOTHING = pd.DataFrame()


def counted(town, twin=None, days=YEAR):
    """Make the table of counts; ``town[arm]`` holds counts before and during, each a number or one for each seed."""
    rows, seeds = [], max(np.size(counts) for both in town.values() for counts in both)
    for name, finished in (("treated", town), ("untreated", town if twin is None else twin)):
        for arm in ARMS:
            for period, counts in zip(days, finished.get(arm, (0, 0)), strict=True):
                row = {"town": name, "arm": arm, "period": period, "days": days[period], "outcome": "true_crime"}
                rows += [
                    {**row, "seed": seed, "count": float(n)} for seed, n in enumerate(np.broadcast_to(counts, seeds))
                ]
    return pd.DataFrame(rows)


def effect(rows, contrast, measure, outcome="true_crime", wave="during"):
    wanted = (rows.outcome == outcome) & (rows.contrast == contrast) & (rows.measure == measure) & (rows.wave == wave)
    (found,) = rows[wanted].itertuples()
    return found


WHEELER_RATCLIFFE = {
    "treated": (207, 110),
    "control": (308, 318),
    "around_treated": (178, 157),
    "around_control": (150, 140),
}
"""Worked example of Wheeler and Ratcliffe (2018): the difference is -118, its standard error the root of 1568."""


class TestDisplacement:
    def test_the_published_example(self):
        found = effect(effects_of(counted(WHEELER_RATCLIFFE), NOTHING), "arms", "wdd")
        assert found.effect == -118.0
        assert np.isnan(found.low)  # one town says nothing on how sure it is
        assert found.n == 1

    def test_its_published_standard_error_is_that_of_towns_drawn_at_random(self):
        towns, random = 2000, np.random.default_rng(5)
        drawn = {arm: [random.poisson(n, towns) for n in both] for arm, both in WHEELER_RATCLIFFE.items()}
        found = effect(effects_of(counted(drawn), NOTHING), "arms", "wdd")
        error = (found.high - found.effect) / stats.t.ppf(0.975, towns - 1) * np.sqrt(towns)
        assert error == pytest.approx(np.sqrt(1568), rel=0.06)
        assert found.low < -118 < found.high

    def test_periods_of_other_length_are_brought_to_the_same(self):
        shorter = {arm: (4 * n, n) for arm, n in (("treated", 10), ("control", 12))}
        found = effects_of(counted(shorter, days={"before": 364, "during": 91}), NOTHING)
        assert effect(found, "arms", "wdd").effect == 0.0

    @settings(max_examples=12)
    @given(st.lists(st.integers(0, 500), min_size=8, max_size=8))
    def test_what_moves_next_door_is_not_saved(self, n):
        town = {arm: (n[2 * at], n[2 * at + 1]) for at, arm in enumerate(ARMS[:4])}
        moved = {**town, "around_treated": (n[4], n[5] + n[1]), "treated": (n[0], 0)}
        before, after = (effects_of(counted(each), NOTHING) for each in (town, moved))
        if any(n):
            assert effect(before, "arms", "wdd").effect == effect(after, "arms", "wdd").effect


class TestRates:
    def test_ratios_by_hand(self):
        town = {"treated": (100, 80), "control": (50, 60)}
        found = effects_of(counted(town, {**town, "treated": (100, 96)}), NOTHING)
        assert effect(found, "arms", "rirr").effect == pytest.approx((80.5 / 100.5) / (60.5 / 50.5))
        assert effect(found, "twin", "rirr").effect == pytest.approx(80.5 / 96.5)
        assert effect(found, "twin", "count", "true_crime_treated").effect == -16.0
        assert effect(found, "twin", "count", "true_crime_town").effect == -16.0

    def test_the_half_that_is_added_is_shared_by_all_towns(self):
        once, often = ({"treated": (8, [1] * n), "control": (8, [2] * n)} for n in (1, 1000))
        shares = [effect(effects_of(counted(_spread(each)), NOTHING), "arms", "rirr").effect for each in (once, often)]
        assert shares == pytest.approx([1.5 / 2.5, 0.5], rel=1e-3)

    def test_towns_without_crime_give_finite_ratios(self):
        found = effects_of(counted({"treated": ([9, 8], [0, 0]), "control": ([4, 6], [3, 5])}), NOTHING)
        row = effect(found, "arms", "rirr")
        assert np.isfinite([row.effect, row.low, row.high]).all()
        assert 0 < row.effect < 0.2

    def test_a_ratio_against_nothing_is_unknown(self):
        town = {"treated": ([9, 8], [30, 20]), "control": ([4, 6], [0, 0])}
        found = effects_of(counted(town, {**town, "treated": ([9, 8], [0, 0])}), NOTHING)
        for contrast in ("arms", "twin"):
            row = effect(found, contrast, "rirr")
            assert np.isnan([row.effect, row.low, row.high]).all()
            assert row.n == 2
        assert effect(found, "twin", "count", "true_crime_treated").effect == 25.0

    def test_two_towns_that_live_alike_differ_in_nothing(self):
        found = effects_of(counted({"treated": ([9, 8], [3, 0]), "control": ([4, 6], [3, 5])}), NOTHING)
        twin = found[found.contrast == "twin"]
        nothing = np.where(twin.measure == "rirr", 1.0, 0.0)
        for column in ("effect", "low", "high"):
            assert np.array_equal(twin[column], nothing)

    def test_crime_around_is_counted_only_where_there_is_something_around(self):
        alone = effects_of(counted({"treated": (5, 4), "control": (5, 4)}), NOTHING)
        assert not alone.outcome.str.contains("around").any()
        around = effects_of(counted(WHEELER_RATCLIFFE), NOTHING)
        expected = (157.5 / 178.5) / (140.5 / 150.5)
        assert effect(around, "arms", "rirr", "true_crime_around").effect == pytest.approx(expected)

    def test_a_town_without_a_twin_is_left_out(self):
        counts = counted({"treated": ([9, 8, 7], [3, 2, 1]), "control": ([4, 6, 5], [3, 5, 4])})
        lost = counts[(counts.town == "treated") | (counts.seed != 1)]
        found = effects_of(lost, NOTHING)
        assert (effect(found, "twin", "rirr").n, effect(found, "arms", "rirr").n) == (2, 3)


def _spread(town):
    """Give each arm as many counts before as during."""
    return {arm: ([before] * len(during), during) for arm, (before, during) in town.items()}


class TestJackknife:
    @given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=30))
    def test_of_a_mean_it_is_students_interval(self, values):
        whole, low, high = jackknifed(np.array(values)[:, None], lambda terms: float(terms[0]))
        error = stats.sem(values)
        half = stats.t.ppf(0.975, len(values) - 1) * error
        assert (whole, low, high) == pytest.approx(
            (np.mean(values), np.mean(values) - half, np.mean(values) + half), rel=1e-6, abs=1e-6
        )

    def test_of_a_ratio_it_is_the_delta_method(self):
        random = np.random.default_rng(3)
        parts = random.poisson((200, 260), (400, 2)).astype(float)
        whole, low, high = jackknifed(parts, log_ratio)
        a, b = parts.mean(0)
        spread = np.cov(parts.T)
        variance = (spread[0, 0] / a**2 + spread[1, 1] / b**2 - 2 * spread[0, 1] / (a * b)) / len(parts)
        assert whole == pytest.approx(np.log((a + EVEN) / (b + EVEN)))
        assert (high - low) / 2 == pytest.approx(stats.t.ppf(0.975, 399) * np.sqrt(variance), rel=0.01)

    def test_its_intervals_hold_the_truth_as_often_as_they_say(self):
        random, held = np.random.default_rng(11), 0
        for _ in range(600):
            _, low, high = jackknifed(random.poisson((60, 80), (10, 2)).astype(float), log_ratio)
            held += low < np.log(60 / 80) < high
        assert 0.92 < held / 600 < 0.98


def asked(ours, theirs, twin=None, wave=364):
    """Make the table of the survey of one town from the answers of each arm, and of the treated arm's twin."""
    arms = {
        ("treated", "treated"): ours,
        ("treated", "control"): theirs,
        ("untreated", "treated"): ours if twin is None else twin,
        ("untreated", "control"): theirs,
    }
    rows = []
    for items in ITEMS:
        for (town, arm), given_ in arms.items():
            values = np.asarray(given_, float)
            if items not in ITEMS[:3]:
                values = (values > 0.5).astype(float)
            row = {"town": town, "arm": arm, "wave": wave, "item": items, "seed": 0, "n": values.size}
            rows.append({**row, "sum": values.sum(), "squares": (values**2).sum()})
    return pd.DataFrame(rows)


def sum_of_squares(values):
    return (values**2).sum()


ITEMS = (
    "trust", "insecurity", "cohesion", "great_confidence", "satisfied_with_police", "satisfied_with_safety",
    "takes_part", "victimised", "had_contact", "disrespected",
)  # fmt: skip


class TestAnswers:
    @given(st.integers(0, 2**32 - 1), st.integers(5, 60), st.integers(5, 60))
    def test_cohens_d_is_that_of_the_t_test(self, seed, n, m):
        random = np.random.default_rng(seed)
        groups = random.normal(0.5, 0.2, n), random.normal(0.4, 0.3, m)
        found = standardised_difference(np.array([f(x) for x in groups for f in (np.size, np.sum, sum_of_squares)]))
        expected = stats.ttest_ind(*groups).statistic * np.sqrt(1 / n + 1 / m)
        assert found == pytest.approx(expected, rel=1e-6, abs=1e-9)

    @given(st.integers(1, 99), st.integers(1, 99))
    def test_odds_ratios_are_those_of_the_contingency_table(self, yes, other):
        expected = contingency.odds_ratio([[yes, 100 - yes], [other, 100 - other]], kind="sample").statistic
        assert np.exp(log_odds_ratio(np.array([yes, 100, other, 100]), even=0.0)) == pytest.approx(expected)

    @settings(max_examples=25)
    @given(st.integers(1, 30), st.integers(1, 30), st.data())
    def test_odds_ratios_and_differences_are_finite_but_against_nothing(self, n, m, data):
        yes, other = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
        found = effects_of(NOTHING, asked(np.arange(n) < yes, np.arange(m) < other))
        odds, d = (effect(found, "arms", measure, "takes_part", "364") for measure in ("odds ratio", "d"))
        against_nothing = yes == n or other == 0
        assert np.isnan(odds.effect) == (against_nothing and (yes, n) != (other, m))
        if not against_nothing:
            corrected = (yes + EVEN) / (n - yes + EVEN) / ((other + EVEN) / (m - other + EVEN))
            assert odds.effect == pytest.approx(corrected)
        never_differ = yes in (0, n) and other in (0, m)
        assert np.isnan(d.effect) == (never_differ and (yes > 0) != (other > 0))
        assert not never_differ or np.isnan(d.effect) or d.effect == 0

    def test_all_against_none_is_no_odds_ratio_of_millions(self):
        towns = [asked(np.ones(3000), np.zeros(3000)).assign(seed=seed) for seed in range(3)]
        found = effects_of(NOTHING, pd.concat(towns))
        row = effect(found, "arms", "odds ratio", "takes_part", "364")
        assert np.isnan([row.effect, row.low, row.high]).all()
        assert row.n == 3
        assert effect(found, "twin", "odds ratio", "takes_part", "364").effect == 1.0

    def test_each_contrast_takes_its_own_group(self):
        random = np.random.default_rng(1)
        ours, theirs, twin = (random.normal(mean, 1.0, 200) for mean in (1.0, 0.0, 1.0))
        found = effects_of(NOTHING, asked(ours, theirs, twin))
        assert effect(found, "arms", "d", "trust", "364").effect > 0.7
        assert abs(effect(found, "twin", "d", "trust", "364").effect) < 0.3

    def test_columns_are_those_that_are_promised(self):
        assert tuple(effects_of(NOTHING, NOTHING).columns) == COLUMNS

    def test_answers_that_never_differ_do_not_divide_by_nothing(self):
        assert standardised_difference(np.array([5.0, 5.0, 5.0, 5.0, 5.0, 5.0])) == 0.0


class TestPeriods:
    def test_from_wave_to_wave(self):
        assert self.periods(364, start=0, end=56, waves=[56, 273, 364]) == {
            "before": (-364, 0), "during": (0, 56), "after": (56, 364), "56-273": (56, 273), "273-364": (273, 364),
        }  # fmt: skip

    def test_a_trial_with_one_wave_at_its_end_has_two(self):
        assert self.periods(364, end=364, waves=[364]) == {"before": (-364, 0), "during": (0, 364)}

    @given(st.integers(0, 100), st.integers(1, 100), st.lists(st.integers(0, 300), max_size=5))
    def test_periods_between_waves_follow_on_each_other(self, start, length, waves):
        later = [start + wave for wave in waves]
        found = self.periods(500, start=start, end=start + length, waves=later)
        steps = sorted(period for name, period in found.items() if "-" in name)
        assert all(first < end for first, end in found.values())
        assert all(one[1] <= other[0] for one, other in pairwise(steps))

    @staticmethod
    def periods(days, **keys):
        treatment = {"kind": "patrol", "hours": 1.0}
        return periods_of(TrialTable(units="places", treated=1, treatments=[treatment], **keys), days)
