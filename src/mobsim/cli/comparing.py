"""``mobsim compare``: which strategy does least harm at equal cost, and how surely."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from mobsim.cli.drawing import EnsembleName, Point
from mobsim.cli.languages import PageLanguage
from mobsim.cli.memory import IgnoreMemory, workers_that_fit
from mobsim.cli.owning import OwnInterventions, OwnOutcomes, OwnPlanners, OwnRules, own_named, planners_named
from mobsim.cli.pricing import PayVolunteers, PricesFile, prices_from
from mobsim.cli.streams import print_json
from mobsim.errors import UsageError
from mobsim.tools.calendar import DAYS_IN_YEAR

if TYPE_CHECKING:
    from mobsim.experiment.compare import Asked, Comparison
    from mobsim.scenario.prices import PriceList

RUNS = 8
"""Runs of each strategy by default: a first answer within a few minutes."""


class Extent(NamedTuple):
    """Say how many runs a strategy gets: a number, or as many as a precision takes."""

    runs: int
    precision: float | None

    def __str__(self) -> str:
        """Say so in words."""
        return f"until differences are known to {self.precision:.2%}" if self.precision else f"{self.runs} runs each"


def register(app: typer.Typer) -> None:
    """Offer the command."""
    app.command()(compare)


def compare(
    scenario: Annotated[
        str,
        typer.Argument(
            help="Path of a scenario, the name of one that ships, or a comparison's results folder to go on with."
        ),
    ],
    strategies: Annotated[
        str | None, typer.Option(help="Names with commas between them; default: all policies of the scenario.")
    ] = None,
    runs: Annotated[int | None, typer.Option(help=f"Runs of each strategy; default: {RUNS}.")] = None,
    precision: Annotated[
        str | None,
        typer.Option(help="Instead of --runs: continue until differences in harm are known to, say, 2% of the harm."),
    ] = None,
    days: Annotated[int | None, typer.Option(help="Days after the burn-in, instead of the scenario's.")] = None,
    horizon: Annotated[int | None, typer.Option(help="The same in years (of 364 days), instead of --days.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed, instead of the scenario's.")] = None,
    ensemble: EnsembleName = None,
    point: Point = False,
    outcomes: OwnOutcomes = None,
    planners: OwnPlanners = None,
    interventions: OwnInterventions = None,
    rules: OwnRules = None,
    workers: Annotated[int | None, typer.Option(help="Processes at work; default: one a core.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Results folder; default: results/compare-SCENARIO. Resumes by itself.")
    ] = None,
    prices: PricesFile = None,
    pay_volunteers: PayVolunteers = False,
    language: PageLanguage = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print comparison.json on stdout.")] = False,
    replay: Annotated[
        int | None,
        typer.Option(metavar="RUN", help="Only repeat the run of this number of a results folder, and compare it."),
    ] = None,
    ignore_memory: IgnoreMemory = False,
) -> None:
    """Compare strategies at equal cost on the same simulated towns."""
    wanted = _read_precision(precision)
    if runs is not None and wanted is not None:
        raise UsageError("--runs and --precision exclude each other", remedy="give one of them")
    from mobsim.experiment.choosing import check_runs
    from mobsim.experiment.engine import choose_workers
    from mobsim.report.language import check_language

    check_language(language)
    priced = prices_from(prices, pay_volunteers=pay_volunteers)
    runs = check_runs(RUNS if runs is None else runs)
    choose_workers(workers)
    days = _days(days, horizon)
    given = {
        "--strategies": strategies,
        "--days": days,
        "--seed": seed,
        "--ensemble": ensemble,
        "--point": point or None,
        "--planners": planners,
        "--outcomes": outcomes,
        "--interventions": interventions,
        "--rules": rules,
    }
    asked, out = _asked(scenario, given, replay, out)
    if replay is not None:
        _replay(asked, replay, out)
        return
    read = asked.scenario
    workers = workers_that_fit([read], workers, ignore=ignore_memory)
    from mobsim.cli.folders import choose_folder
    from mobsim.experiment.compare import declare

    folder = choose_folder(out, f"compare-{read.name}", declare(*asked))
    _print(_compare(asked, Extent(runs, wanted), workers, folder, priced), folder, language, as_json=as_json)


def _asked(scenario: str, given: dict[str, Any], replay: int | None, out: Path | None) -> "tuple[Asked, Path | None]":
    """Return what is compared, and the folder of the results: all that a results folder holds is in it."""
    from mobsim.experiment.compare import Asked, comparison_in
    from mobsim.store.manifest import is_results_folder

    folder = Path(scenario)
    if is_results_folder(folder):
        from mobsim.cli.folders import refuse_beside

        refuse_beside(folder, "compare", given)
        return comparison_in(folder), folder if out is None else out
    if replay is not None:
        remedy = "name the folder of a comparison in the place of the scenario"
        raise UsageError("is for results folders", field="--replay", value=replay, remedy=remedy)
    from mobsim.experiment.choosing import choose_draws, choose_strategies, prepare

    read = prepare(scenario, days=given["--days"], seed=given["--seed"])
    read = read.with_planners(planners_named(given["--planners"]))
    drawn = choose_draws(read, given["--ensemble"], point=bool(given["--point"]))
    own = own_named(given["--outcomes"], given["--interventions"], given["--rules"])
    return Asked(read, choose_strategies(read, _read_names(given["--strategies"])), drawn, own), out


def _replay(asked: "Asked", run_id: int, folder: Path | None) -> None:
    from mobsim.cli.replaying import replay
    from mobsim.experiment.compare import declare, plan_of

    replay(declare(*asked), plan_of(asked.scenario, asked.strategies, asked.ensemble).run(run_id), folder)


def _print(found: "Comparison", folder: Path, language: str, *, as_json: bool) -> None:
    from mobsim.report import build

    if as_json:
        print_json(found.summary)
    else:
        _print_answer(found)
    print(f"Report: {build(folder, language=language)}", file=sys.stderr if as_json else sys.stdout)


def _compare(
    asked: "Asked",
    extent: Extent,
    workers: int,
    folder: Path,
    prices: "PriceList | None",
) -> "Comparison":
    from mobsim.cli.interrupting import kept_when_interrupted
    from mobsim.experiment.compare import compare as compare_strategies

    title, number = asked.scenario.title or asked.scenario.name, len(asked.strategies)
    _report(f"Comparing {number} strategies in {title}, {extent}; results go to {folder}")
    with kept_when_interrupted(folder) as progress:
        return compare_strategies(
            asked.scenario, asked.strategies, *extent, workers, folder, progress,
            ensemble=asked.ensemble, point=asked.ensemble is None, prices=prices, **vars(asked.own),
        )  # fmt: skip


def _print_answer(found: "Comparison") -> None:
    from rich.console import Console

    from mobsim.cli.answer import answer, benefits, costs, describe_failures, fairness, ranking, reservations, terms

    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    console.print(ranking(found.summary))
    for paragraph in (
        answer(found.summary),
        *fairness(found.summary),
        *terms(found.summary),
        costs(found.summary),
        *benefits(found.summary),
        *describe_failures(found),
        reservations(found.summary),
    ):
        console.print(paragraph, markup=False)
    print(f"Tables: {found.folder} (runs.parquet, weekly.parquet, comparison.json and others)", flush=True)


def _days(days: int | None, horizon: int | None) -> int | None:
    """Return the days that are asked for, in days or in years."""
    if horizon is None:
        return days
    if days is not None:
        raise UsageError("--days and --horizon exclude each other", remedy="give one of them")
    if horizon < 1:
        raise UsageError("must be at least 1", field="--horizon", value=horizon)
    return horizon * DAYS_IN_YEAR


def _read_names(given: str | None) -> list[str] | None:
    if given is None:
        return None
    return [name.strip() for name in given.split(",") if name.strip()]


def _read_precision(given: str | None) -> float | None:
    if given is None:
        return None
    text = given.strip()
    try:
        number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        number = float("nan")
    if not 0 < number < 1:
        raise UsageError(
            "must be a share such as 2% or 0.02", field="--precision", value=given, remedy="try --precision 2%"
        )
    return number


def _report(*lines: Any) -> None:
    print(*lines, file=sys.stderr, flush=True)
