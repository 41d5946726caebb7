"""Try strategies: which stand in the ledger of a search, their runs, and what these tell of each."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import MobsimError
from mobsim.experiment.holding import Held
from mobsim.experiment.plan import DRAW
from mobsim.experiment.replicates import seed_of
from mobsim.experiment.search.declared import Search
from mobsim.experiment.search.space import Point
from mobsim.experiment.sweep.factors import Value
from mobsim.store import PlannedRun

Array = NDArray[np.float64]
LEDGER = "candidates.json"
STRIDE = 1_000
"""Runs of the next strategy are numbered from the next multiple of this."""
REFERENCE = 0
"""Number of the reference among what is tried."""


class Told(NamedTuple):
    """What runs tell of every strategy that was tried, a row each; NaN where a run of it failed.

    ``means`` and ``differences`` to the reference have a column a goal, in the outcome's own unit; ``signed`` are means such that
    the lower is the better; ``by_seed`` are the differences run by run, ``(strategies, runs, goals)``.
    """

    means: Array
    differences: Array
    signed: Array
    by_seed: Array

    @property
    def known(self) -> NDArray[np.bool_]:
        """Of which strategies all goals are known."""
        return np.asarray(np.isfinite(self.means).all(1))


class Tries:
    """Keep what is tried, stage by stage.

    The points of a stage are written down before the first of them is run, so that whatever stops the program, the same runs
    are gone on with; the points of the next follow from the rows of all before.
    """

    def __init__(self, held: Held, search: Search) -> None:
        self._held, self._search = held, search
        self._stages: list[dict[str, Any]] = held.folder.read_json(LEDGER) or []

    @property
    def points(self) -> list[dict[str, Value]]:
        """Return every point, by number."""
        return [point for stage in self._stages for point in stage["points"]]

    @property
    def stages(self) -> list[str]:
        """Return the stage in which each point was tried, by number."""
        return [stage["name"] for stage in self._stages for _ in stage["points"]]

    def run(self, name: str, make: Callable[[], Sequence[Point]]) -> range:
        """Try the points of a stage, made by ``make`` unless they stand in the ledger; return their numbers."""
        names = [stage["name"] for stage in self._stages]
        if name not in names:
            self._stages.append({"name": name, "points": [dict(point) for point in make()]})
            self._held.folder.write_json(LEDGER, self._stages)
            names.append(name)
        return self._do(names.index(name))

    def finish(self) -> None:
        """Do the runs that are missing of the stages that stand in the ledger."""
        for place in range(len(self._stages)):
            self._do(place)

    def _do(self, place: int) -> range:
        first = sum(len(stage["points"]) for stage in self._stages[:place])
        points = self._stages[place]["points"]
        # Strategies of one seed follow one another, so that they share its burn-in.
        self._held.do(
            [
                planned(self._search, point, number, replicate)
                for replicate in range(self._search.seeds)
                for number, point in enumerate(points, start=first)
            ]
        )
        return range(first, first + len(points))

    def told(self, last: int | None = None) -> Told:
        """Return what the runs tell of the points, or of the first of them, up to ``last``.

        Raises
        ------
        MobsimError
            If nothing is known of the reference.
        """
        goals, count = self._search.goals, len(self.points)
        values = np.full((count, self._search.seeds, len(goals)), np.nan)
        runs = self._held.read("runs")
        if not runs.empty:
            rows = runs["run_id"].to_numpy(np.int64)
            values[rows // STRIDE, rows % STRIDE] = runs.reindex(columns=[goal.name for goal in goals]).to_numpy(float)
        values = values[:last]
        whole = np.isfinite(values[REFERENCE]).all(1)
        if not whole.any():
            self._refuse(runs.empty)
        values = values[:, whole]
        by_seed = values - values[REFERENCE]
        means = values.mean(1)
        signed = np.column_stack([goal.signed(means[:, column]) for column, goal in enumerate(goals)])
        return Told(means, by_seed.mean(1), signed, by_seed)

    def _refuse(self, nothing_ran: bool) -> None:
        self._held.refuse_without_runs("the reference")
        failures = self._held.read("failures")
        if nothing_ran or not failures.empty:
            raise MobsimError(f"no run of the reference finished; the first reports {failures.iloc[0]['message']}")
        names = " and ".join(goal.name for goal in self._search.goals)
        raise MobsimError(f"{names} cannot be measured in this town: no run of the reference has a number for it")


def planned(search: Search, point: Point, number: int, replicate: int) -> PlannedRun:
    """Plan a run: all strategies have the same seeds, and the same draws."""
    drawn = {} if search.ensemble is None else {DRAW: search.ensemble.nth_draw(replicate)}
    return PlannedRun(number * STRIDE + replicate, {**point, **drawn}, seed_of(search.seed, replicate))
