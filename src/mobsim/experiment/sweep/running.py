"""Run an experiment into a results folder: as many replicates as it asks for, from wherever it was stopped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobsim.errors import UsageError
from mobsim.experiment.areas import describe_areas, summarise_scenario
from mobsim.experiment.engine import Progress
from mobsim.experiment.holding import Declaration, Means, hold
from mobsim.experiment.own import own_of
from mobsim.experiment.showing import sweep_in_html
from mobsim.experiment.stopping import HEADLINE, MOST_SEEDS, Precision, Seeds, Until
from mobsim.experiment.sweep.copies import copies_of
from mobsim.experiment.sweep.experiment import Experiment, inputs_of
from mobsim.experiment.sweep.reading import read_experiment, with_own
from mobsim.measures import outcomes_of

if TYPE_CHECKING:
    import pandas as pd

SEEDS = 20
TABLES = ("runs", "weekly", "neighbourhoods", "initiatives", "zones", "events", "residents", "failures")


@dataclass(frozen=True, repr=False)
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

    def __repr__(self) -> str:
        return f"<Sweep: {self.experiment.table.title}, {len(self.runs):,} runs, {len(self.failures):,} failed>"

    def _repr_html_(self) -> str:
        factors = [factor.name for factor in self.experiment.factors]
        return sweep_in_html(self.experiment.table.title, factors, self.runs, len(self.failures))


def sweep(
    experiment: "str | Path | Experiment | Mapping[str, Any]",
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    *,
    seeds: int | None = None,
    cluster: str | None = None,
    longest: float | None = None,
    planners: Mapping[str, Any] | None = None,
    outcomes: Iterable[Any] = (),
    interventions: Iterable[Any] = (),
    rules: Iterable[Any] = (),
) -> Sweep:
    """Run an experiment.

    Parameters
    ----------
    experiment
        Path of an experiment file, the name of one that ships, or one already read; or what a file holds as a dictionary,
        whose ``scenario`` may be a ``Scenario`` or a dictionary too, and whose files are looked for in the current folder.
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
    planners
        Planners of your own, by the name of the strategy that has it: functions that can be imported, their references, or
        installed names.
    outcomes, interventions, rules
        Functions of your own, declared by :func:`mobsim.outcome`, :func:`mobsim.intervention` and :func:`mobsim.rule`,
        beside those that the experiment names under ``[own]``.

    Raises
    ------
    UsageError
        If the call or the folder does not fit.
    MobsimError
        If the experiment is wrong.
    """
    read = experiment if isinstance(experiment, Experiment) else read_experiment(experiment)
    read = with_own(read, planners or {}, own_of(outcomes, interventions, rules))
    read = read if seeds is None else with_seeds(read, seeds)
    means = Means(workers, progress, cluster, longest)
    kept = None if out is None else Path(out)
    with hold(declare(read), read.plan, until_of(read), kept, means) as held:
        tables = {name: held.read(name) for name in TABLES}
    return Sweep(read, tables, kept, held.engine_seconds)


def with_seeds(experiment: Experiment, seeds: int) -> Experiment:
    """Return the experiment with another number of seeds at each point."""
    if seeds < 1:
        raise UsageError("must be at least 1", field="seeds", value=seeds)
    until = {"seeds": seeds, "precision": None, "outcome": None, "max": None}
    replicates = experiment.table.replicates.model_copy(update=until)
    table = experiment.table.model_copy(update={"replicates": replicates})
    return replace(experiment, table=table)


def declare(experiment: Experiment) -> Declaration:
    """Declare a sweep."""
    copies = copies_of(experiment)
    described = {**describe_experiment(experiment), "file": next(iter(copies), None)}
    return Declaration(
        experiment.study(),
        "sweep",
        inputs_of(experiment),
        summarise_scenario(experiment.scenario),
        {"areas.json": describe_areas(experiment.scenario), "experiment.json": described},
        {**outcomes_of(experiment.scenario), **experiment.own.measured},
        copies=copies,
    )


def until_of(experiment: Experiment) -> Until:
    """Return when the sweep has been run often enough."""
    wanted = experiment.replicates
    if wanted.precision is None:
        return Seeds(wanted.seeds or SEEDS)
    outcome, most = wanted.outcome or HEADLINE, wanted.max or MOST_SEEDS
    return Precision(wanted.precision, outcome, reference_of(experiment), most)


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
        "points": len(experiment.plan.points),
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
