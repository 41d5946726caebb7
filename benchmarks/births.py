"""Birth of a large town, and the memory it takes, in a process of its own.

Run as ``python -m benchmarks.births RESIDENTS RUNS``; prints JSON.
"""

import json
import subprocess
import sys

from benchmarks.measured import Measured, peak_memory, seconds
from benchmarks.towns import STRATEGY, town

MEGABYTE = 1e6
RUN_DAYS = 28


def births(residents: int, runs: int) -> list[Measured]:
    """Measure births and memory in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.births", str(residents), str(runs)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    peak = (found["peak"] - found["before"]) / MEGABYTE
    beyond = (found["columns"] - found["ties"]) / residents
    size = f"{residents:,} residents"
    return [
        Measured(f"birth of {size} with {found['degree']:.1f} ties each", "s", tuple(found["births"])),
        Measured(
            f"peak memory of {size}, born and {RUN_DAYS} days lived, beyond a running mobsim",
            "MB",
            (peak,),
            beside=f"{found['before'] / MEGABYTE:.0f} MB before; columns {found['columns'] / MEGABYTE:.0f} MB",
        ),
        Measured(
            f"columns beyond ties, {size}",
            "bytes/resident",
            (beyond,),
            beside=f"ties {found['ties'] / residents:.0f} bytes a resident",
        ),
    ]


def _columns(world) -> int:
    flat = [group if isinstance(group, tuple) else (group,) for group in world]
    return sum(column.nbytes for group in flat for column in group)


def main(residents: int, runs: int) -> dict:
    """Measure in this process."""
    from mobsim.engine.model import Model

    Model(town(2_500), STRATEGY).run_days(RUN_DAYS)
    before = peak_memory()
    model = Model(town(residents), STRATEGY)
    model.run_days(RUN_DAYS)
    peak, world = peak_memory(), model.world
    found = {
        "before": before,
        "peak": peak,
        "columns": _columns(world),
        "ties": sum(column.nbytes for column in world.ties),
        "degree": world.ties.to.size / residents,
    }
    del model, world
    scenario = town(residents)
    return {**found, "births": seconds(lambda: Model(scenario, STRATEGY), runs)}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
