"""Turn weekly rows into curves: mean over runs, and the interval of that mean."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from mobsim.experiment.intervals import mean_interval
from mobsim.report.figures.marks import Mark
from mobsim.report.figures.weeks import Curve
from mobsim.report.folder import Results

NOTICED = 2.8
"""Standard errors of a difference that is noticed four times in five, at 95 % confidence."""
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
        table = by_cycle(part, name, weights_of(results))
        if not table.empty:
            values = table.to_numpy(dtype=float)
            middle = (table.columns.to_numpy() + 0.5) * CYCLE
            curves.append(Curve(label, mark, middle, *mean_interval(values)))
    return curves


def by_cycle(part: pd.DataFrame, name: str, weights: pd.Series) -> pd.DataFrame:
    """Lay out seeds by cycles; a cycle that is not whole is left out."""
    part = part[["seed", "week", "community", name]].dropna()
    weight = part["community"].map(weights).fillna(1.0) if len(weights) else 1.0
    part = part.assign(cycle=part["week"] // CYCLE, weight=weight)
    part = part[part["cycle"] >= -BEFORE].assign(weighted=lambda rows: rows[name] * rows["weight"])
    grouped = part.groupby(["seed", "cycle"], sort=True)
    sums = grouped[["weighted", "weight"]].sum()
    whole = grouped["week"].nunique() == CYCLE
    return (sums["weighted"] / sums["weight"])[whole].unstack("cycle").dropna(axis=1)


def weights_of(results: Results) -> pd.Series:
    """Return how many people each community has; empty where the folder does not say."""
    table = results.neighbourhoods
    if table is None or "community" not in table:
        return pd.Series(dtype=float)
    once = table.drop_duplicates("key")
    return once.groupby("community")["population"].sum().astype(float)


def seen_in_a_town(results: Results, name: str, strategy: str) -> float:
    """Return the difference between two periods that one town would notice four times in five.

    The two halves of each run are two such periods in the life of one town: how much their difference varies from
    run to run is the luck of a town, without the luck of who lives there and without the course that all runs share.
    Where only a part of the people is simulated, the luck of the whole is less by the root of that part.
    """
    weekly = results.weekly
    if weekly is None or name not in weekly:
        return math.nan
    part = weekly[(weekly["strategy"] == strategy) & (weekly["week"] >= 0)]
    table = by_cycle(part, name, weights_of(results)).to_numpy(dtype=float)
    half = table.shape[1] // 2
    if half < 1 or len(table) < 3:
        return math.nan
    differences = table[:, -half:].mean(axis=1) - table[:, :half].mean(axis=1)
    simulated = float(results.scenario.get("residents") or 0) / (results.people or math.inf)
    return NOTICED * float(differences.std(ddof=1)) * math.sqrt(simulated if 0 < simulated < 1 else 1.0)
