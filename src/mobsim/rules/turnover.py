"""Moving house: a mover leaves ties behind, a newcomer takes the home (Sampson, Raudenbush and Earls 1997)."""

from mobsim.scenario.parameters import Parameters
from mobsim.tools.calendar import CYCLES_IN_YEAR
from mobsim.tools.draws import Day, cycle_of, draw
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import Purpose
from mobsim.world.columns import World
from mobsim.world.people import list_prone, settle


@kernel
def move_house(world: World, rules: Parameters, today: Day) -> int:
    """Let residents move at their neighbourhood's rate, on the last day of a cycle; return how many did."""
    residents, neighbourhoods = world.residents, world.neighbourhoods
    cycle, tomorrow = cycle_of(today), Day(today.keys, today.day + 1)
    moved = 0
    for neighbourhood in range(neighbourhoods.size):
        here = neighbourhoods[neighbourhood]
        chance = here.turnover / CYCLES_IN_YEAR
        for resident in range(here.first_resident, here.end_resident):
            if draw(cycle, Purpose.MOVE, resident) < chance:
                settle(residents, neighbourhoods, rules, tomorrow, resident)
                residents.arrived[resident] = tomorrow.day
                moved += 1
    if moved > 0:
        list_prone(world)
    return moved
