"""Terms of the strategies that communities follow: their means, and where their programmes go on a day."""

from collections.abc import Sequence

import numpy as np

from mobsim.mobilization.rollout import Rollout
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.terms import Terms
from mobsim.world.columns import World
from mobsim.world.policies import policies_of


def supply(world: World, before: Sequence[Terms], after: Sequence[Terms]) -> None:
    """Give each community the officers and the purse of the strategy that it follows from now on.

    Officers share the hours of as many as are wanted: their number is ``strength`` by ``purse_factor``, in hours and in cost.
    Overtime that the cycle has bought stays what it is.
    """
    communities = world.communities
    for row, (old, new) in enumerate(zip(before, after, strict=True)):
        if (old.officers_share, old.purse_share) == (new.officers_share, new.purse_share):
            continue
        purse, officers = new.purse_share / old.purse_share, new.officers_share / old.officers_share
        bought = (communities.overtime[row] - communities.purse_factor[row]) * communities.strength[row]
        communities.purse_factor[row] *= purse
        communities.strength[row] *= officers / purse
        strength = communities.strength[row]
        communities.overtime[row] = communities.purse_factor[row] + (bought / strength if strength > 0 else 0.0)


def rollout_on(scenario: Scenario, world: World, following: Sequence[str], day: int) -> Rollout | None:
    """Return where the strategies that communities follow go on a day after burn-in; nothing where they go everywhere."""
    terms = [scenario.strategy(name).terms for name in following]
    if not any(each.waves for each in terms):
        return None
    meant, joined = (np.ones(world.neighbourhoods.size, bool) for _ in range(2))
    for row, each in enumerate(terms):
        if each.waves:
            first = int(world.communities.first_neighbourhood[row])
            since = {name: wave.day for wave in each.waves for name in wave.neighbourhoods}
            for number, name in enumerate(scenario.communities[row].neighbourhoods.ids, start=first):
                meant[number], joined[number] = name in since, since.get(name, day + 1) <= day
    reference = scenario.strategy(scenario.reference).levers
    return Rollout(world.neighbourhoods.community, meant, joined, policies_of([reference] * len(terms)))
