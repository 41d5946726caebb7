"""Paired statistics: what strategies do to the same towns, how surely, and what would have gone unnoticed.

Every function takes one outcome as an array of runs by strategies, whose rows are seeds: runs in one row faced the same
would-be events, so that differences are taken within rows and the luck of a seed cancels.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from mobsim.experiment.intervals import LEVEL, half_widths, student

Array = NDArray[np.float64]

POWER = 0.80
DRAWS = 20_000
LEAST_PAIRS = 5
"""Pairs under which no chance of being best is told."""
_ENTROPY = 20_240_101
"""Seed of the draws from a posterior, so that one table of runs always gives one answer."""


class Differences(NamedTuple):
    """Hold paired differences to the reference, an entry a strategy (zeros for the reference itself).

    ``low`` and ``high`` hold for all of a family of differences at once (Bonferroni); whether they leave out zero is the
    verdict. ``p`` is of each difference, adjusted by Holm's procedure for the number of strategies compared.
    """

    mean: Array
    low: Array
    high: Array
    p: Array


def pairs_among(strategies: int) -> int:
    """Return how many differences there are between so many strategies, at least 1."""
    return max(1, strategies * (strategies - 1) // 2)


def paired_differences(values: Array, reference: int, level: float = LEVEL, together: int | None = None) -> Differences:
    """Estimate how each strategy differs from the reference within seeds.

    Parameters
    ----------
    values
        Runs by strategies.
    reference
        Column of the reference.
    level
        How often all intervals hold the truth.
    together
        How many intervals are to hold at once; those of all pairs of strategies when left out, so that whatever two are
        compared, the verdict is one of the same family.
    """
    differences = values - values[:, [reference]]
    together = pairs_among(values.shape[1]) if together is None else together
    mean, half = differences.mean(axis=0), half_widths(differences, level=level, together=together)
    p = holm(p_values(differences), without=reference)
    half[reference] = 0.0
    return Differences(mean, mean - half, mean + half, p)


class Ranks(NamedTuple):
    """Hold, an entry a strategy, the first and the last rank that it may have by what the runs can tell."""

    first: Array
    last: Array


def shared_ranks(values: Array, better: str = "lower", among: NDArray[np.bool_] | None = None) -> Ranks:
    """Rank strategies by what the runs can tell: from one more than are told to be better, to all but those told to be worse.

    Strategies that cannot be told apart share ranks; those that are not ranked have none (NaN). All ranks hold at once, as
    often as the intervals of all pairs do (Klein, Wright and Wieczorek 2020, Journal of the Royal Statistical Society A 183,
    589-606).

    Parameters
    ----------
    values
        Runs by strategies.
    better
        "lower" or "higher".
    among
        Which strategies are ranked; all when left out.
    """
    signed = values if better == "lower" else -values
    ranked = np.ones(values.shape[1], bool) if among is None else among
    first, last = np.full((2, values.shape[1]), np.nan)
    for column in np.flatnonzero(ranked):
        found = paired_differences(signed, int(column))
        first[column] = 1 + np.count_nonzero((found.high < 0) & ranked)
        last[column] = np.count_nonzero(ranked) - np.count_nonzero((found.low > 0) & ranked)
    return Ranks(first, last)


def holm(p: Array, without: int | None = None) -> Array:
    """Adjust the probabilities of several comparisons by Holm's step-down procedure, leaving one entry out if told so.

    Source: Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    others = np.delete(np.arange(len(p)), [] if without is None else [without])
    order = others[np.argsort(p[others], kind="stable")]
    steps = p[order] * np.arange(len(order), 0, -1)
    adjusted = np.ones(len(p))
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(steps))
    return adjusted


class Ranking(NamedTuple):
    """Hold, an entry a strategy, the probability of being best and the regret expected from choosing it."""

    probability_best: Array
    expected_regret: Array


def rank(values: Array, better: str = "lower", among: NDArray[np.bool_] | None = None) -> Ranking:
    """Estimate how probably each strategy is the best, and what choosing it is expected to lose.

    The means of all strategies are drawn together from their posterior under a flat prior, a multivariate t whose
    every contrast agrees with the paired t interval of that contrast, also with fewer seeds than strategies. Strategies
    with equal values share what they win.

    Under five pairs nothing is known: the posterior would be of the prior's making.

    Parameters
    ----------
    values
        Runs by strategies.
    better
        "lower" or "higher".
    among
        Which strategies are ranked; all when left out. Nothing is known of the others, nor where fewer than two are ranked.

    Returns
    -------
    Ranking
        Regret is in the unit of ``values``, at least 0.
    """
    among = np.ones(values.shape[1], bool) if among is None else among
    if len(values) < LEAST_PAIRS or not among.all():
        ranking = Ranking(*np.full((2, among.size), np.nan))
        if len(values) >= LEAST_PAIRS and among.sum() > 1:
            for column, found in zip(ranking, rank(values[:, among], better), strict=True):
                column[among] = found
        return ranking
    means = posterior_means(values if better == "lower" else -values)
    best = means.min(axis=1, keepdims=True)
    winners = np.isclose(means, best, rtol=1e-12, atol=0.0)
    shares = winners / winners.sum(axis=1, keepdims=True)
    return Ranking(shares.mean(axis=0), (means - best).mean(axis=0))


def smallest_detectable(
    values: Array, reference: int, power: float = POWER, level: float = LEVEL, together: int | None = None
) -> float:
    """Return the smallest true difference to the reference that this many seeds would show with the given power.

    Shown is a difference whose interval of :func:`paired_differences` leaves out zero. It is that of the strategy whose
    differences vary most. NaN with a single run, or where no difference is known.
    """
    runs = len(values)
    if runs < 2:
        return float("nan")
    spreads = (values - values[:, [reference]]).std(axis=0, ddof=1)
    known = spreads[np.isfinite(spreads)]
    if not known.size:
        return float("nan")
    return float(known.max() * _detectable_in_deviations(runs, power, level, together or pairs_among(values.shape[1])))


def relative_precision(values: Array, reference: int | None, level: float = LEVEL) -> float:
    """Return the widest half width of the paired differences, relative to the reference's mean; NaN if unknown.

    It is that of :func:`paired_differences`; with no reference, that of the first column's own mean.
    """
    if reference is None:
        half = half_widths(values[:, [0]], level=level)
    else:
        differences = values - values[:, [reference]]
        half = half_widths(differences, level=level, together=pairs_among(values.shape[1]))
    scale = abs(values[:, reference or 0].mean())
    return float(half.max() / scale) if scale > 0 else float("nan")


def p_values(differences: Array) -> Array:
    """Return how probable means so far from nought are by luck alone (Student's test of each column); 1 with a single run."""
    runs = len(differences)
    if runs < 2:
        return np.ones(differences.shape[1])
    error = differences.std(axis=0, ddof=1) / np.sqrt(runs)
    mean = np.abs(differences.mean(axis=0))
    t = np.divide(mean, error, out=np.where(mean > 0, np.inf, 0.0), where=error > 0)
    return 2 * stats.t.sf(t, runs - 1)


def posterior_means(values: Array) -> Array:
    """Draw the means of all columns together, draws by columns, from their posterior under a flat prior (see :func:`rank`)."""
    runs = len(values)
    random = np.random.default_rng(np.random.SeedSequence(_ENTROPY))
    scores = random.standard_normal((DRAWS, runs))
    heavy = np.sqrt((runs - 1) / random.chisquare(runs - 1, (DRAWS, 1)))
    mean = values.mean(axis=0)
    return mean + heavy * (scores @ (values - mean)) / np.sqrt(runs * (runs - 1))


@cache
def _detectable_in_deviations(runs: int, power: float, level: float, together: int) -> float:
    free, critical = runs - 1, student(runs - 1, level, together)

    def lacking(size: float) -> float:
        # Being found on the wrong side has a probability that does not count at any usual power.
        return float(stats.nct.sf(critical, free, size * np.sqrt(runs)) - power)

    return float(optimize.brentq(lacking, 0.0, 4 * (critical + 1) / np.sqrt(runs)))
