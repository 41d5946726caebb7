"""A fixed piece of work, by whose time on a machine the times of others are told and compared."""

import time
from collections.abc import Callable

import numpy as np

TRIES = 5
STEPS = 20_000
NUMBERS = 12_000
STRIDE = 7919  # prime to NUMBERS: all are looked up, none beside the last


def yardstick(clock: Callable[[], float] = time.perf_counter, tries: int = TRIES) -> float:
    """Return the seconds that a fixed piece of work takes here and now: the fastest of some tries.

    Half of it is Python, and half looks numbers up and adds them up one after the other, as a run of a small and of a large
    town do. What NumPy does in wide registers on some processors and number by number on others (sorting, powers) is left
    out: it says little of a kernel. One try takes some 2 ms.

    Parameters
    ----------
    clock : callable
        What tells the seconds; ``time.process_time`` leaves out what others do on the machine.
    tries : int
        How often it is done.
    """
    numbers = np.linspace(0.0, 1.0, NUMBERS)
    scattered = numbers[np.arange(NUMBERS) * STRIDE % NUMBERS]
    return min(_timed(clock, numbers, scattered) for _ in range(tries))


def _timed(clock: Callable[[], float], numbers: np.ndarray, scattered: np.ndarray) -> float:
    start = clock()
    _count()
    _look_up(numbers, scattered)
    return clock() - start


def _count() -> None:
    counts: dict[int, int] = {}
    for step in range(STEPS):
        key = step * 31 % 257
        counts[key] = counts.get(key, 0) + step


def _look_up(numbers: np.ndarray, scattered: np.ndarray) -> None:
    np.cumsum(numbers[np.searchsorted(numbers, scattered)])
