"""``mobsim sweep``: run an experiment of any design, or resume it where it was stopped."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mobsim.cli.memory import IgnoreMemory, workers_that_fit
from mobsim.errors import UsageError

if TYPE_CHECKING:
    from mobsim.experiment.sweep.experiment import Experiment
    from mobsim.experiment.sweep.running import Sweep


def register(app: typer.Typer) -> None:
    """Offer the command."""
    app.command()(sweep)


def sweep(
    experiment: Annotated[
        str,
        typer.Argument(
            help="Path of an experiment, the name of one that ships, or a sweep's results folder to go on with."
        ),
    ],
    seeds: Annotated[int | None, typer.Option(help="Seeds per point, instead of the file's.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes at work; default: one a core.")] = None,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Address, or scheduler file, of a Dask scheduler to work with."),
    ] = None,
    longest: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", help="End a run that takes longer, and record it as failed; default: an hour."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Results folder; default: results/sweep-EXPERIMENT. Resumes by itself.")
    ] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Only print how many runs, how long and how large.")] = False,
    replay: Annotated[
        int | None,
        typer.Option(metavar="RUN", help="Only repeat the run of this number, and compare it with --out, if given."),
    ] = None,
    ignore_memory: IgnoreMemory = False,
) -> None:
    """Run an experiment: every point of its design, on as many seeds as it asks for."""
    from mobsim.cli.trialling import sweep_trial
    from mobsim.experiment.engine import choose_workers
    from mobsim.experiment.sweep.reading import read_experiment
    from mobsim.experiment.sweep.running import with_seeds
    from mobsim.scenario.experiment_checks import declares_search, declares_trial

    file, out = _found(experiment, out)
    choose_workers(workers)
    if declares_trial(file):
        _refuse_elsewhere(
            "trials", {"--cluster": cluster, "--longest": longest, "--plan": plan or None, "--replay": replay}
        )
        sweep_trial(file, seeds, workers, out, ignore_memory=ignore_memory)
        return
    if declares_search(file):
        _refuse_elsewhere("searches", {"--cluster": cluster, "--longest": longest, "--plan": plan or None})
        _search(file, seeds, workers, out, replay, ignore_memory=ignore_memory)
        return
    read = read_experiment(file)
    read = read if seeds is None else with_seeds(read, seeds)
    ignored = cluster is not None or ignore_memory
    number = workers_that_fit(list(read.towns.values()), workers if replay is None else 1, ignore=ignored, use=read.use)
    if replay is not None:
        _replay(read, replay, out)
    elif plan:
        _print_plan(read, number)
    else:
        _run(read, out, workers=number, cluster=cluster, longest=longest)


def _found(experiment: str, out: Path | None) -> tuple[Path, Path | None]:
    """Return the experiment's file and the folder of its results: those of a results folder are in it."""
    from mobsim.experiment.sweep.copies import experiment_in
    from mobsim.experiment.sweep.reading import find_experiment
    from mobsim.store.manifest import is_results_folder

    folder = Path(experiment)
    if is_results_folder(folder):
        return experiment_in(folder), folder if out is None else out
    return find_experiment(experiment), out


def _replay(read: "Experiment", run_id: int, out: Path | None) -> None:
    from mobsim.cli.replaying import replay
    from mobsim.experiment.sweep.running import declare

    replay(declare(read), read.plan.run(run_id), out)


def _search(
    file: Path, seeds: int | None, workers: int | None, out: Path | None, replay: int | None, *, ignore_memory: bool
) -> None:
    """Run the search that a file declares, or repeat a run of it."""
    from mobsim.cli.searching import carry_out
    from mobsim.experiment.search.reading import read_searching, search_of

    experiment = read_searching(file)
    carry_out(search_of(experiment, seeds), experiment, workers, out, replay, ignore_memory=ignore_memory)


def _refuse_elsewhere(what: str, given: dict[str, Any]) -> None:
    for option, value in given.items():
        if value is not None:
            raise UsageError(f"is not for {what}", field=option, value=value, remedy="leave it out")


def _run(experiment: "Experiment", out: Path | None, **how: Any) -> None:
    from mobsim.cli.folders import choose_folder
    from mobsim.cli.interrupting import kept_when_interrupted
    from mobsim.experiment.sweep.running import declare
    from mobsim.experiment.sweep.running import sweep as run_sweep

    folder = choose_folder(out, f"sweep-{experiment.name}", declare(experiment))
    _report(f"{experiment.table.title}: {_extent(experiment)}; results go to {folder}")
    with kept_when_interrupted(folder) as progress:
        found = run_sweep(experiment, out=folder, progress=progress, **how)
    _print_end(found, folder)


def _extent(experiment: "Experiment") -> str:
    points, wanted = len(experiment.plan.points), experiment.replicates
    if wanted.precision is not None:
        return f"{points:,} points, until {wanted.outcome or 'harm'} is known to {wanted.precision:.2%}"
    from mobsim.experiment.sweep.running import SEEDS

    seeds = wanted.seeds or SEEDS
    return f"{points:,} points x {seeds:,} seeds = {points * seeds:,} runs"


def _print_end(found: "Sweep", folder: Path) -> None:
    print(f"{len(found.runs):,} runs in {folder} (runs.parquet and others).")
    if not found.failures.empty:
        first = found.failures.iloc[0]
        print(
            f"{len(found.failures):,} runs failed. The first reports: {first['message']}; repeat it with: {first['replay']}"
        )
    print(f"Look at them with: {shlex.join(['mobsim', 'analyse', str(folder)])}", flush=True)


def _print_plan(experiment: "Experiment", workers: int) -> None:
    from mobsim.experiment.sweep.planning import make_plan

    print(make_plan(experiment, workers), flush=True)


def _report(*lines: Any) -> None:
    print(*lines, file=sys.stderr, flush=True)
