"""Make one run, and keep it in a results folder if asked to."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobsim.experiment.areas import describe_areas, summarise_scenario
from mobsim.experiment.choosing import prepare
from mobsim.experiment.running import tables_of
from mobsim.measures import outcomes_for
from mobsim.scenario.scenario import Scenario
from mobsim.store import PlannedRun, ResultsFolder, record_run

if TYPE_CHECKING:
    import pandas as pd

    from mobsim.engine.model import Run

TABLES = ("runs", "weekly", "neighbourhoods", "initiatives", "books", "zones", "events", "residents")


def run(
    scenario: Scenario | str | Path,
    strategy: str | None = None,
    seed: int | None = None,
    days: int | None = None,
    *,
    events: bool = False,
    residents: bool = False,
) -> "Run":
    """Make one run.

    Parameters
    ----------
    scenario
        A scenario, its path, or the name of one that ships.
    strategy
        Name of a strategy; the scenario's reference when left out. The burn-in is always run under the reference.
    seed, days
        Instead of the scenario's own.
    events, residents
        Also return a row a crime or crisis, and a row a resident at the end.
    """
    from mobsim.engine.model import run as run_model

    scenario = prepare(scenario, days=days, seed=seed)
    name = scenario.strategy(strategy or scenario.reference).name
    return run_model(scenario, name, scenario.seed, scenario.days, events=events, residents=residents)


def run_inputs(scenario: Scenario, strategy: str, *, events: bool, residents: bool) -> dict[str, Any]:
    """Return all that decides the rows of a run."""
    asked = {"strategy": strategy, "events": events, "residents": residents}
    return {"scenario": replace(scenario, notes=(), folder=None), **asked}


def keep_run(
    path: Path, scenario: Scenario, strategy: str, *, events: bool = False, residents: bool = False
) -> "Mapping[str, pd.DataFrame]":
    """Make a run and write it to a results folder, or read it from there if it is there; return its tables."""
    inputs = run_inputs(scenario, strategy, events=events, residents=residents)
    with ResultsFolder.open(path, "run", inputs, summary=summarise_scenario(scenario)) as folder:
        folder.write_json("areas.json", describe_areas(scenario))
        if not folder.finished():
            finished = run(scenario, strategy, events=events, residents=residents)
            folder.keep([record_run(PlannedRun(0, {"strategy": strategy}, scenario.seed), tables_of(finished))])
        folder.complete([scenario.seed], outcomes_for(scenario.problems))
        return {name: folder.read(name) for name in TABLES}
