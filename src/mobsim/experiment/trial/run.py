"""Run a virtual randomized trial from its file: paired with an untreated twin, on as many seeds as it asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

import pandas as pd

from mobsim.errors import MobsimError, UsageError
from mobsim.experiment.areas import summarise_scenario
from mobsim.experiment.engine import Progress
from mobsim.experiment.holding import Declaration, Held, Means, hold
from mobsim.experiment.identity import identity_of
from mobsim.experiment.plan import Plan
from mobsim.experiment.stopping import Seeds
from mobsim.experiment.sweep.copies import trial_copies
from mobsim.experiment.trial.effects import effects_of
from mobsim.experiment.trial.study import TrialsStudy
from mobsim.scenario.experiment_schema import TRIAL
from mobsim.scenario.trial import Trial, load_trial
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
    declared, seeds = declare(trials), trials[0].seeds if seeds is None else seeds
    if seeds < 1:
        raise UsageError("must be at least 1", field="seeds", value=seeds, remedy="give the number of towns")
    names = [trial.name for trial in trials]
    for trial in trials:
        if names.count(trial.name) > 1:
            raise UsageError("is the name of more than one trial", field=trial.name, remedy="rename a file")
        if hash_inputs(resolve(_town_of(trial))) != hash_inputs(resolve(_town_of(trials[0]))):
            raise UsageError("runs in another scenario or under another strategy than the others", field=trial.name)
    plan, kept = plan_of(trials), None if out is None else Path(out)
    with hold(declared, plan, Seeds(seeds), kept, Means(workers, progress)) as held:
        _refuse_without_results(held, plan)
        found = {trial.name: _result(trial, held, seeds * plan.width, kept) for trial in trials}
        held.folder.write_json("trial.json", {name: _summary(result) for name, result in found.items()})
        return found


def declare(trials: Sequence[Trial]) -> Declaration:
    """Declare trials that are held together."""
    each = {trial.name: {"days": trial.days, **trial.table.model_dump()} for trial in trials}
    inputs = {**_town_of(trials[0]), "trials": each}
    copies = trial_copies(trials[0]) if len(trials) == 1 else {}
    told = [{"name": trial.name, "title": trial.title, "about": trial.about} for trial in trials]
    return Declaration(
        TrialsStudy(tuple(trials)),
        "trial",
        inputs,
        summarise_scenario(trials[0].scenario),
        {"experiment.json": {"design": TRIAL, "trials": told, "file": next(iter(copies), None)}},
        copies=copies,
    )


def plan_of(trials: Sequence[Trial]) -> Plan:
    """Plan what is run on each seed: the twins, and each trial."""
    return Plan(TrialsStudy(tuple(trials)).points, trials[0].scenario.seed)


def _town_of(trial: Trial) -> dict[str, Any]:
    return {"scenario": identity_of(trial.scenario), "strategy": trial.strategy}


def _refuse_without_results(held: Held, plan: Plan) -> None:
    runs, failures = held.read("runs"), held.read("failures")
    finished = set() if runs.empty else set(zip(runs["lived"], runs["town"], strict=True))
    if len(failures) and any((point["lived"], point["town"]) not in finished for point in plan.points):
        message = held.first_failure()["message"]
        raise MobsimError(f"the trial has no results; the first run that failed reports {message}")


def _result(trial: Trial, held: Held, runs: int, kept: Path | None) -> TrialResult:
    """Take a trial's result from the first so many runs: a folder may hold more from a session that asked for more."""
    counts, survey, failures = (
        table[table["run_id"] < runs] if len(table) else table
        for table in (held.read(name) for name in ("counts", "survey", "failures"))
    )
    counts, survey = (table[table["trial"] == trial.name] if len(table) else table for table in (counts, survey))
    return TrialResult(trial, effects_of(counts, survey), counts, survey, failures, kept)


def _summary(result: TrialResult) -> Mapping[str, Any]:
    rows = result.rows.to_dict(orient="records")
    effects = [{key: _or_none(value) for key, value in row.items()} for row in rows]
    return {"title": result.trial.title, "effects": effects}


def _or_none(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    return value if not isinstance(value, float) or isfinite(value) else None
