"""Unit costs as a town keeps them: a post, an hour, a place that is lit; and the parameters that they become.

A parameter of the purse is for each resident and year, so that it holds in towns of any size. A budget has posts and
invoices. What stands between them, residents, cases and places, is worked out here, once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

SHIPPED_CURRENCY, SHIPPED_YEAR = "CAD", 2024
"""Of the prices that ship."""
Known = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of cost: the parameter that it becomes, what an amount is for, and how the one becomes the other.

    ``becomes`` is given the amount, the residents of a community, and the values of parameters, of which it uses ``by``.
    """

    parameter: str
    unit: str
    about: str
    becomes: Callable[[float, float, Known], float]
    by: str = ""


def _as_it_is(amount: float, residents: float, known: Known) -> float:
    del residents, known
    return amount


def _per_resident(amount: float, residents: float, known: Known) -> float:
    del known
    return amount / residents


def _per_case(amount: float, residents: float, known: Known) -> float:
    cases = known["situation_table.cases"] / 1000.0 * residents
    return amount / cases if cases > 0 else float("inf")


def _per_call(amount: float, residents: float, known: Known) -> float:
    del residents
    return amount * known["crisis_teams.calls"] / 1000.0


def _per_place(amount: float, residents: float, known: Known) -> float:
    del residents
    return amount * known["planning.targets"]


def _per_person(amount: float, residents: float, known: Known) -> float:
    del residents
    return amount * known["planning.reached"]


ITEMS: dict[str, Item] = {
    "officer": Item("money.officer_year", "a year", "One more constable, all in.", _as_it_is),
    "overtime": Item("money.officer_hour", "an hour", "An hour of officers' overtime.", _as_it_is),
    "social_worker": Item("delivery.agency_hour_cost", "an hour", "An hour of an agency's staff, all in.", _as_it_is),
    "coordinator": Item(
        "money.collaboration_cost", "a year", "The post of a coordinator, with what it works with.", _per_resident
    ),
    "analyst": Item("money.risk_focus_cost", "a year", "The post of an analyst, all in.", _per_resident),
    "information": Item(
        "money.information_cost", "a year", "Forums, agreements, software and data, at full level.", _per_resident
    ),
    "volunteer_hour": Item(
        "money.volunteer_hour",
        "an hour",
        "A volunteer's hour, were it paid: shown, never counted as a cost.",
        _as_it_is,
    ),
    "situation_table": Item(
        "money.situation_case_cost",
        "a year",
        "A situation table of the whole town for a year.",
        _per_case,
        "situation_table.cases",
    ),
    "crisis_team": Item(
        "money.crisis_teams_cost",
        "a call",
        "A call that a crisis team takes, waiting included.",
        _per_call,
        "crisis_teams.calls",
    ),
    "camera": Item("planning.cost_situational", "a place", "Cameras at one street block.", _per_place),
    "lighting": Item("planning.cost_situational", "a place", "Better lighting of one street block.", _per_place),
    "person_helped": Item(
        "planning.cost_social", "a person", "A place in a programme of social development.", _per_person
    ),
}
"""Unit costs that a scenario may name, by key."""


class UnitCost(NamedTuple):
    """A unit cost as a file gives it, with the parameter that it becomes, and its value."""

    name: str
    amount: float
    unit: str
    source: str
    parameter: str
    value: float


@dataclass(frozen=True, slots=True)
class Costs:
    """What money is counted in, and the unit costs that a scenario gives."""

    currency: str = SHIPPED_CURRENCY
    year: int = SHIPPED_YEAR
    units: tuple[UnitCost, ...] = ()

    def described(self) -> dict[str, object]:
        """Return it as plain data."""
        return {"currency": self.currency, "year": self.year, "units": [each._asdict() for each in self.units]}
