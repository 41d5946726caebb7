"""Paired statistics against independent references, and against truths that are known because they were put in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mobsim.experiment import effects
from mobsim.experiment.intervals import mean_interval

TOWNS = 30


def simulate(random, runs=10, shifts=(0.0, -0.3, 0.0, 0.5), luck=5.0, noise=0.5):
    """Make runs by strategies with a luck that all strategies of a seed share."""
    return (
        100
        + luck * random.standard_normal((runs, 1))
        + np.array(shifts)
        + noise * random.standard_normal((runs, len(shifts)))
    )


@pytest.fixture
def values():
    return simulate(np.random.default_rng(7))


def test_means_have_students_interval(values):
    found = mean_interval(values)
    for column in range(values.shape[1]):
        expected = stats.ttest_1samp(values[:, column], 0).confidence_interval(0.95)
        assert (found.low[column], found.high[column]) == pytest.approx(tuple(expected))


def test_differences_are_those_of_the_paired_t_test(values):
    found = effects.paired_differences(values, 0)
    raw = np.ones(4)
    for column in range(1, 4):
        test = stats.ttest_rel(values[:, column], values[:, 0])
        raw[column] = test.pvalue
        joint = tuple(test.confidence_interval(1 - 0.05 / 6))
        assert (found.low[column], found.high[column]) == pytest.approx(joint)
        alone = effects.paired_differences(values, 0, together=1)
        assert (alone.low[column], alone.high[column]) == pytest.approx(tuple(test.confidence_interval(0.95)))
    assert found.mean[0] == found.low[0] == found.high[0] == 0
    assert found.p[1:].min() == pytest.approx(min(1.0, 3 * raw[1:].min()))


def test_holm_gives_the_published_adjustment():
    # Worked by hand: .005 x 4, .01 x 3, then .03 x 2, which .04 x 1 may not undercut.
    adjusted = effects.holm(np.array([0.01, 0.04, 0.03, 0.005, 0.9]), without=4)
    assert adjusted[:4] == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_pairing_takes_the_luck_of_the_seed_out(values):
    paired = effects.paired_differences(values, 0)
    alone = mean_interval(values)
    assert (paired.high - paired.low)[1] < (alone.high - alone.low)[1] / 4


def test_intervals_hold_the_truth_as_often_as_they_say():
    """Each by itself in 95 of 100, and those of all pairs at once in no fewer."""
    random, shifts = np.random.default_rng(11), np.array([0.0, -0.3, 0.0, 0.5])
    each, joint = [], []
    for _ in range(2_000):
        values = simulate(random)
        alone = effects.paired_differences(values, 0, together=1)
        each.append(((alone.low <= shifts) & (shifts <= alone.high))[1:])
        found = [effects.paired_differences(values, column) for column in range(3)]
        truths = [shifts - shifts[column] for column in range(3)]
        joint.append(
            all(((pair.low <= true) & (true <= pair.high)).all() for pair, true in zip(found, truths, strict=True))
        )
    assert np.mean(each) == pytest.approx(0.95, abs=0.01)
    assert 0.945 <= np.mean(joint) <= 0.99


def test_strategies_that_cannot_be_told_apart_share_a_rank(values):
    spread = values.mean(axis=1, keepdims=True) + np.array([0.0, 0.01, 4.0, -4.0])
    spread += 0.1 * np.random.default_rng(1).standard_normal(spread.shape)
    first, last = effects.shared_ranks(spread)
    assert (first.tolist(), last.tolist()) == ([2, 2, 4, 1], [3, 3, 4, 1])
    assert effects.shared_ranks(spread, "higher").first.tolist() == [2, 2, 1, 4]
    arms = effects.shared_ranks(spread, among=np.array([True, True, True, False]))
    assert np.array_equal(arms.first, [1, 1, 3, np.nan], equal_nan=True)
    assert np.array_equal(arms.last, [2, 2, 3, np.nan], equal_nan=True)
    alone = effects.shared_ranks(spread[:1])
    assert (alone.first.tolist(), alone.last.tolist()) == ([1] * 4, [4] * 4)


@given(st.integers(0, 10_000), st.integers(2, 7), st.integers(2, 9))
def test_whoever_is_told_to_be_worse_is_not_first_and_whoever_is_told_to_be_better_is_not_last(seed, strategies, runs):
    values = simulate(np.random.default_rng(seed), runs, shifts=np.linspace(0, 2, strategies), noise=0.4)
    first, last = effects.shared_ranks(values)
    assert (first <= last).all()
    assert {1, strategies} <= {first.min(), last.max()}
    for column in range(strategies):
        found = effects.paired_differences(values, column)
        for other in np.flatnonzero(found.high < 0):
            assert first[column] > 1
            assert last[other] < strategies


def test_nobody_is_told_to_be_better_than_one_as_good_more_often_than_once_in_twenty():
    random = np.random.default_rng(4)
    false = [effects.shared_ranks(simulate(random, runs=6, shifts=(0.0,) * 5)).first.max() > 1 for _ in range(1_000)]
    assert np.mean(false) < 0.065  # 0.05, and two standard errors of 1,000 draws


def test_under_five_pairs_no_chance_of_being_best_is_told(values):
    assert np.isfinite(effects.rank(values[:5]).probability_best).all()
    few = effects.rank(values[:4])
    assert np.isnan(few.probability_best).all()
    assert np.isnan(few.expected_regret).all()


def test_with_two_strategies_the_probability_of_being_best_is_the_t_tests(values):
    pair = values[:, :2]
    found = effects.rank(pair)
    one_sided = stats.ttest_rel(pair[:, 0], pair[:, 1], alternative="greater").pvalue
    assert found.probability_best[1] == pytest.approx(1 - one_sided, abs=0.01)
    assert found.probability_best.sum() == pytest.approx(1)
    assert effects.rank(pair, "higher").probability_best[0] == pytest.approx(found.probability_best[1], abs=0.01)


def test_expected_regret_of_two_strategies_is_the_mean_of_a_cut_off_t(values):
    pair = values[:, :2]
    difference = pair[:, 0] - pair[:, 1]
    error, free = difference.std(ddof=1) / np.sqrt(len(difference)), len(difference) - 1
    posterior = stats.t(free, difference.mean(), error)
    lost = posterior.expect(lambda x: x, lb=0.0)
    assert effects.rank(pair).expected_regret[0] == pytest.approx(lost, rel=0.03)


def test_the_probability_of_being_best_is_honest():
    # Where the truth is drawn afresh each time, strategies said to be best with probability p are best p of the time.
    random = np.random.default_rng(3)
    printed, was = [], []
    for _ in range(200):
        shifts = random.normal(0, 0.3, 3)
        found = effects.rank(simulate(random, runs=8, shifts=shifts)).probability_best
        printed.append(found.max())
        was.append(np.argmax(found) == np.argmin(shifts))
    assert np.mean(was) == pytest.approx(np.mean(printed), abs=0.06)


def test_equal_strategies_share_what_they_win(values):
    twins = values[:, [0, 1, 1, 3]]
    found = effects.rank(twins)
    assert found.probability_best[1] == found.probability_best[2]
    assert found.probability_best.sum() == pytest.approx(1)
    difference = effects.paired_differences(twins[:, [1, 2]], 0)
    assert (difference.mean[1], difference.low[1], difference.high[1], difference.p[1]) == (0, 0, 0, 1)


def test_more_strategies_than_seeds_are_no_obstacle():
    values = simulate(np.random.default_rng(5), runs=5, shifts=np.linspace(0, 3, 12), noise=0.1)
    assert effects.rank(values).probability_best[0] > 0.9


@pytest.mark.parametrize("runs", [5, 10, 40])
def test_the_smallest_detectable_difference_is_detected_four_times_in_five(runs):
    random = np.random.default_rng(runs)
    template = random.standard_normal((runs, 1))
    template = (template - template.mean()) / template.std(ddof=1)
    strategies = np.hstack([np.zeros((runs, 1)), template, np.zeros((runs, 1))])
    size = effects.smallest_detectable(strategies, 0)
    samples = size + random.standard_normal((20_000, runs))
    found = stats.ttest_1samp(samples, 0, axis=1).pvalue < 0.05 / 3  # three pairs
    assert found.mean() == pytest.approx(0.8, abs=0.01)


def test_precision_is_the_widest_half_width_relative_to_the_reference(values):
    found = effects.paired_differences(values, 0)
    widest = ((found.high - found.low) / 2).max()
    assert effects.relative_precision(values, 0) == pytest.approx(widest / values[:, 0].mean())


def test_a_single_run_tells_no_uncertainty():
    one = np.array([[1.0, 2.0]])
    assert np.isnan(mean_interval(one).low).all()
    assert np.isnan(effects.paired_differences(one, 0).low[1])
    assert np.isnan(effects.smallest_detectable(one, 0))
