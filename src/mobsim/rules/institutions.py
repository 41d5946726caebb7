"""What outlasts leaders: ties that protocols and a paid coordinator hold, and whether a table goes on meeting.

A tie has a personal part, which a leader takes along who leaves office, and a part held by the institutions, which whoever
follows takes over (Feinberg and others 2008). A table meets while somebody convenes it.
"""

import numpy as np

from mobsim.scenario.enumerations import Role
from mobsim.scenario.leaders import TableParameters
from mobsim.tools.calendar import CYCLES_IN_YEAR
from mobsim.tools.kernel import kernel
from mobsim.world.columns import World
from mobsim.world.policies import Policies
from mobsim.world.seats import seats_at
from mobsim.world.table import NONE

IS_OFFICIAL = np.array([role in (Role.MAYOR, Role.CHIEF, Role.AGENCY_HEAD) for role in Role])
"""Who convenes a table, by role."""


def found_tables(world: World, policies: Policies, table: TableParameters) -> None:
    """Let the official who is committed most convene each table, and institutions hold what they come to hold of its ties."""
    gain, erosion = table.held_rate * policies.collaboration, eroded_in_cycle(table)
    share = np.divide(gain, gain + erosion, out=np.zeros_like(gain), where=gain + erosion > 0)
    world.collaboration.held[:] = world.collaboration.tie * share[world.leaders.community][:, None]
    for community in range(world.communities.size):
        world.communities.convenor[community] = most_committed(world, community)


@kernel(plain=True)
def eroded_in_cycle(table: TableParameters) -> float:
    """Return the share of what institutions hold that is lost in a cycle."""
    return 1.0 - (1.0 - table.held_erosion) ** (1.0 / CYCLES_IN_YEAR)


@kernel
def hold(world: World, community: int, collaboration: float, table: TableParameters) -> None:
    """Let institutions take hold of what a community's leaders have built, as far as they collaborate; it erodes slowly."""
    here, tie, held = world.communities[community], world.collaboration.tie, world.collaboration.held
    rate, eroded = table.held_rate * collaboration, eroded_in_cycle(table)
    for leader in range(here.first_leader, here.end_leader):
        for other in range(tie.shape[1]):
            own = held[leader, other]
            gained = rate * max(0.0, tie[leader, other] - own)
            held[leader, other] = own + (gained - eroded * own)


def succeed(world: World, row: int, table: TableParameters) -> None:
    """Let a successor take over what institutions hold of the ties; the convenor's may let the table end.

    The better institutions carry it, the less commitment that takes.
    """
    collaboration, community = world.collaboration, int(world.leaders.community[row])
    here = seats_at(world.communities, community)
    seat = row - here.start
    collaboration.tie[row] = collaboration.held[row]
    collaboration.tie[here, seat] = collaboration.held[here, seat]
    if world.communities.convenor[community] != row:
        return
    if world.leaders.commitment[row] < table.convene_above * (1.0 - _held_between_officials(world, community)):
        world.communities.convenor[community] = NONE
        world.communities.tables_ended[community] += 1.0


@kernel
def convene(world: World, community: int, table: TableParameters) -> bool:
    """Return whether a table meets in this cycle; where nobody convenes it, an official who is committed enough begins."""
    if world.communities.convenor[community] == NONE:
        most = most_committed(world, community)
        if world.leaders.commitment[most] >= table.begin_above:
            world.communities.convenor[community] = most
    return world.communities.convenor[community] != NONE


@kernel(plain=True)
def most_committed(world: World, community: int) -> int:
    """Return the official of a community who is committed most; of equals the first."""
    leaders, here = world.leaders, world.communities[community]
    most = NONE
    for leader in range(here.first_leader, here.end_leader):
        if IS_OFFICIAL[leaders.role[leader]] and (
            most == NONE or leaders.commitment[leader] > leaders.commitment[most]
        ):
            most = leader
    return most


def _officials(world: World, community: int) -> np.ndarray:
    here = seats_at(world.communities, community)
    return here.start + np.flatnonzero(IS_OFFICIAL[world.leaders.role[here]])


def _held_between_officials(world: World, community: int) -> float:
    """Return the mean institutional tie between mayor, chief and heads of agencies."""
    officials = _officials(world, community)
    first = int(world.communities.first_leader[community])
    pairs = officials.size * (officials.size - 1)  # a mayor and a chief are always there
    return float(world.collaboration.held[np.ix_(officials, officials - first)].sum() / pairs)
