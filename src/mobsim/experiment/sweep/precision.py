"""Decide whether a sweep knows enough: the width of the intervals that its question is about."""

from typing import TYPE_CHECKING

import numpy as np

from mobsim.experiment import effects
from mobsim.experiment.sweep.experiment import Experiment

if TYPE_CHECKING:
    import pandas as pd

HEADLINE = "harm"
LEAST_SEEDS = 2


def is_precise(experiment: Experiment, runs: "pd.DataFrame", replicates: int, reference: str | None) -> bool:
    """Say whether the first replicates tell the outcome to the precision that the experiment asks for.

    Where strategies are compared, every paired difference to the reference must have a 95 % interval of at most that
    share of the reference's mean to either side, at every combination of the other factors; else, every point's mean.
    Too few finished runs to tell count as precise, since more of the same would not help.
    """
    outcome, wanted = experiment.replicates.outcome or HEADLINE, experiment.replicates.precision or 0.0
    points = experiment.design.points
    finished = runs[runs["run_id"] < replicates * len(points)]
    values = finished.assign(point=finished["run_id"] % len(points), replicate=finished["run_id"] // len(points))
    table = values.pivot(index="replicate", columns="point", values=outcome).reindex(columns=range(len(points)))
    groups = _groups(points, reference)
    return all(_widest(table[columns].to_numpy(float), place) <= wanted for columns, place in groups)


def _groups(points: tuple, reference: str | None) -> "list[tuple[list[int], int | None]]":
    """Return sets of points that are compared, each with the place of its reference; single points if none are."""
    if reference is None:
        return [([number], None) for number in range(len(points))]
    groups: dict[tuple, list[int]] = {}
    for number, point in enumerate(points):
        groups.setdefault(tuple((name, value) for name, value in point.items() if name != "strategy"), []).append(
            number
        )
    return [
        (numbers, next(place for place, number in enumerate(numbers) if points[number]["strategy"] == reference))
        for numbers in groups.values()
    ]


def _widest(values: "np.ndarray", reference: int | None) -> float:
    whole = values[np.isfinite(values).all(axis=1)]
    if len(whole) < LEAST_SEEDS:
        return 0.0
    if reference is not None:
        return _known(effects.relative_precision(whole, reference))
    found = effects.mean_intervals(whole)
    scale = abs(float(found.mean[0]))
    return float((found.high - found.low)[0] / 2 / scale) if scale > 0 else 0.0


def _known(width: float) -> float:
    return width if np.isfinite(width) else 0.0
