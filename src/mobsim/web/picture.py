"""What a page must know of a town before it can draw it: map, names, seats, problems, strategies, levers."""

from typing import Any

import mobsim
from mobsim.experiment.mapping import map_of, marks
from mobsim.experiment.recording import seats_of
from mobsim.measures import outcomes_for
from mobsim.measures.recorded import BY_TOWN
from mobsim.scenario.ensemble import Ensemble
from mobsim.scenario.enumerations import Role
from mobsim.scenario.events import BUDGET_HIGH, BUDGET_LOW, KINDS, NEEDED
from mobsim.scenario.parameters import LEVERS
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.strategy import LeadPolicy
from mobsim.tools.sums import add_up
from mobsim.web.actions import NOT_FIRED, OFFERED
from mobsim.web.pair import Pair
from mobsim.web.purse import describe_purse
from mobsim.web.scales import scales_of

OF_THE_TABLE = (
    "commitment", "collaboration_ties", "ties_personal", "ties_held", "representativeness",
    "assessment_error", "records_error", "patrol_error",
)  # fmt: skip
"""Outcomes between 0 and 1 that the table shows seat by seat in per cent: a tie is not 44 % here and .44 there."""
PER_CENT = "share of the maximum"


def picture_of(pair: Pair, ensemble: Ensemble | None = None) -> dict[str, Any]:
    """Describe a pair of towns as plain data, and what pairs of other seeds draw from."""
    scenario, shocks = pair.scenario, pair.scenario.parameters.shocks
    return {
        "version": mobsim.__version__,
        "scenario": scenario.name,
        "title": scenario.title,
        "about": " ".join(scenario.about.split()),
        "notes": list(scenario.notes),
        "seed": pair.seed,
        "days": scenario.days,
        "residents": scenario.population,
        "scale": scenario.scale,
        "officers": round(add_up(community.officers for community in scenario.communities), 1),
        "start": list(pair.strategies),
        "strategies": _strategies(pair),
        "map": {**map_of(scenario), "marks": marks()},
        "scales": scales_of(pair),
        "seats": _seats(pair),
        "problems": [problem.name for problem in scenario.problems],
        "crimes": [number for number, problem in enumerate(scenario.problems) if problem.crime],
        "agencies": list(scenario.agencies),
        "levers": _levers(),
        "purse": describe_purse(scenario),
        "joint_work": {"tie": shocks.joint_tie, "cost": shocks.joint_cost},
        "leads": list(LeadPolicy.keys()),
        "budget": {"low": BUDGET_LOW, "high": BUDGET_HIGH},
        "roles": _roles(scenario),
        "events": [kind for kind in KINDS if kind not in NOT_FIRED],
        "needed": NEEDED,
        "outcomes": describe_outcomes(scenario),
        "recorded": list(BY_TOWN),
        "ensemble": None if ensemble is None else {"title": ensemble.title, "parameters": len(ensemble.parameters)},
    }


def _strategies(pair: Pair) -> list[dict[str, Any]]:
    return [
        {"name": each.name, "kind": each.kind.key, "about": each.about, "levers": each.levers._asdict()}
        for each in pair.scenario.strategies.values()
    ]


def _seats(pair: Pair) -> list[dict[str, Any]]:
    world = pair.models[0].world
    leaders, agencies = world.leaders, pair.scenario.agencies
    return [
        {
            "row": int(row),
            "role": Role(leaders.role[row]).key,
            "agency": agencies[int(leaders.agency[row])] if leaders.agency[row] >= 0 else None,
            "areas": [int(leaders.area_first[row]), int(leaders.area_end[row])],
        }
        for row in seats_of(world)
    ]


def _roles(scenario: Scenario) -> list[str]:
    """Name the roles that hold a seat somewhere, whose leader may leave."""
    return [role.key for role in Role if any(each.leaders.held_by(role) for each in scenario.communities)]


def _levers() -> dict[str, dict[str, Any]]:
    described = {}
    for name in OFFERED:
        declared = LEVERS[f"strategy.{name}"][2]
        described[name] = {"low": declared.low, "high": declared.high, "unit": declared.unit, "about": declared.about}
    return described


def describe_outcomes(scenario: Scenario) -> dict[str, dict[str, str]]:
    """Return label, unit, meaning and good side of every outcome; what is of the leaders' table in the table's own unit."""
    return {
        name: {
            "label": each.label,
            "unit": PER_CENT if name in OF_THE_TABLE else each.unit,
            "about": each.about,
            "better": each.better,
        }
        for name, each in outcomes_for(scenario.problems).items()
    }
