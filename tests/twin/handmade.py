"""A small town made by hand, as a snapshot: two neighbourhoods of thirty residents in each community."""

from __future__ import annotations

from typing import Any

import numpy as np

from mobsim.scenario import problems, strategy
from mobsim.scenario.parameters import Parameters, build_parameters
from mobsim.tools.parameter import build_group
from twin.people import AGENCY_HEAD, ASSOCIATION, CHIEF, COUNCILLOR, MAYOR
from twin.programmes import OF_PLACES as PLACE_BROUGHT

HOMES, PLACES, OFFICERS = 30, 3, 2
AGENCIES = len(problems.AGENCIES)
SHARES_OF_COMMUNITIES = tuple(f"communities.{name}" for name in ("overtime", "purse_factor", "paid", "strength"))
TYPES, MEASURES = len(problems.DEFAULT_PROBLEMS), 2


def parameters(**overrides: float) -> Parameters:
    """Build declared parameters, overridden by ``group__field=value``."""
    return build_parameters({name.replace("__", "."): value for name, value in overrides.items()})


def levers(**overrides: float) -> strategy.Levers:
    named = {f"strategy.{name}": value for name, value in overrides.items()}
    return build_group("strategy", strategy.Levers, named)


def handmade(
    seed: int = 7, communities: int = 1, chosen: strategy.Levers | None = None, **given: Any
) -> dict[str, Any]:
    """Make the snapshot of a small town; ``given`` replaces single keys (dots written as two underscores)."""
    towns = 2 * communities
    chance = np.random.default_rng(seed)
    made = {
        **setting(seed, communities, chosen or levers()),
        **of_residents(towns, chance),
        **of_places(towns, chance),
        **of_neighbourhoods(towns),
        **of_service(communities),
        **of_table(communities),
        **of_assessment(towns),
    }
    return made | {name.replace("__", "."): value for name, value in given.items()}


def setting(seed: int, communities: int, chosen: strategy.Levers) -> dict[str, Any]:
    return {
        "seed": seed,
        "day": 0,
        "events": [],
        "weekday": np.ones(7),
        "month": np.ones(12),
        "slots.reserved": 0,
        "reserved": [],
        "under_way": [],
        "agencies": problems.AGENCIES,
        "problems": problems.DEFAULT_PROBLEMS,
        "parameters": parameters(),
        "burn_in_days": 0,
        "levers": [chosen] * communities,
        "strategy": chosen,
        "strategies": {"police": levers(), "adaptive": levers(lead=2)},
    }


def of_residents(towns: int, chance: np.random.Generator) -> dict[str, Any]:
    many = towns * HOMES
    feelings = {name: chance.random(many).astype(np.float32) for name in ("need", "trust", "cohesion", "insecurity")}
    nil = ("grievance", "risk", "fatigue", "volunteer_hours")
    never = ("arrived", "free_from", "offences", "victimisations", "contacts_good", "contacts_bad", "known_to_police")
    never += ("calls_made", "acute_until")
    columns = {
        **feelings,
        **{f"{name}_ground": values.copy() for name, values in feelings.items()},
        **{name: np.zeros(many, np.float32) for name in nil},
        **{name: np.zeros(many, np.int64) for name in never},
        "place": np.arange(many) // (HOMES // PLACES),
        "neighbourhood": np.arange(many) // HOMES,
        "age": np.arange(many) % 4,
        "propensity": np.where((np.arange(many) % 5 == 1) & (np.arange(many) % 4 > 0), 4.0, 0.0).astype(np.float32),
        "threshold": np.full(many, 0.5, np.float32),
        "zeal": np.ones(many, np.float32),
        "member": np.zeros(many, np.int64),
        "active": np.full(many, -1),
        "last_victimised": np.full(many, -1),
    }
    to = [(i + step) % many for i in range(many) for step in (1, 2, 5, many - 1)]
    ties = {"ties.start": np.arange(many + 1) * 4, "ties.to": np.array(to)}
    return {f"residents.{name}": column for name, column in columns.items()} | ties


def of_places(towns: int, chance: np.random.Generator) -> dict[str, Any]:
    many = towns * PLACES
    columns = {
        **dict.fromkeys(("boost", "watch", "backing", "presence", "hours", "disorder"), np.zeros(many)),
        "neighbourhood": np.arange(many) // PLACES,
        "first": np.arange(many) * (HOMES // PLACES),
        "end": (np.arange(many) + 1) * (HOMES // PLACES),
        "attractiveness_upper": np.tile(np.array([0.2, 0.3, 1.0]), towns),
        "appeal": chance.normal(size=many),
        **dict.fromkeys(("hardening", "shallow", "known", "crimes"), np.zeros((many, TYPES))),
        "control": np.full(many, 0.5),
        "trust": np.full(many, 0.5),
        "guardianship": np.full(many, 0.3),
        "near": np.full(many, -1),
        "reporting_shift": np.zeros(many),
        "cycle_true": np.zeros((many, TYPES), np.int64),
        "cycle_recorded": np.zeros((many, TYPES), np.int64),
    }
    nothing = {f"programmes.{name}": np.zeros(many) for name in PLACE_BROUGHT}
    return {f"places.{name}": column for name, column in columns.items()} | nothing


def of_neighbourhoods(towns: int) -> dict[str, Any]:
    nil = ("wave", "participation", "membership", "example", "follow_up_hours", "kept_lately")
    nil += ("cohesion_shift", "usual_severity", "visible", "programme_invited", "heard_members")
    halves = ("need", "trust", "cohesion", "insecurity", "heard_trust", "heard_cohesion")
    columns = {
        **dict.fromkeys(nil, np.zeros(towns)),
        **dict.fromkeys(halves, np.full(towns, 0.5)),
        "community": np.arange(towns) // 2,
        "deprivation": np.tile([0.2, 0.7], towns // 2),
        "turnover": np.tile([0.1, 0.3], towns // 2),
        "opportunity": np.zeros((towns, TYPES)),
        "account": np.zeros((towns, MEASURES)),
        "extent": np.ones((towns, MEASURES)),
        "programme_rotation": np.full(towns, -1.0),
        **dict.fromkeys(("diligence", "use"), np.ones(towns)),
        "risks": [[]] * towns,
        "wave_end": np.zeros(towns, np.int64),
        "zone": np.ones(towns, np.int64),
        "attended": np.zeros(towns, bool),
        "deploy_upper": np.tile([0.5, 1.0], towns // 2),
        "patrol_share": np.full(towns, 0.7),
        "engagement_share": np.full(towns, 0.15),
        "initiative_share": np.full(towns, 0.15),
    }
    ring = {"adjacency.start": np.arange(towns + 1), "adjacency.to": (np.arange(towns) + 1) % towns}
    return {f"neighbourhoods.{name}": column for name, column in columns.items()} | ring


def of_service(communities: int) -> dict[str, Any]:
    many = communities * OFFICERS
    return {
        "officers.community": np.arange(many) // OFFICERS,
        "officers.slot": np.arange(many) % OFFICERS,
        "officers.skill": np.full(many, 0.86),
        "officers.base_skill": np.full(many, 0.86),
        "officers.owed": np.zeros(many),
        "officers.familiarity": np.full((many, 2), 0.2),
        **dict.fromkeys(("supervisors.own", "supervisors.diligence", "supervisors.use"), np.ones(many)),
        **dict.fromkeys(("communities.call_load", "communities.overhead"), np.zeros(communities)),
        **dict.fromkeys(SHARES_OF_COMMUNITIES, np.ones(communities)),
        "communities.reference": np.zeros(communities),
        **{f"communities.team_{name}": np.zeros(communities) for name in ("credit", "load", "chance")},
        "communities.reference_cycles": np.zeros(communities, np.int64),
        "communities.agency_tie": np.zeros((communities, AGENCIES)),
        "communities.crisis_hours": np.zeros((communities, AGENCIES)),
        "communities.agency_share": np.ones((communities, AGENCIES)),
    }


def of_table(communities: int) -> dict[str, Any]:
    """Make a mayor, who convenes, a chief, agencies' heads, and a councillor and an association for each neighbourhood."""
    seats = [(MAYOR, -1, 0, 2), (CHIEF, -1, 0, 2), *((AGENCY_HEAD, agency, 0, 2) for agency in range(AGENCIES))]
    seats += [(role, -1, ward, ward + 1) for role in (COUNCILLOR, ASSOCIATION) for ward in (0, 1)]
    rows = [
        (c, role, agency, first + 2 * c, end + 2 * c) for c in range(communities) for role, agency, first, end in seats
    ]
    community, role, agency, first, end = (np.array(column) for column in zip(*rows, strict=True))
    names = ("commitment", "credibility", "representativeness", "brought")
    return {
        "leaders.community": community,
        "leaders.role": role,
        "leaders.agency": agency,
        "leaders.area_first": first,
        "leaders.area_end": end,
        **{f"leaders.{name}": np.full(len(rows), 0.4) for name in names},
        "communities.convenor": np.arange(communities) * len(seats),
        "collaboration.tie": {
            c: np.full((len(seats), len(seats)), 0.1) * (1 - np.eye(len(seats))) for c in range(communities)
        },
        "collaboration.held": {c: np.zeros((len(seats), len(seats))) for c in range(communities)},
    }


def of_assessment(towns: int) -> dict[str, Any]:
    estimates = {f"assessment.{name}": np.zeros((towns, TYPES)) for name in ("stat", "word", "agency", "truth")}
    experience = {f"beliefs.{name}": np.zeros((towns, TYPES, 2, 2)) for name in ("expected", "seen")}
    belief = np.full((towns, TYPES, 2, 2), 0.5)
    return {**estimates, **experience, "beliefs.belief": belief, "assessment.year": np.zeros(towns)}
