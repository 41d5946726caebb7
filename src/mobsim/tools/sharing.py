"""Share work out among threads: kernels release the interpreter's lock."""

import os
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from itertools import pairwise
from queue import Empty, SimpleQueue
from typing import TypeVar

PARTS_EACH = 8
"""Stretches of rows for each thread, so that none is waited for long at the end."""

_Part = TypeVar("_Part")
_given = ContextVar("threads", default=1)


def count_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def on_threads(threads: int | None = None) -> Generator[None]:
    """Let the towns that are made within be born and live on several threads: ``with on_threads(4): model = Model("ontario")``.

    Results do not depend on it. It pays for one large town; many runs use the cores better one thread each.

    Parameters
    ----------
    threads : int, optional
        How many; one for each core that this process may use where left out.
    """
    before = _given.set(count_cores() if threads is None else threads)
    try:
        yield
    finally:
        _given.reset(before)


def threads_given() -> int:
    """Return on how many threads a town that is made now lives."""
    return _given.get()


def side_by_side(threads: int, work: Callable[[_Part], object], parts: Iterable[_Part]) -> None:
    """Do work on each part, several at once where there are threads for it; no part may depend on another.

    This thread takes parts too. Who is free takes the next: a large one that comes last would be waited for.
    """
    left: SimpleQueue[_Part] = SimpleQueue()
    for part in parts:
        left.put(part)

    def take_parts() -> None:
        with suppress(Empty):
            while True:
                work(left.get_nowait())

    begun = [_helpers(threads - 1).submit(take_parts) for _ in range(threads - 1)]
    take_parts()
    for each in begun:
        each.result()


def stretches(rows: int, threads: int) -> list[tuple[int, int]]:
    """Cut rows into stretches ``first`` to ``end - 1``, for work on so many threads; one alone takes all."""
    count = 1 if threads <= 1 else threads * PARTS_EACH
    return list(pairwise(rows * cut // count for cut in range(count + 1)))


@cache
def _helpers(threads: int) -> ThreadPoolExecutor:
    """Return threads that wait for work as long as the process lives: starting them takes longer than a day of a town."""
    return ThreadPoolExecutor(threads, "parts")
