"""The reference table: runs at many points, kept in a results folder, and used again for whatever is asked next."""

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self, runtime_checkable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.calibration.space import Space
from mobsim.errors import MobsimError, UsageError
from mobsim.experiment.holding import Declaration, Held
from mobsim.experiment.plan import DRAW
from mobsim.experiment.replicates import seed_of
from mobsim.store import PlannedRun

Values = NDArray[np.float64]
LEDGER = "designs.json"
AS_DECLARED = -1
"""The number of no draw: what is in doubt and not free is as declared."""

Read = Callable[[str], pd.DataFrame]
Derive = Callable[[Read], pd.DataFrame]
"""Take statistics from kept tables, read by name: a row a run, with its ``run_id``."""


@dataclass(frozen=True)
class Pace:
    """How runs are done: so many at once, each lot kept as one part of the folder, and none begun after ``until``.

    ``batch`` 0 does all runs of a design at once and keeps them as they come; ``until`` is on the clock of
    :func:`time.monotonic`.
    """

    batch: int = 0
    until: float = math.inf

    @classmethod
    def of(cls, batch: int, minutes: float | None) -> Self:
        """Begin nothing after so many minutes from now, if any are named."""
        return cls(batch, math.inf if minutes is None else time.monotonic() + 60.0 * minutes)

    def batches(self, runs: Sequence[PlannedRun]) -> Iterator[Sequence[PlannedRun]]:
        """Give the runs lot by lot, for as long as there is time."""
        size = self.batch or max(1, len(runs))
        for first in range(0, len(runs), size):
            if time.monotonic() >= self.until:
                return
            yield runs[first : first + size]


class PointStudy(Protocol):
    """Map a point and a seed to named statistics. Must be picklable; a function at the top of a module will do.

    A study may return tables instead, by name, ``runs`` with one row among them; :func:`fit` is then told how statistics
    are derived from them.

    Its attribute ``inputs``, or else itself if it is a dataclass, or else its name, is written into the folder's manifest
    as what decides the rows. If it has ``replay(point, seed)``, that returns the command that repeats a run.
    """

    def __call__(self, point: Mapping[str, float], seed: int) -> Mapping[str, Any]:
        """Do one run."""
        ...


@runtime_checkable
class DrawnStudy(Protocol):
    """A point study whose runs draw what is in doubt and not free; as it is, it leaves that as declared."""

    def draw_of(self, point: Mapping[str, float]) -> int:
        """Return the number of a point's draw, or ``AS_DECLARED``. Runs of one point share it, and so differ by luck alone."""
        ...

    def with_draw(self, draw: int) -> PointStudy:
        """Return the study of a draw."""
        ...


@dataclass(frozen=True)
class PointRuns:
    """Run a point study in the engine."""

    study: PointStudy
    space: Space

    def begin(self, planned: PlannedRun) -> None:
        """Share nothing: each run has a point of its own."""

    def run(self, begun: None, planned: PlannedRun) -> dict[str, pd.DataFrame]:
        """Do one run and return its statistics as a row."""
        del begun
        found = self._study(planned)(self._point(planned), planned.seed)
        if not isinstance(found.get("runs"), pd.DataFrame):
            found = {"runs": pd.DataFrame([{name: float(value) for name, value in found.items()}])}
        clash = sorted(set(found["runs"].columns) & {*self.space.names, *planned.factors, "run_id", "seed"})
        if clash:
            raise UsageError("a statistic has the name of a parameter or label", field=clash[0], remedy="rename it")
        return dict(found)

    def replay(self, planned: PlannedRun) -> str:
        """Return the command that repeats the run, or the point and seed to call the study with."""
        study = self._study(planned)
        command = getattr(study, "replay", None)
        point = self._point(planned)
        return command(point, planned.seed) if command is not None else f"study({point!r}, {planned.seed})"

    def _study(self, planned: PlannedRun) -> PointStudy:
        drawn = int(planned.factors.get(DRAW, AS_DECLARED))
        if drawn == AS_DECLARED or not isinstance(self.study, DrawnStudy):
            return self.study
        return self.study.with_draw(drawn)

    def _point(self, planned: PlannedRun) -> dict[str, float]:
        return self.space.point(np.array([float(planned.factors[name]) for name in self.space.names]))


def study_inputs(study: PointStudy) -> Any:
    """Return what decides the rows of a study beside point and seed."""
    if hasattr(study, "inputs"):
        return study.inputs
    if hasattr(study, "__dataclass_fields__"):
        return study
    return f"{getattr(study, '__module__', '')}.{getattr(study, '__qualname__', type(study).__qualname__)}"


def declare_points(study: PointStudy, space: Space, kind: str, summary: Mapping[str, Any] | None = None) -> Declaration:
    """Declare runs at points of a space: decided by the study and by what is free, whatever is aimed at."""
    inputs = {"study": study_inputs(study), "space": space}
    decided = getattr(study, "model_hash", None)
    return Declaration(PointRuns(study, space), kind, inputs, summary or {}, model_hash=decided)


class ReferenceTable:
    """Keep designs, do their runs where they are not there yet, and give rows.

    A design is a named list of points; its points are written before the first of them is run, so that whatever stops
    the program, the same runs are gone on with.
    """

    def __init__(
        self,
        held: Held,
        space: Space,
        seed: int,
        derive: Derive | None = None,
        pace: Pace | None = None,
        study: PointStudy | None = None,
    ) -> None:
        self._held, self.space, self._seed = held, space, seed
        self._derive, self._pace, self._study = derive, pace or Pace(), study
        self.stopped = False
        """Whether time was over before all that was asked for had been run."""
        self._ledger: list[dict[str, Any]] = held.folder.read_json(LEDGER) or []

    def count(self, name: str) -> int:
        """Return how many points a design has, 0 for one that is not there."""
        design = self._find(name)
        return 0 if design is None else len(design["points"])

    def run(self, name: str, make: Callable[[], Values], *, as_declared: bool = False) -> pd.DataFrame:
        """Run a design, made by ``make`` (unit coordinates) unless it is there already, and return its rows.

        What is in doubt and not free is drawn by point where the study draws it, unless it is to be ``as_declared``.
        Where time is over, the rows are those of the runs that were done, and ``stopped`` is true from then on.
        """
        design = self._find(name)
        if design is None:
            first = sum(len(each["points"]) for each in self._ledger)
            points = self.space.values(make())
            design = {"name": name, "seed": self._seed, "first": first, "points": points.tolist()}
            design |= self._draws(points, as_declared=as_declared)
            self._ledger.append(design)
            self._held.folder.write_json(LEDGER, self._ledger)
        done = self._held.folder.finished()
        waiting = [run for run in self._planned(design) if run.run_id not in done]
        for batch in self._pace.batches(waiting):
            self._held.do(batch, together=self._pace.batch > 0)
            waiting = waiting[len(batch) :]
        self.stopped |= bool(waiting)
        return self.rows(name)

    def _draws(self, points: Values, *, as_declared: bool) -> dict[str, Any]:
        """Return the number of each point's draw, if the study draws what is not free."""
        study = self._study
        if not isinstance(study, DrawnStudy):
            return {}
        drawn = [AS_DECLARED if as_declared else study.draw_of(self.space.point(point)) for point in points]
        return {"draws": drawn}

    def rows(self, name: str) -> pd.DataFrame:
        """Return the rows of a design; those of runs that finished."""
        return self._of(name, self._all())

    def _of(self, name: str, found: pd.DataFrame) -> pd.DataFrame:
        """Return those rows of a table that are of a design."""
        design = self._find(name)
        if design is None or found.empty:
            return found.iloc[:0]
        first = design["first"]
        return found[found["run_id"].between(first, first + len(design["points"]) - 1)].reset_index(drop=True)

    def places(self, name: str, rows: pd.DataFrame) -> NDArray[np.int64]:
        """Return which points of a design some of its rows are of."""
        design = self._find(name)
        return rows["run_id"].to_numpy(np.int64) - (0 if design is None else design["first"])

    def known_by(self, name: str) -> pd.DataFrame:
        """Return all rows up to those of a design: what was known when it had been run, whatever was asked since."""
        design = self._find(name)
        found = self._all()
        if design is None or found.empty:
            return found
        return found[found["run_id"] < design["first"] + len(design["points"])].reset_index(drop=True)

    def refuse_if_most_failed(self, name: str) -> None:
        """Raise a MobsimError that tells the first failure, if most of the runs of a design that were done failed."""
        failures = self._of(name, self._held.read("failures"))
        if len(failures) <= len(self.rows(name)):
            return
        first = failures.iloc[0].to_dict()
        raise MobsimError(
            f"more than half of the runs of {name} failed; the first reports: {first['message']}; "
            f"see it again with: {first['replay']}"
        )

    def _all(self) -> pd.DataFrame:
        runs = self._held.read("runs")
        if self._derive is None or runs.empty:
            return runs
        labels = runs[["run_id", *self.space.names, "seed"]]
        return labels.merge(self._derive(self._held.read), on="run_id", how="inner")

    def _find(self, name: str) -> dict[str, Any] | None:
        return next((design for design in self._ledger if design["name"] == name), None)

    def _planned(self, design: Mapping[str, Any]) -> list[PlannedRun]:
        names, draws = self.space.names, design.get("draws")
        factors = [dict[str, float | int](zip(names, map(float, point), strict=True)) for point in design["points"]]
        if draws is not None:
            factors = [{**each, DRAW: draw} for each, draw in zip(factors, draws, strict=True)]
        return [
            PlannedRun(number, each, seed_of(design["seed"], number))
            for number, each in enumerate(factors, start=design["first"])
        ]


PARTS = {3: "third", 5: "fifth"}


def statistics_of(rows: pd.DataFrame, names: Sequence[str], *, fill: bool = False) -> tuple[pd.DataFrame, Values]:
    """Return the rows whose statistics are all finite, and these statistics, shape (rows, statistics).

    With ``fill`` all rows are kept: what a run did not measure is taken as the mean of the runs that did, which says nothing
    of any parameter. Many statistics, each missing now and then, would else leave few rows.

    Raises
    ------
    UsageError
        For a statistic that the study does not give, or that is not a finite number in a fifth of the runs, or a third where
        they are filled.
    """
    missing = [name for name in names if name not in rows.columns]
    if missing:
        remedy = f"name one of {', '.join(list(rows.columns)[:12])}"
        raise UsageError("is not a statistic of the runs", field=missing[0], remedy=remedy)
    found = rows[list(names)].to_numpy(float)
    finite = np.isfinite(found)
    worst = int(finite.mean(0).argmin()) if len(found) else 0
    part = 3 if fill else 5
    if len(found) and finite[:, worst].mean() < 1 - 1 / part:
        problem = f"is not a finite number in a {PARTS[part]} of the runs or more"
        raise UsageError(problem, field=names[worst], remedy="aim at a figure that every run has")
    if fill and len(found):
        found, finite = np.where(finite, found, np.nanmean(np.where(finite, found, np.nan), axis=0)), finite | fill
    kept = finite.all(1)
    return rows[kept].reset_index(drop=True), found[kept]
