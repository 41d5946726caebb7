"""Time until something is seen: the first result with a cold and a warm kernel cache, help, and a check."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measured import Measured, seconds

SMALL_TOWN = """
schema = 1
title = "A small town"
days = 84
burn_in_days = 28

[community]
officers = 3

[community.synthetic]
neighbourhoods = 4
residents_per_neighbourhood = 500
"""


def starts(runs: int, cold_runs: int) -> Iterator[Measured]:
    """Measure fresh processes, each beside the start of a bare interpreter."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scenario = folder / "scenario.toml"
        scenario.write_text(SMALL_TOWN, encoding="utf-8")
        bare = sorted(seconds(lambda: _python("-c", "pass"), runs))[runs // 2]
        worked = _processor_seconds()
        cold = tuple(_first_result(scenario, folder, number) for number in range(cold_runs))
        worked = (_processor_seconds() - worked) / cold_runs
        yield _measured("first result, cold kernel cache", cold, 15.0, bare, f"; {worked:.0f} s of processor")
        warm = tuple(_first_result(scenario, folder, 0, again) for again in range(1, runs + 1))
        yield _measured("first result, warm kernel cache", warm, 2.0, bare)
        for name, arguments, target in (("--help", ["--help"], 0.1), ("check columbus", ["check", "columbus"], 0.3)):
            _mobsim(*arguments)
            taken = seconds(lambda given=arguments: _mobsim(*given), runs)
            yield _measured(f"mobsim {name}", taken, target, bare)


def _measured(name: str, taken: tuple[float, ...], target: float, bare: float, more: str = "") -> Measured:
    times = sorted(taken)[len(taken) // 2] / bare
    return Measured(name, "s", taken, target, beside=f"{times:.0f} times the start of a bare interpreter{more}")


def _processor_seconds() -> float:
    """Return the processor time of all processes that this one started and that ended."""
    ended = os.times()
    return ended.children_user + ended.children_system


def _first_result(scenario: Path, folder: Path, cache: int, again: int = 0) -> float:
    out = folder / f"out-{cache}-{again}"
    environment = {"NUMBA_CACHE_DIR": str(folder / f"cache-{cache}")}
    return seconds(lambda: _mobsim("run", str(scenario), "--out", str(out), **environment), 1)[0]


def _mobsim(*arguments: str, **environment: str) -> None:
    _python("-m", "mobsim", *arguments, **environment)


def _python(*arguments: str, **environment: str) -> None:
    settings = {**os.environ, **environment}
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=settings)
