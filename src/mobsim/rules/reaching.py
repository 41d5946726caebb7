"""Whom social development reaches: the candidate most in need among those an agency screens."""

from mobsim.scenario.enumerations import Age
from mobsim.tools.draws import Cycle, draw
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import MOST_SCREENED, Purpose, of_screening
from mobsim.world.columns import World
from mobsim.world.table import NONE
from mobsim.world.whereabouts import neighbourhood_of, resident_of


@kernel
def reach(world: World, cycle: Cycle, slot: int, picks: int, screened: int, every_other_waits: bool = False) -> None:
    """Fill an initiative's list of residents reached: the agency picks so many, each among so many it screens.

    Where every other pick waits, for want of places, those who wait are like those reached, but for what is done for these.
    """
    initiative, room = world.initiatives[slot], world.reached.shape[1]
    initiative.reached_count = initiative.waiting_count = 0
    for pick in range(picks):
        chosen = _most_in_need(world, cycle, slot, pick, min(screened, MOST_SCREENED))
        if chosen == NONE or _is_picked(world, slot, chosen):
            continue
        if every_other_waits and pick % 2 == 1:
            if initiative.waiting_count < room:
                world.waiting[slot, initiative.waiting_count] = chosen
                initiative.waiting_count += 1
        elif initiative.reached_count < room:
            world.reached[slot, initiative.reached_count] = chosen
            initiative.reached_count += 1


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
def _is_picked(world: World, slot: int, resident: int) -> bool:
    for row in range(world.initiatives.reached_count[slot]):
        if world.reached[slot, row] == resident:
            return True
    for row in range(world.initiatives.waiting_count[slot]):  # noqa: SIM110  (any() over a generator does not compile)
        if world.waiting[slot, row] == resident:
            return True
    return False
