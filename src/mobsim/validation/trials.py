"""Take the effects that virtual trials found: run the trials that parts name, and read the rows they ask for."""

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from mobsim.errors import UsageError
from mobsim.scenario.shipped import shipped_experiments
from mobsim.validation.targets import Part, TrialRow
from mobsim.validation.verdicts import Estimate

SEEDS, SEEDS_FULL = 8, 40
KEYS = ("outcome", "contrast", "wave", "measure")


def run_trials(
    parts: Sequence[Part], *, full: bool, workers: int, path: Path, say: Callable[[str], None]
) -> dict[TrialRow, Estimate]:
    """Run every trial that parts name, each once, and return the effects they ask for."""
    wanted = list(dict.fromkeys(part.trial for part in parts if part.trial is not None))
    found = {}
    for name in dict.fromkeys(row.name for row in wanted):
        if f"trials/{name}" not in shipped_experiments():
            say(f"trial {name}: there is no such file under experiments/trials; its parts are not measured")
            continue
        say(f"trial {name}")
        seeds = SEEDS_FULL if full else SEEDS
        rows = _run(f"trials/{name}", seeds=seeds, workers=workers, out=path / name).rows
        found |= {row: effect_of(row, rows) for row in wanted if row.name == name}
    return found


def effect_of(wanted: TrialRow, rows: pd.DataFrame) -> Estimate:
    """Read the row of a trial's results that a part asks for.

    Raises
    ------
    UsageError
        If the trial has no such row: its file and the evidence do not fit.
    """
    fits = pd.concat([rows[key] == getattr(wanted, key) for key in KEYS], axis=1).all(axis=1)
    if fits.sum() != 1:
        asked = ", ".join(f"{key} {getattr(wanted, key)}" for key in KEYS)
        raise UsageError(
            f"trial {wanted.name} has {int(fits.sum())} rows of {asked}",
            remedy="name outcomes, waves and measures in evidence.toml as the trial's file does",
        )
    row = rows[fits].iloc[0]
    found = Estimate(float(row["effect"]), float(row["low"]), float(row["high"]), int(row["n"]))
    return found.shifted(-1.0) if wanted.as_ == "relative_change" else found


def _run(name: str, **how: Any) -> Any:
    if find_spec("mobsim.experiment.trial") is None:
        raise UsageError("this version of mobsim runs no trials", field="trial", value=name)
    return import_module("mobsim.experiment.trial").run_trial(name, **how)
