"""Sweeps: the share of the wall time that workers spend in the engine, and what common random numbers gain."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import mobsim
from benchmarks.measured import Measured
from mobsim.analysis.pairing import pairing_gain
from mobsim.analysis.results import read_sweep
from mobsim.experiment.sweep.reading import read_experiment
from mobsim.experiment.tasks import Memory

WORKERS = 2
POINTS = 16
VILLAGE = """
schema = 1
title = "A village of 1,000"
days = 728
burn_in_days = 0
[community]
officers = 1
[community.synthetic]
neighbourhoods = 1
residents_per_neighbourhood = 1000
"""
FACTORIAL = """
schema = 1
title = "Four components in a village"
scenario = "village.toml"
design = "factorial"
strategy = "full_model"
[factors]
"strategy.leadership" = [0.2, 0.8]
"strategy.collaboration" = [0.2, 0.8]
"strategy.risk_focus" = [0.2, 0.8]
"strategy.information_sharing" = [0.2, 0.8]
[replicates]
seeds = {seeds}
[outcomes]
keep = ["harm", "true_crime", "recorded_crime", "insecurity", "trust", "cost"]
"""
STRATEGIES = """
schema = 1
title = "Strategies in Columbus"
scenario = "columbus"
design = "list"
strategies = ["status_quo", "enforcement", "hot_spots", "community_led", "full_model"]
days = 1092
[fixed]
"scenario.community.residents_per_area" = 250
[[points]]
"strategy.programme_share" = 0.5
[replicates]
seeds = {seeds}
"""


def factorial_sweep(runs: int) -> Iterator[Measured]:
    """Sweep a factorial of villages over two years, from the call to the folded files, kernels warm."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "village.toml").write_text(VILLAGE, encoding="utf-8")
        file = folder / "factorial.toml"
        file.write_text(FACTORIAL.format(seeds=runs // POINTS), encoding="utf-8")
        alone = _milliseconds_alone(file)
        start = time.perf_counter()
        found = mobsim.sweep(file, workers=WORKERS, out=folder / "results")
        wall = time.perf_counter() - start
    share = 100 * found.engine_seconds / (WORKERS * wall)
    engine = 1000 * found.engine_seconds / len(found.runs)
    beside = f"{len(found.runs):,} runs in {wall / 60:.2f} min; {engine:.1f} ms of engine a run, {alone:.1f} ms alone"
    yield Measured(
        "sweep, engine share of the wall time of 2 workers", "%", (share,), 95.0, at_most=False, beside=beside
    )
    yield Measured(
        "sweep of 10,000 runs, where a run takes 60 ms",
        "min",
        (10_000 * 0.060 / WORKERS / 60 / (share / 100),),
        6.0,
        beside="follows from the share above",
    )


def _milliseconds_alone(file: Path) -> float:
    """Time a run of a seed of its own, birth and all."""
    experiment = read_experiment(file)
    planned = experiment.plan.runs(0, 6)[::POINTS]
    taken = []
    for run in planned:
        start = time.perf_counter()
        Memory(experiment.study()).run(run)
        taken.append(1000 * (time.perf_counter() - start))
    return sorted(taken)[len(taken) // 2]


def pairing(seeds: int) -> Iterator[Measured]:
    """Measure by how many times common random numbers cut the runs for the same interval of a strategy difference."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "strategies.toml"
        file.write_text(STRATEGIES.format(seeds=seeds), encoding="utf-8")
        mobsim.sweep(file, workers=WORKERS, out=Path(name) / "results")
        gains = pairing_gain(read_sweep(Path(name) / "results")).query("of == 'all'").dropna()
    for outcome, rows in gains.groupby("outcome", sort=False)["gain"]:
        yield Measured(f"common random numbers: {outcome}", "times fewer runs", tuple(rows), beside=f"{seeds} seeds")
