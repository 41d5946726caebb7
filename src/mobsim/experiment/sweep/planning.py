"""Say what a sweep will take before it is begun: runs, minutes, disk, measured on one run."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from mobsim.experiment.stopping import MOST_SEEDS
from mobsim.experiment.sweep.experiment import Experiment
from mobsim.experiment.sweep.foretelling import seconds_of_a_seed, seeds_of
from mobsim.experiment.tasks import Memory
from mobsim.store import PlannedRun, record_run
from mobsim.tools.duration import duration_in_words


@dataclass(frozen=True)
class RunPlan:
    """What a sweep takes; ``most_runs`` differs from ``runs`` where it stops by precision.

    ``seconds_a_run`` are measured, and ``foretold`` those by the size of its towns.
    """

    points: int
    runs: int
    most_runs: int
    workers: int
    seconds_a_run: float
    foretold: float
    bytes_a_run: float

    def __str__(self) -> str:
        """Say it in two lines."""
        up_to = f", at most {self.most_runs:,}" if self.most_runs > self.runs else ""
        seconds = self.seconds_a_run * self.runs / self.workers
        return (
            f"{self.points:,} points, {self.runs:,} runs{up_to}.\n"
            f"About {duration_in_words(seconds)} with {self.workers} worker{'s' if self.workers > 1 else ''} "
            f"({self.seconds_a_run:.2g} s a run, measured on one; by its size {self.foretold:.2g} s), "
            f"{self.bytes_a_run * self.runs / 1e6:.3g} MB on disk at most."
        )


def make_plan(experiment: Experiment, workers: int) -> RunPlan:
    """Run the first run three times and say what all will take.

    The first time compiles, the second has a burn-in, the third shares it, as runs of one town do.
    """
    study, plan, wanted = experiment.study(), experiment.plan, experiment.replicates
    planned = plan.runs(0, 1)
    first = planned[0]
    Memory(study).run(first)
    memory = Memory(study)
    alone, _ = _timed(memory, first)
    sharing, tables = _timed(memory, first)
    points = len(plan.points)
    towns = [(run.seed, study.town_at({**study.fixed, **run.factors})) for run in planned]
    burn_ins = 1 + sum(one != other for one, other in pairwise(towns))
    seconds = sharing + max(0.0, alone - sharing) * burn_ins / points
    seeds = seeds_of(experiment)
    most = (wanted.max or MOST_SEEDS) if wanted.precision is not None else seeds
    # Numbers of different runs hardly compress: what they take in memory is what they take on disk at most.
    size = sum(table.nbytes for table in record_run(first, tables).tables.values())
    foretold = seconds_of_a_seed(study, planned) / points
    return RunPlan(points, points * seeds, points * most, workers, seconds, foretold, size)


def _timed(memory: Memory, planned: PlannedRun) -> tuple[float, Mapping[str, Any]]:
    """Do a run; return the seconds it took, and its tables."""
    start = time.perf_counter()
    tables = memory.run(planned)
    return time.perf_counter() - start, tables
