"""Found the police services, the leaders' tables and the slots of initiatives."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from mobsim.scenario.enumerations import Role
from mobsim.scenario.initiatives import Measure
from mobsim.scenario.leaders import TableParameters
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.planning import PlanningParameters, extent_from
from mobsim.scenario.police import ContactsParameters
from mobsim.scenario.scenario import Community
from mobsim.scenario.supervision import SupervisionParameters
from mobsim.tools.births import Born, LeaderDraw, NeighbourhoodDraw
from mobsim.tools.draws import normals, uniforms
from mobsim.world.columns import (
    Collaboration,
    Communities,
    Float,
    Initiatives,
    Int32,
    Leaders,
    Neighbourhoods,
    Officers,
    Supervisors,
)
from mobsim.world.extent import NOTHING_RESERVED, Reserved, reach_of_slots
from mobsim.world.table import NONE
from mobsim.world.whereabouts import population


def found_officers(communities: Sequence[Community], contacts: ContactsParameters, key: np.uint64) -> Officers:
    """Hire the officers of each community, one to a slot."""
    counts = [community.hired for community in communities]
    count = sum(counts)
    drawn = normals(key, Born.OFFICERS, np.arange(count))
    skill = np.clip(contacts.skill_mean + contacts.skill_spread * drawn, 0.0, 1.0)
    officers = Officers.rows(count)
    officers.community[:] = np.repeat(np.arange(len(counts)), counts)
    officers.slot[:] = np.concatenate([np.arange(each) for each in counts])
    officers.at_slot[:] = np.arange(count)
    officers.skill[:] = officers.base_skill[:] = skill
    return officers


def form_squads(
    communities: Sequence[Community], officers: Officers, supervision: SupervisionParameters
) -> Supervisors:
    """Divide the slots of each community into squads of nearly equal size, each with a supervisor of the usual sort."""
    squads = [supervision.squads_of(community.hired) for community in communities]
    first = np.cumsum(squads) - squads
    hired = np.array([community.hired for community in communities])[officers.community]
    officers.squad[:] = first[officers.community] + officers.slot * np.array(squads)[officers.community] // hired
    supervisors = Supervisors.rows(sum(squads))
    supervisors.community[:] = np.repeat(np.arange(len(squads)), squads)
    supervisors.own[:] = supervisors.diligence[:] = supervisors.use[:] = 1.0
    return supervisors


def seat_leaders(
    communities: Sequence[Community],
    neighbourhoods: Neighbourhoods,
    agencies: Sequence[str],
    table: TableParameters,
    key: np.uint64,
) -> Leaders:
    """Seat a mayor, the councillors of wards, a chief, heads of agencies and residents' associations at each table."""
    seats = [
        seat
        for number, community in enumerate(communities)
        for seat in _seats(number, community, neighbourhoods, agencies)
    ]
    leaders = Leaders.rows(len(seats))
    for row, seat in enumerate(seats):
        leaders.community[row], leaders.role[row], leaders.agency[row] = seat[:3]
        leaders.area_first[row], leaders.area_end[row] = first, end = seat[3:]
        if leaders.role[row] == Role.COUNCILLOR:
            neighbourhoods.councillor[first:end] = row
        elif leaders.role[row] == Role.ASSOCIATION:
            neighbourhoods.association[first:end] = row
    rows = np.arange(len(seats))
    drawn = normals(key, Born.LEADERS, rows, LeaderDraw.COMMITMENT)
    leaders.commitment[:] = np.clip(table.commitment_mean + table.commitment_spread * drawn, 0.0, 1.0)
    drawn = normals(key, Born.LEADERS, rows, LeaderDraw.REPRESENTATIVENESS)
    leaders.brought[:] = np.clip(table.representativeness_mean + table.representativeness_spread * drawn, 0.0, 1.0)
    leaders.representativeness[:] = leaders.brought
    leaders.credibility[:] = table.credibility_new
    return leaders


def _seats(
    number: int, community: Community, neighbourhoods: Neighbourhoods, agencies: Sequence[str]
) -> list[tuple[int, int, int, int, int]]:
    here = np.flatnonzero(neighbourhoods.community == number)
    first, end = int(here[0]), int(here[-1]) + 1
    leaders = community.leaders
    wards = _blocks(first, end, leaders.councillors)
    quarters = _blocks(first, end, leaders.associations)
    return [
        (number, Role.MAYOR, NONE, first, end),
        *((number, Role.COUNCILLOR, NONE, a, b) for a, b in wards),
        (number, Role.CHIEF, NONE, first, end),
        *((number, Role.AGENCY_HEAD, agencies.index(agency), first, end) for agency in leaders.agencies),
        *((number, Role.ASSOCIATION, NONE, a, b) for a, b in quarters),
    ]


def _blocks(first: int, end: int, count: int) -> list[tuple[int, int]]:
    """Cut a run of neighbourhoods into blocks of about the same length; no more blocks than neighbourhoods."""
    count = min(count, end - first)
    cuts = [first + (end - first) * each // count for each in range(count + 1)] if count else []
    return list(pairwise(cuts))


def found_communities(communities: Sequence[Community], leaders: Leaders) -> Communities:
    """Lay out the communities' ranges of neighbourhoods, officers and leaders."""
    table = Communities.rows(len(communities))
    counts = {
        "neighbourhood": [len(community.neighbourhoods) for community in communities],
        "officer": [community.hired for community in communities],
        "leader": np.bincount(leaders.community, minlength=len(communities)),
    }
    for noun, each in counts.items():
        table[f"end_{noun}"] = np.cumsum(each)
        table[f"first_{noun}"] = table[f"end_{noun}"] - each
    table.mayor[:] = np.flatnonzero(leaders.role == Role.MAYOR)
    table.chief[:] = np.flatnonzero(leaders.role == Role.CHIEF)
    table.overtime[:] = table.purse_factor[:] = table.paid[:] = 1.0
    table.strength[:] = [community.officers / community.hired if community.hired else 1.0 for community in communities]
    return table


def introduce_leaders(leaders: Leaders, agencies: int, table: TableParameters) -> Collaboration:
    """Tie the leaders of each community to one another as they are tied when the town is born."""
    seats = np.bincount(leaders.community)
    heads = np.full((seats.size, agencies), NONE, np.int64)
    tie = np.zeros((leaders.size, int(seats.max())))
    for number in range(seats.size):
        at = np.flatnonzero(leaders.community == number)
        tie[at[:, None], np.arange(at.size)] = table.tie_at_birth
        tie[at, np.arange(at.size)] = 0.0
    for row in np.flatnonzero(leaders.role == Role.AGENCY_HEAD):
        heads[leaders.community[row], leaders.agency[row]] = row
    return Collaboration(tie, np.zeros_like(tie), heads, np.zeros(heads.shape))


def first_extents(neighbourhoods: int, planning: PlanningParameters, key: np.uint64) -> Float:
    """Draw how dear the initiatives are for which neighbourhoods save at birth, times the usual, by measure.

    For a dear one a neighbourhood saves longer, so that at any moment more save for one: the distribution of those begun, each
    weighed with its own length (for the lognormal, of mean ``exp(spread**2)``).
    """
    rows = np.arange(neighbourhoods)
    drawn = [normals(key, Born.NEIGHBOURHOODS, rows, NeighbourhoodDraw.FIRST_EXTENT + measure) for measure in Measure]
    return extent_from(np.stack(drawn, 1) + planning.extent_spread, planning.extent_spread)


def first_positions(neighbourhoods: int, key: np.uint64) -> Float:
    """Draw how far accounts are on their way to the next initiative, ``(neighbourhoods, measures)``, from 0 to 1."""
    rows = np.arange(neighbourhoods)
    return np.stack(
        [uniforms(key, Born.NEIGHBOURHOODS, rows, NeighbourhoodDraw.FIRST_ACCOUNT + measure) for measure in Measure], 1
    )


class Concerned(NamedTuple):
    """Room for the places and residents whom initiatives concern, ``(slots, most)``."""

    targets: Int32
    compared: Int32
    reached: Int32
    waiting: Int32


def found_slots(
    neighbourhoods: Neighbourhoods, rules: Parameters, reserved: Reserved = NOTHING_RESERVED
) -> tuple[Initiatives, Concerned]:
    """Make the empty slots of initiatives of all neighbourhoods, and room for the places and residents they concern."""
    each = rules.planning.running_at_most + reserved.slots
    slots = neighbourhoods.size * each
    places, residents = reach_of_slots(rules.planning, int(population(neighbourhoods).max()), reserved)
    widths = (places, places * rules.review.compared, residents, residents)
    initiatives = Initiatives.rows(slots)
    initiatives.reserved[:] = np.arange(slots) % each >= rules.planning.running_at_most
    return initiatives, Concerned(*(np.zeros((slots, width), np.int32) for width in widths))
