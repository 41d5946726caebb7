"""Journeys of would-be offenders: the places that one weighs, a short way from home on the network."""

import math
from typing import NamedTuple

from mobsim.scenario.places import OffendingParameters
from mobsim.tools.draws import Day, draw, first_above, within
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import JourneyDraw, Purpose, of_candidate
from mobsim.world.columns import World

JOURNEY = Purpose.JOURNEY
FURTHEST_STEPS = 6


class Occasion(NamedTuple):
    """An occasion to offend: who meets it, and of which type and kind it is."""

    offender: int
    problem: int
    kind: int


@kernel
def place_weighed(world: World, offending: OffendingParameters, today: Day, occasion: Occasion, candidate: int) -> int:
    """Return the place of a candidate: a journey to what draws, then a block there, by attractiveness or any."""
    offender, at_homes = occasion.offender, world.kinds.at_homes[occasion.kind]
    neighbourhood = world.residents.neighbourhood[offender]
    if offending.step_chance > 0.0:
        neighbourhood = _arrival(world, offending.step_chance, today, offender, candidate)
    here = world.neighbourhoods[neighbourhood]
    u = draw(today, JOURNEY, offender, of_candidate(candidate, JourneyDraw.BLOCK))
    number = of_candidate(candidate, JourneyDraw.AT_HOMES)
    if at_homes > 0.0 and draw(today, JOURNEY, offender, number) < at_homes:
        return within(here.first_place, here.end_place, u)
    return first_above(world.places.attractiveness_upper, here.first_place, here.end_place, u)


@kernel
def _arrival(world: World, step_chance: float, today: Day, offender: int, candidate: int) -> int:
    """Return the neighbourhood where a journey ends; each step goes to a neighbour, by what draws there."""
    neighbourhood = world.residents.neighbourhood[offender]
    u = draw(today, JOURNEY, offender, of_candidate(candidate, JourneyDraw.STEPS))
    steps = min(FURTHEST_STEPS, int(math.log(1.0 - u) / math.log(step_chance)))
    for step in range(steps):
        here = world.neighbourhoods[neighbourhood]
        if here.edge_end > here.edge_first:
            u = draw(today, JOURNEY, offender, of_candidate(candidate, JourneyDraw.STEP + step))
            neighbourhood = world.edge_to[first_above(world.edge_upper, here.edge_first, here.edge_end, u)]
    return neighbourhood
