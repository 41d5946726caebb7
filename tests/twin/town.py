"""The town of the twin: a Mesa model made from the snapshot of a born town."""

from __future__ import annotations

from typing import Any

import mesa

from twin.cycle import run_cycle
from twin.day import run_day
from twin.draws import Draws, Purpose
from twin.happenings import Problem, weigh
from twin.people import Resident
from twin.reading import read
from twin.week import DAYS_OF_WEEK, end_week, run_weeks
from twin.writing import written

DAYS_OF_YEAR = 364


class Twin(mesa.Model):
    """Live the rules of docs/rules.md one day a step, slowly and plainly.

    The snapshot is a dictionary of arrays and numbers with dotted keys, of a town as it was born: no call waits and nobody
    is active; ``under_way`` has a row for each initiative that began before the first day. ``levers`` are those of the
    reference strategy, for each community, and
    ``strategy`` those of the strategy that follows on the day ``burn_in_days``. An event is a dictionary with ``day``,
    ``kind``, ``severity``, ``community`` (number, or None for all), ``neighbourhood`` (number, or None for the whole
    community), ``role`` (number) and ``strategy`` (name).

    What ``snapshot()`` gives back has the same keys, and besides: ``counts.*`` of everything since the start, by
    neighbourhood (and type), ``cycle.*`` since the last cycle, ``officers.*_hours`` by activity, ``initiatives.*`` by
    slot, ``calls.*`` that wait, ``assessment.severity`` and ``communities.assessment_error``.
    """

    def __init__(self, snapshot: dict[str, Any]) -> None:
        super().__init__(rng=int(snapshot["seed"]))
        self.draws = Draws(int(snapshot["seed"]))
        self.day = int(snapshot["day"])
        self.rules = snapshot["parameters"]
        self.agencies = tuple(snapshot["agencies"])
        self.problems = [Problem(q, declared, self.agencies) for q, declared in enumerate(snapshot["problems"])]
        weigh(self.problems, self.rules.patrol.by_severity)
        self.burn_in_days, self.strategy = int(snapshot["burn_in_days"]), snapshot["strategy"]
        self.strategies = snapshot["strategies"]
        self.weekday, self.month = list(snapshot["weekday"]), list(snapshot["month"])
        self.coming_events = list(snapshot["events"])
        self.calls = []
        self.source = snapshot
        read(self, snapshot)

    def step(self) -> None:
        """Live a day, the week of the places whose day it is, and the week and the cycle that end with it."""
        if self.day == self.burn_in_days:
            self.part_from_reference()
        run_day(self)
        run_weeks(self)
        if (self.day + 1) % DAYS_OF_WEEK == 0:
            end_week(self)
        if (self.day + 1) % 28 == 0:
            run_cycle(self, (self.day + 1) // 28 - 1)
        self.day += 1

    def part_from_reference(self) -> None:
        """Change from the reference strategy to that of the run."""
        for community in self.communities:
            community.levers = self.strategy

    def snapshot(self) -> dict[str, Any]:
        return written(self)

    @property
    def season(self) -> float:
        return float(self.weekday[self.day % 7] * self.month[(self.day % DAYS_OF_YEAR) * 12 // DAYS_OF_YEAR])

    @property
    def offences(self) -> list[Problem]:
        """Problem types with offender."""
        return [problem for problem in self.problems if problem.crime]

    @property
    def crises(self) -> list[Problem]:
        """Problem types without offender."""
        return [problem for problem in self.problems if not problem.crime]

    @property
    def acute(self) -> list[Resident]:
        """Residents in an episode of acute risk today."""
        return [resident for resident in self.residents if resident.acute]

    def uniform(self, purpose: Purpose, when: int, who: int, nth: int) -> float:
        return self.draws.uniform(purpose, when, who, nth)

    def pick(self, among: list, purpose: Purpose, when: int, who: int, nth: int) -> Any:
        """Pick one of a list, by a draw."""
        return among[self.draws.below(len(among), purpose, when, who, nth)]
