"""When a study has been run often enough: at a number of seeds, or once its question is answered to a precision."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from mobsim.experiment.plan import Plan, Point

if TYPE_CHECKING:
    import pandas as pd

HEADLINE = "harm"
LEAST_SEEDS = 2
FIRST_SEEDS, NEXT_SEEDS, MOST_SEEDS = 10, 5, 200
"""Steps of sequential stopping: intervals that stop a study after fewer than ten runs hold less often than they say."""


class Until(Protocol):
    """Say how many replicates of a plan are to be run."""

    def first(self, there: int) -> int:
        """Return how many to run before looking, where a folder holds some or all runs of so many."""
        ...

    def then(self, plan: Plan, replicates: int, read: "Callable[[], pd.DataFrame]") -> int:
        """Return how many there are to be, now that so many have been run; as many, where they are enough.

        ``read`` gives the rows of finished runs.
        """
        ...


@dataclass(frozen=True)
class Seeds:
    """Stop at a number of seeds; a folder that holds more keeps them, and all are run to their end."""

    number: int

    def first(self, there: int) -> int:
        """Return the number, or how many there are."""
        return max(there, self.number)

    def then(self, plan: Plan, replicates: int, read: "Callable[[], pd.DataFrame]") -> int:
        """Go no further."""
        del plan, read
        return replicates


@dataclass(frozen=True)
class Precision:
    """Stop once intervals are narrow enough, looking after 10 seeds, 15, 20, ...

    Where strategies are compared, every paired difference to the reference must have a 95 % interval of at most a share of
    the reference's mean to either side, at every combination of the other factors; else, every point's mean. Too few
    finished runs to tell count as precise, since more of the same would not help; a strategy that finished fewer than
    half of the seeds does not hold up the others.

    Parameters
    ----------
    share
        Half of an interval's width over the mean.
    outcome
        What must be known so well.
    reference
        The strategy that others are compared with; None where none are.
    most
        Seeds at most.
    """

    share: float
    outcome: str = HEADLINE
    reference: str | None = None
    most: int = MOST_SEEDS

    def first(self, there: int) -> int:
        """Begin with ten seeds, whatever there is: a study stops where it would have stopped at one go."""
        del there
        return min(FIRST_SEEDS, self.most)

    def then(self, plan: Plan, replicates: int, read: "Callable[[], pd.DataFrame]") -> int:
        """Look, and ask for five seeds more unless the intervals are narrow enough."""
        if replicates >= self.most or self.is_met(plan, read(), replicates):
            return replicates
        return min(self.most, replicates + NEXT_SEEDS)

    def is_met(self, plan: Plan, runs: "pd.DataFrame", replicates: int) -> bool:
        """Say whether the first replicates tell the outcome so well."""
        finished = runs[runs["run_id"] < replicates * plan.width]
        placed = finished.assign(point=finished["run_id"] % plan.width, replicate=finished["run_id"] // plan.width)
        table = placed.pivot(index="replicate", columns="point", values=self.outcome)
        table = table.reindex(columns=range(len(plan.points)))
        if plan.draw_of is not None:
            table = table.groupby(list(map(plan.draw_of, table.index))).mean()
        return all(
            _widest(table[columns].to_numpy(float), place) <= self.share
            for columns, place in _groups(plan.points, self.reference)
        )


def _groups(points: Sequence[Point], reference: str | None) -> "list[tuple[list[int], int | None]]":
    """Return sets of points that are compared, each with the place of its reference; single points if none are."""
    if reference is None:
        return [([number], None) for number in range(len(points))]
    groups: dict[tuple, list[int]] = {}
    for number, point in enumerate(points):
        groups.setdefault(_without_strategy(point), []).append(number)
    return [
        (numbers, next(place for place, number in enumerate(numbers) if points[number]["strategy"] == reference))
        for numbers in groups.values()
    ]


def _without_strategy(point: Mapping) -> tuple:
    return tuple((name, value) for name, value in point.items() if name != "strategy")


def _widest(values: NDArray[np.float64], reference: int | None) -> float:
    """Return the widest half interval over the mean; 0 where too little finished to tell."""
    from mobsim.experiment import effects

    known = np.isfinite(values)
    kept = 2 * known.sum(axis=0) >= known.any(axis=1).sum()
    if reference is not None and not kept[reference]:
        return 0.0
    values, known = values[:, kept], known[:, kept]
    whole = values[known.all(axis=1)]
    if len(whole) < LEAST_SEEDS:
        return 0.0
    width = effects.relative_precision(whole, None if reference is None else int(kept[:reference].sum()))
    return width if np.isfinite(width) else 0.0
