"""Who bears what: harm, insecurity, stops and services by how deprived the neighbourhood is, before and after.

*Before* is the reference and *after* the strategy, over the same seeds. Neighbourhoods are sorted into fifths of the population;
where all are equally deprived there are none to compare.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mobsim.experiment import effects
from mobsim.experiment.doubt import by_draw
from mobsim.experiment.effects import Array
from mobsim.experiment.intervals import mean_interval
from mobsim.experiment.layout import Layout
from mobsim.experiment.plain import plain
from mobsim.experiment.thresholds import HARDLY
from mobsim.measures.equity import FIFTHS, STOPS_BY_FIFTH, deprivation_groups

SERVICES = ("hours_patrol", "hours_engagement", "hours_initiatives", "programme_money", "volunteer_hours")
BORNE = ("harm", "insecurity", "stops", *SERVICES)
LEAST_DEPRIVED, MOST_DEPRIVED = STOPS_BY_FIFTH[0].name, STOPS_BY_FIFTH[-1].name


class Shift(NamedTuple):
    """Hold a mean before and after, and the interval of its difference."""

    before: float
    after: float
    low: float
    high: float

    @property
    def relative(self) -> float:
        """The difference as a share of what was before; without end where that was nothing."""
        difference = self.after - self.before
        if not self.before:
            return math.copysign(math.inf, difference) if difference else 0.0
        return difference / abs(self.before)

    @property
    def surely_up(self) -> bool:
        """Whether it rose, by what its interval tells, and by more than hardly anything."""
        return self.low > 0 and self.after > self.before and self.relative >= HARDLY


def shift_of(outcomes: Mapping[str, Mapping[str, Any]], name: str) -> Shift | None:
    """Return how an outcome of a strategy's summary shifted; ``None`` where it is not known."""
    found = outcomes.get(name)
    fields = ("mean", "difference", "difference_low", "difference_high")
    if found is None or any(found.get(field) is None for field in fields):
        return None
    mean, difference, low, high = (float(found[field]) for field in fields)
    return Shift(mean - difference, mean, low, high)


def moves_onto_the_poor(poor: Shift | None, rich: Shift | None) -> bool:
    """Whether something surely rises where residents are most deprived, and by a greater share than where they are least."""
    if poor is None or rich is None or not poor.surely_up:
        return False
    return rich.relative < poor.relative


def grows_worried(strategy: Mapping[str, Any]) -> bool:
    """Whether residents surely grow more insecure under a strategy of a summary."""
    insecurity = shift_of(strategy["outcomes"], "insecurity")
    return insecurity is not None and insecurity.surely_up


def fairness_of(neighbourhoods: pd.DataFrame, layout: Layout) -> dict[str, Any] | None:
    """Measure what falls on each fifth of residents by deprivation, as plain data (``fairness`` of ``comparison.json``).

    Of each outcome and strategy there are a level for each group and their ratio, most over least deprived, each with its own
    interval, its difference to the reference and the interval of that, which holds for all pairs of strategies at once.

    Parameters
    ----------
    neighbourhoods
        A row a run and neighbourhood.
    layout
        How runs are laid out.

    Returns
    -------
    dict or None
        None where all neighbourhoods are equally deprived, or there is but one.
    """
    if neighbourhoods.empty or neighbourhoods["deprivation"].nunique() < 2:
        return None
    table = neighbourhoods.assign(key=neighbourhoods["community"].astype(str) + "/" + neighbourhoods["id"].astype(str))
    once = table.drop_duplicates("key").set_index("key")
    weight = once["population"].clip(lower=1).astype(float)
    group = pd.Series(deprivation_groups(once["deprivation"].to_numpy(), weight.to_numpy()), index=once.index)
    table = table.assign(group=table["key"].map(group), weight=table["key"].map(weight))
    outcomes = {}
    for name in BORNE:
        if name in table and table[name].notna().all():
            outcomes[name] = _describe(_by_group(table, name, layout), layout)
    return {"groups": names_of(int(group.max()) + 1), "outcomes": outcomes}


def names_of(groups: int) -> list[str]:
    """Name groups of deprivation, from the least deprived: fifths, or fewer where neighbourhoods differ less."""
    if groups == len(FIFTHS):
        return [f"{fifth} fifth" for fifth in FIFTHS]
    middle = [f"group {number}" for number in range(2, groups)]
    return ["least deprived", *middle, "most deprived"][:groups]


def _by_group(table: pd.DataFrame, name: str, layout: Layout) -> Array:
    """Return means by population, ``(draws or seeds, strategies, groups)``."""
    weighted = table.assign(amount=table[name] * table["weight"])
    sums = weighted.groupby(["seed", "strategy", "group"], sort=True)[["amount", "weight"]].sum()
    means = (sums["amount"] / sums["weight"]).unstack("group")
    seeds, strategies = list(layout.seeds), list(layout.strategies)
    index = pd.MultiIndex.from_product([seeds, strategies], names=["seed", "strategy"])
    values = means.reindex(index).to_numpy(dtype=np.float64).reshape(len(seeds), len(strategies), -1)
    return by_draw(values, layout.draws)


def _describe(values: Array, layout: Layout) -> dict[str, Any]:
    """Describe levels by group and their ratio, for each strategy."""
    groups = [_shifts(values[:, :, place], layout) for place in range(values.shape[2])]
    least, most = values[:, :, 0], values[:, :, -1]
    ratio = np.divide(most, least, out=np.full_like(most, np.nan), where=least > 0)
    ratios = _shifts(ratio, layout)
    return {
        name: {"levels": [group[column] for group in groups], "ratio": ratios[column]}
        for column, name in enumerate(layout.strategies)
    }


def _shifts(values: Array, layout: Layout) -> Sequence[dict[str, float | None]]:
    mean, low, high = mean_interval(values)
    found = effects.paired_differences(values, layout.reference)
    parts = {
        "mean": mean,
        "low": low,
        "high": high,
        "difference": found.mean,
        "difference_low": found.low,
        "difference_high": found.high,
    }
    return [{key: plain(each[column]) for key, each in parts.items()} for column in range(values.shape[1])]
