"""Found the police services, the leaders' tables and the slots of initiatives."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.enumerations import Role
from mobsim.scenario.initiatives import Measure
from mobsim.scenario.leaders import TableParameters
from mobsim.scenario.planning import PlanningParameters, costs_of_initiatives
from mobsim.scenario.police import ContactsParameters
from mobsim.scenario.scenario import Community
from mobsim.tools.births import Born, CommunityDraw, LeaderDraw, NeighbourhoodDraw
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
    World,
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
    leaders.credibility[:] = 0.5
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
    return Collaboration(tie, heads, np.zeros(heads.shape))


def first_claims(
    communities: Communities, neighbourhoods: Neighbourhoods, planning: PlanningParameters, key: np.uint64
) -> Float:
    """Draw what each neighbourhood may call its own of the accounts for initiatives, so that no two wait in step.

    Claims sum to 0 over a community, whose accounts hold nothing yet.
    """
    rows, living = np.arange(neighbourhoods.size), population(neighbourhoods)
    u = np.stack(
        [uniforms(key, Born.NEIGHBOURHOODS, rows, NeighbourhoodDraw.FIRST_CLAIM + measure) for measure in Measure], 1
    )
    claim = (u - 0.5) * costs_of_initiatives(planning, living)
    for first, end in zip(communities.first_neighbourhood, communities.end_neighbourhood, strict=True):
        claim[first:end] -= claim[first:end].mean(0)
    return claim


def fill_accounts(world: World, have_income: NDArray[np.bool_], planning: PlanningParameters, key: np.uint64) -> None:
    """Let each account that has an income be somewhere on its way to the next initiative, so that no two towns buy in step.

    ``have_income`` says which do, ``(communities, measures)``. What an account holds was granted before, and
    is claimed evenly.
    """
    communities, living = world.communities, population(world.neighbourhoods)
    costs, rows = costs_of_initiatives(planning, living), np.arange(communities.size)
    for measure in Measure:
        u = uniforms(key, Born.COMMUNITIES, rows, CommunityDraw.FIRST_ACCOUNT + measure)
        for row in np.flatnonzero(have_income[:, measure]):
            here = slice(communities.first_neighbourhood[row], communities.end_neighbourhood[row])
            world.account[row, measure] = u[row] * costs[here, measure].mean()
            world.claim[here, measure] += world.account[row, measure] / len(costs[here])
            communities.granted[row] += world.account[row, measure]


def found_slots(
    neighbourhoods: Neighbourhoods, planning: PlanningParameters, reserved: Reserved = NOTHING_RESERVED
) -> tuple[Initiatives, Int32, Int32]:
    """Make the empty slots of initiatives of all neighbourhoods, and room for the places and residents they reach."""
    each = planning.running_at_most + reserved.slots
    slots = neighbourhoods.size * each
    places, residents = reach_of_slots(planning, int(population(neighbourhoods).max()), reserved)
    targets, reached = np.zeros((slots, places), np.int32), np.zeros((slots, residents), np.int32)
    initiatives = Initiatives.rows(slots)
    initiatives.reserved[:] = np.arange(slots) % each >= planning.running_at_most
    return initiatives, targets, reached
