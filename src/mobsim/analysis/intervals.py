"""Intervals of an estimate that was taken once per replicate."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.analysis.results import Array
from mobsim.experiment.intervals import LEVEL, mean_interval, student

DRAWS = 2_000
_ENTROPY = 20_240_102
"""Seed of what is drawn, so that one table of runs always gives one answer."""


def estimates(per_replicate: Array, names: pd.DataFrame, together: int = 1) -> pd.DataFrame:
    """Put mean and 95 % interval over replicates beside what names each column.

    Parameters
    ----------
    per_replicate
        Replicates by estimates.
    names
        One row an estimate.
    together
        How many intervals are to hold at once.
    """
    found = mean_interval(per_replicate, together=max(1, together))
    table = names.reset_index(drop=True)
    return table.assign(estimate=found.mean, low=found.low, high=found.high, replicates=len(per_replicate))


def fieller(numerators: Array, denominator: Array) -> tuple[Array, Array]:
    """Return the ends of the 95 % intervals of ratios of two means, taken once per replicate each (Fieller's theorem).

    They are not numbers where the denominator may be nought, and the ratio anything.

    Parameters
    ----------
    numerators
        Replicates by ratios.
    denominator
        One a replicate.

    References
    ----------
    Fieller (1954), Journal of the Royal Statistical Society B 16, 175-185.
    """
    runs, ratios = numerators.shape
    unknown = np.full(ratios, np.nan)
    if runs < 2:
        return unknown, unknown
    whole, reach = denominator.mean(), student(runs - 1) ** 2 / runs
    means, spreads = numerators.mean(axis=0), numerators.var(axis=0, ddof=1)
    shared = (numerators - means).T @ (denominator - whole) / (runs - 1)
    square = whole**2 - reach * denominator.var(ddof=1)
    if square <= 0:
        return unknown, unknown
    middle = whole * means - reach * shared
    half = np.sqrt(np.maximum(0.0, middle**2 - square * (means**2 - reach * spreads)))
    return (middle - half) / square, (middle + half) / square


def jackknife(statistic: Callable[[NDArray[np.bool_]], Array], units: int) -> tuple[Array, Array]:
    """Estimate a statistic of independent units, and its standard error by leaving out one after the other.

    Parameters
    ----------
    statistic
        Of the units that are kept, marked True.
    units
        How many there are.

    Returns
    -------
    tuple
        The statistic of all units, and its standard error, which is too great rather than too small.

    References
    ----------
    Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 11; Efron and Stein (1981), The Annals of Statistics
    9, 586-596.
    """
    without = np.array([statistic(kept) for kept in ~np.eye(units, dtype=bool)])
    error = np.sqrt((units - 1) / units * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    return statistic(np.ones(units, bool)), error


def drawn(replicates: int) -> Array:
    """Draw by how much a mean of so many may lie beside what it estimates: weights of replicates, whose sum is Student's t.

    Applied to deviations from the mean (draws by replicates), they give the pivotal distribution of means that were estimated
    from the same replicates, with all that these share.
    """
    random = np.random.default_rng(np.random.SeedSequence(_ENTROPY))
    scores = random.standard_normal((DRAWS, replicates))
    heavy = np.sqrt((replicates - 1) / random.chisquare(replicates - 1, (DRAWS, 1)))
    return heavy * scores / np.sqrt(replicates * (replicates - 1))


def chi_squares(degrees: float, of: int) -> Array:
    """Draw from a chi-square distribution, for the pivotal distribution of a variance; ``of`` tells apart what is drawn."""
    random = np.random.default_rng(np.random.SeedSequence(_ENTROPY, spawn_key=(of,)))
    return random.chisquare(degrees, DRAWS)


def percentiles(draws: Array) -> tuple[Array, Array]:
    """Return the ends of the 95 % interval of draws by estimates."""
    low, high = np.nanpercentile(draws, [100 * (1 - LEVEL) / 2, 100 * (1 + LEVEL) / 2], axis=0)
    return low, high
