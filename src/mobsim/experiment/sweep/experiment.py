"""An experiment that can be run: factors, design, towns and strategies, and what identifies its results."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobsim.experiment.identity import identity_of
from mobsim.experiment.memory import RUN, RUN_WITH_INCIDENTS, Use
from mobsim.experiment.own import NOTHING, Own
from mobsim.experiment.plan import Plan
from mobsim.experiment.sweep.designs import DESIGNS
from mobsim.experiment.sweep.designs.design import Design
from mobsim.experiment.sweep.factors import Factor, Value, plain_value
from mobsim.experiment.sweep.study import ByNumber, SweepStudy
from mobsim.experiment.sweep.towns import Settings
from mobsim.scenario.ensemble import Ensemble
from mobsim.scenario.experiment_schema import ExperimentFile, ReplicatesTable
from mobsim.scenario.scenario import Scenario

FOLDER = "DIR"
"""Stands for the results folder in commands that repeat a run of an experiment that no file gives by itself."""


@dataclass(frozen=True)
class Experiment:
    """An experiment that can be run.

    ``scenario`` is the town without any factor set; ``towns`` holds one for each combination of scenario settings. ``content``
    is what it was read from; ``file`` is None where a caller gave that, and ``own`` what the caller adds to every run.
    ``is_as_written`` says whether the file, by itself, gives the experiment.
    """

    file: Path | None
    content: Mapping[str, Any]
    table: ExperimentFile
    scenario: Scenario
    towns: Mapping[Settings, Scenario]
    factors: tuple[Factor, ...]
    fixed: Mapping[str, Value]
    plan: Plan
    ensemble: Ensemble | None = None
    own: Own = NOTHING
    is_as_written: bool = True

    @property
    def name(self) -> str:
        """Name of the file, without its ending; made of the title where there is no file."""
        if self.file is not None:
            return self.file.stem
        return re.sub(r"[^a-z0-9]+", "_", self.table.title.lower()).strip("_") or "experiment"

    @property
    def design(self) -> Design:
        """How its points are laid out."""
        return DESIGNS[self.table.design]

    @property
    def seed(self) -> int:
        """Seed of its draws and runs."""
        return self.plan.seed

    @property
    def replicates(self) -> ReplicatesTable:
        """How often each point is run."""
        return self.table.replicates

    @property
    def strategies(self) -> list[str]:
        """Strategies that are compared at every point; empty where the design does not name any."""
        return list(dict.fromkeys(str(point["strategy"]) for point in self.plan.points if "strategy" in point))

    @property
    def use(self) -> Use:
        """What a run of the experiment takes."""
        return RUN_WITH_INCIDENTS if self.table.outcomes.events else RUN

    def study(self) -> SweepStudy:
        """Return how a run of the experiment is done."""
        kept = self.table.outcomes
        further = ("weekly", "neighbourhoods", "initiatives", "zones", "events", "residents")
        tables = {name for name in further if getattr(kept, name)}
        return SweepStudy(
            towns=dict(self.towns),
            repeat=ByNumber(("mobsim", "sweep", str(self.file) if self.is_as_written else FOLDER, "--replay")),
            fixed=dict(self.fixed),
            strategy=self.table.strategy,
            keep=tuple(kept.keep or ()),
            tables=frozenset(tables),
            ensemble=self.ensemble,
            own=self.own,
        )


def inputs_of(experiment: Experiment) -> dict[str, Any]:
    """Return all that decides the rows of a sweep; not how many there are, where more change none."""
    table, design = experiment.table, experiment.design
    plain = {
        "scenario": identity_of(experiment.scenario),
        "scenarios": _other_scenarios(experiment),
        "design": table.design,
        "strategy": table.strategy,
        "strategies": table.strategies,
        "fixed": dict(experiment.fixed),
        "factors": [factor.__dict__ for factor in experiment.factors],
        "points": listed_points(table),
        "resolution": table.resolution,
        "samples": len(experiment.plan.points) if design.drawn and not design.grows else None,
        "seed": experiment.seed,
        "outcomes": table.outcomes.model_dump(),
        "ensemble": None if experiment.ensemble is None else experiment.ensemble.identity,
        "seeds_per_draw": None if table.replicates.seeds_per_draw == 1 else table.replicates.seeds_per_draw,
        "own": experiment.own.identity,
    }
    return {name: value for name, value in plain.items() if value not in (None, [], {})}


def _other_scenarios(experiment: Experiment) -> list[Scenario]:
    """Return the towns of a sweep over several scenario files."""
    if not any(factor.name == "scenario" for factor in experiment.factors):
        return []
    return [identity_of(town) for town in experiment.towns.values()]


def listed_points(table: ExperimentFile) -> list[dict[str, Value]]:
    """Return the points that a file lists, by the full names of what they set."""
    names = [(name, name.removeprefix("parameters.")) for name in (table.points[0] if table.points else ())]
    return [{full: plain_value(full, point[name]) for name, full in names} for point in table.points]
