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
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.strategy import LeadPolicy
from mobsim.tools.calendar import CYCLES_IN_YEAR
from mobsim.tools.draws import normal, uniform
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import LeaveDraw, Purpose
from mobsim.world.columns import Float, Leaders, World
from mobsim.world.policies import Policies
from mobsim.world.rulebook import rulebook
from mobsim.world.seats import seats_at
from mobsim.world.table import NONE
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


class Brought(NamedTuple):
    """What a cycle brings to leaders, ``(leaders,)``, and to the table, ``(communities, agencies)``."""

    members: Float  # share of adults who are members where they lead
    met: Float  # share of initiatives there that met their forecast
    at_work: Flags  # whether initiatives run that police assist


class Heard(NamedTuple):
    """What leaders hear of their peers' commitment; shapes ``(leaders,)``."""

    through_ties: Float  # sums over peers, weighted by the ties by which they work together
    ties: Float  # sums of these


def come_together(world: World, policies: Policies, p: Parameters, keys: np.ndarray) -> None:
    """Let leaders meet for years before the first day, so that the table starts as the untreated town keeps it.

    The members of the first day press, and initiatives succeed as they usually do; chief and agencies have initiatives in
    common, unless all are led by residents; no concern is heard.
    """
    leaders, table = world.leaders, p.table
    found_tables(world, policies, table)
    at_work = np.repeat(policies.lead[:, None] != LeadPolicy.COMMUNITY, world.collaboration.heads.shape[1], 1)
    members = _area_mean(world.neighbourhoods.membership, leaders)
    brought, levers = Brought(members, np.full(leaders.size, table.usual_met), at_work), _levers(policies)
    cycles = table.years_together * CYCLES_IN_YEAR
    leaving = who_leaves(keys[LEAVE], -cycles, cycles, leaders.size, table.leaving_per_year / CYCLES_IN_YEAR)
    some_leave = np.any(leaving, axis=1)
    for cycle in range(-cycles, 0):
        if some_leave[cycle]:
            _take_leave(world, leaving[cycle], table, keys, cycle)
        sit_together(world, rulebook(p), levers, _hear(world), brought)


def sit(world: World, policies: Policies, session: Session, p: Parameters, keys: np.ndarray, cycle: int) -> None:
    """Let the leaders of every community live a cycle at their table."""
    leaders, table = world.leaders, p.table
    leaving = who_leaves(keys[LEAVE], cycle, 1, leaders.size, table.leaving_per_year / CYCLES_IN_YEAR)
    _take_leave(world, leaving[0], table, keys, cycle)
    members, ended = _area_mean(session.members, leaders), ~np.isnan(session.met)
    met = _area_mean(np.where(ended, session.met, 0.0), leaders)
    reviewed = _area_mean(ended.astype(float), leaders)
    met = np.divide(met, reviewed, out=np.zeros_like(met), where=reviewed > 0)
    sit_together(world, rulebook(p), _levers(policies), _hear(world), Brought(members, met, _agencies_at_work(world)))
    tie_agencies(world)
    _earn(world, session, table)
    set_example(world)


def _levers(policies: Policies) -> tuple[Float, Float, Float]:
    return policies.leadership, policies.collaboration, policies.information_sharing


def _hear(world: World) -> Heard:
    """Add up by NumPy what leaders hear: its order of adding is the one that results rest on."""
    heard = Heard(np.empty(world.leaders.size), np.empty(world.leaders.size))
    for community in range(world.communities.size):
        here = seats_at(world.communities, community)
        ties = world.collaboration.in_use_at(here)
        np.matmul(ties, world.leaders.commitment[here].copy(), out=heard.through_ties[here])
        np.add.reduce(ties, 1, out=heard.ties[here])
    return heard


@kernel
def sit_together(
    world: World, rules: Parameters, levers: tuple[Float, Float, Float], heard: Heard, brought: Brought
) -> None:
    """Let leaders move each other, and meet where somebody convenes them; institutions take hold of what comes of it.

    They listen to residents. ``levers`` are leadership, collaboration and sharing of information, ``(communities,)``.
    """
    leadership, collaboration, sharing = levers
    for community in range(world.communities.size):
        move_commitment(world, community, rules.table, leadership[community], heard, brought)
        asked = collaboration[community] if convene(world, community, rules.table) else 0.0
        meet(world, community, rules.table, asked, brought.at_work[community])
        hold(world, community, asked, rules.table)
        listen(world, community, rules.table, sharing[community])


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


@kernel(inner=True)
def move_commitment(
    world: World, community: int, table: TableParameters, leadership: float, heard: Heard, brought: Brought
) -> None:
    """Move commitment: it rises with effort, peers, the advocacy of residents who are members, and results, and fades."""
    here, commitment = world.communities[community], world.leaders.commitment
    for leader in range(here.first_leader, here.end_leader):
        own, ties = commitment[leader], heard.ties[leader]
        left = 1.0 - own
        peers = heard.through_ties[leader] / ties if ties > 0.0 else own
        change = table.by_leadership * leadership * left
        change += table.by_peers * (peers - own) * min(1.0, ties / table.ties_for_peers)
        change += table.by_advocacy * brought.members[leader] * left + table.by_results * brought.met[leader] * left
        commitment[leader] = min(max(own + change - table.commitment_fade * own, 0.0), 1.0)


@kernel(inner=True)
def meet(world: World, community: int, table: TableParameters, asked: float, at_work: Flags) -> None:
    """Strengthen ties between a community's leaders through meeting and joint work.

    They meet as far as collaboration is ``asked`` of them, chief and agencies with work in common always. Without, ties fade.
    """
    leaders, tie, here = world.leaders, world.collaboration.tie, world.communities[community]
    for one in range(here.first_leader, here.end_leader):
        for other in range(here.first_leader, here.end_leader):
            own = tie[one, other - here.first_leader]
            meeting = 1.0 if _work_jointly(leaders, one, other, at_work) else asked
            warmth = math.sqrt(leaders.commitment[one] * leaders.commitment[other])
            grown = table.tie_by_meeting * meeting * warmth * (1.0 - own)
            tie[one, other - here.first_leader] = own + (grown - table.tie_fade * own) if one != other else 0.0


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


@kernel
def tie_agencies(world: World) -> None:
    """Set how well each agency is tied to its table: its head's mean tie with mayor, chief and other heads; 0 without a head."""
    for community in range(world.communities.size):
        for agency in range(world.collaboration.heads.shape[1]):
            head = world.collaboration.heads[community, agency]
            world.collaboration.handover[community, agency] = _tie_with_officials(world, head) if head >= 0 else 0.0


@kernel
def _tie_with_officials(world: World, leader: int) -> float:
    leaders, collaboration = world.leaders, world.collaboration
    here = world.communities[leaders.community[leader]]
    total, count = 0.0, 0
    for other in range(here.first_leader, here.end_leader):
        if other != leader and IS_OFFICIAL[leaders.role[other]]:
            seat = other - here.first_leader
            total += max(collaboration.tie[leader, seat], collaboration.held[leader, seat])
            count += 1
    return total / count  # a mayor and a chief are always there


def _earn(world: World, session: Session, table: TableParameters) -> None:
    """Move credibility after residents' trust and kept promises, where concerns were heard: no question, no answer."""
    leaders = world.leaders
    concerns, followed_up = _area_mean(session.concerns, leaders), _area_mean(session.kept * session.concerns, leaders)
    kept = np.divide(followed_up, concerns, out=np.zeros_like(concerns), where=concerns > 0)
    earned = 0.5 * _area_mean(world.neighbourhoods.trust, leaders) + 0.5 * kept
    rate = np.where(concerns > 0, table.credibility_rate, 0.0)
    leaders.credibility[:] += rate * (earned - leaders.credibility)


@kernel(inner=True)
def listen(world: World, community: int, table: TableParameters, sharing: float) -> None:
    """Move representativeness: it rises as committed leaders listen, and returns to what each brought into office."""
    here = world.communities[community]
    for row in range(here.first_leader, here.end_leader):
        leader = world.leaders[row]
        own = leader.representativeness
        risen = table.listening * leader.commitment * sharing * (1.0 - own)
        leader.representativeness = own + (risen - table.listening_fade * (own - leader.brought))


@kernel
def set_example(world: World) -> None:
    """Set the example that leaders give in each neighbourhood: their commitment, as far as they are believed."""
    leaders = world.leaders
    for neighbourhood in range(world.neighbourhoods.size):
        here = world.neighbourhoods[neighbourhood]
        town, total, count = world.communities[here.community], 0.0, 0
        for leader in (town.mayor, here.councillor, town.chief, here.association):
            if leader != NONE:
                total += leaders.commitment[leader] * leaders.credibility[leader]
                count += 1
        here.example = total / count
