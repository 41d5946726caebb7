"""The same two towns under other seeds, run in a process of its own; and a third, if the room has one.

Every decision of the room counts for these towns on the same day. They never run ahead of the room.
"""

import contextlib
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from mobsim.web.processes import begin_process
from mobsim.web.worker import Order

if TYPE_CHECKING:
    from mobsim.experiment.recording import Recorder
    from mobsim.web.actions import Action, BranchOff
    from mobsim.web.others import Others, Values
    from mobsim.web.pair import Pair

NICENESS = 10


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
        self._weeks: list[list[tuple[Values, Values]]] = []  # of both towns of each pair, from the start
        self._done: list[int] = []  # decisions carried out
        self._decisions: list[tuple[int, Action]] = []
        self._day = 0
        self._others: Others | None = None

    def run(self) -> None:
        """Run one pair, or one third town, after the other for a week."""
        while True:
            number = self._next()
            while self._connection.poll(0.0 if number is not None else None):
                self._handle(*self._connection.recv())
                number = self._next()
            if number is not None:
                self._continue(number)

    def _handle(self, what: str, *content: Any) -> None:
        handlers: dict[str, Callable[..., None]] = {
            "act": self._act,
            "reach": self._reach,
            "branch": self._branch,
            "discard": self._discard,
        }
        handlers[what](*content)

    def _act(self, day: int, action: "Action") -> None:
        """Take in a decision; what is for the third town alone concerns no pair."""
        from mobsim.web.actions import THIRD
        from mobsim.web.pair import without_third

        if self._others is not None and THIRD in action.towns:
            self._others.decide(day, action)
        two = without_third(action)
        if two is not None:
            self._decisions.append((day, two))

    def _reach(self, day: int, third: int) -> None:
        self._day = max(self._day, day)
        if self._others is not None:
            self._others.reach = third

    def _branch(self, wish: "BranchOff", number: int, decided: "Sequence[tuple[int, Action]]", most: int) -> None:
        from mobsim.web.others import Others

        self._others = Others(wish, number, decided, most)

    def _discard(self) -> None:
        self._others = None

    def _next(self) -> int | None:
        """Choose the pair to go on with: the one least behind the room, a new one if none is behind, ``None`` if all are there.

        So a band of a few seeds is soon as long as the room's own curve, and grows by seeds while the room talks. Third towns
        come before new pairs.
        """
        numbers = range(len(self._pairs))
        behind = [number for number in numbers if self._is_behind(number)]
        if behind:
            return max(behind, key=lambda number: (self._pairs[number].day, -number))
        third = next((number for number in numbers if self._is_third_behind(number)), None)
        if third is not None:
            return third
        return len(self._pairs) if len(self._pairs) < self._seeds and self._day > 0 else None

    def _is_behind(self, number: int) -> bool:
        pair = self._pairs[number]
        return pair.day + pair.days_to_week_end <= self._day

    def _is_third_behind(self, number: int) -> bool:
        return self._others is not None and self._others.is_behind(number, self._pairs[number])

    def _continue(self, number: int) -> None:
        """Run what was chosen, and send how its towns differ; of a third town with the number of the branch, else 0."""
        if number == len(self._pairs):
            self._begin(number)
            found, branch = self._difference(number), 0
        elif self._others is not None and not self._is_behind(number):
            found, branch = self._others.run_week(number, self._pairs[number], self._weeks[number]), self._others.number
        else:
            self._run_week(number)
            found, branch = self._difference(number), 0
        self._connection.send((number, branch, *found))

    def _begin(self, number: int) -> None:
        from mobsim.experiment.recording import Recorder
        from mobsim.web.pair import Pair

        drawn = self._ensemble
        scenario = self._scenario if drawn is None else self._scenario.drawn(drawn, drawn.nth_draw(number))
        pair = Pair(scenario, (self._order.a, self._order.b), self._first_seed + number)
        for _ in pair.settle():
            pass
        self._pairs.append(pair)
        self._recorders.append([Recorder(model) for model in pair.models])
        self._weeks.append([])
        self._done.append(0)

    def _run_week(self, number: int) -> None:
        """Run one week of a pair, with the decisions of its days."""
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

    def _difference(self, number: int) -> "Values":
        """Keep the week that has ended in both towns of a pair, and return B minus A."""
        from mobsim.web.others import Values

        sides = zip(self._recorders[number], self._pairs[number].models, strict=True)
        a, b = (Values.of(recorder.record(model)) for recorder, model in sides)
        self._weeks[number].append((a, b))
        return b.minus(a)
