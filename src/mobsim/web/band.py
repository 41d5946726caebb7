"""How far luck alone moves the difference between the towns: the session's end of the background."""

import time
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.tools.memory import available_memory
from mobsim.web.actions import Action
from mobsim.web.memory import seeds_that_fit
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
        self._rows: list[tuple[int, int, list[float]]] = []  # seed, week, outcomes of the town
        self._areas: list[list[NDArray[np.float32]]] = [[] for _ in range(self.seeds)]  # seed, week, (measure, area)
        self._sent, self._sent_at = 0, 0.0
        self._compare: Compare | None = None
        self._compared: tuple[Any, ...] | None = None
        self._alive = self.seeds > 0
        self._pass_on(("begin", pair.seed + 1, self.seeds))

    def act(self, action: Action) -> None:
        """Pass a decision on."""
        self._pass_on(("act", self._pair.day, action))

    def reach(self, day: int) -> None:
        """Let the background run as far as the room has."""
        self._pass_on(("reach", day, None))

    def resume(self) -> None:
        """Tell a page all of it again."""
        self._sent, self._compared = 0, None

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
                seed, town, areas = self._connection.recv()
                self._rows.append((seed, len(self._areas[seed]), np.round(town.astype(float), DECIMALS).tolist()))
                self._areas[seed].append(areas)
        except (EOFError, OSError):
            self._alive = False

    def news(self) -> PairsFound | None:
        """Return what pairs have found that the page has not been told, now and then; ``None`` in between."""
        self._receive()
        now = time.monotonic()
        if self._sent == len(self._rows) or now - self._sent_at < SECONDS_BETWEEN_NEWS:
            return None
        rows = self._rows[self._sent : self._sent + ROWS_AT_ONCE]
        self._sent, self._sent_at = self._sent + len(rows), now
        return PairsFound(seeds=self.seeds, rows=rows)

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
        come = [weeks for weeks in self._areas if len(weeks) > week]
        key = (wanted, week, len(come))
        if key == self._compared:
            return None
        self._compared = key
        number = MEASURES.index(wanted.measure)
        weeks = wanted.weeks if wanted.measure in COUNTED else 1
        low, high = bounds_of(np.array([_mean(each, number, week, weeks) for each in come]))
        return Compared(
            measure=wanted.measure, week=week, weeks=wanted.weeks, seeds=len(come), low=low, high=high
        )  # fmt: skip


def _mean(pair: list[NDArray[np.float32]], measure: int, week: int, weeks: int) -> NDArray[np.float32]:
    return np.mean([areas[measure] for areas in pair[max(0, week - weeks + 1) : week + 1]], axis=0)


def bounds_of(differences: NDArray[Any]) -> tuple[list[float], list[float]]:
    """Return between which bounds nine in ten pairs lie, by column; nothing of fewer than ten pairs (the rows)."""
    if len(differences) < ENOUGH:
        return [], []
    low, high = np.quantile(differences, BAND, axis=0)
    return np.round(low, DECIMALS).tolist(), np.round(high, DECIMALS).tolist()
