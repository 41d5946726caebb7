"""Run untreated towns, and keep what each outcome was cycle by cycle."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.kept import Wanted, as_row, wanted
from mobsim.experiment.identity import identity_of
from mobsim.scenario.scenario import Scenario
from mobsim.store import PlannedRun
from mobsim.store.provenance import describe_computing, hash_inputs, hash_sources, resolve
from mobsim.validation.stationarity import MOST_DRIFT, observe_cycles

COMMAND = "python -m benchmarks.untreated"
Runs = Mapping[str, np.ndarray]
"""Each watched outcome, seeds by cycles."""


@dataclass(frozen=True)
class UntreatedStudy:
    """Run towns without treatment, for the experiment engine."""

    towns: Mapping[str, Scenario]
    years: int

    def begin(self, planned: PlannedRun) -> None:
        """Share nothing: a run is one seed of a town."""

    def run(self, begun: None, planned: PlannedRun) -> dict[str, pd.DataFrame]:
        """Run one seed of a town."""
        began = time.process_time()
        seen = observe_cycles(self.towns[str(planned.factors["of"])], planned.seed, self.years)
        return as_row({"cycles": {name: values.tolist() for name, values in seen.items()}}, began)

    def replay(self, planned: PlannedRun) -> str:
        """Return the command that runs the town again."""
        return COMMAND

    def inputs_of(self, name: str) -> str:
        """Hash all that decides what a seed of a town finds."""
        town = identity_of(self.towns[name])
        measured_by = hash_inputs([list(MOST_DRIFT), hash_sources(model_only=True), describe_computing()])
        return hash_inputs([measured_by, resolve(town), self.years])


def ask(study: UntreatedStudy, seeds: int) -> list[Wanted]:
    """Ask for the seeds of every town, the largest town first."""
    largest = sorted(study.towns, key=lambda name: -study.towns[name].population)
    return [run for name in largest for run in wanted(name, study.towns[name].seed, seeds, study.inputs_of(name))]


def runs_of(study: UntreatedStudy, lines: Mapping[tuple, Mapping]) -> dict[str, Runs]:
    """Return what is kept of each town: each outcome, seeds by cycles."""
    found = {}
    for name in study.towns:
        inputs = study.inputs_of(name)
        own = [line for (of, _, by), line in lines.items() if (of, by) == (name, inputs)]
        own.sort(key=lambda line: line["replicate"])
        if own:
            found[name] = {outcome: np.array([line["cycles"][outcome] for line in own]) for outcome in MOST_DRIFT}
    return found
