"""The same two towns under other seeds, lived in the background: how far luck alone moves the difference between them.

Every decision of the room counts for the background towns on the same day. They never run ahead of the room.
"""

import contextlib
import time
from collections import deque
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from mobsim.measures.recorded import BY_TOWN
from mobsim.experiment.recording import Recorder
from mobsim.web.actions import Action
from mobsim.web.pair import Pair
from mobsim.web.processes import begin_process, end_process, start_process

MEMORY = 900_000_000
NICENESS = 10
SECONDS_BETWEEN_NEWS = 0.4
FEWEST = 3


def seeds_for(pair: Pair, wanted: int) -> int:
    """Return how many background seeds fit into memory."""
    world = pair.models[0].world
    size = sum(column.nbytes if isinstance(column, np.ndarray) else sum(each.nbytes for each in column) for column in world)
    return max(0, min(wanted, MEMORY // max(1, 2 * size)))


class Band:
    """The session's end of the background: passes decisions on, gathers differences."""

    def __init__(self, order: Any, pair: Pair) -> None:
        self._pair = pair
        self.seeds = seeds_for(pair, order.seeds)
        self._differences: list[list[list[float]]] = [[] for _ in range(self.seeds)]  # seed, week, outcome
        self._told_at, self._new = 0.0, False
        self._unsent: deque[Any] = deque()
        self._process: Any = None
        if self.seeds:
            self._process, self._connection = start_process(live_background, order, pair.seed, self.seeds)

    def act(self, action: Action) -> None:
        """Pass a decision on."""
        self._pass_on(("act", self._pair.day, action))

    def reach(self, day: int) -> None:
        """Let the background live as far as the room has."""
        self._pass_on(("reach", day, None))

    def resume(self) -> None:
        """Tell all of it again."""
        self._new = True

    def patience(self) -> float:
        """Return how long may be waited before there may be news."""
        return SECONDS_BETWEEN_NEWS if self._process is not None else 1.0

    def _pass_on(self, message: Any) -> None:
        if self._process is None:
            return
        try:
            self._connection.send(message)
        except OSError:
            self._process = None

    def news(self) -> dict[str, Any] | None:
        """Return the band as far as it is known, now and then; ``None`` in between."""
        if self._process is None:
            return None
        try:
            while self._connection.poll():
                seed, weeks = self._connection.recv()
                self._differences[seed] += weeks
                self._new = True
        except (EOFError, OSError):
            self._process = None
        now = time.monotonic()
        if not self._new or now - self._told_at < SECONDS_BETWEEN_NEWS:
            return None
        self._told_at, self._new = now, False
        return {"seeds": self.seeds, **band_of(self._differences)}

    def close(self) -> None:
        """End the background."""
        if self._process is not None:
            end_process(self._process, self._connection)


def band_of(differences: list[list[list[float]]]) -> dict[str, Any]:
    """Return by outcome and week the lowest, the mean and the highest difference, and of how many seeds.

    Weeks are known up to where at least three seeds have come.
    """
    reached = sorted((len(weeks) for weeks in differences), reverse=True)
    known = reached[FEWEST - 1] if len(reached) >= FEWEST else 0
    table = np.full((len(differences), known, len(BY_TOWN)), np.nan)
    for seed, weeks in enumerate(differences):
        part = min(known, len(weeks))
        if part:
            table[seed, :part] = weeks[:part]
    counts = (~np.isnan(table[:, :, 0])).sum(0)
    smooth = _trailing(table)
    told = {
        name: [np.round(part[:, column], 4).tolist() for part in (np.nanmin(smooth, 0), np.nanmean(smooth, 0), np.nanmax(smooth, 0))]
        for column, name in enumerate(BY_TOWN)
    } if known else {}
    return {"counts": counts.tolist(), "band": told}


def _trailing(table: np.ndarray, weeks: int = 4) -> np.ndarray:
    """Average each week with the three before it, as the page does."""
    summed = np.concatenate([np.zeros_like(table[:, :1]), np.cumsum(table, 1)], 1)
    end = np.arange(1, table.shape[1] + 1)
    first = np.maximum(0, end - weeks)
    return (summed[:, end] - summed[:, first]) / (end - first)[None, :, None]


def live_background(connection: Connection, order: Any, seed: int, seeds: int) -> None:
    """Live the towns of other seeds until the session ends."""
    begin_process(niceness=NICENESS)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        Background(connection, order, seed, seeds).live()


class Background:
    """Keep one pair of towns a seed, each as near to the room's day as there was time for."""

    def __init__(self, connection: Connection, order: Any, seed: int, seeds: int) -> None:
        from mobsim.scenario.reading import load_scenario

        self._connection = connection
        self._order = order
        self._scenario = load_scenario(order.scenario)
        self._first_seed, self._seeds = seed + 1, seeds
        self._pairs: list[Pair] = []
        self._recorders: list[list[Recorder]] = []
        self._done: list[int] = []  # decisions carried out
        self._decisions: list[tuple[int, Action]] = []
        self._day = 0

    def live(self) -> None:
        """Let the pair that is furthest behind live a few weeks, one after the other."""
        while True:
            behind = self._furthest_behind()
            while self._connection.poll(0.0 if behind is not None else None):
                self._heed(*self._connection.recv())
                behind = self._furthest_behind()
            if behind is not None:
                self._live_on(behind)

    def _heed(self, what: str, day: int, action: Action | None) -> None:
        if what == "act" and action is not None:
            self._decisions.append((day, action))
        else:
            self._day = max(self._day, day)

    def _furthest_behind(self) -> int | None:
        if len(self._pairs) < self._seeds and self._day > 0:
            return len(self._pairs)
        days = [pair.day for pair in self._pairs]
        if not days:
            return None
        behind = days.index(min(days))
        return behind if days[behind] + self._pairs[behind].days_to_week_end <= self._day else None

    def _live_on(self, number: int) -> None:
        if number == len(self._pairs):
            pair = Pair(self._scenario, (self._order.a, self._order.b), self._first_seed + number)
            for _ in pair.settle():
                pass
            self._pairs.append(pair)
            self._recorders.append([Recorder(model) for model in pair.models])
            self._done.append(0)
            self._connection.send((number, [self._difference(number)]))
            return
        self._connection.send((number, [self._week(number)]))

    def _week(self, number: int) -> list[float]:
        """Live one week of a pair, with the decisions of its days; return the differences."""
        pair = self._pairs[number]
        end = pair.day + pair.days_to_week_end
        while pair.day < end:
            stop = end
            for day, action in self._decisions[self._done[number] :]:
                if day > pair.day:
                    stop = min(stop, day)
                    break
                pair.act(action)
                self._done[number] += 1
            pair.advance(stop - pair.day)
        return self._difference(number)

    def _difference(self, number: int) -> list[float]:
        a, b = (
            recorder.by_town(model)
            for recorder, model in zip(self._recorders[number], self._pairs[number].models, strict=True)
        )
        return [(b[name] or 0.0) - (a[name] or 0.0) for name in BY_TOWN]
