"""What residents would raise, were all of them asked: the measure of who is heard holds programme money against it."""

import numpy as np

from mobsim.scenario.enumerations import Age
from mobsim.scenario.parameters import Parameters
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Float, World
from mobsim.world.rulebook import rulebook


def concerns_of_all(world: World, rules: Parameters) -> Float:
    """Return what all adults would tell at forums of the cycle that ends, ``(neighbourhoods, problems)``.

    Each tells of what happened at home, coloured by insecurity, as those do who attend.
    """
    colours = np.zeros(world.places.size)
    add_up_colours(world, rulebook(rules), colours)
    return np.add.reduceat(colours[:, None] * world.cycle_true, world.neighbourhoods.first_place, axis=0)


@kernel
def add_up_colours(world: World, rules: Parameters, colours: Float) -> None:
    """Add up by how much the adults of each place colour what they tell, ``(places,)``."""
    for place in range(world.places.size):
        for resident in range(world.places.first[place], world.places.end[place]):
            if world.residents.age[resident] != Age.CHILD:
                worry = np.float64(world.residents.insecurity[resident]) - rules.insecurity.ground_mean
                colours[place] += max(0.0, 1.0 + rules.assessment.colouring * worry)
