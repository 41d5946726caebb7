"""Compare strategies at equal cost on the same towns: paired runs with common random numbers."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from mobsim.errors import MobsimError
from mobsim.experiment import effects
from mobsim.experiment.areas import describe_areas, summarise_scenario
from mobsim.experiment.choosing import (
    LEAST_RUNS,
    check_precision,
    check_runs,
    choose_strategies,
    compared_inputs,
    prepare,
    reference_of,
)
from mobsim.experiment.engine import Engine, Progress, choose_workers
from mobsim.experiment.replaying import record_replay
from mobsim.experiment.replicates import plan_replicates, seed_of
from mobsim.experiment.running import StrategyStudy
from mobsim.experiment.summary import HEADLINE, by_rank, complete_seeds, outcome_by_seed, summarise, to_table
from mobsim.measures import outcomes_for
from mobsim.scenario.scenario import Scenario
from mobsim.store import ResultsFolder

TABLES = ("runs", "weekly", "neighbourhoods", "initiatives", "books", "zones", "failures")
RUNS = 20
FIRST_RUNS, NEXT_RUNS, MOST_RUNS = 10, 5, 200
"""Steps of sequential stopping: intervals that stop a study after fewer than ten runs hold less often than they say."""


@dataclass(frozen=True)
class Comparison:
    """Hold what a comparison found: the answer, and the tables it was taken from."""

    summary: dict[str, Any]
    runs: pd.DataFrame
    weekly: pd.DataFrame
    neighbourhoods: pd.DataFrame
    initiatives: pd.DataFrame
    books: pd.DataFrame
    zones: pd.DataFrame
    failures: pd.DataFrame
    folder: Path | None

    @property
    def table(self) -> pd.DataFrame:
        """One row a strategy and outcome: mean, interval, paired difference to the reference and its interval."""
        return to_table(self.summary)


def compare(
    scenario: Scenario | str | Path,
    strategies: Sequence[str] | None = None,
    runs: int = RUNS,
    precision: float | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    *,
    days: int | None = None,
    seed: int | None = None,
) -> Comparison:
    """Compare strategies on the same seeds.

    Parameters
    ----------
    scenario
        A scenario, its path, or the name of one that ships.
    strategies
        Names; all policies of the scenario when left out. Arms of experiments that are named are shown and not ranked. The
        scenario's reference is the reference, or else the first policy named.
    runs
        Runs of each strategy. A folder that already holds more keeps them, and all are used.
    precision
        Instead of a number of runs: go on until the 95 % interval of every paired difference in harm is at most this
        share of the reference's harm to either side (0.02 is 2 %), at most 200 runs.
    workers
        Processes; one a core when left out.
    out
        Results folder to make or to go on with; nothing is kept when left out.
    progress
        Called with the standing as runs finish.
    days, seed
        Instead of the scenario's own.

    Raises
    ------
    UsageError
        If the call or the folder does not fit.
    MobsimError
        If too few runs finished for a comparison.
    """
    scenario = prepare(scenario, days=days, seed=seed)
    names = choose_strategies(scenario, strategies)
    wanted = _Wanted(check_runs(runs), check_precision(precision), choose_workers(workers))
    place = TemporaryDirectory(prefix="mobsim-") if out is None else nullcontext(str(out))
    with place as path:
        return _compare_in(Path(path), scenario, names, wanted, progress, kept=out is not None)


def _keep_replay(folder: ResultsFolder, scenario: Scenario, summary: Mapping[str, Any]) -> None:
    """Record the reference and the best of the others, a policy if there is one, week by week, for the report to replay."""
    best = next(each for each in by_rank(summary) if each["name"] != summary["reference"])
    chosen = [summary["reference"], best["name"]]
    there = folder.read_json("replay.json")
    if there is None or there["strategies"] != chosen:
        folder.write_json("replay.json", record_replay(scenario, chosen, seed_of(scenario.seed, 0)))


@dataclass(frozen=True)
class _Wanted:
    runs: int
    precision: float | None
    workers: int


def _compare_in(
    path: Path, scenario: Scenario, names: list[str], wanted: _Wanted, progress: Progress | None, *, kept: bool
) -> Comparison:
    inputs, outcomes = compared_inputs(scenario, names), outcomes_for(scenario.problems)
    with ResultsFolder.open(path, "compare", inputs, summary=summarise_scenario(scenario)) as folder:
        folder.write_json("areas.json", describe_areas(scenario))
        with Engine(StrategyStudy(scenario), wanted.workers) as engine:
            replicates = _run(engine, folder, scenario, names, wanted, progress)
        folder.complete([seed_of(scenario.seed, replicate) for replicate in range(replicates)], outcomes)
        _refuse_too_few(folder, names, inputs["reference"])
        summary = summarise(scenario, folder.read("runs"), names, inputs["reference"], outcomes)
        folder.write_json("comparison.json", summary)
        if kept:
            _keep_replay(folder, scenario, summary)
        tables = {name: folder.read(name) for name in TABLES}
    return Comparison(summary=summary, folder=path if kept else None, **tables)


def _run(
    engine: Engine,
    folder: ResultsFolder,
    scenario: Scenario,
    names: Sequence[str],
    wanted: _Wanted,
    progress: Progress | None,
) -> int:
    """Run what is not there yet; return the number of replicates there are in the end."""
    points = [{"strategy": name} for name in names]
    done = folder.finished()
    there = -(-(max(done) + 1) // len(points)) if done else 0
    first, replicates = 0, FIRST_RUNS if wanted.precision else max(there, wanted.runs)
    while True:
        planned = plan_replicates(points, scenario.seed, first, replicates)
        engine.run([run for run in planned if run.run_id not in done], folder.keep, progress)
        if wanted.precision is None or replicates >= MOST_RUNS:
            break
        finished = folder.read("runs")
        if _is_precise(finished[finished["run_id"] < replicates * len(points)], scenario, names, wanted.precision):
            break
        first, replicates = replicates, min(MOST_RUNS, replicates + NEXT_RUNS)
    return max(there, replicates)


def _is_precise(runs: pd.DataFrame, scenario: Scenario, names: Sequence[str], precision: float) -> bool:
    reference = reference_of(scenario, names)
    kept, seeds = complete_seeds(runs, names)
    if len(seeds) < LEAST_RUNS or reference not in kept:
        return True
    values = outcome_by_seed(runs, HEADLINE, kept, seeds)
    return effects.relative_precision(values, kept.index(reference)) <= precision


def _refuse_too_few(folder: ResultsFolder, names: Sequence[str], reference: str) -> None:
    kept, seeds = complete_seeds(folder.read("runs"), names)
    if reference in kept and len(kept) >= 2 and len(seeds) >= LEAST_RUNS:
        return
    failures: Mapping[str, Any] = folder.read("failures").iloc[0].to_dict()
    raise MobsimError(
        f"too few runs finished to compare strategies; the first that failed reports {failures['message']}; "
        f"see it again with: {failures['replay']}"
    )
