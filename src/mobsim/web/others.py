"""The third town under other seeds: of each pair in the background the one that branches as the room's own does."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.measures.recorded import BY_TOWN
from mobsim.tools.calendar import DAYS_IN_WEEK
from mobsim.web.actions import Action, BranchOff
from mobsim.web.shown import MEASURES

if TYPE_CHECKING:
    from mobsim.experiment.recording import Recorder
    from mobsim.web.branch import Branch
    from mobsim.web.pair import Pair


class Values(NamedTuple):
    """One town at the end of a week: each outcome, and each measure of the map ``(measures, neighbourhoods)``."""

    town: NDArray[np.float32]
    areas: NDArray[np.float32]

    @classmethod
    def of(cls, record: dict[str, Any]) -> "Values":
        """Take them from a record."""
        town = np.array([record["town"][name] for name in BY_TOWN], np.float32)
        return cls(town, np.array([record["areas"][name] for name in MEASURES], np.float32))

    def minus(self, other: "Values") -> "Values":
        """Return the difference; nothing where one of them could not be measured."""
        return Values(*(np.nan_to_num(own - its, nan=0.0) for own, its in zip(self, other, strict=True)))


class Others:
    """Run the third town of each pair in the background, as far as the room's own has come.

    Parameters
    ----------
    wish, number
        Where the room's third town branches off, and which of the session's it is.
    decided : sequence of (day, decision)
        What was decided by then for the town that it branches from.
    most : int
        How many may be kept.
    """

    def __init__(self, wish: BranchOff, number: int, decided: Sequence[tuple[int, Action]], most: int) -> None:
        self.number = number
        self.reach = DAYS_IN_WEEK * wish.week
        self._wish, self._decided, self._most = wish, decided, most
        self._own: list[tuple[int, Action]] = []  # decided for the third town itself
        self._branches: dict[int, tuple[Branch, Recorder]] = {}
        self._done: dict[int, int] = {}

    def decide(self, day: int, action: Action) -> None:
        """Take in what is decided for the third town."""
        if self._own and self._own[-1][0] == day and action.overrides(self._own[-1][1]):
            self._own.pop()
        self._own.append((day, action))

    def is_behind(self, number: int, pair: "Pair") -> bool:
        """Whether the third town of a pair has a week to run that its pair and the room's own have run."""
        return number < self._most and self._next_end(number) <= min(self.reach, pair.day)

    def _next_end(self, number: int) -> int:
        day = self._branches[number][0].day if number in self._branches else DAYS_IN_WEEK * self._wish.week
        return day + DAYS_IN_WEEK

    def run_week(self, number: int, pair: "Pair", weeks: Sequence[tuple[Values, Values]]) -> Values:
        """Run a week of the third town of a pair; return how it differs from the town that it branched from.

        ``weeks`` is what was kept of both towns of the pair, from the start.
        """
        if number not in self._branches:
            self._branches[number] = self._branch_off(pair)
            self._done[number] = 0
        branch, recorder = self._branches[number]
        end = branch.day + DAYS_IN_WEEK
        while branch.day < end:
            branch.run(self._act(number, branch, end) - branch.day)
        return Values.of(recorder.record(branch.model)).minus(weeks[end // DAYS_IN_WEEK][branch.side])

    def _act(self, number: int, branch: "Branch", end: int) -> int:
        """Carry out what is due, and return the day up to which nothing else is."""
        from mobsim.web.actions import carry_out

        for day, action in self._own[self._done[number] :]:
            if day > branch.day:
                return min(end, day)
            carry_out(action, branch.model)
            self._done[number] += 1
        return end

    def _branch_off(self, pair: "Pair") -> "tuple[Branch, Recorder]":
        from mobsim.experiment.recording import Recorder
        from mobsim.web.branch import branch_off

        side = "ab".index(self._wish.town)
        begun = {"scenario": pair.scenario, "strategy": pair.strategies[side], "seed": pair.seed}
        steps = branch_off(self._wish, self.number, **begun, decided=self._decided)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return end.value, Recorder(end.value.model)
