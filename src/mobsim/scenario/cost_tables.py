"""Resolve the unit costs of a scenario file to parameters."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mobsim.scenario.findings import Findings
from mobsim.scenario.overrides import wrong_value
from mobsim.scenario.parameters import SETTABLE
from mobsim.scenario.unit_costs import ITEMS, SHIPPED_CURRENCY, SHIPPED_YEAR, Costs, UnitCost

if TYPE_CHECKING:
    from mobsim.scenario.cost_schema import CostsTable


def resolve_costs(
    table: "CostsTable | None", given: Mapping[str, float], residents: float | None, findings: Findings
) -> tuple[dict[str, float], Costs | None]:
    """Return the parameters that unit costs become, and what is told of them.

    Parameters
    ----------
    table
        ``[costs]`` of a scenario file.
    given
        Parameters that are set already: one that a cost becomes as well is told as wrong.
    residents
        Real residents of a community, their mean where there are several; ``None`` where they are not known.
    """
    if table is None:
        return {}, None
    known = {name: each.declared.default for name, each in SETTABLE.items()} | dict(given)
    units: list[UnitCost] = []
    for name, each in table.given().items():
        item = ITEMS[name]
        rival = next((other.name for other in units if other.parameter == item.parameter), None)
        if rival is not None:
            remedy = "keep one: the model has one situational measure, which does as much whatever it is"
            findings.wrong(f"and {rival} are both the price of {item.parameter}", f"costs.{name}", remedy)
        elif item.parameter in given:
            findings.wrong(
                f"sets {item.parameter}, which [parameters] sets too", f"costs.{name}", "leave one of the two out"
            )
        elif residents:
            value = item.becomes(each.amount, residents, known)
            wrong = wrong_value(item.parameter, value)
            if wrong is not None:
                problem = f"makes {item.parameter} {value:g}, which {wrong[0]}"
                remedy = f"correct the amount ({item.unit})" + (f", or {item.by}" if item.by else "")
                findings.wrong(problem, f"costs.{name}.amount", remedy, value=each.amount)
            units.append(UnitCost(name, each.amount, item.unit, each.source, item.parameter, value))
    values = {each.parameter: each.value for each in units}
    values |= _converted(table, {*values, *given}, findings)
    return values, Costs(table.currency, table.year, tuple(units))


def _converted(table: "CostsTable", named: set[str], findings: Findings) -> dict[str, float]:
    """Return the prices that ship and are not given, in the currency of the file."""
    others = {
        name: each.declared.default
        for name, each in SETTABLE.items()
        if each.declared.unit.startswith(SHIPPED_CURRENCY) and name not in named
    }
    if table.currency == SHIPPED_CURRENCY:
        if table.per_cad is not None:
            findings.wrong("has no effect: amounts are in CAD", "costs.per_cad", "leave it out", value=table.per_cad)
        return {}
    if table.per_cad is None:
        problem = f"is missing: {len(others)} prices are not given, and those that ship are Canadian dollars of {SHIPPED_YEAR}"
        remedy = f"add per_cad = 0.58, what a Canadian dollar is worth in {table.currency}"
        findings.wrong(problem, "costs.per_cad", remedy)
        return {}
    found = {name: value * table.per_cad for name, value in others.items()}
    for name, value in found.items():
        wrong = wrong_value(name, value)
        if wrong is not None:
            remedy = "count in thousands of the currency, or give the price itself"
            findings.wrong(f"makes {name} {value:g}, which {wrong[0]}", "costs.per_cad", remedy, value=table.per_cad)
            return {}
    findings.note(
        f"{len(found)} prices are Canadian ones of {SHIPPED_YEAR} at {table.per_cad:g} {table.currency} a dollar; yours are of "
        f"{table.year}. They show what Canada pays, not what your town does."
    )
    return found
