"""Share work out among threads: kernels release the interpreter's lock."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

PARTS_EACH = 8
"""Parts of rows for each thread, so that none waits long for another at the end."""

_Item = TypeVar("_Item")


def share_out(work: Callable[[_Item], object], items: Iterable[_Item], threads: int) -> None:
    """Do work on each item, one after the other or on several threads; no item may depend on another.

    Whoever is free takes the next: let the largest come first where they differ.
    """
    if threads <= 1:
        for item in items:
            work(item)
        return
    with ThreadPoolExecutor(threads) as free:
        for done in [free.submit(work, item) for item in items]:
            done.result()


def share_out_rows(work: Callable[[int, int], object], rows: int, threads: int) -> None:
    """Do work on all rows, in one stretch ``first`` to ``end - 1`` or in several on threads; no row may depend on another."""
    parts = 1 if threads <= 1 else threads * PARTS_EACH
    cuts = [rows * part // parts for part in range(parts + 1)]
    share_out(lambda stretch: work(*stretch), pairwise(cuts), threads)
