"""All of Ontario at scale 1, 16 million residents, lived for years in a process of its own.

Run as ``python -m benchmarks.province YEARS THREADS``; prints JSON. Ten years take a quarter of an hour, and 4 GB.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks.births import MEGABYTE
from benchmarks.measured import Measured, peak_memory
from benchmarks.towns import STRATEGY

YEARS, THREADS = 10, 2
BIRTH_SECONDS, YEAR_SECONDS, MEMORY = 6.0, 40.0, 4_000.0


def province(years: int) -> Iterator[Measured]:
    """Measure the province in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.province", str(years), str(THREADS)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    size = f"ontario at scale 1 ({found['residents']:,} residents)"
    yield Measured(f"birth of {size}", "s", (found["birth"],), BIRTH_SECONDS, beside=f"{THREADS} threads")
    rate = found["residents"] * found["days"] / sum(found["years"]) / MEGABYTE
    yield Measured(
        f"a year of {size}, {THREADS} threads",
        "s",
        tuple(found["years"]),
        YEAR_SECONDS,
        beside=f"{rate:.0f} million resident-days a second, {years} years lived",
    )
    yield Measured(f"peak memory of {size}", "MB", (found["peak"] / MEGABYTE,), MEMORY)


def live(years: int, threads: int) -> dict[str, object]:
    """Let the province be born and live, and time both, in this process."""
    from mobsim.engine.model import Model
    from mobsim.scenario.reading import load_scenario
    from mobsim.tools.calendar import DAYS_IN_YEAR
    from mobsim.tools.sharing import on_threads

    small = load_scenario("ontario", overrides={"scale": 0.002})
    Model(small, STRATEGY).run_days(28)  # compiles, or reads what is compiled
    with on_threads(threads):
        start = time.perf_counter()
        model = Model(load_scenario("ontario", overrides={"scale": 1.0}), STRATEGY)
        birth = time.perf_counter() - start
    taken = []
    for year in range(years):
        start = time.perf_counter()
        model.run_days(DAYS_IN_YEAR)
        taken.append(time.perf_counter() - start)
        print(f"year {year + 1}: {taken[-1]:.0f} s", file=sys.stderr, flush=True)
    residents = model.world.residents.size
    return {
        "residents": residents, "birth": birth, "years": taken, "days": years * DAYS_IN_YEAR, "peak": peak_memory(),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(live(int(sys.argv[1]), int(sys.argv[2]))))
