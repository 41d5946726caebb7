"""Whom social development reaches: the candidate most in need among those an agency screens."""

import numpy as np

from mobsim.scenario.enumerations import Age
from mobsim.tools.draws import Purpose, below, uniform
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Float32, World

REACH = int(Purpose.REACH)
MOST_SCREENED = 32


@kernel
def reach(world: World, slot: int, picks: int, screened: int, keys: np.ndarray, cycle: int) -> None:
    """Fill an initiative's list of residents reached."""
    initiatives, neighbourhoods = world.initiatives, world.neighbourhoods
    slots = initiatives.status.size // neighbourhoods.community.size
    neighbourhood = slot // slots
    first = neighbourhoods.first_resident[neighbourhood]
    population = neighbourhoods.end_resident[neighbourhood] - first
    count = 0
    for pick in range(min(picks, world.reached.shape[1])):
        chosen = -1
        for nth in range(min(screened, MOST_SCREENED)):
            candidate = first + below(
                population, uniform(keys[REACH], cycle, neighbourhood, MOST_SCREENED * pick + nth)
            )
            if world.residents.age[candidate] != Age.CHILD and _needs_more(world.residents.need, candidate, chosen):
                chosen = candidate
        if chosen >= 0 and not _is_reached(world, slot, count, chosen):
            world.reached[slot, count] = chosen
            count += 1
    initiatives.reached_count[slot] = count


@kernel
def _needs_more(need: Float32, candidate: int, chosen: int) -> bool:
    return chosen < 0 or need[candidate] > need[chosen]


@kernel
def _is_reached(world: World, slot: int, count: int, resident: int) -> bool:
    for row in range(count):  # noqa: SIM110  (any() over a generator does not compile)
        if world.reached[slot, row] == resident:
            return True
    return False
