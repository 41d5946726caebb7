"""Fit the model's defaults to the published evidence, all targets at once: ``python -m mobsim.validation FOLDER``.

The same procedure as ``mobsim calibrate``: waves of history matching, then a posterior, by :mod:`mobsim.calibration`. A
run simulates one year of the untreated town, for the patterns, and every trial of the evidence in it. What
is free, and between which bounds, stands in ``defaults.toml``; the fitted point is what the declarations then hold,
rounded to what the posterior can tell.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mobsim.calibration import Fit, Space, Target, fit
from mobsim.experiment.engine import Progress
from mobsim.experiment.trial import TrialResult, run_trials
from mobsim.scenario import load_scenario
from mobsim.scenario.trial import Trial, load_trial
from mobsim.validation.patterns import observe_town, patterns_of
from mobsim.validation.targets import Part, choose_targets, town
from mobsim.validation.trials import effect_of


@cache
def settings() -> dict[str, Any]:
    """Read what is free, and how much is run."""
    return tomllib.loads(files("mobsim.validation").joinpath("defaults.toml").read_text(encoding="utf-8"))


def run_evidence(point: Mapping[str, float], seed: int) -> Mapping[str, float]:
    """Map a point to every part of the evidence that one run can give: a year of the untreated town, and every trial."""
    scenario = load_scenario(town().scenario, overrides=point)
    found = patterns_of(observe_town(scenario, seed))
    trials = [replace(trial, scenario=replace(scenario, seed=seed)) for trial in trials_of(_by_trial())]
    results = run_all(trials, seeds=1, workers=1)
    for part in _by_trial():
        if part.trial is not None:
            found[part.id] = effect_of(part.trial, results[part.trial.name].rows).mean
    for part in fitted_parts():
        if part.over is not None:
            found[part.id] = abs(found[part.over[0]] / found[part.over[1]])
    return {part.id: found.get(part.id, math.nan) for part in fitted_parts()}


def fitted_parts() -> list[Part]:
    """Return the parts of the evidence that the defaults are fitted to."""
    return [part for target in choose_targets(None) for part in target.parts if part.fitted]


def trials_of(parts: list[Part]) -> list[Trial]:
    """Load the trials that parts name, each once."""
    return [load_trial(name) for name in dict.fromkeys(part.trial.name for part in parts if part.trial is not None)]


def run_all(trials: list[Trial], seeds: int, workers: int) -> dict[str, TrialResult]:
    """Run trials together where they share a town, and return their results by name."""
    with TemporaryDirectory(prefix="mobsim-") as folder:
        return run_trials(trials, seeds, workers, Path(folder) / "trials")


def aim_of(part: Part) -> Target:
    """Turn a part into a target: the middle of its band, or the published value where it lies within; its band as interval."""
    inside = part.value is not None and part.low <= part.value <= part.high
    return Target(part.id, value=part.value if inside else None, low=part.low, high=part.high, chance=0.0)


def fit_defaults(folder: str | Path, workers: int | None = None, progress: Progress | None = None) -> Fit:
    """Fit the defaults to the evidence; a folder that was begun is gone on with."""
    how = settings()
    space = Space.declared({name: tuple(bounds) for name, bounds in how["free"].items()})
    return fit(
        run_evidence,
        space,
        [aim_of(part) for part in fitted_parts()],
        folder,
        points_a_wave=how["points_a_wave"],
        waves=how["waves"],
        fresh=how["fresh"],
        truths=how["truths"],
        workers=workers,
        seed=how["seed"],
        progress=progress,
    )


def _by_trial() -> list[Part]:
    """Return the parts that a trial measures, and those that fitted ones are taken from."""
    needed = {name for part in fitted_parts() for name in part.of}
    parts = [part for target in choose_targets(None) for part in target.parts]
    fitted = fitted_parts()
    return [part for part in parts if part.trial is not None and (part in fitted or part.id in needed)]
