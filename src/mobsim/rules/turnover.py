"""Moving house: a mover leaves ties behind, a newcomer takes the home (Sampson, Raudenbush and Earls 1997)."""

import numpy as np

from mobsim.scenario.feelings import CohesionParameters, InsecurityParameters
from mobsim.scenario.residents import PeopleParameters
from mobsim.scenario.trust import TrustParameters
from mobsim.tools.calendar import CYCLES_IN_YEAR
from mobsim.tools.draws import Purpose, uniform
from mobsim.tools.kernel import kernel
from mobsim.world.columns import World
from mobsim.world.people import list_prone, settle

PERSON, MOVE = int(Purpose.PERSON), int(Purpose.MOVE)


@kernel
def move_house(
    world: World,
    people: PeopleParameters,
    trust: TrustParameters,
    cohesion: CohesionParameters,
    insecurity: InsecurityParameters,
    keys: np.ndarray,
    day: int,
    cycle: int,
) -> int:
    """Let residents move at their neighbourhood's rate; return how many did."""
    residents, neighbourhoods = world.residents, world.neighbourhoods
    moved = 0
    for neighbourhood in range(neighbourhoods.turnover.size):
        chance = neighbourhoods.turnover[neighbourhood] / CYCLES_IN_YEAR
        for resident in range(neighbourhoods.first_resident[neighbourhood], neighbourhoods.end_resident[neighbourhood]):
            if uniform(keys[MOVE], cycle, resident, 0) < chance:
                settle(
                    residents,
                    resident,
                    neighbourhoods.deprivation[neighbourhood],
                    neighbourhoods.turnover[neighbourhood],
                    neighbourhoods.cohesion_shift[neighbourhood],
                    people,
                    trust,
                    cohesion,
                    insecurity,
                    keys[PERSON],
                    day + 1,
                )
                residents.arrived[resident] = day + 1
                moved += 1
    if moved > 0:
        list_prone(world)
    return moved
