"""Intervals of an estimate that was taken once per replicate."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.analysis.results import Array
from mobsim.experiment.intervals import LEVEL, mean_interval

RESAMPLES, FEWER_RESAMPLES = 2_000, 500
_ENTROPY = 20_240_102
"""Seed of resampling, so that one table of runs always gives one answer."""


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


def resampled(replicates: int) -> Array:
    """Return weights of replicates, resamples by replicates, for intervals by the bootstrap."""
    random = np.random.default_rng(np.random.SeedSequence(_ENTROPY))
    return random.multinomial(replicates, np.full(replicates, 1 / replicates), RESAMPLES) / replicates


def resampling(units: int) -> NDArray[np.int64]:
    """Return which units each resample draws, resamples by units, for estimates that are no weighted sums."""
    random = np.random.default_rng(np.random.SeedSequence(_ENTROPY))
    return random.integers(units, size=(FEWER_RESAMPLES, units))


def percentiles(draws: Array) -> tuple[Array, Array]:
    """Return the ends of the 95 % interval of bootstrap draws, resamples by estimates."""
    low, high = np.nanpercentile(draws, [100 * (1 - LEVEL) / 2, 100 * (1 + LEVEL) / 2], axis=0)
    return low, high
