"""Why a curve moved: what the ledger has of it, part by part, and what changed among the flows that the rules let act on it.

Three kinds of answers, each from counts alone. *Parts* add up to the change: types of crime, or the steps from what happened
to what police recorded. *Places* add up too, as far as records are rounded: each neighbourhood's share of the change. *Flows*
are what acts on the outcome by the rules (:file:`docs/rules.md`); the ledger says how they changed, not how much each did.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.engine.model import Model
from mobsim.measures import Outcome, Sums, measured, outcomes_for
from mobsim.measures.outcome import RATE, per_1000
from mobsim.scenario.problems import ProblemType
from mobsim.web.messages import Explain
from mobsim.web.news import Explained
from mobsim.web.pair import Pair
from mobsim.world.whereabouts import population

PLACES_SHOWN = 3
DECIMALS = 6
UP, DOWN = 1, -1
ACTS_ON: dict[str, dict[str, int]] = {
    "true_crime": {"hours_patrol": DOWN, "hours_initiatives": DOWN, "volunteer_hours": DOWN, "cohesion": DOWN},
    "recorded_crime": {"true_crime": UP, "trust": UP, "discovered_crime": UP},
    "harm": {"hours_patrol": DOWN, "hours_initiatives": DOWN, "volunteer_hours": DOWN, "cohesion": DOWN},
    "trust": {
        "contacts_good": UP, "contacts_bad": DOWN, "hours_engagement": UP, "visible_crime": DOWN, "victim_crime": DOWN,
    },
    "insecurity": {"victim_crime": UP, "visible_crime": UP, "participation": UP},
    "cohesion": {"participation": UP, "victim_crime": DOWN, "insecurity": DOWN},
    "membership": {"cohesion": UP, "commitment": UP, "insecurity": UP},
    "need_for_assistance": {
        "recorded_harm": UP, "recorded_crime": UP, "discovered_crime": UP, "trust": DOWN, "cohesion": DOWN,
        "membership": DOWN,
    },
}  # fmt: skip
"""What acts on each outcome by the rules, and which way more of it pushes."""
OF_AREA = {"need_for_assistance": "need"}
"""What records call an outcome in neighbourhoods, where that is another name."""
LAG = {"need": 1}
"""By how many weeks records of neighbourhoods are ahead of the ledger: it closes the week before the cycle assesses need."""
FELT_BY_ADULTS = ("trust", "cohesion", "insecurity", "membership")

Weeks = Sequence[Mapping[str, Any]]


class _Span(NamedTuple):
    """Some weeks of one town: their sums in all neighbourhoods, and the means of records by neighbourhood, if they are kept."""

    sums: Sums
    areas: NDArray[np.float64] | None


def explain(pair: Pair, records: Mapping[str, Weeks], asked: Explain) -> Explained:
    """Say why an outcome moved: in each of two towns against as many weeks before, and in the second against the first.

    ``records`` are those of each town, week by week.
    """
    for town in asked.towns:
        pair.require(town)
    last = min(len(records[town]) for town in asked.towns) - 1
    week = last if asked.week is None else min(last, asked.week)
    count = min(asked.weeks, week + 1)
    spans = [_Spans(pair.towns[town], records[town], asked.outcome) for town in asked.towns]
    now = [each.over(week, count) for each in spans]
    before = [each.over(week - count, count) for each in spans]
    causes = _Causes(pair.models[0], asked.outcome)
    first, second = (causes.between(*each) for each in zip(before, now, strict=True))
    return Explained(
        outcome=asked.outcome, week=week, weeks=count, asked=asked.weeks, towns=asked.towns,
        first=first, second=second, gap=causes.between(*now),
    )  # fmt: skip


class _Spans:
    """Cut spans of weeks out of a town's ledger and records; weeks before the towns parted stand in the ledger alone."""

    def __init__(self, model: Model, weeks: Weeks, outcome: str) -> None:
        self._ledger = model.ledger
        self._first = len(model.ledger.weeks) - len(weeks)  # where the ledger has the week that the page calls 0
        self._weeks, self._name = weeks, OF_AREA.get(outcome, outcome)

    def over(self, week: int, count: int) -> _Span | None:
        """Return so many weeks up to one; ``None`` where there were none."""
        first, end = self._first + week - count + 1, self._first + week + 1
        rows = self._ledger.weeks[max(0, first) : max(0, end)]
        if not rows:
            return None
        week -= LAG.get(self._name, 0)
        kept = [each["areas"][self._name] for each in self._weeks[max(0, week - count + 1) : max(0, week + 1)]]
        areas = np.mean(np.array(kept, float), 0) if len(kept) == count else None
        return _Span(self._ledger.sums(np.sum([each.sum(0) for each in rows], 0)[None]), areas)


class _Causes:
    """What there is to be said of a change in one outcome."""

    def __init__(self, model: Model, outcome: str) -> None:
        problems = model.scenario.problems
        known = {**outcomes_for(problems), "visible_crime": _visible(problems), "recorded_harm": RECORDED_HARM}
        flows = ACTS_ON[outcome]
        self._outcomes = {name: known[name] for name in (outcome, *flows) if name in known}
        self._name, self._flows = outcome, flows
        self._parts = PARTS.get(outcome)
        self._problems = problems
        neighbourhoods = model.world.neighbourhoods
        adults = outcome in FELT_BY_ADULTS
        weight = np.asarray(neighbourhoods.adults if adults else population(neighbourhoods), float)
        self._weight = weight / weight.sum()

    def between(self, before: _Span | None, now: _Span | None) -> dict[str, Any] | None:
        """Compare one span with another; ``None`` where one is missing."""
        if before is None or now is None:
            return None
        earlier, later = (measured(each.sums, self._outcomes) for each in (before, now))
        parts = [] if self._parts is None else self._parts(before.sums, now.sums, self._problems)
        flows = [
            [name, _plain(earlier[name]), _plain(later[name]), push]
            for name, push in self._flows.items()
            if name in later
        ]
        return {
            "before": _plain(earlier[self._name]), "now": _plain(later[self._name]),
            "parts": [[name, _plain(share)] for name, share in parts], "flows": flows, "places": self._places(before, now),
        }  # fmt: skip

    def _places(self, before: _Span, now: _Span) -> list[list[Any]]:
        """List the neighbourhoods that moved the outcome most: number, value before and now, share of the town's change."""
        if before.areas is None or now.areas is None:
            return []
        moved = self._weight * np.nan_to_num(now.areas - before.areas)
        most = np.argsort(-np.abs(moved), kind="stable")[:PLACES_SHOWN]
        return [
            [int(at), _plain(before.areas[at]), _plain(now.areas[at]), _plain(moved[at])]
            for at in most
            if moved[at] != 0
        ]


def _visible(problems: Iterable[ProblemType]) -> Outcome:
    """Return the crimes that leave traces in the street."""
    names = [f"true_{problem.name}" for problem in problems if problem.visible]
    return Outcome(
        "visible_crime", "Visible disorder", RATE, "Crimes that can be seen in the street.", "lower", per_1000(*names)
    )


RECORDED_HARM = Outcome(
    "recorded_harm",
    "Recorded harm",
    RATE,
    "Recorded crime, weighted by severity.",
    "neither",
    per_1000("recorded_severity"),
)


Parts = list[tuple[str, Any]]


def _by_type(before: Sums, now: Sums, problems: Iterable[ProblemType]) -> Parts:
    """Part crime by type."""
    crimes = [problem.name for problem in problems if problem.crime]
    rates = {name: per_1000(f"true_{name}") for name in crimes}
    return [(name, rate(now) - rate(before)) for name, rate in rates.items()]


def _by_step(before: Sums, now: Sums, problems: Iterable[ProblemType]) -> Parts:
    """Part recorded crime by what happened, how much of it was reported, and how much of that police recorded."""
    crimes = [problem.name for problem in problems if problem.crime]
    series = [per_1000(*(f"{key}_{name}" for name in crimes)) for key in ("true", "reported", "recorded")]
    return _steps(("happened", "told", "written"), before, now, series)


def _by_gravity(before: Sums, now: Sums, problems: Iterable[ProblemType]) -> Parts:
    """Part harm by how much happened, and how grave it was on average."""
    incidents = per_1000(*(f"true_{problem.name}" for problem in problems))
    return _steps(("how_many", "how_grave"), before, now, [incidents, per_1000("harm")])


def _steps(names: Sequence[str], before: Sums, now: Sums, series: Sequence[Callable[[Sums], Any]]) -> Parts:
    """Part the last of a series by the first, and by the share that each of the others is of the one before.

    The logarithm of a product is the sum of the logarithms of its factors; each factor's part of the change is its part of that
    sum. Nothing is said where something was nought.
    """
    levels = np.array([[float(each(sums)[0]) for each in series] for sums in (before, now)])
    if not np.all(levels > 0):
        return []
    rises = np.diff(np.log(levels), axis=0)[0]
    factors = np.diff(rises, prepend=0.0)
    change, whole = levels[1, -1] - levels[0, -1], rises[-1]
    scale = levels[1, -1] if abs(whole) < 1e-12 else change / whole
    return [(name, scale * factor) for name, factor in zip(names, factors, strict=True)]


PARTS: dict[str, Callable[[Sums, Sums, Iterable[ProblemType]], Parts]] = {
    "true_crime": _by_type, "recorded_crime": _by_step, "harm": _by_gravity,
}  # fmt: skip
"""Outcomes that can be parted, and how."""


def _plain(value: Any) -> float | None:
    number = float(np.asarray(value, float).ravel()[0])
    return None if number != number else round(number, DECIMALS)
