"""Turn weekly rows into curves: mean over runs, and the interval of that mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mobsim.report.figures.marks import Mark
from mobsim.report.figures.weeks import Curve
from mobsim.report.folder import Results
from mobsim.report.intervals import mean_interval

CYCLE = 4
BEFORE = 13
"""Cycles of four weeks, and cycles shown of the time before strategies part."""


def curves_of(results: Results, name: str, shown: Sequence[tuple[str, str, Mark]]) -> list[Curve]:
    """Make a curve for each (strategy, label, mark); empty where the folder has no such weeks.

    Weeks are put together by four, the model's own cycle, and communities by their population.
    """
    weekly = results.weekly
    if weekly is None or name not in weekly:
        return []
    curves = []
    for strategy, label, mark in shown:
        part = weekly[weekly["strategy"] == strategy] if "strategy" in weekly else weekly
        table = _by_cycle(part, name, _weights(results))
        if not table.empty:
            values = table.to_numpy(dtype=float)
            middle = (table.columns.to_numpy() + 0.5) * CYCLE
            curves.append(Curve(label, mark, middle, *mean_interval(values)))
    return curves


def _by_cycle(part: pd.DataFrame, name: str, weights: pd.Series) -> pd.DataFrame:
    """Lay out seeds by cycles; a cycle that is not whole is left out."""
    part = part[["seed", "week", "community", name]].dropna()
    weight = part["community"].map(weights).fillna(1.0) if len(weights) else 1.0
    part = part.assign(cycle=part["week"] // CYCLE, weight=weight)
    part = part[part["cycle"] >= -BEFORE].assign(weighted=lambda rows: rows[name] * rows["weight"])
    grouped = part.groupby(["seed", "cycle"], sort=True)
    sums = grouped[["weighted", "weight"]].sum()
    whole = grouped["week"].nunique() == CYCLE
    return (sums["weighted"] / sums["weight"])[whole].unstack("cycle").dropna(axis=1)


def _weights(results: Results) -> pd.Series:
    table = results.neighbourhoods
    if table is None or "community" not in table:
        return pd.Series(dtype=float)
    once = table.drop_duplicates("key")
    return once.groupby("community")["population"].sum().astype(float)


def span_of_weeks(results: Results) -> int:
    """Return how many weeks after the burn-in the folder holds."""
    weekly = results.weekly
    return 0 if weekly is None else int(np.maximum(weekly["week"].max() + 1, 0))
