"""Writing the twin's objects back into a snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from twin.happenings import AS_PLANNED, Tally
from twin.people import Officer, Resident, Supervisor
from twin.places import Community, Neighbourhood, Place
from twin.reading import LEADER

SLOT_VALUES = (
    *(*AS_PLANNED, "status", "granted", "spent", "agency_hours", "volunteer_hours", "police_hours"),
    *("likeness", "seen", "matched", "expected_before", "extent", "reviewed"),
)


def columns(table: str, things: Iterable[Any], names: Iterable[str]) -> dict[str, np.ndarray]:
    things = list(things)
    return {f"{table}.{name}": np.array([getattr(thing, name) for thing in things]) for name in names}


def written(town: Any) -> dict[str, Any]:
    """Take what never changes from the snapshot read, and write the rest anew."""
    return {
        **town.source,
        "day": town.day,
        "levers": [community.levers for community in town.communities],
        **written_residents(town),
        **columns(
            "places",
            town.places,
            (*Place.VALUES, "hardening", "shallow", "known", "crimes", "cycle_true", "cycle_recorded"),
        ),
        **written_neighbourhoods(town),
        **written_communities(town),
        **written_officers(town),
        **columns("supervisors", town.supervisors, (*Supervisor.VALUES, "others_came")),
        **columns("leaders", town.leaders, LEADER),
        **written_initiatives(town),
        **written_counts(town),
        **written_calls(town),
    }


def written_residents(town: Any) -> dict[str, np.ndarray]:
    single = columns("residents", town.residents, Resident.SINGLE)
    return {
        **{name: column.astype(np.float32) for name, column in single.items()},
        **columns("residents", town.residents, Resident.WHOLE),
    }


def written_neighbourhoods(town: Any) -> dict[str, np.ndarray]:
    everywhere = town.neighbourhoods
    return {
        **columns("neighbourhoods", everywhere, Neighbourhood.VALUES),
        **columns(
            "neighbourhoods",
            everywhere,
            ("deploy_lower", "able_hours", "patrol_hours", "engagement_hours", "initiative_hours", "account", "extent"),
        ),
        **columns("assessment", everywhere, ("stat", "word", "agency", "truth", "severity", "year")),
        **columns("beliefs", everywhere, ("belief", "expected", "seen")),
        "adjacency.upper": np.array([bound for n in everywhere for bound in n.adjacent_upper]),
    }


def written_communities(town: Any) -> dict[str, Any]:
    return {
        **columns(
            "communities",
            town.communities,
            (
                *Community.VALUES,
                *Community.LISTS,
                "set_aside",
                "assessment_error",
                "records_error",
                "patrol_error",
                "team_given",
                "team_lapsed",
            ),
        ),
        **columns("communities", town.communities, ("tables_ended", "tables_begun")),
        "communities.convenor": np.array([each.convenor.number if each.convenor else -1 for each in town.communities]),
        "collaboration.tie": {community.number: np.array(community.ties) for community in town.communities},
        "collaboration.held": {community.number: np.array(community.held) for community in town.communities},
    }


def written_officers(town: Any) -> dict[str, np.ndarray]:
    widest = max((len(community.neighbourhoods) for community in town.communities), default=0)
    familiarity = np.zeros((len(town.officers), widest))
    for officer in town.officers:
        familiarity[officer.number, : len(officer.familiarity)] = officer.familiarity
    hours = {
        f"officers.{activity}_hours": np.array([officer.worked[activity] for officer in town.officers])
        for activity in Officer.ACTIVITIES
    }
    return {
        **columns("officers", town.officers, ("slot", "skill", "reserve", "able", "owed")),
        "officers.familiarity": familiarity,
        "officers.squad": np.array(
            [c.supervisor_of(slot).number for c in town.communities for slot in range(len(c.officers))], dtype=int
        ),
        **hours,
    }


def written_initiatives(town: Any) -> dict[str, Any]:
    slots = [initiative for neighbourhood in town.neighbourhoods for initiative in neighbourhood.slots]
    out: dict[str, Any] = {
        f"initiatives.{name}": np.array([getattr(slot, name) if slot else 0 for slot in slots]) for name in SLOT_VALUES
    }
    out["initiatives.volunteers"] = np.array(
        [n.volunteers(slot) if slot else 0 for n in town.neighbourhoods for slot in n.slots]
    )
    out["initiatives.turnouts"] = np.array(
        [n.turnouts(slot) if slot else 0 for n in town.neighbourhoods for slot in n.slots]
    )
    out["initiatives.problem"] = np.array([slot.problem.number if slot and slot.problem else -1 for slot in slots])
    for name in ("targets", "compared", "reached", "waiting"):
        out[f"initiatives.{name}"] = [[each.number for each in getattr(slot, name)] if slot else [] for slot in slots]
    return out


def written_counts(town: Any) -> dict[str, np.ndarray]:
    names = Tally.BY_TYPE + Tally.MEASURED + Tally.SINGLE
    counts = columns("counts", [neighbourhood.counts for neighbourhood in town.neighbourhoods], names)
    cycle = columns("cycle", [neighbourhood.cycle for neighbourhood in town.neighbourhoods], Tally.OF_CYCLE)
    return {**counts, **cycle}


def written_calls(town: Any) -> dict[str, np.ndarray]:
    return {
        "calls.day": np.array([call.day for call in town.calls], dtype=int),
        "calls.neighbourhood": np.array([call.neighbourhood.number for call in town.calls], dtype=int),
        "calls.problem": np.array([call.problem.number if call.problem else -1 for call in town.calls], dtype=int),
        "calls.caller": np.array([call.caller.number for call in town.calls], dtype=int),
        "calls.hours": np.array([call.hours for call in town.calls], dtype=float),
        "calls.recorded": np.array([call.recorded for call in town.calls], dtype=bool),
        "calls.tip": np.array([call.tip for call in town.calls], dtype=bool),
    }
