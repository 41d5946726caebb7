"""The snapshot of a model just born, from which the twin is made."""

from __future__ import annotations

from typing import Any

import numpy as np

from mobsim.engine.model import Model
from mobsim.scenario.events import Event
from mobsim.scenario.scenario import Scenario
from mobsim.world.columns import World
from twin.happenings import AS_PLANNED
from twin.people import AGENCY_HEAD, ASSOCIATION, CHIEF, COUNCILLOR, MAYOR
from twin.programmes import OF_NEIGHBOURHOODS as NEIGHBOURHOOD_BROUGHT
from twin.programmes import OF_PLACES as PLACE_BROUGHT
from twin.reading import LEADER

ROLES = {"mayor": MAYOR, "councillor": COUNCILLOR, "chief": CHIEF, "agency": AGENCY_HEAD, "association": ASSOCIATION}
BY_PLACE_AND_TYPE = ("hardening", "shallow", "known", "crimes", "cycle_true", "cycle_recorded")
OF_SLOTS = (*AS_PLANNED, "status", "problem", "staff_hours", "closed", "extent", "likeness", "reviewed", "agency_hours")
WHOM_AND_WHAT = {
    "targets": "target_count",
    "compared": "compared_count",
    "reached": "reached_count",
    "waiting": "waiting_count",
}


def snapshot_of(model: Model, strategy: str) -> dict[str, Any]:
    """Take the twin's snapshot of a model that has not lived a day, and is to follow a strategy after its burn-in."""
    return {
        **setting(model, strategy),
        **tables(model),
        **networks(model),
        **assessment(model),
        **programmes_of(model),
        "under_way": rows_of(model.world, model.world.initiatives.reserved == 0),
    }


def setting(model: Model, strategy: str) -> dict[str, Any]:
    town = model.scenario
    return {
        "seed": model.run_seed,
        "day": model.day,
        "parameters": town.parameters,
        "problems": town.problems,
        "agencies": agencies_of(town),
        "weekday": town.weekday,
        "month": town.month,
        "burn_in_days": town.burn_in_days,
        "levers": [town.strategies[town.reference].levers] * len(town.communities),
        "strategy": town.strategies[strategy].levers,
        "strategies": {name: strategy.levers for name, strategy in town.strategies.items()},
        "events": [dated(model, event) for event in town.events],
        "neighbourhoods.risks": [
            [float(risks[local]) for risks in community.neighbourhoods.risks.values()]
            for community in town.communities
            for local in range(len(community.neighbourhoods))
        ],
    }


def agencies_of(town: Scenario) -> list[str]:
    """Number the agencies: those at tables, community by community, then those that problems name."""
    named = [agency for community in town.communities for agency in community.leaders.agencies]
    named += [problem.agency for problem in town.problems]
    return sorted(set(named), key=named.index)


def dated(model: Model, event: Event) -> dict[str, Any]:
    """Tell an event by numbers instead of names."""
    names = [community.name for community in model.scenario.communities]
    return {
        "day": event.day + model.scenario.burn_in_days,
        "kind": event.kind,
        "severity": event.severity,
        "community": None if event.community is None else names.index(event.community),
        "neighbourhood": number_of(model, event),
        "role": ROLES.get(event.role or ""),
        "partner": ROLES.get(event.partner or ""),
        "budget": event.budget,
        "strategy": event.strategy,
    }


def number_of(model: Model, event: Event) -> int | None:
    """The number of the first neighbourhood that has the event's id."""
    everywhere = [(each.name, name) for each in model.scenario.communities for name in each.neighbourhoods.ids]
    for number, (community, name) in enumerate(everywhere):
        if name == event.neighbourhood and event.community in (None, community):
            return number
    return None


def tables(model: Model) -> dict[str, Any]:
    world = model.world
    made: dict[str, Any] = {}
    for table in ("residents", "places", "programmes", "neighbourhoods", "communities", "officers", "supervisors"):
        columns = getattr(world, table)
        made |= {f"{table}.{name}": np.array(columns[name]) for name in columns.dtype.names}
    made |= {f"leaders.{name}": np.array(world.leaders[name]) for name in ("community", *LEADER)}
    return made | {
        **{f"places.{name}": getattr(world, name).copy() for name in BY_PLACE_AND_TYPE},
        "neighbourhoods.opportunity": world.opportunity.copy(),
        "neighbourhoods.attended": world.neighbourhoods.attended > 0,
        "neighbourhoods.account": world.account.copy(),
        "neighbourhoods.extent": world.extent.copy(),
        "communities.crisis_hours": world.crisis_hours.copy(),
        "communities.agency_share": world.agency_share.copy(),
        "officers.familiarity": world.familiarity.copy(),
        "communities.agency_tie": world.collaboration.agency_tie.copy(),
    }


def programmes_of(model: Model) -> dict[str, Any]:
    """Take what programmes have put into the columns, as the twin takes it up."""
    world = model.world
    keys = {"programmes": PLACE_BROUGHT, "neighbourhoods": NEIGHBOURHOOD_BROUGHT, "officers": ("skill",)}
    reserved = world.initiatives.reserved > 0
    return {
        **{f"{table}.{name}": np.array(getattr(world, table)[name]) for table, names in keys.items() for name in names},
        "slots.reserved": int(reserved.sum()) // world.neighbourhoods.size,
        "reserved": rows_of(world, reserved),
    }


def rows_of(world: World, which: Any) -> list[dict[str, Any]]:
    return [row_of(world, int(slot)) for slot in np.flatnonzero(which & (world.initiatives.status > 0))]


def row_of(world: World, slot: int) -> dict[str, Any]:
    """Tell an initiative by numbers."""
    slots = world.initiatives
    return {
        "slot": slot,
        **{name: slots[name][slot].item() for name in OF_SLOTS},
        "granted": slots.cost[slot].item(),
        "spent": (slots.cost - slots.money)[slot].item(),
        "reserved": bool(slots.reserved[slot]),
        **{name: getattr(world, name)[slot, : slots[count][slot]].tolist() for name, count in WHOM_AND_WHAT.items()},
    }


def networks(model: Model) -> dict[str, Any]:
    world, leaders = model.world, model.world.leaders.community
    ties: dict[str, dict[int, Any]] = {"tie": {}, "held": {}}
    for community in range(len(model.scenario.communities)):
        here = leaders == community
        for part, of_tables in ties.items():
            of_tables[community] = getattr(world.collaboration, part)[here, : here.sum()].copy()
    edges = np.append(world.neighbourhoods.edge_first, world.neighbourhoods.edge_end[-1])
    return {
        "ties.start": world.ties.start.copy(),
        "ties.to": world.ties.to.copy(),
        "adjacency.start": edges,
        "adjacency.to": world.edge_to.copy(),
        **{f"collaboration.{part}": of_tables for part, of_tables in ties.items()},
    }


def assessment(model: Model) -> dict[str, Any]:
    beliefs = model.beliefs
    return {
        **{f"assessment.{name}": getattr(beliefs, name).copy() for name in ("stat", "word", "agency")},
        "assessment.truth": model.counted.smoothed.copy(),
        "assessment.year": beliefs.year.copy(),
        **{f"beliefs.{name}": getattr(beliefs, name).copy() for name in ("belief", "expected", "seen")},
    }
