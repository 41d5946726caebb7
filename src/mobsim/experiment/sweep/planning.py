"""Say what a sweep will take before it is begun: runs, minutes, disk, measured on one run."""

import time
from dataclasses import dataclass

from mobsim.experiment.sweep.experiment import Experiment
from mobsim.experiment.sweep.running import FIRST_SEEDS, MOST_SEEDS, SEEDS
from mobsim.experiment.tasks import Memory
from mobsim.store import record_run


@dataclass(frozen=True)
class RunPlan:
    """What a sweep takes; ``most_runs`` differs from ``runs`` where it stops by precision."""

    points: int
    runs: int
    most_runs: int
    workers: int
    seconds_a_run: float
    bytes_a_run: float

    def __str__(self) -> str:
        """Say it in two lines."""
        up_to = f", at most {self.most_runs:,}" if self.most_runs > self.runs else ""
        seconds = self.seconds_a_run * self.runs / self.workers
        return (
            f"{self.points:,} points, {self.runs:,} runs{up_to}.\n"
            f"About {_duration(seconds)} with {self.workers} worker{'s' if self.workers > 1 else ''} "
            f"({self.seconds_a_run:.2g} s a run, measured on one), {self.bytes_a_run * self.runs / 1e6:.3g} MB on disk at most."
        )


def make_plan(experiment: Experiment, workers: int) -> RunPlan:
    """Live the first run twice, the second time with everything compiled, and say what all will take."""
    study, design, wanted = experiment.study(), experiment.design, experiment.replicates
    first = design.plan(experiment.seed, 0, 1)[0]
    memory = Memory(study)
    memory.live(first)
    memory = Memory(study)
    start = time.perf_counter()
    tables = memory.live(first)
    seconds = time.perf_counter() - start
    points = len(design.points)
    seeds = FIRST_SEEDS if wanted.precision is not None else (wanted.seeds or SEEDS)
    most = (wanted.max or MOST_SEEDS) if wanted.precision is not None else seeds
    # Numbers of different runs hardly compress: what they take in memory is what they take on disk at most.
    size = sum(table.nbytes for table in record_run(first, tables).tables.values())
    return RunPlan(points, points * seeds, points * most, workers, seconds, size)


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 6_000 else f"{seconds / 3_600:.1f} h"
