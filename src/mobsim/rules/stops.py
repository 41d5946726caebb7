"""Stops: where patrol is, officers stop those whom they suspect, and those who live there look on."""

import numpy as np

from mobsim.rules.contacts import Contact, chance_of_good, covering_officer, feel_contact, meet, most_contacts
from mobsim.scenario.enumerations import Age
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.police import PatrolParameters
from mobsim.scenario.trust import TrustParameters
from mobsim.tools.change import raised
from mobsim.tools.draws import Day, draw, poisson
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import Purpose, Source, StopDraw, of_contact, of_hearer
from mobsim.world.columns import World
from mobsim.world.table import Row
from mobsim.world.whereabouts import resident_at

STOP = Purpose.STOP


@kernel(inner=True)
def stop(world: World, rules: Parameters, today: Day, community: int) -> None:
    """Make the stops that patrol brings, where patrol is."""
    around = world.communities[community]
    for neighbourhood in range(around.first_neighbourhood, around.end_neighbourhood):
        here = world.neighbourhoods[neighbourhood]
        mean = rules.patrol.stops_per_hour * here.diligence * here.patrol_hours
        count = poisson(mean, draw(today, STOP, neighbourhood, StopDraw.COUNT))
        for nth in range(min(count, most_contacts(world, neighbourhood))):
            place = _place_patrolled(world, today, neighbourhood, nth)
            resident = _who_is_stopped(world, rules.patrol, today, neighbourhood, place, nth)
            if world.residents.age[resident] != Age.CHILD:
                good = _goes_well(world, rules, today, neighbourhood, place, nth)
                _stop(world, rules, today, place, resident, good)
                world.tally.stops[neighbourhood] += 1.0


@kernel
def _place_patrolled(world: World, today: Day, neighbourhood: int, nth: int) -> int:
    """Return the place of a stop, by the hours that patrol spends at each."""
    hours, here = world.places.hours, world.neighbourhoods[neighbourhood]
    total = 0.0
    for place in range(here.first_place, here.end_place):
        total += hours[place]
    mark = draw(today, STOP, neighbourhood, of_contact(nth, StopDraw.PLACE)) * total
    reached = 0.0
    for place in range(here.first_place, here.end_place):
        reached += hours[place]
        if reached > mark:
            return place
    return here.end_place - 1


@kernel
def _who_is_stopped(
    world: World, patrol: PatrolParameters, today: Day, neighbourhood: int, place: int, nth: int
) -> int:
    """Return who is stopped: of two residents of the place the more suspected, the first of equals."""
    residents, here = world.residents, world.places[place]
    first = resident_at(here, draw(today, STOP, neighbourhood, of_contact(nth, StopDraw.RESIDENT)))
    second = resident_at(here, draw(today, STOP, neighbourhood, of_contact(nth, StopDraw.OTHER_RESIDENT)))
    return second if _suspicion(residents[second], patrol) > _suspicion(residents[first], patrol) else first


@kernel
def _suspicion(resident: Row, patrol: PatrolParameters) -> float:
    """Return how much officers suspect a resident: the young, and those whom police have stopped or cleared before."""
    known = np.float64(resident.known_to_police)
    young = patrol.suspect_young if resident.age == Age.YOUNG else 0.0
    return young + patrol.suspect_known * known / (patrol.suspect_half + known)


@kernel
def _goes_well(world: World, rules: Parameters, today: Day, neighbourhood: int, place: int, nth: int) -> bool:
    """Return whether a stop goes well, with one of the officers who cover the neighbourhood."""
    u = draw(today, STOP, neighbourhood, of_contact(nth, StopDraw.OFFICER))
    officer = covering_officer(world, neighbourhood, u)
    shift = world.programmes.skill[place] - rules.contacts.stop_penalty
    chance = chance_of_good(world, rules.contacts, officer, neighbourhood, shift)
    return draw(today, STOP, neighbourhood, of_contact(nth, StopDraw.GOES_WELL)) < chance


@kernel
def _stop(world: World, rules: Parameters, today: Day, place: int, resident: int, good: bool) -> None:
    """Let a stop do what it does: to the resident, to those who hear of it and see it, to a prone resident's risk."""
    residents = world.residents
    meet(world, rules.trust, today, resident, Contact(good, Source.STOP, 1.0))
    _look_on(world, rules.trust, today, place, resident, good)
    residents.known_to_police[resident] += 1
    if residents.propensity[resident] > 0.0:
        residents.risk[resident] = raised(np.float64(residents.risk[resident]), rules.offending.risk_from_stop)


@kernel
def _look_on(world: World, trust: TrustParameters, today: Day, place: int, stopped: int, good: bool) -> None:
    """Let those who live at the place see how a stop goes: it happens in the street."""
    first = world.places.first[place]
    for resident in range(first, world.places.end[place]):
        u = draw(today, Purpose.GOSSIP, stopped, of_hearer(Source.SEEN, resident - first))
        if resident != stopped and u < trust.hearsay_chance:
            feel_contact(world.residents[resident], trust, good, trust.hearsay_share)
