"""Where people are: the places that a would-be offender weighs, near home or in a centre, and who passes there.

Homes and what lies around them are known to their residents alone, centres to all of a community (Brantingham and
Brantingham 1995): both make the places that offenders are aware of.
"""

import math
from typing import NamedTuple

from mobsim.scenario.places import OffendingParameters
from mobsim.tools.draws import Day, draw, first_above, within
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import JourneyDraw, Purpose, of_candidate
from mobsim.world.columns import World
from mobsim.world.whereabouts import people_of, population

JOURNEY = Purpose.JOURNEY
FURTHEST_STEPS = 6


class Occasion(NamedTuple):
    """An occasion to offend: who meets it, and of which type and kind it is."""

    offender: int
    problem: int
    kind: int


@kernel
def place_weighed(world: World, offending: OffendingParameters, today: Day, occasion: Occasion, candidate: int) -> int:
    """Return the place of a candidate: in a centre or a journey from home, then a block there, by attractiveness or any."""
    offender, at_homes = occasion.offender, world.kinds.at_homes[occasion.kind]
    number = of_candidate(candidate, JourneyDraw.AT_HOMES)
    any_place = at_homes > 0.0 and draw(today, JOURNEY, offender, number) < at_homes
    neighbourhood = world.residents.neighbourhood[offender]
    u = draw(today, JOURNEY, offender, of_candidate(candidate, JourneyDraw.CENTRE))
    if not any_place and u < offending.at_centres:
        neighbourhood = centre(world, neighbourhood, u / offending.at_centres)
    elif offending.step_chance > 0.0:
        neighbourhood = _arrival(world, offending.step_chance, today, offender, candidate)
    here = world.neighbourhoods[neighbourhood]
    u = draw(today, JOURNEY, offender, of_candidate(candidate, JourneyDraw.BLOCK))
    if any_place:
        return within(here.first_place, here.end_place, u)
    return first_above(world.places.attractiveness_upper, here.first_place, here.end_place, u)


@kernel(inner=True)
def centre(world: World, home: int, u: float) -> int:
    """Return a neighbourhood of the community where life is lived away from home: by what draws there, however far."""
    community = world.communities[world.neighbourhoods.community[home]]
    return first_above(world.neighbourhoods.centre_upper, community.first_neighbourhood, community.end_neighbourhood, u)


@kernel(inner=True)
def visitors(world: World, neighbourhood: int, at_centres: float) -> float:
    """Return the share of those who pass in a neighbourhood who are there as in a centre, and may live anywhere around it.

    Everybody in the community lives the same part of life in its centres, shared out by what draws there; the rest at home.
    """
    here = world.neighbourhoods[neighbourhood]
    community = world.communities[here.community]
    drawn = here.centre_upper
    if neighbourhood > community.first_neighbourhood:
        drawn -= world.neighbourhoods.centre_upper[neighbourhood - 1]
    come = at_centres * drawn * people_of(community, world.neighbourhoods)
    stay = (1.0 - at_centres) * population(here)
    return come / (come + stay)


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
