"""Share work out among threads: kernels release the interpreter's lock."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from itertools import pairwise
from queue import Empty, SimpleQueue
from typing import TypeVar

PARTS_EACH = 8
"""Stretches of rows for each thread, so that none is waited for long at the end."""

_Part = TypeVar("_Part")


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
