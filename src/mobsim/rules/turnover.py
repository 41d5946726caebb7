"""Onset and desistance; moving house: a mover leaves, a newcomer takes the home (Sampson, Raudenbush and Earls 1997)."""

import numpy as np

from mobsim.rules.volunteering import set_free
from mobsim.scenario.enumerations import Age
from mobsim.scenario.parameters import Parameters
from mobsim.tools.calendar import CYCLES_IN_YEAR
from mobsim.tools.draws import Day, cycle_of, draw, moment, nth_draw, subject
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import MoveDraw, Purpose
from mobsim.world.columns import World
from mobsim.world.people import (
    greatest_prone_chance,
    list_acute,
    list_prone,
    prone_chance,
    propensity_of,
    settle,
    traits_of,
)
from mobsim.world.whereabouts import residents_of

MOVE = Purpose.MOVE


@kernel
def begin_and_desist(world: World, rules: Parameters, today: Day, community: int) -> None:
    """Let some of the prone of a community desist and others become prone, on the last day of a cycle.

    Most offenders stop within some years (Farrington 1986). Whether others take their place depends on need, which is how
    relief of need lasts; where need and age stay as they are, so does the share of the prone.
    """
    residents, cycle = world.residents, cycle_of(today)
    out, most = rules.people.desistance / CYCLES_IN_YEAR, greatest_prone_chance(rules.people)
    greatest_chance, begun = max(out, out * most / (1.0 - most)), moment(cycle, MOVE)
    first, end = residents_of(world.communities[community], world.neighbourhoods)
    for resident in range(first, end):
        u = nth_draw(subject(begun, resident), MoveDraw.ONSET_OR_DESISTANCE)
        if u >= greatest_chance:  # whoever it is: most residents need not be looked at
            continue
        person = residents[resident]
        if person.age == Age.CHILD:
            continue
        if person.propensity > 0.0:
            if u < out:
                person.propensity = 0.0
            continue
        prone = prone_chance(rules.people, person.age, np.float64(person.need))
        if u < out * prone / (1.0 - prone):
            person.propensity = propensity_of(rules.people, draw(cycle, MOVE, resident, MoveDraw.PROPENSITY))


@kernel
def move_house(world: World, rules: Parameters, today: Day, community: int) -> None:
    """Let residents of a community move at their neighbourhood's rate, on the last day of a cycle."""
    residents, neighbourhoods, town = world.residents, world.neighbourhoods, world.communities[community]
    cycle, tomorrow = cycle_of(today), Day(today.keys, today.day + 1)
    begun = moment(cycle, MOVE)
    for neighbourhood in range(town.first_neighbourhood, town.end_neighbourhood):
        here = neighbourhoods[neighbourhood]
        chance = here.turnover / CYCLES_IN_YEAR
        for resident in range(here.first_resident, here.end_resident):
            if nth_draw(subject(begun, resident), MoveDraw.MOVES) < chance:
                set_free(world, resident)
                settle(residents, neighbourhoods, rules, tomorrow, resident, traits_of(tomorrow, resident))
                residents.arrived[resident] = tomorrow.day
    list_prone(world, community)
    list_acute(world, tomorrow.day, community)
