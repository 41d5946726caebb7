"""Take the effects that virtual trials found: hold the trials that parts name, and read the rows they ask for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from mobsim.errors import UsageError
from mobsim.experiment.holding import Means
from mobsim.experiment.identity import identity_of
from mobsim.experiment.trial import run_trials
from mobsim.scenario.shipped import shipped_experiments
from mobsim.scenario.trial import Trial, load_trial
from mobsim.store.provenance import hash_inputs, hash_sources, resolve
from mobsim.validation.targets import Part, TrialRow
from mobsim.validation.verdicts import Estimate

SEEDS, SEEDS_FULL = 10, 40


def effects_of_trials(
    parts: Sequence[Part],
    *,
    seeds: int,
    path: Path,
    means: Means,
    report: Callable[[str], None],
    changed: Mapping[str, float] | None = None,
) -> dict[TrialRow, Estimate]:
    """Hold every trial that parts name, all on the same seeds, and return the effects they ask for.

    Parameters
    ----------
    parts
        Those without a trial are left out.
    seeds
        Towns in which the trials are held.
    path
        Folder in which the results folder of the trials is made or gone on with.
    means
        With how many workers.
    changed
        Parameters of the towns, by full name, instead of their own.
    """
    wanted = list(dict.fromkeys(part.trial for part in parts if part.trial is not None))
    names = list(dict.fromkeys(row.name for row in wanted))
    there = [name for name in names if f"trials/{name}" in shipped_experiments()]
    for name in names:
        if name not in there:
            report(f"trial {name}: there is no such file under experiments/trials; its parts are not measured")
    if not there:
        return {}
    report(f"trials: {', '.join(there)}; {seeds} towns each")
    trials = [load_trial(name) for name in there]
    if changed:
        trials = [replace(trial, scenario=trial.scenario.with_parameters(changed)) for trial in trials]
    found = run_trials(trials, seeds, means.workers, path / _name_of(trials), means.progress)
    named = dict(zip(there, (found[trial.name].rows for trial in trials), strict=True))
    return {row: effect_of(row, named[row.name]) for row in wanted if row.name in named}


def _name_of(trials: Sequence[Trial]) -> str:
    """Name the folder of some trials after all that decides their rows, so that none is refused for what another left."""
    town = identity_of(trials[0].scenario)
    declared = {trial.name: {"days": trial.days, **trial.table.model_dump()} for trial in trials}
    return hash_inputs(resolve({"model": hash_sources(model_only=True), "town": town, "trials": declared}))[:12]


def effect_of(wanted: TrialRow, rows: pd.DataFrame) -> Estimate:
    """Read the row of a trial's results that a part asks for.

    Raises
    ------
    UsageError
        If the trial has no such row: its file and the evidence do not fit.
    """
    keys = ("outcome", "contrast", "wave", "measure")
    fits = pd.concat([rows[key] == getattr(wanted, key) for key in keys], axis=1).all(axis=1)
    if fits.sum() != 1:
        asked = ", ".join(f"{key} {getattr(wanted, key)}" for key in keys)
        raise UsageError(
            f"trial {wanted.name} has {int(fits.sum())} rows of {asked}",
            remedy="name outcomes, waves and measures in evidence.toml as the trial's results do",
        )
    row = rows[fits].iloc[0]
    found = Estimate(float(row["effect"]), float(row["low"]), float(row["high"]), int(row["n"]))
    return found.shifted(-1.0) if wanted.as_ == "relative_change" else found
