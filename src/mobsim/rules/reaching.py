"""Whom social development reaches: the candidate most in need among those an agency screens."""

from mobsim.scenario.enumerations import Age
from mobsim.tools.draws import Cycle, draw
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import MOST_SCREENED, Purpose, of_screening
from mobsim.world.columns import World
from mobsim.world.table import NONE
from mobsim.world.whereabouts import neighbourhood_of, resident_of


@kernel
def reach(world: World, cycle: Cycle, slot: int, picks: int, screened: int) -> None:
    """Fill an initiative's list of residents reached: the agency picks so many, each among so many it screens."""
    count = 0
    for pick in range(min(picks, world.reached.shape[1])):
        chosen = _most_in_need(world, cycle, slot, pick, min(screened, MOST_SCREENED))
        if chosen != NONE and not _is_reached(world, slot, count, chosen):
            world.reached[slot, count] = chosen
            count += 1
    world.initiatives.reached_count[slot] = count


@kernel
def _most_in_need(world: World, cycle: Cycle, slot: int, pick: int, screened: int) -> int:
    """Return the adult with the greatest need among the candidates of a pick, the first of equals; NONE of children."""
    neighbourhood = neighbourhood_of(slot, world.initiatives, world.neighbourhoods)
    here, residents = world.neighbourhoods[neighbourhood], world.residents
    chosen = NONE
    for nth in range(screened):
        candidate = resident_of(here, draw(cycle, Purpose.REACH, neighbourhood, of_screening(pick, nth)))
        if residents.age[candidate] != Age.CHILD and (
            chosen == NONE or residents.need[candidate] > residents.need[chosen]
        ):
            chosen = candidate
    return chosen


@kernel
def _is_reached(world: World, slot: int, count: int, resident: int) -> bool:
    for row in range(count):  # noqa: SIM110  (any() over a generator does not compile)
        if world.reached[slot, row] == resident:
            return True
    return False
