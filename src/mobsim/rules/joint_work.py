"""Two leaders are brought to work together as a decision: their tie rises at once, at a price that is paid once."""

import numpy as np

from mobsim.scenario.enumerations import Role
from mobsim.scenario.shocks import ShocksParameters
from mobsim.world.columns import World
from mobsim.world.seats import seats_at


def bring_together(world: World, community: int, role: Role, partner: Role, shocks: ShocksParameters) -> None:
    """Bring two leaders of a table to work together, as far as the community can pay for it.

    Nothing happens, and nothing is paid, where one of the seats is not there or the two work together so closely already. The
    tie is the leaders' own: it fades without joint work, and goes when one of them goes.
    """
    pair = _seats_of(world, community, role, partner)
    if pair is None:
        return
    first = int(world.communities.first_leader[community])
    both = np.array(pair), np.array(pair[::-1]) - first
    in_use = world.collaboration.in_use[both]
    if in_use.min() >= shocks.joint_tie:
        return
    part = _pay(world, community, shocks.joint_cost)
    if part > 0.0:
        world.collaboration.tie[both] = in_use + part * np.maximum(0.0, shocks.joint_tie - in_use)


def _seats_of(world: World, community: int, role: Role, partner: Role) -> tuple[int, int] | None:
    """Return the rows of the first leader of each role, of one role the first two; nothing where there are none."""
    here = seats_at(world.communities, community)
    ones, others = (here.start + np.flatnonzero(world.leaders.role[here] == each) for each in (role, partner))
    if role == partner:
        others = others[1:]
    return (int(ones[0]), int(others[0])) if ones.size and others.size else None


def _pay(world: World, community: int, price: float) -> float:
    """Pay from what neighbourhoods have kept for initiatives, each by what it has; return the part of the price that is paid.

    It is booked with the components of strategies, since it buys what collaboration buys: a coordinator's time.
    """
    communities = world.communities
    account = world.account[int(communities.first_neighbourhood[community]) : communities.end_neighbourhood[community]]
    kept = float(account.sum())
    paid = min(price, kept)
    if paid > 0.0:
        account -= account * (paid / kept)
        communities.spent_components[community] += paid
    return paid / price if price > 0.0 else 1.0
