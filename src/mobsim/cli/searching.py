"""``mobsim search``: find strategies at equal cost, and show what holds of them on fresh seeds and draws."""

import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mobsim.cli.drawing import EnsembleName, Point
from mobsim.cli.memory import IgnoreMemory, workers_that_fit
from mobsim.cli.streams import print_json
from mobsim.errors import UsageError

if TYPE_CHECKING:
    from mobsim.experiment.search.declared import Search
    from mobsim.experiment.search.running import SearchResult
    from mobsim.experiment.sweep.experiment import Experiment


def register(app: typer.Typer) -> None:
    """Offer the command."""
    app.command()(search)


def search(
    scenario: Annotated[str, typer.Argument(help="Path of a scenario, or the name of one that ships.")],
    outcomes: Annotated[
        str,
        typer.Option(help="One outcome or two, with a comma between: harm, insecurity, trust, 'lower stops_fifth_5'."),
    ] = "harm",
    budget: Annotated[int | None, typer.Option(help="Strategies that are tried; default: 100.")] = None,
    seeds: Annotated[int | None, typer.Option(help="Runs of each strategy that is tried; default: 6.")] = None,
    fresh: Annotated[
        int | None, typer.Option(help="Runs of each strategy shown, on fresh seeds and draws; default: 20.")
    ] = None,
    free: Annotated[
        str | None,
        typer.Option(
            help="Levers that are free, with ranges if you like: 'leadership=0:0.5,lead,crisis_teams'; default: all."
        ),
    ] = None,
    days: Annotated[int | None, typer.Option(help="Days after the burn-in, instead of the scenario's.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed, instead of the scenario's.")] = None,
    ensemble: EnsembleName = None,
    point: Point = False,
    workers: Annotated[int | None, typer.Option(help="Processes at work; default: one a core.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Results folder; default: results/search-SCENARIO. Resumes by itself.")
    ] = None,
    replay: Annotated[
        int | None,
        typer.Option(metavar="RUN", help="Only repeat the run of this number of --out, and compare it with its row."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print search.json on stdout.")] = False,
    ignore_memory: IgnoreMemory = False,
) -> None:
    """Find strategies at equal cost, and run what was found again on fresh seeds before it is shown."""
    from mobsim.experiment.engine import choose_workers
    from mobsim.experiment.search.declared import ask

    choose_workers(workers)
    asked = ask(
        scenario,
        [name.strip() for name in outcomes.split(",")],
        budget=budget,
        seeds=seeds,
        fresh=fresh,
        free=None if free is None else read_free(free),
        days=days,
        seed=seed,
        ensemble=ensemble,
        point=point,
    )
    carry_out(asked, None, workers, out, replay, as_json=as_json, ignore_memory=ignore_memory)


def carry_out(
    asked: "Search",
    experiment: "Experiment | None",
    workers: int | None,
    out: Path | None,
    replay: int | None,
    *,
    as_json: bool = False,
    ignore_memory: bool = False,
) -> None:
    """Run a search into its folder and print its answer, or repeat a run of it."""
    from mobsim.cli.folders import choose_folder
    from mobsim.experiment.search.running import declare

    number = workers_that_fit([asked.scenario], workers if replay is None else 1, ignore=ignore_memory)
    declared = declare(asked, experiment)
    folder = choose_folder(out, f"search-{asked.name}", declared)
    if replay is not None:
        _replay(asked, folder, replay)
        return
    found = _run(asked, experiment, folder, number)
    if as_json:
        print_json(found.answer.summary)
    else:
        show(found.answer.summary)
    _write_beside(found, folder, as_json=as_json)


def _run(asked: "Search", experiment: "Experiment | None", folder: Path, workers: int) -> "SearchResult":
    from mobsim.cli.interrupting import kept_when_interrupted
    from mobsim.experiment.holding import Means
    from mobsim.experiment.search.running import run_search

    goals = " and ".join(f"{goal.better} {goal.name}" for goal in asked.goals)
    title = asked.scenario.title or asked.scenario.name
    _report(
        f"Searching {title} for {goals}: {asked.budget} strategies of {len(asked.space.factors)} free levers, {asked.seeds} "
        f"runs each, then what each lever of the best is worth; what is shown is run again on {asked.fresh} fresh seeds. "
        f"Results go to {folder}"
    )
    with kept_when_interrupted(folder, "runs of this stage") as progress:
        return run_search(asked, folder, Means(workers, progress), experiment)


def show(summary: Mapping[str, Any]) -> None:
    """Print the answer of a search: its table, and what to read from it."""
    from rich.console import Console

    from mobsim.cli.search_answer import paragraphs, table_of

    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    console.print(table_of(summary))
    for paragraph in paragraphs(summary):
        console.print(paragraph, markup=False)


def _write_beside(found: "SearchResult", folder: Path, *, as_json: bool) -> None:
    """Write tables, figures and the report of the fresh runs; say where they are."""
    from mobsim.experiment.search.running import SHOWN, SNIPPET
    from mobsim.report import build
    from mobsim.report.figures import Gallery
    from mobsim.report.figures.searches import draw_search
    from mobsim.store.atomic import write_file

    tables = folder / "analysis"
    tables.mkdir(exist_ok=True)
    for name, table in found.answer.tables.items():
        write_file(tables / f"{name}.csv", lambda file, table=table: table.to_csv(file, index=False))
    draw_search(found.answer, Gallery(folder / "figures", optional=True))
    page = build(folder / SHOWN, None)
    check = shlex.join(["mobsim", "compare", found.search.scenario.called])
    lines = [
        f"Report of the fresh runs: {page}",
        f"Tables in {tables}, figures in {folder / 'figures'}.",
        f"The strategies for your scenario file: {folder / SNIPPET}; paste them in, then: {check}",
    ]
    print("\n".join(lines), file=sys.stderr if as_json else sys.stdout, flush=True)


def read_free(text: str) -> dict[str, Any]:
    """Read which levers are free: names, each with a range ``low:high`` or values ``a|b`` if given."""
    found: dict[str, Any] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, given, levels = (piece.strip() for piece in part.partition("="))
        if name in found:
            raise UsageError("names a lever twice", field="--free", value=name)
        found[name] = _levels(levels, part) if given else None
    return found


def _levels(text: str, part: str) -> Any:
    if ":" not in text:
        return [_value(each.strip()) for each in text.split("|")]
    ends = [_value(each.strip()) for each in text.split(":")]
    if len(ends) != 2 or any(isinstance(end, str) for end in ends):
        raise UsageError("must be a range of two numbers", field="--free", value=part, remedy="write leadership=0:0.5")
    return tuple(ends)


def _value(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def _replay(asked: "Search", folder: Path, run_id: int) -> None:
    """Repeat a run of a search, print its row, and compare it with that of the folder."""
    from mobsim.cli.replaying import replay
    from mobsim.experiment.search.running import declare
    from mobsim.experiment.search.trying import LEDGER, STRIDE, planned
    from mobsim.store import read_json

    stages: Sequence[Mapping[str, Any]] = read_json(folder / LEDGER) or []
    points = [point for stage in stages for point in stage["points"]]
    number, replicate = divmod(run_id, STRIDE)
    if not (0 <= number < len(points) and replicate < asked.seeds):
        remedy = "take a run_id from its table runs"
        raise UsageError("there is no such run", file=folder, field="--replay", value=run_id, remedy=remedy)
    replay(declare(asked), planned(asked, points[number], number, replicate), folder)


def _report(*lines: object) -> None:
    print(*lines, file=sys.stderr, flush=True)
