"""What a benchmark found, and how time is taken."""

import contextlib
import ctypes
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np

COPIED_BYTES = 64_000_000


@dataclass(frozen=True)
class Measured:
    """One figure: the median of the runs, with the lowest and highest of them.

    ``target`` is the figure aimed at first and ``at_most`` says which side of it is good; ``beside`` holds figures
    taken in the same run that make it comparable between machines, as text.
    """

    name: str
    unit: str
    runs: tuple[float, ...]
    target: float | None = None
    at_most: bool = True
    beside: str = ""
    more: dict[str, float] = field(default_factory=dict)

    @property
    def value(self) -> float:
        return median(self.runs)

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        met = self.value <= self.target if self.at_most else self.value >= self.target
        return "met" if met else "missed"


def seconds(work: Callable[[], object], runs: int) -> tuple[float, ...]:
    """Time some work so many times."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return tuple(taken)


def copy_rate(runs: int = 3) -> float:
    """Bytes that NumPy copies in a second, here and now; figures are held against it, as machines differ."""
    source = np.ones(COPIED_BYTES // 8)
    target = np.empty_like(source)
    np.copyto(target, source)
    return COPIED_BYTES / median(seconds(lambda: np.copyto(target, source), runs))


def peak_memory() -> int:
    """Bytes of memory that this process has held at most."""
    # Linux counts into a child's ru_maxrss what its parent held when it started it; the status file does not.
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def forget_peak() -> None:
    """Give back what was freed and count the peak anew from what is held now, where the system can (Linux)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
