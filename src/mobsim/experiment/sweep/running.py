"""Run an experiment into a results folder: as many replicates as it asks for, from wherever it was stopped."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from mobsim.errors import UsageError
from mobsim.experiment.areas import describe_areas, summarise_scenario
from mobsim.experiment.engine import Engine, Progress, choose_workers
from mobsim.experiment.sweep.experiment import Experiment, inputs_of, read_experiment
from mobsim.experiment.sweep.precision import is_precise
from mobsim.measures import outcomes_for
from mobsim.scenario.experiment_schema import ReplicatesTable
from mobsim.store import PlannedRun, ResultsFolder

if TYPE_CHECKING:
    import pandas as pd

SEEDS = 20
FIRST_SEEDS, NEXT_SEEDS, MOST_SEEDS = 10, 5, 200
"""Steps of sequential stopping: intervals that stop a study after fewer than ten runs hold less often than they say."""
TABLES = ("runs", "weekly", "neighbourhoods", "initiatives", "zones", "events", "residents", "failures")


@dataclass(frozen=True)
class Sweep:
    """Hold what a sweep gave: one row a run in ``runs``, further tables by name, and the folder where all is kept."""

    experiment: Experiment
    tables: "dict[str, pd.DataFrame]"
    folder: Path | None
    engine_seconds: float

    @property
    def runs(self) -> "pd.DataFrame":
        """One row a run: number, factors, seed, outcomes."""
        return self.tables["runs"]

    @property
    def weekly(self) -> "pd.DataFrame":
        """One row a run, week and community; empty unless the experiment keeps weeks."""
        return self.tables["weekly"]

    @property
    def failures(self) -> "pd.DataFrame":
        """One row a run that gave no results: factors, seed, message, and the command that repeats it."""
        return self.tables["failures"]


def sweep(
    experiment: "str | Path | Experiment",
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    *,
    seeds: int | None = None,
    cluster: str | None = None,
    longest: float | None = None,
) -> Sweep:
    """Run an experiment.

    Parameters
    ----------
    experiment
        Path of an experiment file, the name of one that ships, or one already read.
    workers
        Processes; one a core when left out.
    out
        Results folder to make or to go on with; nothing is kept when left out.
    progress
        Called with the standing as runs finish.
    seeds
        Seeds of each point, instead of what the file says; a folder that already holds more keeps them.
    cluster
        Address of a Dask scheduler, or its scheduler file; its workers are used instead of processes here.
    longest
        Seconds that a run may take; one that takes longer twice is ended and recorded as failed. An hour if left out.

    Raises
    ------
    UsageError
        If the call or the folder does not fit.
    MobsimError
        If the experiment is wrong.
    """
    read = experiment if isinstance(experiment, Experiment) else read_experiment(experiment)
    read = read if seeds is None else with_seeds(read, seeds)
    place = TemporaryDirectory(prefix="mobsim-") if out is None else nullcontext(str(out))
    with place as path, Engine(read.study(), choose_workers(workers), cluster=cluster, longest=longest) as engine:
        with open_folder(read, Path(path)) as folder:
            replicates = _run(engine, folder, read, progress)
            folder.complete(_seeds(read, replicates), outcomes_for(read.scenario.problems))
            tables = {name: folder.read(name) for name in TABLES}
        return Sweep(read, tables, None if out is None else Path(path), engine.engine_seconds)


def with_seeds(experiment: Experiment, seeds: int) -> Experiment:
    """Return the experiment with another number of seeds at each point."""
    if seeds < 1:
        raise UsageError("must be at least 1", field="seeds", value=seeds)
    table = experiment.table.model_copy(update={"replicates": ReplicatesTable(seeds=seeds)})
    return replace(experiment, table=table)


def open_folder(experiment: Experiment, path: Path) -> ResultsFolder:
    """Make the results folder of an experiment, or go on with it."""
    summary = summarise_scenario(experiment.scenario)
    folder = ResultsFolder.open(path, "sweep", inputs_of(experiment), summary=summary)
    folder.write_json("areas.json", describe_areas(experiment.scenario))
    folder.write_json("experiment.json", describe_experiment(experiment))
    return folder


def describe_experiment(experiment: Experiment) -> dict[str, Any]:
    """Return what readers of the results should know of an experiment, as plain data."""
    table = experiment.table
    return {
        "name": experiment.name,
        "title": table.title,
        "about": table.about,
        "design": table.design,
        "resolution": table.resolution,
        "strategy": table.strategy,
        "strategies": experiment.strategies,
        "reference": reference_of(experiment),
        "arms": [name for name in experiment.strategies if not experiment.scenario.strategies[name].is_policy],
        "fixed": dict(experiment.fixed),
        "factors": [
            {**factor.__dict__, "levels": list(factor.levels), "ends": list(factor.ends)}
            for factor in experiment.factors
        ],
        "samples": table.samples,
        "points": len(experiment.design.points),
        "seed": experiment.seed,
        "keep": table.outcomes.keep,
        "replicates": table.replicates.model_dump(exclude_none=True),
    }


def reference_of(experiment: Experiment) -> str | None:
    """Return the strategy that others are compared with; None where none are compared."""
    names = experiment.strategies
    if len(names) < 2:
        return None
    return experiment.scenario.reference if experiment.scenario.reference in names else names[0]


def find_run(experiment: Experiment, run_id: int) -> PlannedRun:
    """Return the run of that number, however many replicates have been run."""
    stride = experiment.design.stride or len(experiment.design.points)
    replicate, place = divmod(run_id, stride)
    if run_id < 0 or place >= len(experiment.design.points):
        raise UsageError("there is no such run", field="--replay", value=run_id, remedy="take a run_id from a table")
    return experiment.design.plan(experiment.seed, replicate, replicate + 1)[place]


def _run(engine: Engine, folder: ResultsFolder, experiment: Experiment, progress: Progress | None) -> int:
    """Run what is not there yet; return the number of replicates there are in the end."""
    wanted, design = experiment.replicates, experiment.design
    done = folder.finished()
    there = design.replicates_in(done)
    if wanted.precision is None:
        replicates = max(there, wanted.seeds or SEEDS)
        engine.run(_missing(experiment, 0, replicates, done), folder.keep, progress)
        return replicates
    first, replicates, most = 0, FIRST_SEEDS, wanted.max or MOST_SEEDS
    while True:
        replicates = min(replicates, most)
        engine.run(_missing(experiment, first, replicates, done), folder.keep, progress)
        if replicates >= most or is_precise(experiment, folder.read("runs"), replicates, reference_of(experiment)):
            return max(there, replicates)
        first, replicates = replicates, replicates + NEXT_SEEDS


def _missing(experiment: Experiment, first: int, end: int, done: set[int]) -> Sequence[PlannedRun]:
    return [run for run in experiment.design.plan(experiment.seed, first, end) if run.run_id not in done]


def _seeds(experiment: Experiment, replicates: int) -> list[int]:
    planned = experiment.design.plan(experiment.seed, 0, replicates)
    return list(dict.fromkeys(run.seed for run in planned))
