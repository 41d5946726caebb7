"""How far luck alone moves the difference between the towns: the session's end of the background."""

import time
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.tools.memory import available_memory
from mobsim.web.actions import THIRD, Action
from mobsim.web.branch import Branch
from mobsim.web.memory import seeds_that_fit, thirds_that_fit
from mobsim.web.messages import Compare
from mobsim.web.news import Compared, PairsFound
from mobsim.web.pair import Pair
from mobsim.web.scales import COUNTED
from mobsim.web.shown import MEASURES

SECONDS_BETWEEN_NEWS = 0.4
ROWS_AT_ONCE = 400
"""Weeks of pairs in one message: what a page takes in between two pictures."""
DECIMALS = 6
ENOUGH = 10
"""Pairs that must have come to a week before anything is said of luck there."""
BAND = (0.05, 0.95)
"""What nine in ten pairs lie between."""


class Band:
    """The session's end of the background: passes decisions on, gathers differences, hands them to the page."""

    def __init__(self, connection: Connection, pair: Pair, wanted: int) -> None:
        self._connection = connection
        self._pair = pair
        self.seeds = seeds_that_fit(pair.scenario, wanted, available_memory())
        self._two = _Differences(self.seeds)
        self._third = _Differences(0)
        self._branch: Branch | None = None
        self._sent_at = 0.0
        self._compare: Compare | None = None
        self._compared: tuple[Any, ...] | None = None
        self._alive = self.seeds > 0
        self._pass_on(("begin", pair.seed + 1, self.seeds))

    def act(self, day: int, action: Action) -> None:
        """Pass a decision on."""
        self._pass_on(("act", day, action))

    def reach(self, day: int, third: int) -> None:
        """Let the background run as far as the room has, and as the room's third town has."""
        if self._alive:
            self._pass_on(("reach", day, third))

    def branch_off(self, branch: Branch) -> None:
        """Let third towns branch off in the background, as the room's own has."""
        self._branch, self._third, self._compared = branch, _Differences(self.seeds), None
        decided = self._pair.decided_for(branch.wish.town)
        most = thirds_that_fit(self._pair.scenario, self.seeds, available_memory())
        self._pass_on(("branch", branch.wish, branch.number, decided, most))

    def discard(self) -> None:
        """Give the third towns up."""
        self._branch, self._third = None, _Differences(0)
        self._pass_on(("discard",))

    def resume(self) -> None:
        """Tell a page all of it again."""
        self._two.sent = self._third.sent = 0
        self._compared = None

    def compare(self, wanted: Compare) -> None:
        """Note what the page wants compared from now on."""
        self._compare = None if wanted.measure is None else wanted
        self._compared = None

    def patience(self) -> float:
        """Return how long may be waited before there may be news."""
        return SECONDS_BETWEEN_NEWS if self._alive else 1.0

    def _pass_on(self, message: Any) -> None:
        if not self._alive:
            return
        try:
            self._connection.send(message)
        except OSError:
            self._alive = False

    def _receive(self) -> None:
        if not self._alive:
            return
        try:
            while self._connection.poll():
                seed, branch, town, areas = self._connection.recv()
                if branch == 0:
                    self._two.add(seed, 0, town, areas)
                elif self._branch is not None and self._branch.number == branch:  # not of one that was given up
                    self._third.add(seed, self._branch.wish.week + 1, town, areas)
        except (EOFError, OSError):
            self._alive = False

    def news(self) -> PairsFound | None:
        """Return what pairs have found that the page has not been told, now and then; ``None`` in between."""
        self._receive()
        now = time.monotonic()
        if not (self._two.waits or self._third.waits) or now - self._sent_at < SECONDS_BETWEEN_NEWS:
            return None
        self._sent_at = now
        number = 0 if self._branch is None else self._branch.number
        return PairsFound(seeds=self.seeds, rows=self._two.news(), branch=number, of_branch=self._third.news())

    def comparison(self, last: int) -> Compared | None:
        """Return what pairs say of each neighbourhood in the week that the page looks at, if that is not told yet.

        Parameters
        ----------
        last : int
            The last week that the room's own towns have run.
        """
        wanted = self._compare
        if wanted is None or wanted.measure is None:
            return None
        week = last if wanted.week is None else min(last, wanted.week)
        come = [seed for seed in range(self.seeds) if self._has_come(seed, week, wanted.towns)]
        key = (wanted, week, len(come))
        if key == self._compared:
            return None
        self._compared = key
        number = MEASURES.index(wanted.measure)
        weeks = range(max(0, week - (wanted.weeks if wanted.measure in COUNTED else 1) + 1), week + 1)
        differences = [
            np.mean([self._difference(seed, each, wanted.towns)[number] for each in weeks], axis=0) for seed in come
        ]
        low, high = bounds_of(np.array(differences))
        return Compared(
            measure=wanted.measure, week=week, weeks=wanted.weeks, seeds=len(come), low=low, high=high,
            towns=wanted.towns,
        )  # fmt: skip

    def _has_come(self, seed: int, week: int, towns: str) -> bool:
        if THIRD not in towns:
            return self._two.weeks(seed) > week
        return self._branch is not None and min(self._two.weeks(seed), self._weeks_of_third(seed)) > week

    def _weeks_of_third(self, seed: int) -> int:
        """Count the weeks of a seed's third town, with those before it branched off."""
        return 0 if self._branch is None else self._branch.wish.week + 1 + self._third.weeks(seed)

    def _difference(self, seed: int, week: int, towns: str) -> NDArray[np.float32]:
        """Return the second of two towns minus the first, ``(measures, neighbourhoods)``."""
        two = self._two.areas[seed][week]
        if self._branch is None or THIRD not in towns:
            return two
        since = week - self._branch.wish.week - 1
        third = self._third.areas[seed][since] if since >= 0 else np.zeros_like(two)
        if towns[0] == self._branch.wish.town:
            return third
        return third + (two if towns[0] == "a" else -two)


class _Differences:
    """How two towns differ in each pair of the background, week by week."""

    def __init__(self, seeds: int) -> None:
        self.areas: list[list[NDArray[np.float32]]] = [[] for _ in range(seeds)]  # seed, week, (measure, area)
        self._rows: list[tuple[int, int, list[float]]] = []  # seed, week, outcomes of the town
        self.sent = 0

    def add(self, seed: int, first: int, town: NDArray[np.float32], areas: NDArray[np.float32]) -> None:
        """Take in the next week of a pair, of which the first is given."""
        week = first + len(self.areas[seed])
        self._rows.append((seed, week, np.round(town.astype(float), DECIMALS).tolist()))
        self.areas[seed].append(areas)

    def weeks(self, seed: int) -> int:
        """Count the weeks that have come of a pair."""
        return len(self.areas[seed])

    @property
    def waits(self) -> bool:
        """Whether there are rows that the page has not been told."""
        return self.sent < len(self._rows)

    def news(self) -> list[tuple[int, int, list[float]]]:
        """Return some of the rows that the page has not been told."""
        rows = self._rows[self.sent : self.sent + ROWS_AT_ONCE]
        self.sent += len(rows)
        return rows


def bounds_of(differences: NDArray[Any]) -> tuple[list[float], list[float]]:
    """Return between which bounds nine in ten pairs lie, by column; nothing of fewer than ten pairs (the rows)."""
    if len(differences) < ENOUGH:
        return [], []
    low, high = np.quantile(differences, BAND, axis=0)
    return np.round(low, DECIMALS).tolist(), np.round(high, DECIMALS).tolist()
