"""Fit the model's defaults to the published evidence, all targets at once: ``python -m mobsim.validation FOLDER``.

The same procedure as ``mobsim calibrate``: waves of history matching, then a posterior, by :mod:`mobsim.calibration`. A
run takes the untreated town, every trial of the evidence and every study of strategies (:mod:`mobsim.validation.one_run`).
What is free, between which bounds, how much is run and what is not aimed at stand in ``defaults.toml``; the fitted point is
what the declarations then hold, rounded to what the posterior can tell.
"""

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from mobsim.calibration import Effort, Fit, Space, Target, fit
from mobsim.errors import UsageError
from mobsim.experiment.engine import Progress
from mobsim.experiment.holding import Means
from mobsim.validation.arms import studies
from mobsim.validation.one_run import EvidenceStudy, Size
from mobsim.validation.targets import Part, choose_targets
from mobsim.validation.trials import SEEDS_FULL

MOST_FREE, MOST_RUNS, LEAST_WAVES = 25, 600, 2


@cache
def settings() -> dict[str, Any]:
    """Read what is free, how much is run, and what is not aimed at."""
    return tomllib.loads(files("mobsim.validation").joinpath("defaults.toml").read_text(encoding="utf-8"))


def aimed_parts() -> list[Part]:
    """Return the parts of the evidence that a fit of the defaults aims at: all that a run can tell."""
    left_out = settings()["left_out"]
    return [part for target in choose_targets(None) for part in target.parts if part.id not in left_out]


def fitted_parts() -> list[Part]:
    """Return the parts of the evidence that the defaults of today were fitted to."""
    return [part for target in choose_targets(None) for part in target.parts if part.fitted]


def study() -> EvidenceStudy:
    """Return what one run of the fit is."""
    how = settings()
    sizes = {name: Size(**size) for name, size in how["studies"].items()}
    return EvidenceStudy(tuple(part.id for part in aimed_parts()), Size(**how["town"]), sizes, tuple(how["free"]))


def space() -> Space:
    """Return what is free.

    Raises
    ------
    UsageError
        If more is free, or more is run, than a fit may take.
    """
    how = settings()
    runs = how["points_a_wave"] * how["waves"] + 2 * how["fresh"]
    for name, value, most in (("free", len(how["free"]), MOST_FREE), ("runs", runs, MOST_RUNS)):
        if value > most:
            raise UsageError(f"must be at most {most}", field=f"defaults.toml, {name}", value=value)
    if how["waves"] < LEAST_WAVES:
        raise UsageError(f"must be at least {LEAST_WAVES}", field="defaults.toml, waves", value=how["waves"])
    return Space.declared({name: tuple(bounds) for name, bounds in how["free"].items()})


def aim_of(part: Part) -> Target:
    """Turn a part into a target.

    A band with two edges aims at the published value where it lies within, else at its middle; an open one at its edge, and
    only from beyond it. The verdict on a part is on a mean over seeds, which has a share of the chance of one run: the
    chance that a point is held to have, and by which a mean must lie within an edge that it must be told apart from.
    """
    seeds, open_ = verdict_seeds(part), not (part.low > -float("inf") and part.high < float("inf"))
    inside = part.value is not None and not open_ and part.low <= part.value <= part.high
    return Target(
        part.id,
        value=part.value if inside else None,
        low=part.low if part.low > -float("inf") else None,
        high=part.high if part.high < float("inf") else None,
        chance=1.0 / seeds,
        apart=round(seeds) if part.told_apart and open_ else 0,
    )


def verdict_seeds(part: Part) -> float:
    """Return over how many runs of the fit's size the verdict on a part is taken, with ``mobsim validate --full``.

    The chance of a run falls with the size of the town: a seed of a town counts for as many runs of a copy as it is times
    as large.
    """
    if part.study is None:
        return float(SEEDS_FULL)
    size = study().studies[part.study.name]
    declared = studies()[part.study.name]
    return max(1.0, declared.seeds_full * declared.years / (size.scale * size.seeds * size.years))


def fit_defaults(
    folder: str | Path, workers: int | None = None, progress: Progress | None = None, minutes: float | None = None
) -> Fit:
    """Fit the defaults to the evidence; a folder that was begun is gone on with, for some minutes or to the end."""
    how = settings()
    effort = Effort(
        how["points_a_wave"], how["waves"], how["fresh"], how["truths"], how["seed"],
        fill=True, batch=how["batch"], minutes=minutes,
    )  # fmt: skip
    aims = [aim_of(part) for part in aimed_parts()]
    return fit(study(), space(), aims, folder, effort, Means(workers, progress))
