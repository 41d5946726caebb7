"""The engine against its slow twin: the same rules in plain Mesa objects, running the same weeks of the same town."""

import sys
from pathlib import Path

from benchmarks.measured import Measured, seconds
from benchmarks.towns import STRATEGY, town
from mobsim.engine.model import Model

RESIDENTS = 10_000
ENGINE_RUNS = 5


def against_the_twin(days: int, runs: int) -> Measured:
    """Measure how many times faster the engine runs some days than the twin does."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    from twin.adapter import snapshot_of
    from twin.town import Twin

    twins = [Twin(snapshot_of(Model(town(RESIDENTS), STRATEGY), STRATEGY)) for _ in range(runs)]

    def run_slowly() -> None:
        twin = twins.pop()
        for _ in range(days):
            twin.step()

    slow = seconds(run_slowly, runs)
    fast = []
    for _ in range(ENGINE_RUNS):
        model = Model(town(RESIDENTS), STRATEGY)
        fast += seconds(lambda model=model: model.run_days(days), 1)
    engine = sorted(fast)[ENGINE_RUNS // 2]
    return Measured(
        f"faster than the slow twin, {RESIDENTS:,} residents, the same {days} days",
        "times",
        tuple(each / engine for each in slow),
        400.0,
        at_most=False,
        beside=f"engine {1000 * engine:.1f} ms, twin {sorted(slow)[runs // 2]:.1f} s",
        more={"engine_seconds": engine, "twin_seconds": sorted(slow)[runs // 2]},
    )
