"""Run a virtual randomized trial from its file: paired with an untreated twin, on as many seeds as it asks for."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from mobsim.errors import MobsimError, UsageError
from mobsim.experiment.areas import summarise_scenario
from mobsim.experiment.engine import Engine, Progress, choose_workers
from mobsim.experiment.replicates import plan_replicates
from mobsim.experiment.trial.effects import effects_of
from mobsim.experiment.trial.study import TrialsStudy
from mobsim.scenario.trial import Trial, load_trial
from mobsim.store import ResultsFolder
from mobsim.store.provenance import hash_inputs, resolve


@dataclass(frozen=True)
class TrialResult:
    """What a trial found: ``rows`` of effects, and the tables they were taken from."""

    trial: Trial
    rows: pd.DataFrame
    counts: pd.DataFrame
    survey: pd.DataFrame
    failures: pd.DataFrame
    folder: Path | None

    def effect(self, outcome: str, contrast: str, wave: str, measure: str) -> Mapping[str, float]:
        """Return the row of one effect as a mapping of ``effect``, ``low``, ``high`` and ``n``.

        Raises
        ------
        KeyError
            If there is no such row.
        """
        rows = self.rows
        here = rows[
            (rows["outcome"] == outcome)
            & (rows["contrast"] == contrast)
            & (rows["wave"] == wave)
            & (rows["measure"] == measure)
        ]
        if len(here) != 1:
            raise KeyError(f"no effect {outcome}, {contrast}, {wave}, {measure}")
        return here.iloc[0][["effect", "low", "high", "n"]].to_dict()


def run_trial(
    trial: Trial | str | Path,
    seeds: int | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> TrialResult:
    """Run a trial.

    Parameters
    ----------
    trial
        An experiment file with ``design = "trial"``: its path, or the name of one that ships (with or without
        ``trials/``).
    seeds
        Towns in which it is held; the file's ``[replicates] seeds`` when left out.
    workers
        Processes; one a core when left out.
    out
        Results folder to make or to go on with; nothing is kept when left out.

    Raises
    ------
    mobsim.errors.MobsimError
        If the file, the folder or the call does not fit.
    """
    trial = trial if isinstance(trial, Trial) else load_trial(trial)
    return run_trials([trial], seeds, workers, out, progress)[trial.name]


def run_trials(
    trials: Sequence[Trial],
    seeds: int | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> dict[str, TrialResult]:
    """Run several trials of one town and strategy together: they share each seed's burn-in and, mostly, its twin.

    Returns
    -------
    dict of TrialResult
        By name of trial. The folder's ``trial.json`` holds the effects of all.

    Raises
    ------
    UsageError
        If the trials are not held in the same town under the same strategy.
    """
    study, seeds = TrialsStudy(tuple(trials)), trials[0].seeds if seeds is None else seeds
    if seeds < 1:
        raise UsageError("must be at least 1", field="seeds", value=seeds, remedy="give the number of towns")
    names = [trial.name for trial in trials]
    for trial in trials:
        if names.count(trial.name) > 1:
            raise UsageError("is the name of more than one trial", field=trial.name, remedy="rename a file")
        if hash_inputs(resolve(_town_of(trial))) != hash_inputs(resolve(_town_of(trials[0]))):
            raise UsageError("runs in another scenario or under another strategy than the others", field=trial.name)
    place = TemporaryDirectory(prefix="mobsim-") if out is None else nullcontext(str(out))
    with place as path:
        results = _run_in(Path(path), study, seeds, choose_workers(workers), progress)
    kept = None if out is None else Path(out)
    return {name: replace(result, folder=kept) for name, result in results.items()}


def inputs_of(trials: Sequence[Trial]) -> dict[str, Any]:
    """Return all that decides the rows of trials held together, except seeds."""
    declared = {trial.name: {"days": trial.days, **trial.table.model_dump()} for trial in trials}
    return {**_town_of(trials[0]), "trials": declared}


def _town_of(trial: Trial) -> dict[str, Any]:
    return {"scenario": replace(trial.scenario, notes=(), folder=None), "strategy": trial.strategy}


def _run_in(
    path: Path, study: TrialsStudy, seeds: int, workers: int, progress: Progress | None
) -> dict[str, TrialResult]:
    planned = plan_replicates(study.points, study.scenario.seed, 0, seeds)
    with ResultsFolder.open(
        path, "trial", inputs_of(study.trials), summary=summarise_scenario(study.scenario)
    ) as folder:
        done = folder.finished()
        with Engine(study, workers) as engine:
            engine.run([run for run in planned if run.run_id not in done], folder.keep, progress)
        folder.complete(sorted({run.seed for run in planned}))
        _refuse_without_results(folder, study)
        found = {trial.name: _result(trial, folder, len(planned)) for trial in study.trials}
        folder.write_json("trial.json", {name: _summary(result) for name, result in found.items()})
        return found


def _refuse_without_results(folder: ResultsFolder, study: TrialsStudy) -> None:
    runs, failures = folder.read("runs"), folder.read("failures")
    finished = set() if runs.empty else set(zip(runs["lived"], runs["town"], strict=True))
    if len(failures) and any((point["lived"], point["town"]) not in finished for point in study.points):
        first = failures.iloc[0]
        raise MobsimError(f"the trial has no results; the first run that failed reports {first['message']}")


def _result(trial: Trial, folder: ResultsFolder, runs: int) -> TrialResult:
    """Take a trial's result from the first so many runs: a folder may hold more from a session that asked for more."""
    counts, survey, failures = (
        table[table["run_id"] < runs] if len(table) else table
        for table in (folder.read(name) for name in ("counts", "survey", "failures"))
    )
    counts, survey = (table[table["trial"] == trial.name] if len(table) else table for table in (counts, survey))
    return TrialResult(trial, effects_of(counts, survey), counts, survey, failures, folder.path)


def _summary(result: TrialResult) -> Mapping[str, Any]:
    rows = result.rows.to_dict(orient="records")
    effects = [{key: _or_none(value) for key, value in row.items()} for row in rows]
    return {"title": result.trial.title, "effects": effects}


def _or_none(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    return value if not isinstance(value, float) or isfinite(value) else None
