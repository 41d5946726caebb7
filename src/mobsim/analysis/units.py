"""What the runs of a sweep are independent by: the units that its intervals are taken over."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from mobsim.analysis.results import SweepResults
from mobsim.experiment.sweep.factors import Factor


def units(
    results: SweepResults, runs: pd.DataFrame, outcome: str, names: Sequence[Any], of: str = "strategy"
) -> pd.DataFrame:
    """Lay an outcome out as independent units by levels of a factor, from runs that share all else within a unit.

    Intervals hold only over what was drawn anew. Where all points share their seeds, that is the seed, or the draw of an
    ensemble that several seeds share: a unit is averaged over its seeds and over the points among ``runs``, and one that lacks
    a run is left out. Where points are drawn, each with seeds of its own, it is the sample: further seeds of it say nothing of
    other samples, so a unit is a sample, averaged over its seeds.

    Parameters
    ----------
    runs
        Some of the sweep's.
    names
        The levels; a column of the result each.
    of
        The factor.
    """
    table = side_by_side(results, runs, outcome, of)
    if not set(names) <= set(table.columns):
        return pd.DataFrame(columns=list(names))
    whole = table[list(names)].dropna()
    if results.design.drawn:
        return by_setting(whole)
    by_unit = whole.groupby(results.units_of(whole.index.get_level_values("replicate")))
    return by_unit.mean()[by_unit.size() == by_unit.size().max()]


def by_setting(runs: Any) -> Any:
    """Average a table, or a series, of runs over the replicates of each setting of the factors."""
    return runs.groupby(level=[name for name in runs.index.names if name != "replicate"], sort=False).mean()


def side_by_side(results: SweepResults, runs: pd.DataFrame, outcome: str, of: str) -> pd.DataFrame:
    """Lay runs that share their seed and all other factors side by side, a column a level of the factor."""
    same = [factor.name for factor in results.factors if factor.name != of]
    return runs.pivot(index=[*same, "replicate"], columns=of, values=outcome)


def cases(results: SweepResults, outcome: str) -> Iterator[tuple[dict[str, str], pd.Series]]:
    """Yield what settings are asked to explain: the outcome of each run, by the setting of the factors and replicate.

    Where strategies are compared it is the difference of each to the reference within seeds, told with its name.
    """
    if results.reference is None:
        same = [factor.name for factor in results.conditions]
        yield {}, results.runs.set_index([*same, "replicate"])[outcome].dropna()
        return
    table = side_by_side(results, results.runs, outcome, "strategy").dropna()
    for name in results.experiment["strategies"]:
        if name != results.reference:
            yield {"strategy": name}, table[name] - table[results.reference]


def labelled(table: pd.DataFrame, label: Mapping[str, str]) -> pd.DataFrame:
    """Put what a table is of before its columns."""
    return pd.DataFrame(dict(label), index=table.index).join(table)


def as_numbers(factors: Sequence[Factor], settings: pd.DataFrame) -> pd.DataFrame:
    """Return settings as numbers: values as they are, names as yes (1) or no (0) for each."""
    columns: dict[str, Any] = {}
    for factor in factors:
        values = settings[factor.name]
        if pd.api.types.is_numeric_dtype(values):
            columns[factor.name] = values.to_numpy(float)
        else:
            columns.update({f"{factor.name} is {level}": (values == level).to_numpy(float) for level in factor.levels})
    return pd.DataFrame(columns)
