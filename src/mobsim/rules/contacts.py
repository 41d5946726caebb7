"""Contacts between officers and residents: stops, visits, and what a good or bad one does to trust."""

import numpy as np

from mobsim.change import lowered, raised
from mobsim.draws import Purpose, below, poisson, uniform
from mobsim.kernel import kernel
from mobsim.scenario.feelings import Insecurity, Trust
from mobsim.scenario.places import Offending
from mobsim.scenario.police import Contacts, Patrol, Reporting
from mobsim.world.columns import CHILD, YOUNG, Neighbourhoods, Officers, Residents, Tally, World

STOP, VISIT = int(Purpose.STOP), int(Purpose.VISIT)
MOST_CONTACTS = 200  # of one sort in a neighbourhood and day


@kernel(inner=True)
def meet(residents: Residents, tally: Tally, trust: Trust, resident: int, good: bool) -> None:
    """Move a resident's trust after a contact: a bad one weighs several times a good one (Skogan 2006) and leaves a grievance."""
    own = np.float64(residents.trust[resident])
    if good:
        residents.trust[resident] = raised(own, trust.good_contact)
        residents.contacts_good[resident] += 1
        tally.good[residents.neighbourhood[resident]] += 1.0
        return
    loss = min(own, trust.good_contact * trust.bad_contact_weight * own)
    residents.trust[resident] = own - loss
    residents.grievance[resident] = min(1.0, np.float64(residents.grievance[resident]) + trust.grievance_share * loss)
    residents.contacts_bad[resident] += 1
    tally.bad[residents.neighbourhood[resident]] += 1.0


@kernel(inner=True)
def chance_of_good(world: World, contacts: Contacts, officer: int, local: int, shift: float) -> float:
    """Return the chance that a contact with an officer goes well, his skill and familiarity considered."""
    return world.officers.skill[officer] + shift + contacts.familiarity_bonus * world.familiarity[officer, local]


@kernel
def covering_officer(neighbourhoods: Neighbourhoods, officers: Officers, neighbourhood: int, u: float) -> int:
    """Return one of the officers whose slots cover a neighbourhood."""
    first = neighbourhoods.cover_first[neighbourhood]
    count = neighbourhoods.cover_last[neighbourhood] - first + 1
    return officers.at_slot[first + below(count, u)]


@kernel(inner=True)
def stop(
    world: World, patrol: Patrol, contacts: Contacts, trust: Trust, offending: Offending, keys: np.ndarray, day: int
) -> None:
    """Make the stops that patrol brings, where patrol is; the young are stopped more."""
    neighbourhoods, residents, places = world.neighbourhoods, world.residents, world.places
    key = keys[STOP]
    for neighbourhood in range(neighbourhoods.community.size):
        mean = patrol.stops_per_hour * neighbourhoods.patrol_hours[neighbourhood]
        count = poisson(mean, uniform(key, day, neighbourhood, 0))
        local = neighbourhood - world.communities.first_neighbourhood[neighbourhoods.community[neighbourhood]]
        for nth in range(min(count, MOST_CONTACTS)):
            at = 8 * nth
            place = _place_patrolled(world, neighbourhood, uniform(key, day, neighbourhood, 1 + at))
            first, living = places.first[place], places.end[place] - places.first[place]
            resident = first + below(living, uniform(key, day, neighbourhood, 2 + at))
            other = first + below(living, uniform(key, day, neighbourhood, 3 + at))
            if residents.age[other] == YOUNG and residents.age[resident] != YOUNG:
                resident = other
            if residents.age[resident] == CHILD:
                continue
            officer = covering_officer(
                neighbourhoods, world.officers, neighbourhood, uniform(key, day, neighbourhood, 4 + at)
            )
            chance = chance_of_good(world, contacts, officer, local, -contacts.stop_penalty)
            meet(residents, world.tally, trust, resident, uniform(key, day, neighbourhood, 5 + at) < chance)
            world.tally.stops[neighbourhood] += 1.0
            if residents.propensity[resident] > 0.0:
                residents.risk[resident] = raised(np.float64(residents.risk[resident]), offending.risk_from_stop)


@kernel
def _place_patrolled(world: World, neighbourhood: int, u: float) -> int:
    places = world.places
    first, end = world.neighbourhoods.first_place[neighbourhood], world.neighbourhoods.end_place[neighbourhood]
    total = 0.0
    for place in range(first, end):
        total += places.hours[place]
    mark = u * total
    reached = 0.0
    for place in range(first, end):
        reached += places.hours[place]
        if reached > mark:
            return place
    return end - 1


@kernel(inner=True)
def visit(
    world: World,
    patrol: Patrol,
    contacts: Contacts,
    trust: Trust,
    insecurity: Insecurity,
    reporting: Reporting,
    keys: np.ndarray,
    day: int,
) -> None:
    """Make the visits that engagement brings; hours kept for follow-up are set aside for residents' concerns."""
    neighbourhoods, residents = world.neighbourhoods, world.residents
    key = keys[VISIT]
    for neighbourhood in range(neighbourhoods.community.size):
        community = neighbourhoods.community[neighbourhood]
        kept = world.communities.follow_up[community]
        hours = neighbourhoods.engagement_hours[neighbourhood]
        neighbourhoods.follow_up_hours[neighbourhood] += hours * kept
        count = poisson(patrol.visits_per_hour * hours * (1.0 - kept), uniform(key, day, neighbourhood, 0))
        first = neighbourhoods.first_resident[neighbourhood]
        population = neighbourhoods.end_resident[neighbourhood] - first
        local = neighbourhood - world.communities.first_neighbourhood[community]
        for nth in range(min(count, MOST_CONTACTS)):
            at = 8 * nth
            resident = first + below(population, uniform(key, day, neighbourhood, 1 + at))
            if residents.age[resident] == CHILD:
                continue
            officer = covering_officer(
                neighbourhoods, world.officers, neighbourhood, uniform(key, day, neighbourhood, 2 + at)
            )
            chance = chance_of_good(world, contacts, officer, local, contacts.visit_bonus)
            good = uniform(key, day, neighbourhood, 3 + at) < chance
            meet(residents, world.tally, trust, resident, good)
            if good:
                residents.insecurity[resident] = lowered(
                    np.float64(residents.insecurity[resident]), insecurity.reassurance
                )
            if uniform(key, day, neighbourhood, 4 + at) < reporting.tip_chance * np.float64(residents.trust[resident]):
                _pass_tip(world, residents.place[resident], neighbourhood, reporting.tip_known)


@kernel
def _pass_tip(world: World, place: int, neighbourhood: int, known: float) -> None:
    for problem in range(world.problems.ceiling.size):
        if world.problems.crime[problem] and world.cycle_true[place, problem] > 0.0:
            world.places.known[place] += known
            world.tally.tips[neighbourhood] += 1.0
            return
