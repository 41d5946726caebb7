"""Small experiments for the tests of sweeps: a hamlet whose runs take milliseconds, and studies that are formulas."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from mobsim.experiment.engine import Engine
from mobsim.experiment.holding import opened
from mobsim.experiment.sweep.experiment import Experiment
from mobsim.experiment.sweep.reading import read_experiment
from mobsim.experiment.sweep.running import declare
from mobsim.measures import outcomes_for
from mobsim.store import ResultsFolder, read_table

HAMLET = """
schema = 1
title = "Hamlet"
days = 28
burn_in_days = 28
[community]
officers = 2
[community.synthetic]
neighbourhoods = 2
residents_per_neighbourhood = 60
"""

TWO_BY_TWO = """
schema = 1
title = "Two by two"
scenario = "hamlet.toml"
design = "factorial"
[factors]
"strategy.leadership" = [0.2, 0.8]
"parameters.trust.bad_contact_weight" = { low = 4.0, high = 14.0 }
[replicates]
seeds = 3
[outcomes]
keep = ["harm", "trust"]
"""


def write_experiment(folder: Path, text: str = TWO_BY_TWO, name: str = "two.toml", hamlet: str = HAMLET) -> Path:
    """Write an experiment with its hamlet beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hamlet.toml").write_text(hamlet, encoding="utf-8")
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


class Formula:
    """A study whose outcomes are a formula of factors and seed; some seeds fail, kill their process or take time."""

    def __init__(self, formula, fails=(), kills=(), hangs=(), seconds=0.0):
        self.formula, self.fails, self.kills, self.hangs, self.seconds = formula, fails, kills, hangs, seconds

    def begin(self, planned):
        return None

    def run(self, begun, planned):
        time.sleep(self.seconds)
        if planned.run_id in self.kills:
            os.kill(os.getpid(), signal.SIGKILL)
        if planned.run_id in self.hangs:
            time.sleep(600.0)
        if planned.run_id in self.fails:
            raise ValueError("no")
        return {"runs": pd.DataFrame([self.formula(planned.factors, planned.seed)])}

    def replay(self, planned):
        return "never"


@contextmanager
def open_folder(experiment: Experiment, path: Path) -> Iterator[ResultsFolder]:
    """Open the results folder of a sweep, for runs of whatever study."""
    with opened(declare(experiment), path) as held:
        yield held.folder


def sweep_formula(folder: Path, text: str, formula, **study) -> Path:
    """Sweep a formula instead of a town, and return the results folder."""
    read: Experiment = read_experiment(write_experiment(folder, text))
    with open_folder(read, folder / "results") as results, Engine(Formula(formula, **study)) as engine:
        engine.run(read.plan.runs(0, read.replicates.seeds or 1), results.keep)
        results.complete([], outcomes_for(read.scenario.problems))
    return folder / "results"


def tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Read every table of a results folder."""
    return {name: read_table(folder, name) for name in ("runs", "weekly", "failures")}


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every table of a results folder."""
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.parquet"))}
