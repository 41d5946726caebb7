"""What levers cost: told where they stand, from the declared prices of the scenario."""

from typing import Any

from mobsim.mobilization.budget import cost_of_levels
from mobsim.scenario.given import levers_with
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.strategy import Levers
from mobsim.world.policies import policies_of

PAID = ("leadership", "collaboration", "risk_focus", "information_sharing", "crisis_teams", "situation_table")
"""Levers that take money from the purse."""
IN_HOURS = ("leadership", "collaboration", "risk_focus", "information_sharing")
"""Levers that take officers' free hours."""
CENTS = 2


def describe_purse(scenario: Scenario) -> dict[str, Any]:
    """Return the purse and what each lever takes of it at full level, a resident and year; and of officers' free hours."""
    parameters = scenario.parameters
    nothing = levers_with(scenario.strategy(scenario.reference).levers, dict.fromkeys(PAID, 0.0))
    costs = {name: _cost(levers_with(nothing, {name: 1.0}), scenario) for name in PAID}
    hours = dict.fromkeys(IN_HOURS, parameters.money.component_hours)
    return {"each": parameters.money.purse, "costs": costs, "hours": hours}


def _cost(levers: Levers, scenario: Scenario) -> float:
    parameters = scenario.parameters
    return round(float(cost_of_levels(policies_of([levers]), parameters.money, parameters.situation_table)[0]), CENTS)
