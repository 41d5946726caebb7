"""A third town: what one of the two would have become if something else had been decided from a week on.

It has the people, the luck, the parameters and all that happened to the town it branches from, up to that week. No past is
kept to go back to: the town is run again from its beginning, with the decisions that it had, which gives the same town to
the last digit.
"""

from collections.abc import Generator, Iterable, Sequence

from mobsim.engine.model import Model
from mobsim.scenario.scenario import Scenario
from mobsim.tools.calendar import DAYS_IN_WEEK
from mobsim.web.actions import Action, BranchOff, EventFired, carry_out

RUN_AT_ONCE = 28
"""Days of a town that is run again, between two reports of how far it is."""

Dated = tuple[int, Action]


class Branch:
    """The third town.

    Parameters
    ----------
    wish : BranchOff
        Where it branches from.
    number : int
        Which of the session's branches it is, from 1.
    model : Model
        The town as it was at the end of the week.
    to_come : sequence of (day, decision)
        What is carried along from the town it branches from, in order.
    """

    def __init__(self, wish: BranchOff, number: int, model: Model, to_come: Sequence[Dated]) -> None:
        self.wish, self.number, self.model = wish, number, model
        self.side = "ab".index(wish.town)
        self._to_come = list(to_come)
        self._carry_along()

    @property
    def day(self) -> int:
        """Days run since the two towns parted."""
        return self.model.day - self.model.scenario.burn_in_days

    def run(self, days: int) -> None:
        """Run several days, with what is carried along on its days."""
        end = self.day + days
        while self.day < end:
            self.model.run_days(min([end, *(day for day, _ in self._to_come[:1])]) - self.day)
            self._carry_along()

    def _carry_along(self) -> None:
        while self._to_come and self._to_come[0][0] <= self.day:
            _, action = self._to_come.pop(0)
            carry_out(action, self.model)


def branch_off(
    wish: BranchOff, number: int, *, scenario: Scenario, strategy: str, seed: int, decided: Iterable[Dated]
) -> Generator[float, None, Branch]:
    """Run a town again up to a week, reporting the share that is done, and let a branch begin there.

    Parameters
    ----------
    wish, number
        As of :class:`Branch`.
    scenario, strategy, seed
        What the town was begun with.
    decided : iterable of (day, decision)
        All that was decided for the town, in order.
    """
    settling = Model(scenario, scenario.reference, seed)
    end = scenario.burn_in_days + DAYS_IN_WEEK * wish.week
    yield from _run_to(settling, scenario.burn_in_days, end)
    model = settling.fork(strategy)
    later: list[Dated] = []
    for day, action in decided:
        if day < DAYS_IN_WEEK * wish.week:
            yield from _run_to(model, scenario.burn_in_days + day, end)
            carry_out(action, model)
        elif wish.along or isinstance(action, EventFired):
            later.append((day, action))
    yield from _run_to(model, end, end)
    return Branch(wish, number, model, later)


def _run_to(model: Model, day: int, end: int) -> Generator[float, None, None]:
    while model.day < day:
        yield model.day / end
        model.run_days(min(RUN_AT_ONCE, day - model.day))
