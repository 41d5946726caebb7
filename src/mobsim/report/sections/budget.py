"""What the first strategy moves in the town's budget, as the model keeps it: so much less for this, so much more for that."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from mobsim.experiment.thresholds import HARDLY
from mobsim.report.findings import Findings, Standing
from mobsim.report.language import Sentences
from mobsim.report.numbers import dollars, listed, plain
from mobsim.report.sections.books import means_of
from mobsim.report.sections.words import cost_level, equal_cost, volunteers_in_words

say = Sentences("budget")
LINES = {
    "patrol": (("hours_patrol",), ("overtime_money",)),
    "calls": (("hours_response", "hours_standby"), ()),
    "engagement": (("hours_engagement",), ()),
    "programmes": (("hours_initiatives",), ("programme_money",)),
    "components": (("hours_overhead",), ("component_money",)),
    "teams": ((), ("team_money",)),
    "table": ((), ("table_money",)),
    "saved": ((), ("money_set_aside",)),
}
"""What a budget is for: officers' hours, and money of the purse."""
GRANTED = ("public purse", "granted")
"""What of the books is the purse itself: its resource and its entry."""
OVERTIME = "overtime_hours"
"""Hours of patrol that the purse buys: they are no part of what officers on duty cost."""
WHOLE_FROM = 10.0
"""Amounts, and parts of amounts, that are told in whole dollars."""
TOLD_FROM = 0.05
"""Lines that move less than this share of all that moves are left out."""


class Budget(NamedTuple):
    """What a strategy costs per resident and year: officers on duty, the purse that is granted, and both by what they are for."""

    officers: float
    purse: float
    lines: dict[str, float]

    @property
    def total(self) -> float:
        """All of it."""
        return self.officers + self.purse


def cost_in_short(findings: Findings) -> str:
    """Say what the strategies cost, what of it is officers and what the purse, and what volunteers give beside it."""
    level, reference = cost_level(findings), budget_of(findings, findings.reference)
    if not level:
        return ""
    told = [level]
    if reference is not None:
        parts = {"officers": _short(reference.officers), "purse": _short(reference.purse)}
        key = "made_of" if equal_cost(findings) else "made_of_reference"
        told.append(say(key, reference=findings.reference.named, **parts))
    return " ".join([*told, volunteers_in_words(findings)])


def what_moves(findings: Findings) -> str:
    """Say which dollars of the budget the first strategy moves, from what to what, and whose dollars they are.

    Nothing where runs do not tell of money line by line, or where hardly anything moves.
    """
    reference, chosen = (budget_of(findings, each) for each in (findings.reference, findings.chosen))
    if reference is None or chosen is None or findings.chosen is findings.reference:
        return ""
    changes = {name: chosen.lines[name] - reference.lines[name] for name in LINES}
    up, down = ({name: each for name, each in changes.items() if sign * each > 0} for sign in (1, -1))
    moved = max(sum(up.values()), -sum(down.values()))
    if not moved >= HARDLY * reference.total:
        return ""
    people = findings.results.people
    told = {
        "chosen": findings.chosen.named,
        "reference": findings.reference.named,
        "total": _short(reference.total),
        "moved": _short(moved),
        "people": plain(people),
        "whole": _in_two_figures(people * moved),
    }
    sides = {"less": _lines(down, moved), "more": _lines(up, moved)}
    spent = [say(key, names=names) for key, names in sides.items() if names]
    return " ".join([say("moves_whole" if people else "moves", **told), *spent, _whose(findings)])


def budget_of(findings: Findings, standing: Standing) -> Budget | None:
    """Return the budget of a strategy; ``None`` where its runs do not tell all of it, or officers are on duty for no hour."""
    purse = _granted(findings, standing)
    names = [OVERTIME, "hours_given", *(name for hours, money in LINES.values() for name in (*hours, *money))]
    if purse is None or not math.isfinite(standing.cost) or not all(standing[name].known for name in names):
        return None
    on_duty = standing["hours_given"].mean - standing[OVERTIME].mean
    if not on_duty > 0:
        return None
    officers = standing.cost - purse
    hours = {name: _sum(standing, of) for name, (of, _) in LINES.items()}
    hours["patrol"] -= standing[OVERTIME].mean
    lines = {name: officers * hours[name] / on_duty + _sum(standing, of) for name, (_, of) in LINES.items()}
    return Budget(officers, purse, lines)


def _granted(findings: Findings, standing: Standing) -> float | None:
    books = findings.results.books
    if books is None or books.empty:
        return None
    means = means_of(books, [standing.name])[standing.name]
    given = [amount for (resource, _, _, entry), amount in means.items() if (resource, entry) == GRANTED]
    return float(given[0]) if given else None


def _sum(standing: Standing, names: Sequence[str]) -> float:
    return sum(standing[name].mean for name in names)


def _lines(changes: dict[str, float], moved: float) -> str:
    """Name what the money is for, the largest sums first."""
    largest = sorted(changes.items(), key=lambda change: -abs(change[1]))
    whole = moved >= WHOLE_FROM
    return listed(
        [say(name, size=_short(abs(size), whole=whole)) for name, size in largest if abs(size) >= TOLD_FROM * moved]
    )


def _short(amount: float, *, whole: bool | None = None) -> str:
    """Write an amount in whole dollars where it, or what it is a part of, is large enough."""
    return dollars(amount, 0 if (amount >= WHOLE_FROM if whole is None else whole) else 2)


def _in_two_figures(amount: float) -> str:
    return dollars(round(amount, 1 - math.floor(math.log10(amount))) if amount else amount)


def _whose(findings: Findings) -> str:
    """Say whose dollars these are: the model's, at its own prices or at those that the town gave."""
    costs = (findings.results.comparison or {}).get("costs") or {}
    if costs.get("units"):
        return say("town_prices", currency=costs["currency"], year=costs["year"])
    return say("own_prices")
