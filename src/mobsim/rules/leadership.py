"""Leaders at their table: commitment, ties of collaboration, credibility, representativeness.

Leaders feel what the town is like, as residents do; what they decide, they decide from a briefing (:mod:`mobsim.mobilization`).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.rules.institutions import IS_OFFICIAL, convene, found_tables, hold
from mobsim.rules.leaving import take_leave, who_leaves
from mobsim.scenario.enumerations import Role
from mobsim.scenario.initiatives import Lead, Status
from mobsim.scenario.leaders import TableParameters
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.strategy import LeadPolicy
from mobsim.tools.calendar import CYCLES_IN_YEAR
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Float, Leaders, World
from mobsim.world.policies import Policies
from mobsim.world.rulebook import rulebook
from mobsim.world.seats import seats_at
from mobsim.world.table import NONE
from mobsim.world.whereabouts import neighbourhood_of

Flags = NDArray[np.bool_]


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


class Hearing(NamedTuple):
    """By what the leaders of one community hear each other: views of their columns, and room for what comes of them."""

    tie: Float  # (leaders, leaders), the personal part,
    held: Float  # and that which institutions hold
    commitment: Float  # (leaders,)
    in_use: Float  # (leaders, leaders)
    through_ties: Float  # (leaders,), see Heard
    ties: Float


def come_together(world: World, policies: Policies, p: Parameters, keys: np.ndarray) -> None:
    """Let leaders meet for years before the first day, so that the table starts as the untreated town keeps it.

    The members of the first day press, and initiatives succeed as they usually do; chief and agencies have initiatives in
    common, unless all are led by residents; no concern is heard.
    """
    leaders, table, rules = world.leaders, p.table, rulebook(p)
    found_tables(world, policies, table)
    at_work = np.repeat(policies.lead[:, None] != LeadPolicy.COMMUNITY, world.collaboration.heads.shape[1], 1)
    members, *_ = bring(world, world.neighbourhoods.membership, np.full(world.neighbourhoods.size, np.nan))
    brought, levers = (members, np.full(leaders.size, table.usual_met), at_work), _levers(policies)
    cycles = table.years_together * CYCLES_IN_YEAR
    leaving = who_leaves(keys, -cycles, cycles, leaders.size, table.leaving_per_year / CYCLES_IN_YEAR)
    some_leave, heard = np.any(leaving, axis=1).tolist(), _room_to_hear(world)
    hearings = _open_hearings(world, heard)
    for cycle in range(-cycles, 0):
        if some_leave[cycle]:
            take_leave(world, leaving[cycle], table, keys, cycle)
        _hear(hearings)
        sit_together(world, rules, levers, heard, brought)


def sit(world: World, policies: Policies, session: Session, p: Parameters, keys: np.ndarray, cycle: int) -> None:
    """Let the leaders of every community live a cycle at their table."""
    leaders, table = world.leaders, p.table
    leaving = who_leaves(keys, cycle, 1, leaders.size, table.leaving_per_year / CYCLES_IN_YEAR)
    take_leave(world, leaving[0], table, keys, cycle)
    heard = _room_to_hear(world)
    _hear(_open_hearings(world, heard))
    sit_together(world, rulebook(p), _levers(policies), heard, bring(world, session.members, session.met))
    close_session(world, rulebook(p), session.concerns, session.kept)


def _levers(policies: Policies) -> tuple[Float, Float, Float]:
    return policies.leadership, policies.collaboration, policies.information_sharing


def _room_to_hear(world: World) -> tuple[Float, Float]:
    """Make room for what leaders hear (see :class:`Heard`); a plain tuple is handed to kernels faster than one with names."""
    return np.empty(world.leaders.size), np.empty(world.leaders.size)


def _open_hearings(world: World, heard: tuple[Float, Float]) -> list[Hearing]:
    """Return for each community the columns of its leaders."""
    hearings = []
    for community in range(world.communities.size):
        here = seats_at(world.communities, community)
        seats = here.stop - here.start
        tie, held = world.collaboration.tie[here, :seats], world.collaboration.held[here, :seats]
        own = tie, held, world.leaders.commitment[here], np.empty(tie.shape)
        hearings.append(Hearing(*own, *(each[here] for each in heard)))
    return hearings


def _hear(hearings: list[Hearing]) -> None:
    """Add up by NumPy what leaders hear: its order of adding is the one that results rest on."""
    for tie, held, commitment, in_use, through_ties, ties in hearings:
        np.maximum(tie, held, out=in_use)
        np.matmul(in_use, commitment.copy(), out=through_ties)
        np.add.reduce(in_use, 1, out=ties)


@kernel(allocates=True)
def bring(world: World, members: Float, met: Float) -> tuple[Float, Float, Flags]:
    """Return what a cycle brings to leaders (see :class:`Brought`), from what it brings to neighbourhoods."""
    return average_areas(world, members), average_where_ended(world, met), agencies_at_work(world)


@kernel(allocates=True)
def close_session(world: World, rules: Parameters, concerns: Float, kept: Float) -> None:
    """Close a session: agencies are tied in by it, leaders have earned what they have, and give the example that follows."""
    tie_agencies(world)
    earn(world, rules.table, concerns, kept)
    set_example(world)


@kernel
def sit_together(
    world: World,
    rules: Parameters,
    levers: tuple[Float, Float, Float],
    what_is_heard: tuple[Float, Float],
    what_is_brought: tuple[Float, Float, Flags],
) -> None:
    """Let leaders move each other, and meet where somebody convenes them; institutions take hold of what comes of it.

    They listen to residents. ``levers`` are leadership, collaboration and sharing of information, ``(communities,)``; what is
    heard and brought see :class:`Heard` and :class:`Brought`.
    """
    leadership, collaboration, sharing = levers
    heard = Heard(what_is_heard[0], what_is_heard[1])
    brought = Brought(what_is_brought[0], what_is_brought[1], what_is_brought[2])
    for community in range(world.communities.size):
        move_commitment(world, community, rules.table, leadership[community], heard, brought)
        asked = collaboration[community] if convene(world, community, rules.table) else 0.0
        meet(world, community, rules.table, asked, brought.at_work[community])
        hold(world, community, asked, rules.table)
        listen(world, community, rules.table, sharing[community])


@kernel(allocates=True)
def average_areas(world: World, values: Float) -> Float:
    """Average over the neighbourhoods that each leader leads."""
    leaders, summed = world.leaders, np.zeros(values.size + 1)
    for neighbourhood in range(values.size):
        summed[neighbourhood + 1] = summed[neighbourhood] + values[neighbourhood]
    means = np.empty(leaders.size)
    for row in range(leaders.size):
        first, end = leaders.area_first[row], leaders.area_end[row]
        means[row] = (summed[end] - summed[first]) / (end - first)
    return means


@kernel(allocates=True)
def average_where_ended(world: World, met: Float) -> Float:
    """Average over those neighbourhoods that each leader leads in which initiatives ended; 0 where none did."""
    total, ended = np.zeros(met.size), np.zeros(met.size)
    for neighbourhood in range(met.size):
        if not math.isnan(met[neighbourhood]):
            total[neighbourhood], ended[neighbourhood] = met[neighbourhood], 1.0
    means, reviewed = average_areas(world, total), average_areas(world, ended)
    for row in range(means.size):
        means[row] = means[row] / reviewed[row] if reviewed[row] > 0.0 else 0.0
    return means


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


@kernel(allocates=True, inner=True)
def agencies_at_work(world: World) -> Flags:
    """Say of which agencies initiatives run that police assist, ``(communities, agencies)``."""
    heads = world.collaboration.heads
    at_work = np.zeros((heads.shape[0], heads.shape[1]), np.bool_)
    for slot in range(world.initiatives.size):
        initiative = world.initiatives[slot]
        own = initiative.status == Status.RUNNING and initiative.reserved == 0
        if own and initiative.lead == Lead.POLICE_ASSISTED:
            owner = neighbourhood_of(slot, world.initiatives, world.neighbourhoods)
            at_work[world.neighbourhoods.community[owner], initiative.agency] = True
    return at_work


@kernel
def tie_agencies(world: World) -> None:
    """Set how well each agency is tied to its table: its head's mean tie with mayor, chief and other heads; 0 without a head."""
    for community in range(world.communities.size):
        for agency in range(world.collaboration.heads.shape[1]):
            head = world.collaboration.heads[community, agency]
            world.collaboration.agency_tie[community, agency] = _tie_with_officials(world, head) if head >= 0 else 0.0


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


@kernel(allocates=True, inner=True)
def earn(world: World, table: TableParameters, concerns: Float, kept: Float) -> None:
    """Move credibility after residents' trust and kept promises, where concerns were heard: no question, no answer."""
    answered = np.empty(concerns.size)
    for neighbourhood in range(concerns.size):
        answered[neighbourhood] = kept[neighbourhood] * concerns[neighbourhood]
    heard, followed_up = average_areas(world, concerns), average_areas(world, answered)
    trust = average_areas(world, world.neighbourhoods.trust)
    for row in range(heard.size):
        if heard[row] > 0.0:
            leader = world.leaders[row]
            earned = 0.5 * trust[row] + 0.5 * (followed_up[row] / heard[row])
            leader.credibility += table.credibility_rate * (earned - leader.credibility)


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
