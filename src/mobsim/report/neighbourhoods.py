"""Ask of the neighbourhoods who gains and who does not."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from mobsim.experiment.intervals import mean_interval
from mobsim.measures.equity import deprivation_groups as deprivation_groups_of
from mobsim.report.folder import Results


class Contrast(NamedTuple):
    """Change of an outcome: arrays with one value a neighbourhood, in the order of ``areas.json``."""

    level: np.ndarray
    difference: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @property
    def relative(self) -> np.ndarray:
        """Difference as a share of the reference's mean there."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.level > 0, self.difference / self.level, 0.0)

    @property
    def sign(self) -> np.ndarray:
        """1 where the outcome rose, -1 where it fell, 0 where the runs cannot tell."""
        return np.where(self.low > 0, 1, np.where(self.high < 0, -1, 0))


def contrast_places(results: Results, name: str, strategy: str, reference: str) -> Contrast | None:
    """Pair the runs of two strategies in every neighbourhood; ``None`` where that cannot be done."""
    table = results.neighbourhoods
    if table is None or name not in table or results.areas is None:
        return None
    keys = results.areas["keys"]
    here, there = (stack(table, each, "key", name) for each in (strategy, reference))
    seeds = here.index.intersection(there.index)
    if seeds.empty or not set(keys) <= set(here.columns) & set(there.columns):
        return None
    base = there.loc[seeds, keys].to_numpy(dtype=float)
    mean, low, high = mean_interval(here.loc[seeds, keys].to_numpy(dtype=float) - base)
    return Contrast(base.mean(axis=0), mean, low, high)


def deprivation_groups(table: pd.DataFrame) -> pd.Series:
    """Sort neighbourhoods into fifths of the population, 0 the least deprived; fewer groups where there are few.

    Neighbourhoods that are equally deprived are of one group. Indexed by the neighbourhood's key.
    """
    known = table.drop_duplicates("key").set_index("key")
    group = deprivation_groups_of(known["deprivation"].to_numpy(), known["population"].clip(lower=1).to_numpy())
    return pd.Series(group, index=known.index)


def differ_in_deprivation(table: pd.DataFrame | None) -> bool:
    """Whether any two neighbourhoods of a table are not equally deprived."""
    return table is not None and table["deprivation"].nunique() > 1


def by_deprivation(results: Results, name: str, strategy: str) -> pd.DataFrame | None:
    """Return an outcome with a line a seed and a column a group of deprivation (mean weighted by population).

    ``None`` where it was not kept by neighbourhood, or all neighbourhoods are equally deprived.
    """
    table = results.neighbourhoods
    if table is None or name not in table or not differ_in_deprivation(table):
        return None
    part = table[table["strategy"] == strategy] if "strategy" in table else table
    part = part.assign(group=part["key"].map(deprivation_groups(table)), weight=part["population"].clip(lower=1))
    part = part[part[name].notna()].assign(weighted=lambda rows: rows[name] * rows["weight"])
    sums = part.groupby(["seed", "group"], sort=True)[["weighted", "weight"]].sum()
    return (sums["weighted"] / sums["weight"]).unstack("group")


def stack(table: pd.DataFrame, strategy: str, row: str, name: str) -> pd.DataFrame:
    """Lay out an outcome of one strategy with a line a seed and a column a value of ``row``, both sorted."""
    part = table[table["strategy"] == strategy]
    return part.pivot_table(index="seed", columns=row, values=name, aggfunc="mean").sort_index().sort_index(axis=1)
