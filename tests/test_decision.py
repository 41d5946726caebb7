"""Decisions under doubt: shares of models, regret and ranks against made-up truths, and trade-offs against their definition."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mobsim.experiment.decision import BETTER_BY, not_dominated, plausible_models, stand
from mobsim.experiment.effects import LEAST_PAIRS

ALL = np.ones(3, bool)


def seeds_of(rng, models, effect, doubt, luck):
    """Make up seeds of strategies: a town's level, its strategies' effects in a model, and luck; each fourth repeats a model."""
    of = [number - (number + 1) // 4 for number in range(models)]
    effects = np.asarray(effect) + rng.standard_normal((max(of) + 1, len(effect))) * doubt
    level = 100 + 20 * rng.standard_normal((max(of) + 1, 1))
    return level[of] + effects[of] + luck * rng.standard_normal((models, len(effect))), of


def test_the_share_of_models_in_which_a_strategy_is_best_is_that_of_the_truth():
    rng = np.random.default_rng(3)
    effect, doubt = [0.0, -3.0, -4.0], [0.0, 2.0, 4.0]
    truth = np.asarray(effect) + rng.standard_normal((200_000, 3)) * doubt
    true_best = (truth == truth.min(1, keepdims=True)).mean(0)
    true_regret = (truth - truth.min(1, keepdims=True)).mean(0)
    found = [stand(plausible_models(*seeds_of(rng, 120, effect, doubt, 1.0)), 0, ALL) for _ in range(30)]
    np.testing.assert_allclose(np.mean([each.best for each in found], axis=0), true_best, atol=0.04)
    np.testing.assert_allclose(np.mean([each.regret for each in found], axis=0), true_regret, rtol=0.15, atol=0.1)


def test_luck_is_not_taken_for_doubt():
    rng = np.random.default_rng(5)
    found = [stand(plausible_models(*seeds_of(rng, 120, [0.0, -2.0, -5.0], 0.0, 3.0)), 0, ALL) for _ in range(20)]
    # In every model the third is best; seed by seed it is so in 76 of 100.
    assert np.mean([each.best[2] for each in found]) > 0.88


def test_a_strategy_that_always_wins_is_sure_and_loses_nothing():
    rng = np.random.default_rng(1)
    found = stand(plausible_models(*seeds_of(rng, 40, [0.0, -50.0, -20.0], 1.0, 1.0)), 0, ALL)
    assert found.best[1] == 1.0
    assert found.regret[1] == found.worst_regret[1] == 0.0
    assert (found.rank_low[1], found.rank_high[1]) == (1, 1)
    assert found.worst_regret[0] >= found.regret[0] > 40
    assert found.better[:, 1].tolist() == [1.0] * len(BETTER_BY)
    assert (found.better[:, 0] == 0.0).all()


def test_arms_are_not_ranked_and_take_no_place_from_policies():
    rng = np.random.default_rng(2)
    ranked = np.array([True, False, True])
    found = stand(plausible_models(*seeds_of(rng, 40, [0.0, -50.0, -20.0], 1.0, 1.0)), 0, ranked)
    assert np.isnan([found.best[1], found.regret[1], found.rank_low[1]]).all()
    assert found.best[2] == 1.0
    assert found.better[0, 1] == 1.0


@pytest.mark.parametrize("models", range(1, 2 * LEAST_PAIRS))
def test_too_few_draws_say_nothing(models):
    values, of = seeds_of(np.random.default_rng(1), models, [0.0, -1.0, -2.0], 1.0, 1.0)
    assert (plausible_models(values, of) is None) == (len(set(of)) < LEAST_PAIRS)


@given(st.integers(1, 6), st.integers(1, 3), st.data())
@settings(max_examples=60)
def test_what_is_dominated_is_so_by_definition(strategies, outcomes, data):
    means = data.draw(arrays(float, (strategies, outcomes), elements=st.integers(0, 3).map(float)))
    lower = data.draw(arrays(bool, outcomes))
    signed = np.where(lower, means, -means)
    expected = [
        not any((other <= one).all() and (other < one).any() for place, other in enumerate(signed) if place != own)
        for own, one in enumerate(signed)
    ]
    assert not_dominated(means, lower).tolist() == expected
    assert not_dominated(means, lower).any()
