"""The same two towns under other seeds, run in a process of its own.

Every decision of the room counts for these towns on the same day. They never run ahead of the room.
"""

import contextlib
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mobsim.measures.recorded import BY_TOWN
from mobsim.web.processes import begin_process
from mobsim.web.shown import MEASURES
from mobsim.web.worker import Order

if TYPE_CHECKING:
    from mobsim.experiment.recording import Recorder
    from mobsim.web.actions import Action
    from mobsim.web.pair import Pair

NICENESS = 10
Differences: TypeAlias = tuple[NDArray[np.float32], NDArray[np.float32]]
"""B minus A at the end of a week: of the towns in each outcome, and in each measure of the map ``(measures, neighbourhoods)``."""


def run_background(connection: Connection, order: Order) -> None:
    """Run the towns of other seeds until the session ends."""
    begin_process(niceness=NICENESS)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        Background(connection, order).run()


class Background:
    """Keep one pair of towns a seed, each as near to the room's day as there was time for."""

    def __init__(self, connection: Connection, order: Order) -> None:
        self._connection = connection
        _, self._first_seed, self._seeds = connection.recv()
        from mobsim.scenario.reading import load_scenario

        self._order = order
        self._scenario = load_scenario(order.scenario)
        self._ensemble = order.draws_of(self._scenario)
        self._pairs: list[Pair] = []
        self._recorders: list[list[Recorder]] = []
        self._done: list[int] = []  # decisions carried out
        self._decisions: list[tuple[int, Action]] = []
        self._day = 0

    def run(self) -> None:
        """Run one pair after the other for a week."""
        while True:
            number = self._next()
            while self._connection.poll(0.0 if number is not None else None):
                self._handle(*self._connection.recv())
                number = self._next()
            if number is not None:
                self._continue(number)

    def _handle(self, what: str, day: int, action: "Action | None") -> None:
        if what == "act" and action is not None:
            self._decisions.append((day, action))
        else:
            self._day = max(self._day, day)

    def _next(self) -> int | None:
        """Choose the pair to go on with: the one least behind the room, a new one if none is behind, ``None`` if all are there.

        So a band of a few seeds is soon as long as the room's own curve, and grows by seeds while the room talks.
        """
        behind = [number for number, pair in enumerate(self._pairs) if pair.day + pair.days_to_week_end <= self._day]
        if behind:
            return max(behind, key=lambda number: (self._pairs[number].day, -number))
        return len(self._pairs) if len(self._pairs) < self._seeds and self._day > 0 else None

    def _continue(self, number: int) -> None:
        from mobsim.experiment.recording import Recorder
        from mobsim.web.pair import Pair

        if number == len(self._pairs):
            drawn = self._ensemble
            scenario = self._scenario if drawn is None else self._scenario.drawn(drawn, drawn.nth_draw(number))
            pair = Pair(scenario, (self._order.a, self._order.b), self._first_seed + number)
            for _ in pair.settle():
                pass
            self._pairs.append(pair)
            self._recorders.append([Recorder(model) for model in pair.models])
            self._done.append(0)
            self._connection.send((number, *self._difference(number)))
            return
        self._connection.send((number, *self._week(number)))

    def _week(self, number: int) -> Differences:
        """Run one week of a pair, with the decisions of its days; return the differences."""
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

    def _difference(self, number: int) -> Differences:
        a, b = (
            recorder.record(model)
            for recorder, model in zip(self._recorders[number], self._pairs[number].models, strict=True)
        )
        return (
            _differences([a["town"][name] for name in BY_TOWN], [b["town"][name] for name in BY_TOWN]),
            np.stack([_differences(a["areas"][name], b["areas"][name]) for name in MEASURES]),
        )


def _differences(a: Sequence[float | None], b: Sequence[float | None]) -> NDArray[np.float32]:
    """Return B minus A; nothing where one of them could not be measured."""
    return np.nan_to_num(np.array(b, np.float32) - np.array(a, np.float32), nan=0.0)
