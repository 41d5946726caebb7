"""How far luck alone moves the difference between the towns: the session's end of the background."""

import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from mobsim.measures.recorded import BY_TOWN
from mobsim.tools.memory import available_memory
from mobsim.web.actions import Action
from mobsim.web.memory import seeds_that_fit
from mobsim.web.news import BandFound
from mobsim.web.pair import Pair

SECONDS_BETWEEN_NEWS = 0.4
FEWEST = 3
LATE = (7, 13, 26)  # weeks: the last quarter of half a year, a year, two years
DECIMALS = 6


class Band:
    """The session's end of the background: passes decisions on, gathers differences."""

    def __init__(self, connection: Connection, pair: Pair, wanted: int) -> None:
        self._connection = connection
        self._pair = pair
        self.seeds = seeds_that_fit(pair.scenario, wanted, available_memory())
        self._differences: list[list[list[float]]] = [[] for _ in range(self.seeds)]  # seed, week, outcome
        self._sent_at, self._new = 0.0, False
        self._alive = self.seeds > 0
        self._pass_on(("begin", pair.seed + 1, self.seeds))

    def act(self, action: Action) -> None:
        """Pass a decision on."""
        self._pass_on(("act", self._pair.day, action))

    def reach(self, day: int) -> None:
        """Let the background run as far as the room has."""
        self._pass_on(("reach", day, None))

    def resume(self) -> None:
        """Tell all of it again."""
        self._new = True

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

    def news(self) -> BandFound | None:
        """Return the band as far as it is known, now and then; ``None`` in between."""
        if not self._alive:
            return None
        try:
            while self._connection.poll():
                seed, weeks = self._connection.recv()
                self._differences[seed] += weeks
                self._new = True
        except (EOFError, OSError):
            self._alive = False
        now = time.monotonic()
        if not self._new or now - self._sent_at < SECONDS_BETWEEN_NEWS:
            return None
        self._sent_at, self._new = now, False
        return BandFound(seeds=self.seeds, **band_of(self._differences))


def band_of(differences: list[list[list[float]]]) -> dict[str, Any]:
    """Return by outcome and week the lowest, the mean and the highest difference, and of how many seeds.

    Weeks are known up to where at least three seeds have come. ``late`` holds lowest and highest mean difference over
    the last so many weeks, of the seeds that have come to the end.
    """
    reached = sorted((len(weeks) for weeks in differences), reverse=True)
    known = reached[FEWEST - 1] if len(reached) >= FEWEST else 0
    if not known:
        return {"counts": [], "band": {}, "late": {}}
    table = np.full((len(differences), known, len(BY_TOWN)), np.nan)
    for seed, weeks in enumerate(differences):
        table[seed, : len(weeks)] = np.reshape(weeks[:known], (-1, len(BY_TOWN)))
    come = table[~np.isnan(table[:, -1, 0])]
    late = {weeks: come[:, -weeks:].mean(1) for weeks in LATE}
    return {
        "counts": (~np.isnan(table[:, :, 0])).sum(0).tolist(),
        "band": _by_outcome(_trailing(table), (np.nanmin, np.nanmean, np.nanmax)),
        "late": {weeks: _by_outcome(values, (np.min, np.max)) for weeks, values in late.items()},
    }


def _by_outcome(table: np.ndarray, summaries: Sequence[Any]) -> dict[str, list[Any]]:
    """Summarise over seeds (first axis), by outcome (last axis)."""
    found = [np.round(summary(table, axis=0), DECIMALS) for summary in summaries]
    return {name: [values[..., column].tolist() for values in found] for column, name in enumerate(BY_TOWN)}


def _trailing(table: np.ndarray, weeks: int = 4) -> np.ndarray:
    """Average each week with the three before it, as the page does."""
    summed = np.concatenate([np.zeros_like(table[:, :1]), np.cumsum(table, 1)], 1)
    end = np.arange(1, table.shape[1] + 1)
    first = np.maximum(0, end - weeks)
    return (summed[:, end] - summed[:, first]) / (end - first)[None, :, None]
