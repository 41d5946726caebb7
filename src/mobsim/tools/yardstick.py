"""A fixed piece of work, by whose time on a machine the times of others are told and compared."""

import time
from collections.abc import Callable

import numpy as np

TRIES = 5
STEPS = 20_000
NUMBERS = 12_000
PASSES = 5


def yardstick(clock: Callable[[], float] = time.perf_counter, tries: int = TRIES) -> float:
    """Return the seconds that a fixed piece of work takes here and now: the fastest of some tries.

    Half of it is Python and half is arithmetic over arrays, as a run of a small and of a large town are. One try takes
    about 3 ms.

    Parameters
    ----------
    clock : callable
        What tells the seconds; ``time.process_time`` leaves out what others do on the machine.
    tries : int
        How often it is done.
    """
    numbers = np.linspace(0.0, 1.0, NUMBERS)
    return min(_timed(clock, numbers) for _ in range(tries))


def _timed(clock: Callable[[], float], numbers: np.ndarray) -> float:
    start = clock()
    _count()
    _compute(numbers)
    return clock() - start


def _count() -> None:
    counts: dict[int, int] = {}
    for step in range(STEPS):
        key = step * 31 % 257
        counts[key] = counts.get(key, 0) + step


def _compute(numbers: np.ndarray) -> None:
    for _ in range(PASSES):
        np.sort(np.exp(-numbers) * numbers[::-1])
