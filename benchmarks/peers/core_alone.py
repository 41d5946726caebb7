"""Measure in this process alone: ``memory TOOL AGENTS`` or ``sweep TOOL AGENTS RUNS WEEKS PROCESSES``; prints JSON."""

import json
import sys
import time
from importlib import import_module
from statistics import median

from benchmarks.measured import forget_peak, peak_memory
from benchmarks.peers.core_measure import SEED, TOOLS

SMALL = 1_000
WEEKS = 2
REPEATED_WITHIN = 15.0
MOST_SWEEPS = 3


def memory(tool: str, agents: int) -> dict[str, float]:
    """Return the peak of this process before there is a town, and with one that lives, in megabytes.

    Before it, a small town has lived: what the tool itself takes, compiled, is not the town's.
    """
    town = TOOLS[tool].load()
    town(SMALL, SEED).live(WEEKS)
    forget_peak()
    before = peak_memory()
    if TOOLS[tool].same:
        import_module("benchmarks.peers.shared").born(agents, SEED)
        forget_peak()
    town(agents, SEED).live(WEEKS)
    return {"before": before / 1e6, "peak": peak_memory() / 1e6}


def sweep(tool: str, agents: int, runs: int, weeks: int, processes: int) -> dict[str, object]:
    """Return runs a second from the call to the last result: births, and processes to start, among it.

    A small sweep goes before, which compiles what only sweeps need.
    """
    town, seeds = TOOLS[tool].load(), list(range(runs))
    town(SMALL, SEED).live(1)
    run = import_module(f"benchmarks.peers.{TOOLS[tool].module}").sweep
    run(SMALL, seeds[:2], WEEKS, processes)
    taken, found = [], []
    while len(taken) < MOST_SWEEPS and sum(taken) < REPEATED_WITHIN:
        begun = time.perf_counter()
        found = run(agents, seeds, weeks, processes)
        taken.append(time.perf_counter() - begun)
    return {"runs_a_second": runs / median(taken), "sweeps": len(taken), "runs": runs, "found": found}


if __name__ == "__main__":
    what, tool, *numbers = sys.argv[1:]
    print(json.dumps({"memory": memory, "sweep": sweep}[what](tool, *map(int, numbers))))
