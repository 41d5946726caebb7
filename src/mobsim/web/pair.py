"""Two towns with the same people and the same would-be offences, each under a strategy of its own; perhaps a third.

The third branches from one of the two in a week that was run (:mod:`mobsim.web.branch`). It runs alone until it has come as
far as they have, and then with them.
"""

from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from mobsim.engine.model import Model
from mobsim.errors import UsageError
from mobsim.scenario.scenario import Scenario
from mobsim.tools.calendar import DAYS_IN_WEEK
from mobsim.web.actions import THIRD, Action, BranchOff, carry_out, events_to_come, levers_to_come
from mobsim.web.branch import Branch, Dated, branch_off

SIDES = ("a", "b")
SETTLING_STEP = 28
SETTLED_DAYS = 91


class Pair:
    """Run two towns day by day, and a third that branches from them; keep the log of what was decided.

    Parameters
    ----------
    scenario : Scenario
        The town that both are.
    strategies : sequence of str
        The strategy of each side at the start.
    seed : int
        Seed of both.

    Attributes
    ----------
    models : tuple of Model
        The two towns.
    branch : Branch or None
        The third town, if there is one.
    settled : numpy.ndarray
        Sums of the last quarter before the towns part, ``(neighbourhoods, names of the ledger)``.
    """

    def __init__(self, scenario: Scenario, strategies: Sequence[str], seed: int) -> None:
        self.scenario = scenario
        self.seed = seed
        self.strategies = tuple(scenario.strategy(name).name for name in strategies)
        self.models: tuple[Model, ...] = ()
        self.settled = np.zeros(0)
        self.branch: Branch | None = None
        self.log: list[tuple[int, Action | BranchOff]] = []
        self._branches = 0
        self._threads = ThreadPoolExecutor(len(SIDES), "town")

    def settle(self) -> Iterator[float]:
        """Run the burn-in that both towns share, reporting the share that is done; then let them part."""
        model = Model(self.scenario, self.scenario.reference, self.seed)
        days = self.scenario.burn_in_days
        self.settled = np.zeros_like(model.ledger.last_week)
        while model.day < days:
            yield model.day / days
            self._settle(model, min(SETTLING_STEP, days - model.day))
        self.models = tuple(model.fork(name) for name in self.strategies)

    def _settle(self, model: Model, days: int) -> None:
        """Run some days of the burn-in, and add up the weeks of its last quarter of a year."""
        end = model.day + days
        while model.day < end:
            model.run_days(min(DAYS_IN_WEEK - model.day % DAYS_IN_WEEK, end - model.day))
            if model.day % DAYS_IN_WEEK == 0 and model.day > self.scenario.burn_in_days - SETTLED_DAYS:
                self.settled += model.ledger.last_week

    @property
    def day(self) -> int:
        """Days run since the towns parted."""
        return self.models[0].day - self.scenario.burn_in_days

    @property
    def behind(self) -> bool:
        """Whether the third town has not come as far as the two."""
        return self.branch is not None and self.branch.day < self.day

    @property
    def front(self) -> int:
        """The day of the towns that run next: of the third alone while it is behind."""
        return self.branch.day if self.branch is not None and self.behind else self.day

    @property
    def days_to_week_end(self) -> int:
        """Days until the week of the towns that run next ends: 7 on its first day."""
        return DAYS_IN_WEEK - (self.front + self.scenario.burn_in_days) % DAYS_IN_WEEK

    @property
    def days_left(self) -> int:
        """Days of the scenario that are still to be run."""
        return max(0, self.scenario.days - self.front)

    @property
    def towns(self) -> dict[str, Model]:
        """All towns by their letter."""
        third = {} if self.branch is None else {THIRD: self.branch.model}
        return {**dict(zip(SIDES, self.models, strict=True)), **third}

    def strategy_of(self, town: str) -> str:
        """Return the strategy with which a town began; a third began as the one that it branched from."""
        return self.strategies[SIDES.index(self.branch.wish.town if self.branch and town == THIRD else town)]

    def day_of(self, towns: str) -> int:
        """Return how many days some of the towns have run since they parted."""
        return self.branch.day if self.branch is not None and towns == THIRD else self.day

    def advance(self, days: int) -> None:
        """Run several days in all towns at once; kernels leave the interpreter free, so two cores do twice the work.

        While the third is behind it runs alone, and not further than the two have come.
        """
        if self.branch is not None and self.behind:
            self.branch.run(min(days, self.day - self.branch.day))
            return
        third = [] if self.branch is None else [self.branch.run]
        list(self._threads.map(lambda run: run(days), [*(model.run_days for model in self.models), *third]))

    def act(self, action: Action) -> None:
        """Carry out a decision: it counts from the day that is run next, and is written into the log.

        One that overrides the last of the same day takes its place: a slider on the move leaves one line.
        """
        self.require(action.towns)
        day = self.day_of(action.towns)
        amends = bool(self.log) and self.log[-1][0] == day and action.overrides(self.log[-1][1])
        for name, model in self.towns.items():
            if name in action.towns:
                carry_out(action, model, amends=amends)
        if amends:
            self.log.pop()
        self.log.append((day, action))

    def require(self, towns: str) -> None:
        """Check that something can be decided for these towns together.

        Raises
        ------
        mobsim.errors.UsageError
            If the third is wanted and there is none, or it is behind the others that are wanted as well.
        """
        if THIRD not in towns:
            return
        if self.branch is None:
            raise UsageError("there is no town C", remedy="look back to a week and choose What if")
        if self.behind and towns != THIRD:
            raise UsageError("town C is not as far as the others", remedy="let it catch up, or decide for it alone")

    def begin_branch(self, wish: BranchOff) -> Generator[float, None, Branch]:
        """Give up the third town that there may be; return the steps in which another is born, with the share that is done.

        Until it is taken in, the two must not run on, and nothing may be decided.

        Raises
        ------
        mobsim.errors.UsageError
            If the week was not run.
        """
        if DAYS_IN_WEEK * wish.week > self.day:
            raise UsageError("has not been run yet", field="week", value=wish.week, remedy="choose a week before now")
        self.discard()
        side = SIDES.index(wish.town)
        begun = {"scenario": self.scenario, "strategy": self.strategies[side], "seed": self.seed}
        return branch_off(wish, self._branches + 1, **begun, decided=self.decided_for(wish.town))

    def take_in(self, branch: Branch) -> None:
        """Let a third town that was born stand beside the two."""
        self.branch, self._branches = branch, branch.number
        self.log.append((self.day, branch.wish))

    def decided_for(self, town: str) -> list[Dated]:
        """Return what was decided for a town, with its days."""
        return [(day, action) for day, action in self.log if not isinstance(action, BranchOff) and town in action.towns]

    def discard(self) -> None:
        """Give the third town up, with all that was decided for it."""
        self.branch = None
        without = ((day, without_third(action)) for day, action in self.log)
        self.log = [(day, action) for day, action in without if action is not None]

    def decisions(self, first: int = 0) -> list[dict[str, Any]]:
        """Write the log from a line on as plain data: each decision with its day."""
        return [{"day": day, **action.model_dump(exclude_none=True)} for day, action in self.log[first:]]

    def levers_of(self, town: str) -> dict[str, Any]:
        """Return the levers and the budget of the next day; those of the first community stand for all."""
        model = self.towns[town]
        terms = model.scenario.strategy(model.following[0]).terms
        budget = float(model.world.communities.purse_factor[0]) / terms.purse_share
        set_anew = (event.budget for event in events_to_come(model) if event.budget is not None)
        return {**levers_to_come(model)._asdict(), "budget": round(next(set_anew, budget), 4)}

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def without_third(action: Action | BranchOff) -> Action | None:
    """Return what is left of a decision without the third town; ``None`` if nothing is."""
    if isinstance(action, BranchOff) or action.towns == THIRD:
        return None
    return action.model_copy(update={"towns": action.towns.replace(THIRD, "")})
