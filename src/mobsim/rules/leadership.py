"""Leaders at their table: who leaves, commitment, ties of collaboration, credibility, representativeness.

Leaders feel what the town is like, as residents do; what they decide, they decide from a briefing (:mod:`mobsim.mobilization`).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.rules.institutions import IS_OFFICIAL, convene, found_tables, hold, succeed
from mobsim.scenario.enumerations import Role
from mobsim.scenario.initiatives import Lead, Status
from mobsim.scenario.leaders import TableParameters
from mobsim.scenario.strategy import LeadPolicy
from mobsim.tools.calendar import CYCLES_IN_YEAR
from mobsim.tools.draws import normal, uniform
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import LeaveDraw, Purpose
from mobsim.world.columns import Float, Leaders, World
from mobsim.world.policies import Policies
from mobsim.world.public import PublicCommunities, PublicNeighbourhoods, public
from mobsim.world.seats import local_leaders, mean_of, seats_at
from mobsim.world.whereabouts import neighbourhood_of

Flags = NDArray[np.bool_]

LEAVE = int(Purpose.LEAVE)
LEAVES = int(LeaveDraw.LEAVES)


class Session(NamedTuple):
    """What a cycle brings to the leaders' tables; shapes ``(neighbourhoods,)``."""

    members: Float  # share of adults who are members: they press for action
    met: Float  # share of initiatives ended in this cycle that met their forecast (NaN where none ended)
    concerns: Float  # raised at forums
    kept: Float  # share of those that were followed up


def come_together(world: World, policies: Policies, table: TableParameters, keys: np.ndarray) -> None:
    """Let leaders meet for years before the first day, so that the table starts as the untreated town keeps it.

    The members of the first day press, and initiatives succeed as they usually do; chief and agencies have initiatives in
    common, unless all are led by residents; no concern is heard.
    """
    leaders, communities = world.leaders, world.communities
    found_tables(world, policies, table)
    at_work = np.repeat(policies.lead[:, None] != LeadPolicy.COMMUNITY, world.collaboration.heads.shape[1], 1)
    members, met = _area_mean(world.neighbourhoods.membership, leaders), np.full(leaders.size, table.usual_met)
    sharing, cycles = policies.information_sharing[leaders.community], table.years_together * CYCLES_IN_YEAR
    leaving = who_leaves(keys[LEAVE], -cycles, cycles, leaders.size, table.leaving_per_year / CYCLES_IN_YEAR)
    some_leave = np.any(leaving, axis=1)
    for cycle in range(-cycles, 0):
        if some_leave[cycle]:
            _take_leave(world, leaving[cycle], table, keys, cycle)
        for community in range(communities.size):
            _commit(world, community, policies.leadership[community], members, met, table)
            _work_together(world, community, policies.collaboration[community], at_work[community], table)
        _listen(leaders, sharing, table)


def sit(
    world: World, policies: Policies, session: Session, table: TableParameters, keys: np.ndarray, cycle: int
) -> None:
    """Let the leaders of every community live a cycle at their table."""
    leaders, communities = world.leaders, world.communities
    leaving = who_leaves(keys[LEAVE], cycle, 1, leaders.size, table.leaving_per_year / CYCLES_IN_YEAR)
    _take_leave(world, leaving[0], table, keys, cycle)
    members, ended = _area_mean(session.members, leaders), ~np.isnan(session.met)
    met = _area_mean(np.where(ended, session.met, 0.0), leaders)
    reviewed = _area_mean(ended.astype(float), leaders)
    met = np.divide(met, reviewed, out=np.zeros_like(met), where=reviewed > 0)
    at_work = _agencies_at_work(world)
    for community in range(communities.size):
        _commit(world, community, policies.leadership[community], members, met, table)
        _work_together(world, community, policies.collaboration[community], at_work[community], table)
        world.collaboration.handover[community] = agency_ties(world, community)
    _earn(world, session, table)
    _listen(leaders, policies.information_sharing[leaders.community], table)
    set_example(world)


@kernel(allocates=True)
def who_leaves(key: np.uint64, first: int, cycles: int, leaders: int, chance: float) -> Flags:
    """Say of each cycle from the ``first`` which leaders leave office in it, ``(cycles, leaders)``."""
    leaving = np.zeros((cycles, leaders), np.bool_)
    for cycle in range(cycles):
        for row in range(leaders):
            leaving[cycle, row] = uniform(key, first + cycle, row, LEAVES) < chance
    return leaving


def _take_leave(world: World, leaving: Flags, table: TableParameters, keys: np.ndarray, cycle: int) -> None:
    """Let leaders leave office who do in this cycle."""
    for row in np.flatnonzero(leaving).tolist():
        leave(world, row, table, keys, cycle)


def leave(world: World, row: int, table: TableParameters, keys: np.ndarray, when: int) -> None:
    """Let a leader leave office; a new one takes the seat, with the ties that institutions hold."""
    leaders = world.leaders
    u_commitment = uniform(keys[LEAVE], when, row, int(LeaveDraw.COMMITMENT))
    u_brought = uniform(keys[LEAVE], when, row, int(LeaveDraw.REPRESENTATIVENESS))
    leaders.commitment[row] = np.clip(table.commitment_mean + table.commitment_spread * normal(u_commitment), 0, 1)
    brought = table.representativeness_mean + table.representativeness_spread * normal(u_brought)
    leaders.brought[row] = leaders.representativeness[row] = np.clip(brought, 0, 1)
    leaders.credibility[row] = table.credibility_new
    succeed(world, row, table)


def _area_mean(values: Float, leaders: Leaders) -> Float:
    """Average over the neighbourhoods that each leader leads."""
    summed = np.concatenate([[0.0], np.cumsum(values)])
    return (summed[leaders.area_end] - summed[leaders.area_first]) / (leaders.area_end - leaders.area_first)


def _commit(
    world: World, community: int, leadership: float, members: Float, met: Float, table: TableParameters
) -> None:
    """Move commitment: it rises with effort, peers, the advocacy of residents who are members, and results, and fades."""
    here = seats_at(world.communities, community)
    commitment, ties = world.leaders.commitment[here], world.collaboration.in_use_at(here)
    # Sums over ties by NumPy, whose order of adding is the one that results rest on; the rest costs many small calls there.
    heard = ties @ commitment.copy()
    move_commitment(commitment, heard, np.add.reduce(ties, 1), members[here], met[here], leadership, table)


@kernel
def move_commitment(
    commitment: Float, heard: Float, ties: Float, members: Float, met: Float, leadership: float, table: TableParameters
) -> None:
    """Move the commitment of leaders whose ``ties`` sum to so much, and who have ``heard`` of their peers' through them."""
    for leader in range(commitment.size):
        own = commitment[leader]
        left = 1.0 - own
        peers = heard[leader] / ties[leader] if ties[leader] > 0.0 else own
        change = table.by_leadership * leadership * left
        change += table.by_peers * (peers - own) * min(1.0, ties[leader] / table.ties_for_peers)
        change += table.by_advocacy * members[leader] * left + table.by_results * met[leader] * left
        commitment[leader] = min(max(own + change - table.commitment_fade * own, 0.0), 1.0)


def _work_together(world: World, community: int, collaboration: float, at_work: Flags, table: TableParameters) -> None:
    """Let leaders meet where somebody convenes them, and institutions take hold of what comes of it.

    ``at_work`` says of which agencies initiatives run that police assist.
    """
    here = seats_at(world.communities, community)
    asked = float(collaboration) if convene(world, community, table) else 0.0
    meet(world.leaders, world.collaboration.tie, here.start, here.stop, asked, at_work, table)
    hold(world, community, asked, table)


@kernel
def meet(
    leaders: Leaders, tie: Float, first: int, end: int, asked: float, at_work: Flags, table: TableParameters
) -> None:
    """Strengthen ties between the leaders ``first`` to ``end - 1``, a community's, through meeting and joint work.

    They meet as far as collaboration is ``asked`` of them, chief and agencies with work in common always. Without, ties fade.
    """
    for one in range(first, end):
        for other in range(first, end):
            own = tie[one, other - first]
            meeting = 1.0 if _work_jointly(leaders, one, other, at_work) else asked
            warmth = math.sqrt(leaders.commitment[one] * leaders.commitment[other])
            grown = table.tie_by_meeting * meeting * warmth * (1.0 - own)
            tie[one, other - first] = own + (grown - table.tie_fade * own) if one != other else 0.0


@kernel
def _work_jointly(leaders: Leaders, one: int, other: int, at_work: Flags) -> bool:
    """Return whether one of two leaders is the chief and the other the head of an agency at work."""
    if leaders.role[one] == Role.CHIEF:
        return leaders.role[other] == Role.AGENCY_HEAD and at_work[leaders.agency[other]]
    if leaders.role[other] == Role.CHIEF:
        return leaders.role[one] == Role.AGENCY_HEAD and at_work[leaders.agency[one]]
    return False


def _agencies_at_work(world: World) -> Flags:
    """Say of which agencies initiatives run that police assist, ``(communities, agencies)``."""
    initiatives, neighbourhoods = world.initiatives, world.neighbourhoods
    running = (initiatives.status == Status.RUNNING) & (initiatives.lead == Lead.POLICE_ASSISTED)
    joint = np.flatnonzero(running & (initiatives.reserved == 0))
    at_work = np.zeros(world.collaboration.heads.shape, bool)
    owner = neighbourhoods.community[neighbourhood_of(joint, initiatives, neighbourhoods)]
    at_work[owner, initiatives.agency[joint]] = True
    return at_work


def agency_ties(world: World, community: int) -> Float:
    """Return how well each agency is tied to the table: its head's mean tie with mayor, chief and other heads."""
    here, heads = seats_at(world.communities, community), world.collaboration.heads[community]
    in_use, officials = world.collaboration.in_use_at(here), np.flatnonzero(IS_OFFICIAL[world.leaders.role[here]])
    ties = np.zeros(heads.size)
    for agency, head in enumerate((heads - here.start).tolist()):
        if head >= 0:
            ties[agency] = in_use[head, officials[officials != head]].mean()
    return ties


def _earn(world: World, session: Session, table: TableParameters) -> None:
    """Move credibility after residents' trust and kept promises, where concerns were heard: no question, no answer."""
    leaders = world.leaders
    concerns, followed_up = _area_mean(session.concerns, leaders), _area_mean(session.kept * session.concerns, leaders)
    kept = np.divide(followed_up, concerns, out=np.zeros_like(concerns), where=concerns > 0)
    earned = 0.5 * _area_mean(world.neighbourhoods.trust, leaders) + 0.5 * kept
    rate = np.where(concerns > 0, table.credibility_rate, 0.0)
    leaders.credibility[:] += rate * (earned - leaders.credibility)


def _listen(leaders: Leaders, sharing: Float, table: TableParameters) -> None:
    """Move representativeness: it rises as committed leaders listen, and returns to what each brought into office."""
    listen(
        leaders.representativeness, leaders.brought, leaders.commitment, sharing, table.listening, table.listening_fade
    )


@kernel
def listen(represents: Float, brought: Float, commitment: Float, sharing: Float, rise: float, fade: float) -> None:
    """Move how well each of all leaders represents residents."""
    for leader in range(represents.size):
        own = represents[leader]
        risen = rise * commitment[leader] * sharing[leader] * (1.0 - own)
        represents[leader] = own + (risen - fade * (own - brought[leader]))


def set_example(world: World) -> None:
    """Set the example that leaders give in each neighbourhood: their commitment, as far as they are believed."""
    neighbourhoods = public(PublicNeighbourhoods, world.neighbourhoods)
    communities = public(PublicCommunities, world.communities)
    rows = local_leaders(neighbourhoods, communities, chief=True, association=True)
    world.neighbourhoods.example[:] = mean_of(world.leaders.commitment * world.leaders.credibility, rows)
