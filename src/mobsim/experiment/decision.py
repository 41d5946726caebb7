"""Decide under doubt: how strategies stand over plausible models, what choosing one may lose, and what trades off.

The means of all strategies in a further plausible model are drawn together: from the mean over draws of the ensemble, with the
covariance of doubt (what differs between draws, luck taken out as far as it is surely known) and of the mean's own error.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.experiment.doubt import Draws
from mobsim.experiment.effects import LEAST_PAIRS

Array = NDArray[np.float64]

MODELS = 20_000
REGRET_IN = 0.95
"""Of plausible models, the share in which a choice loses no more than its worst regret."""
BETTER_BY = (0.0, 0.02, 0.05, 0.10)
"""Shares of the reference by which a strategy is asked to be better: how often it satisfices."""
_ENTROPY = 20_261_130
"""Seed of the models, so that one table of runs always gives one answer."""


class Standing(NamedTuple):
    """Hold how strategies stand over plausible models, an entry a strategy; NaN for those that are not ranked.

    ``best`` is the share of models in which it is best; ``rank_low`` and ``rank_high`` hold nine in ten ranks; ``regret`` is
    what it loses against the best on average, ``worst_regret`` what it loses at least in the worst twentieth of models;
    ``better`` has a row for each of :data:`BETTER_BY`.
    """

    best: Array
    rank_low: Array
    rank_high: Array
    regret: Array
    worst_regret: Array
    better: Array


def plausible_models(values: Array, draws: list[int]) -> Array | None:
    """Return what strategies come to in plausible models, models by strategies; None from fewer than five draws.

    Parameters
    ----------
    values
        Seeds by strategies.
    draws
        Number of each seed's draw.
    """
    found = Draws.of(values, draws)
    number = len(found.means)
    if number < LEAST_PAIRS or not np.isfinite(values).all():
        return None
    random = np.random.default_rng(np.random.SeedSequence(_ENTROPY))
    scores = random.standard_normal((2, MODELS, values.shape[1]))
    # The mean is known from few draws, and so is what they vary by: both are of Student's t.
    heavy = np.sqrt((number - 1) / random.chisquare(number - 1, (MODELS, 1)))
    return found.means.mean(0) + heavy * (scores[0] @ _root(found.doubt) + scores[1] @ _root(found.between / number))


def stand(models: Array, reference: int, ranked: NDArray[np.bool_]) -> Standing:
    """Say how strategies stand over plausible models, the lower the better.

    Parameters
    ----------
    models
        Models by strategies.
    reference
        Column of the reference.
    ranked
        Which strategies are ranked.
    """
    own = models[:, ranked]
    least = own.min(1, keepdims=True)
    order = own.argsort(1, kind="stable").argsort(1, kind="stable") + 1.0
    found = np.full((5, ranked.size), np.nan)
    found[:, ranked] = (
        (own == least).mean(0),
        np.quantile(order, 0.05, axis=0, method="inverted_cdf"),
        np.quantile(order, 0.95, axis=0, method="inverted_cdf"),
        (own - least).mean(0),
        np.quantile(own - least, REGRET_IN, axis=0),
    )
    saved = models[:, [reference]] - models
    at_least = np.array(BETTER_BY)[:, None, None] * np.abs(models[:, [reference]])
    better = (saved > at_least).mean(1)
    return Standing(*found, better)


def dominating(means: Array, lower: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say which strategies (rows) are at least as good as which others (columns) in every outcome, and better in one.

    Parameters
    ----------
    means
        Strategies by outcomes.
    lower
        For which outcomes the lower value is the better.
    """
    signed = np.where(lower, means, -means)
    no_worse = (signed[:, None, :] <= signed[None, :, :]).all(2)
    better = (signed[:, None, :] < signed[None, :, :]).any(2)
    return np.logical_and(no_worse, better)


def not_dominated(means: Array, lower: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say which strategies no other is at least as good as in every outcome, and better in one (:func:`dominating`)."""
    return np.logical_not(dominating(means, lower).any(0))


def _root(matrix: Array) -> Array:
    """Return the root of a covariance; what a difference of two estimates left below nought is nought."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    return (vectors * np.sqrt(np.maximum(values, 0.0))).T
