"""The one interval around a mean over runs: Student's, by itself or holding together with others of its kind."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95


class Interval(NamedTuple):
    """Hold a mean with its interval, an entry whatever the mean was taken of; ends are NaN where there was one run."""

    mean: Any
    low: Any
    high: Any


@cache
def student(degrees: int, level: float = LEVEL, together: int = 1) -> float:
    """Return how many standard errors an interval reaches to either side.

    Parameters
    ----------
    degrees
        Degrees of freedom, one less than the runs.
    level
        How often the interval holds the truth.
    together
        How many intervals are to hold at once, all of them so often (Bonferroni).
    """
    from scipy.special import stdtrit  # what scipy.stats calls; that takes seconds to import

    return float(stdtrit(degrees, (1 + (1 - (1 - level) / together)) / 2))


def half_widths(values: NDArray[Any], axis: int = 0, *, level: float = LEVEL, together: int = 1) -> NDArray[np.float64]:
    """Return half of the interval's width of each mean over runs, which lie along an axis; NaN with a single run."""
    runs = values.shape[axis]
    if runs < 2:
        return np.full_like(values.mean(axis=axis), np.nan, dtype=np.float64)
    return student(runs - 1, level, together) * values.std(axis=axis, ddof=1) / np.sqrt(runs)


def mean_interval(values: NDArray[Any], axis: int = 0, *, level: float = LEVEL, together: int = 1) -> Interval:
    """Estimate means over runs, which lie along an axis, each with its interval (see :func:`student`)."""
    mean, half = values.mean(axis=axis), half_widths(values, axis, level=level, together=together)
    return Interval(mean, mean - half, mean + half)
