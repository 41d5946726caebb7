"""Planners of users' own, in place of the shipped one: handed copies of what leaders believe, and held to their budget.

A planner that is named by a strategy gets the same two records as the shipped one. Its copies cannot be written to, and share
no memory with the tables of the town: whatever it looks up in them, it finds what was handed over and nothing else.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from mobsim.errors import MobsimError
from mobsim.extensions.references import load
from mobsim.mobilization.briefing import Briefing
from mobsim.mobilization.planning import NONE, Budget, Plan, Planner, plan_by_need
from mobsim.mobilization.worth import suits
from mobsim.scenario.initiatives import Lead, Measure
from mobsim.world.policies import Policies

ROUNDING = 1e-9


class PlannerError(MobsimError):
    """Report that a planner of a user's own failed, or proposed what cannot be."""


def planner_of(references: Sequence[str]) -> Planner:
    """Return what plans for communities that have these planners, one each; empty stands for the shipped one."""
    return partial(_plan_each, tuple(references)) if any(references) else plan_by_need


def _plan_each(references: tuple[str, ...], briefing: Briefing, budget: Budget) -> Plan:
    """Ask each planner once, and take its proposals for the communities that are its own."""
    chosen = plan_by_need(briefing, budget)
    plan = Plan(chosen.problem.copy(), chosen.lead.copy(), chosen.cost.copy())
    for reference in dict.fromkeys(filter(None, references)):
        proposed = ask(reference, briefing, budget)
        own = np.isin(budget.community, [row for row, each in enumerate(references) if each == reference])
        for column, part in zip(plan, proposed, strict=True):
            column[own] = part[own]
    return plan


def ask(reference: str, briefing: Briefing, budget: Budget) -> Plan:
    """Ask a planner for its plan, and check it.

    Raises
    ------
    PlannerError
        If it fails, or proposes what cannot be.
    """
    planner = load(reference, "planner")
    try:
        proposed = planner(*handed_over(briefing, budget))
    except Exception as error:
        raise PlannerError(f"the planner {reference} raised {type(error).__name__}: {error}") from error
    try:
        return checked(proposed, briefing, budget)
    except ValueError as error:
        raise PlannerError(f"the planner {reference} {error}") from None


def handed_over(briefing: Briefing, budget: Budget) -> tuple[Briefing, Budget]:
    """Return both records with copies that cannot be written to, and have nothing behind them."""
    told: Any = [_closed(each) for each in briefing]
    levers: Any = [_closed(each) for each in budget.policies]
    means: Any = [_closed(each) for each in budget]
    return Briefing(*told), Budget(*means)._replace(policies=Policies(*levers))


def _closed(value: object) -> object:
    """Return a copy of an array, made of bytes: nothing can make it writable, nor find the table that it was cut from."""
    if not isinstance(value, np.ndarray):
        return value
    if value.size:
        return np.frombuffer(value.tobytes(), value.dtype).reshape(value.shape)
    empty = np.zeros(value.shape, value.dtype)
    empty.flags.writeable = False
    return empty


def checked(proposed: object, briefing: Briefing, budget: Budget) -> Plan:
    """Return a plan with columns of their own, or raise a ValueError that says what it does wrong."""
    if not isinstance(proposed, tuple) or len(proposed) != len(Plan._fields):
        raise ValueError(f"must return a Plan, not {type(proposed).__name__}")
    shape = (budget.community.size, len(Measure))
    plan = Plan(
        _whole("problem", proposed[0], shape), _whole("lead", proposed[1], shape), _number("cost", proposed[2], shape)
    )
    begins = plan.problem != NONE
    _within("problem", plan.problem, NONE, budget.severity.shape[1] - 1)
    _within("lead", plan.lead, min(Lead), max(Lead))
    if (begins & ~suits(briefing)[plan.problem, np.arange(len(Measure))]).any():
        raise ValueError("proposes a measure for a problem that it does not suit")
    # Work comes with the initiative, not with its money: what is paid less for would be had for nothing.
    least = budget.cost * budget.planning.share_of_cost(plan.lead) * (1.0 - ROUNDING)
    if (begins & ~np.isfinite(plan.cost)).any():
        raise ValueError("proposes an initiative whose cost is no number")
    if (begins & (plan.cost < least)).any():
        raise ValueError("proposes an initiative for less than its budget says that it costs")
    return plan


def _column(name: str, given: object, shape: tuple[int, ...]) -> np.ndarray:
    column = np.array(given)
    if column.shape != shape:
        raise ValueError(f"returns {name} of shape {column.shape}; it must be {shape}, neighbourhoods by measures")
    return column


def _whole(name: str, given: object, shape: tuple[int, ...]) -> np.ndarray:
    column = _column(name, given, shape)
    if column.dtype.kind not in "iu":
        raise ValueError(f"returns {name} that are no whole numbers")
    return column.astype(np.int64)


def _number(name: str, given: object, shape: tuple[int, ...]) -> np.ndarray:
    column = _column(name, given, shape)
    if column.dtype.kind not in "iuf":
        raise ValueError(f"returns {name} that are no numbers")
    return column.astype(np.float64)


def _within(name: str, column: np.ndarray, low: int, high: int) -> None:
    if ((column < low) | (column > high)).any():
        raise ValueError(f"returns {name} outside of {low} to {high}")
