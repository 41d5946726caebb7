"""Lay runs out as a report needs them, and put intervals around their differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mobsim.experiment.intervals import mean_interval

if TYPE_CHECKING:
    import pandas as pd


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
