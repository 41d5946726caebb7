"""Put intervals around means over runs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


@cache
def student(degrees: int, together: int = 1) -> float:
    """Return the factor of a two-sided 95 % interval, or of several intervals that hold together (Bonferroni)."""
    from scipy.special import stdtrit  # what scipy.stats calls; that takes seconds to import

    return float(stdtrit(degrees, 1 - 0.025 / together))


def mean_interval(values: np.ndarray, axis: int = 0, *, together: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return mean, low and high of the 95 % interval of the mean (Student's t) along an axis.

    ``together`` widens the interval so that as many of its kind hold at once. Where there is only one value, the
    interval is not known (NaN).
    """
    count = values.shape[axis]
    mean = values.mean(axis=axis)
    if count < 2:
        unknown = np.full_like(mean, np.nan, dtype=float)
        return mean, unknown, unknown
    half = student(count - 1, together) * values.std(axis=axis, ddof=1) / np.sqrt(count)
    return mean, mean - half, mean + half


def paired_interval(
    runs: pd.DataFrame, name: str, one: str, other: str, *, together: int = 1
) -> tuple[float, float, float]:
    """Return mean, low and high of the difference ``one - other`` over the seeds that both have."""
    if name not in runs:
        return (np.nan, np.nan, np.nan)
    columns = {strategy: runs[runs["strategy"] == strategy].set_index("seed")[name] for strategy in (one, other)}
    differences = (columns[one] - columns[other]).dropna().sort_index()
    if differences.empty:
        return (np.nan, np.nan, np.nan)
    mean, low, high = mean_interval(differences.to_numpy(dtype=float), together=together)
    return float(mean), float(low), float(high)


def stack(table: pd.DataFrame, strategy: str, row: str, name: str) -> pd.DataFrame:
    """Lay out an outcome of one strategy with a line a seed and a column a value of ``row``, both sorted."""
    part = table[table["strategy"] == strategy]
    return part.pivot_table(index="seed", columns=row, values=name, aggfunc="mean").sort_index().sort_index(axis=1)
