"""``mobsim run``: run one simulation and show it on one screen."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mobsim.cli.memory import IgnoreMemory, workers_that_fit
from mobsim.cli.owning import OwnInterventions, OwnOutcomes, OwnPlanners, OwnRules, own_named, planners_named

if TYPE_CHECKING:
    import pandas as pd

    from mobsim.experiment.single import SingleRun


def register(app: typer.Typer) -> None:
    """Offer the command."""
    app.command()(run)


def run(
    scenario: Annotated[
        str,
        typer.Argument(
            help="Path of a scenario, the name of one that ships, or a run's results folder to repeat and compare with."
        ),
    ],
    strategy: Annotated[str | None, typer.Option(help="Name of a strategy; default: the scenario's reference.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed, instead of the scenario's.")] = None,
    days: Annotated[int | None, typer.Option(help="Days after the burn-in, instead of the scenario's.")] = None,
    ensemble: Annotated[
        str | None,
        typer.Option(help="Ensemble of which to take a draw, a name or a file; default: that of mobsim compare."),
    ] = None,
    draw: Annotated[int | None, typer.Option(help="Number of the draw of the ensemble.")] = None,
    out: Annotated[Path | None, typer.Option(help="Results folder; default: one under results/.")] = None,
    events: Annotated[bool, typer.Option("--events", help="Also write a row a crime or crisis.")] = False,
    residents: Annotated[bool, typer.Option("--residents", help="Also write a row a resident at the end.")] = False,
    outcomes: OwnOutcomes = None,
    planners: OwnPlanners = None,
    interventions: OwnInterventions = None,
    rules: OwnRules = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print totals as JSON on stdout.")] = False,
    ignore_memory: IgnoreMemory = False,
) -> None:
    """Run one simulation, show it on one screen, and write it to a results folder."""
    given = {"--strategy": strategy, "--seed": seed, "--days": days, "--ensemble": ensemble, "--draw": draw}
    if _repeated(scenario, given, out):
        return
    from mobsim.experiment.choosing import prepare
    from mobsim.experiment.memory import RUN, RUN_WITH_INCIDENTS
    from mobsim.experiment.single import SingleRun, declare, drawn_from, keep_run

    read = drawn_from(prepare(scenario, days=days, seed=seed), ensemble, draw).with_planners(planners_named(planners))
    own = own_named(outcomes, interventions, rules).checked(read)
    name = read.strategy(strategy or read.reference).name
    workers_that_fit([read], 1, ignore=ignore_memory, use=RUN_WITH_INCIDENTS if events else RUN)
    from mobsim.cli.folders import choose_folder
    from mobsim.cli.interrupting import ended_when_interrupted

    study = SingleRun(read, name, events, residents, ensemble, draw, own)
    drawn = "" if draw is None else f"-draw{draw}"
    folder = choose_folder(out, f"run-{read.name}-{name}-seed{read.seed}{drawn}", declare(study))
    print(f"Running {read.title or read.name} under {name}; results go to {folder}", file=sys.stderr, flush=True)
    with ended_when_interrupted("Nothing of the run is kept; the same command starts it again."):
        tables = keep_run(folder, study)
    if as_json:
        _print_json(study, folder, tables)
    else:
        _print_screen(study, folder, tables)


def _repeated(scenario: str, given: dict[str, Any], out: Path | None) -> bool:
    """Repeat the run of a results folder and compare the two, if a folder is what was named."""
    from mobsim.store.manifest import is_results_folder

    folder = Path(scenario)
    if not is_results_folder(folder):
        return False
    from mobsim.cli.folders import refuse_beside
    from mobsim.cli.replaying import replay
    from mobsim.experiment.single import declare, run_in

    refuse_beside(folder, "run", {**given, "--out": out})
    study = run_in(folder)
    replay(declare(study), study.planned, folder)
    return True


def _print_json(study: "SingleRun", folder: Path, tables: "Mapping[str, pd.DataFrame]") -> None:
    from mobsim.cli.overview import totals_of
    from mobsim.cli.streams import print_json
    from mobsim.experiment.single import declare

    totals = {
        name: None if value != value else value for name, value in totals_of(declare(study).outcomes, tables).items()
    }
    scenario = study.scenario
    facts = {"scenario": scenario.name, "strategy": study.strategy, "seed": scenario.seed, "days": scenario.days}
    print_json({**facts, "folder": str(folder), "totals": totals})


def _print_screen(study: "SingleRun", folder: Path, tables: "Mapping[str, pd.DataFrame]") -> None:
    from rich.console import Console

    from mobsim.cli.overview import overview

    console = Console(width=None if sys.stdout.isatty() else 100, highlight=False)
    for part in overview(study.scenario, study.strategy, tables, study.own.measured):
        console.print(part)
    print(f"Tables: {folder}")
