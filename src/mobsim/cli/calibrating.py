"""``mobsim calibrate``: fit declared parameters to a town's own figures."""

import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mobsim.cli.drawing import EnsembleName, Point
from mobsim.cli.languages import PageLanguage
from mobsim.cli.memory import IgnoreMemory, workers_that_fit

if TYPE_CHECKING:
    from mobsim.calibration.calibrate import Calibration
    from mobsim.calibration.figures import TownFigures
    from mobsim.scenario.ensemble import Ensemble


def register(app: typer.Typer) -> None:
    """Offer the command."""
    app.command()(calibrate)


def calibrate(
    scenario: Annotated[str, typer.Argument(help="Path of a scenario, or the name of one that ships.")],
    targets: Annotated[Path, typer.Option(help="Targets file (TOML): what is free, and the figures to be met.")],
    out: Annotated[
        Path | None, typer.Option(help="Results folder; default: results/calibrate-SCENARIO. Resumes by itself.")
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Processes at work; default: one a core.")] = None,
    runs: Annotated[int | None, typer.Option(help="Runs of the three waves together; default: 450.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the designs, the runs and the draws.")] = 1,
    ensemble: EnsembleName = None,
    point: Point = False,
    language: PageLanguage = "en",
    ignore_memory: IgnoreMemory = False,
) -> None:
    """Fit a scenario to recorded crime and survey means of your own, and report what they leave open."""
    from mobsim.calibration.calibrate import RUNS, check_runs, declare
    from mobsim.calibration.figures import read_figures
    from mobsim.experiment.choosing import choose_draws
    from mobsim.experiment.engine import choose_workers
    from mobsim.experiment.memory import RUN_WITH_INCIDENTS
    from mobsim.report.language import check_language

    check_language(language)
    runs = check_runs(RUNS if runs is None else runs)
    choose_workers(workers)
    figures = read_figures(scenario, targets)
    for note in figures.notes:
        _report(f"Note: {note}")
    workers = workers_that_fit([figures.scenario], workers, ignore=ignore_memory, use=RUN_WITH_INCIDENTS)
    from mobsim.cli.folders import choose_folder

    drawn = choose_draws(replace(figures.scenario, ensemble=None), ensemble, point=point)
    folder = choose_folder(out, f"calibrate-{figures.scenario.name}", declare(figures, drawn))
    _print_answer(_calibrate(figures, folder, runs, workers, seed, drawn), language)


def _calibrate(
    figures: "TownFigures", folder: Path, runs: int, workers: int, seed: int, ensemble: "Ensemble | None"
) -> "Calibration":
    from mobsim.calibration.calibrate import calibrate_figures
    from mobsim.calibration.town import town_targets
    from mobsim.cli.interrupting import kept_when_interrupted
    from mobsim.experiment.holding import Means

    free, aimed = len(figures.space), len(town_targets(figures))
    title = figures.scenario.title or figures.scenario.name
    _report(
        f"Fitting {free} numbers of {title} to {aimed} figures with {runs} runs in three waves; results go to {folder}"
    )
    with kept_when_interrupted(folder, "runs so far") as progress:
        return calibrate_figures(figures, folder, runs, seed, Means(workers, progress), ensemble)


def _print_answer(found: "Calibration", language: str) -> None:
    from rich.console import Console
    from rich.table import Table

    from mobsim.calibration.account import describe_coverage, opening

    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    table = Table(box=None, pad_edge=False)
    for head in ("number", "median", "90 % interval", "told", "by which figures"):
        table.add_column(head)
    for row in found.fit.identified.to_dict("records"):
        interval = f"{row['low']:z.3g} to {row['high']:z.3g}"
        table.add_row(row["parameter"], f"{row['median']:z.3g}", interval, row["told"], row["informed_by"])
    console.print(table)
    for paragraph in (opening(found.figures, found.fit), describe_coverage(found.fit)):
        console.print(paragraph, markup=False)
    compare = shlex.join(["mobsim", "compare", str(found.scenario)])
    from mobsim.report.fitted import build_fitted

    report = build_fitted(found.report.parent, language=language)
    print(f"Report: {report}\nWith standard deviations: {found.report}")
    print(f"Fitted scenario, with what the figures leave open: {compare}", flush=True)


def _report(*lines: object) -> None:
    print(*lines, file=sys.stderr, flush=True)
