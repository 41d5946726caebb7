"""Two towns with the same people and the same would-be offences, each under a strategy of its own."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from mobsim.engine.model import Model
from mobsim.scenario.scenario import Scenario
from mobsim.tools.calendar import DAYS_IN_WEEK
from mobsim.web.actions import Action, carry_out, events_to_come, levers_to_come

SIDES = ("a", "b")
SETTLING_STEP = 28
SETTLED_DAYS = 91


class Pair:
    """Run two towns day by day, and keep the log of what was decided.

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
    settled : numpy.ndarray
        Sums of the last quarter before the towns part, ``(neighbourhoods, names of the ledger)``.
    """

    def __init__(self, scenario: Scenario, strategies: Sequence[str], seed: int) -> None:
        self.scenario = scenario
        self.seed = seed
        self.strategies = tuple(scenario.strategy(name).name for name in strategies)
        self.models: tuple[Model, ...] = ()
        self.settled = np.zeros(0)
        self.log: list[tuple[int, Action]] = []
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
    def days_to_week_end(self) -> int:
        """Days until the towns' week ends: 7 on its first day."""
        return DAYS_IN_WEEK - self.models[0].day % DAYS_IN_WEEK

    @property
    def days_left(self) -> int:
        """Days of the scenario that are still to be run."""
        return max(0, self.scenario.days - self.day)

    def advance(self, days: int) -> None:
        """Run several days in both towns at once; kernels leave the interpreter free, so two cores do twice the work."""
        list(self._threads.map(lambda model: model.run_days(days), self.models))

    def act(self, action: Action) -> None:
        """Carry out a decision: it counts from the day that is run next, and is written into the log.

        One that overrides the last of the same day takes its place: a slider on the move leaves one line.
        """
        amends = bool(self.log) and self.log[-1][0] == self.day and action.overrides(self.log[-1][1])
        for side, model in zip(SIDES, self.models, strict=True):
            if side in action.towns:
                carry_out(action, model, amends=amends)
        if amends:
            self.log.pop()
        self.log.append((self.day, action))

    def decisions(self, first: int = 0) -> list[dict[str, Any]]:
        """Write the log from a line on as plain data: each decision with its day."""
        return [{"day": day, **action.model_dump(exclude_none=True)} for day, action in self.log[first:]]

    def levers_of(self, side: int) -> dict[str, Any]:
        """Return the levers and the budget of the next day; those of the first community stand for all."""
        model = self.models[side]
        terms = model.scenario.strategy(model.following[0]).terms
        budget = float(model.world.communities.purse_factor[0]) / terms.purse_share
        set_anew = (event.budget for event in events_to_come(model) if event.budget is not None)
        return {**levers_to_come(model)._asdict(), "budget": round(next(set_anew, budget), 4)}

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)
