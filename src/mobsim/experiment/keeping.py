"""Hand finished runs over to where they are kept, and say how far a study is."""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from mobsim.store import RunRecord
from mobsim.tools.interrupts import undisturbed

RUNS_A_PART = 1_000
SHARE_AT_STAKE, SECONDS_AT_LEAST = 0.05, 0.5
"""Runs wait for so large a share of the time that the study has taken, but at least so long: a kill costs no more."""


class Standing(NamedTuple):
    """Say how far a study is: runs that are over, of how many, and how many of them failed."""

    done: int
    total: int
    failed: int


Progress = Callable[[Standing], None]
Keep = Callable[[Sequence[RunRecord]], None]


class Keeper:
    """Gather records and hand them over now and then, so that parts are neither tiny nor late.

    ``standing`` is kept up to date as records are taken.
    """

    def __init__(self, keep: Keep, standing: Standing, progress: Progress | None, most_seconds: float) -> None:
        self._keep, self._progress, self._most_seconds = keep, progress, most_seconds
        self._held: list[RunRecord] = []
        self._first = self._last = time.monotonic()
        self.standing = standing

    def receive(self, records: Sequence[RunRecord]) -> None:
        """Take finished runs, and tell how far the study is."""
        with undisturbed():
            self._held.extend(records)
            done, total, failed = self.standing
            self.standing = Standing(done + len(records), total, failed + sum(record.failed for record in records))
        if len(self._held) >= RUNS_A_PART or self._is_time():
            self.hand_over()
        if self._progress is not None and records:
            self._progress(self.standing)

    def _is_time(self) -> bool:
        now = time.monotonic()
        wait = max(SECONDS_AT_LEAST, SHARE_AT_STAKE * (now - self._first))
        return now - self._last >= min(self._most_seconds, wait)

    def hand_over(self) -> None:
        """Hand over what is held, whole."""
        with undisturbed():
            held, self._held = self._held, []
            self._last = time.monotonic()
            if held:
                self._keep(held)
