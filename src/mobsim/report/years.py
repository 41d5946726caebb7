"""What strategies change year by year: what is true of three years need not be true of the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from mobsim.experiment.doubt import by_draw
from mobsim.experiment.effects import paired_differences
from mobsim.experiment.plan import DRAW
from mobsim.experiment.under_doubt import draws_of
from mobsim.report.curves import by_cycle, weights_of
from mobsim.report.folder import Results
from mobsim.tools.calendar import CYCLES_IN_YEAR

MOST_YEARS = 10


class YearlyChange(NamedTuple):
    """A strategy's change against the reference in one year, as shares of the reference's level in that year.

    ``low`` to ``high`` holds for all pairs of strategies at once, as in the ranking.
    """

    mean: float
    low: float
    high: float


def changes_by_year(
    results: Results, name: str, strategies: Sequence[str], reference: str
) -> dict[str, list[YearlyChange]]:
    """Return each strategy's changes in whole years, from the first; empty where there are fewer than two.

    Runs are paired by seed, and averaged by draw where each seed has a draw of an ensemble.
    """
    weekly = results.weekly
    if weekly is None or name not in weekly or "strategy" not in weekly:
        return {}
    weekly = weekly[weekly["week"] >= 0]
    tables = [_by_year(weekly[weekly["strategy"] == each], name, results) for each in strategies]
    years = min(min((table.shape[1] for table in tables), default=0), MOST_YEARS)
    seeds = sorted(set.intersection(*(set(table.index) for table in tables))) if tables else []
    if years < 2 or len(seeds) < 2:
        return {}
    values = np.stack([table.loc[seeds].to_numpy(float)[:, :years] for table in tables], axis=1)
    drawn = draws_of(results.runs, seeds) if DRAW in results.runs else []
    return _changes(by_draw(values, drawn), strategies, strategies.index(reference))


def _changes(values: np.ndarray, strategies: Sequence[str], reference: int) -> dict[str, list[YearlyChange]]:
    found: dict[str, list[YearlyChange]] = {name: [] for name in strategies}
    for year in range(values.shape[2]):
        level = abs(values[:, reference, year].mean()) or np.nan
        differences = paired_differences(values[:, :, year], reference)
        for column, name in enumerate(strategies):
            ends = (differences.mean[column], differences.low[column], differences.high[column])
            found[name].append(YearlyChange(*(float(end / level) for end in ends)))
    return found


def _by_year(part: pd.DataFrame, name: str, results: Results) -> pd.DataFrame:
    """Lay out seeds by whole years, from means of cycles."""
    table = by_cycle(part, name, weights_of(results))
    whole = table.shape[1] // CYCLES_IN_YEAR
    years = table.to_numpy(float)[:, : whole * CYCLES_IN_YEAR].reshape(len(table), whole, CYCLES_IN_YEAR).mean(2)
    return pd.DataFrame(years, index=table.index)
