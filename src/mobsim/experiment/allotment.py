"""Share runs out among workers: neighbours of one seed stay together, chunks take about a second, nobody stands idle."""

from collections import deque
from collections.abc import Sequence
from itertools import groupby

from mobsim.store import PlannedRun

Task = tuple[PlannedRun, ...]
"""Runs that one worker does one after the other; neighbours of one seed share what came before they part."""

SECONDS_A_TASK = 1.0
MOST_IN_A_TASK = 500


class Allotment:
    """Hand out runs, chunk by chunk.

    A worker owns the seeds that it has begun. One that has nothing left takes half of what another still owns, and
    begins that seed anew.
    """

    def __init__(self, runs: Sequence[PlannedRun]) -> None:
        self._waiting = deque(list(group) for _, group in groupby(runs, key=lambda run: run.seed))
        self._owned: dict[object, deque[PlannedRun]] = {}
        self._seconds_a_run = SECONDS_A_TASK

    def next_task(self, worker: object, workers: int) -> Task:
        """Return what a worker of so many is to run next; empty if nothing is left."""
        own = self._owned.setdefault(worker, deque())
        size = self._size(workers)
        while self._waiting and len(own) < size:
            own.extend(self._waiting.popleft())
        if not own:
            own.extend(self._half_of_others())
        return tuple(own.popleft() for _ in range(min(size, len(own))))

    @property
    def left(self) -> int:
        """How many runs nobody has taken yet."""
        return sum(map(len, self._waiting)) + sum(map(len, self._owned.values()))

    def note(self, runs: int, seconds: float) -> None:
        """Learn how long runs take."""
        if runs:
            self._seconds_a_run += 0.3 * (seconds / runs - self._seconds_a_run)

    def leave(self, worker: object) -> None:
        """Give back what a worker that is gone for good still owned."""
        left = self._owned.pop(worker, None)
        if left:
            self._waiting.append(list(left))

    def _size(self, workers: int) -> int:
        fair = -(-self.left // (2 * workers))
        return max(1, min(int(SECONDS_A_TASK / max(self._seconds_a_run, 1e-6)), MOST_IN_A_TASK, fair))

    def _half_of_others(self) -> list[PlannedRun]:
        richest = max(self._owned.values(), key=len)
        half = [richest.pop() for _ in range(-(-len(richest) // 2))]
        return half[::-1]
