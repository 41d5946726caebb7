"""Contacts between officers and residents: stops, visits, and what a good or bad one does to trust."""

import numpy as np

from mobsim.scenario.enumerations import Age
from mobsim.scenario.feelings import InsecurityParameters
from mobsim.scenario.places import OffendingParameters
from mobsim.scenario.police import ContactsParameters, PatrolParameters, ReportingParameters
from mobsim.scenario.trust import TrustParameters
from mobsim.tools.change import lowered, raised
from mobsim.tools.draws import Purpose, below, poisson, uniform
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Int32, Neighbourhoods, Officers, Residents, World

STOP, VISIT, GOSSIP, PROGRAMME = int(Purpose.STOP), int(Purpose.VISIT), int(Purpose.GOSSIP), int(Purpose.PROGRAMME)
MOST_CONTACTS = 200  # of one sort in a neighbourhood and day
MOST_HEARERS = 64
BY_STOP, BY_VISIT, BY_PROGRAMME, BY_SAMPLE, UNANSWERED, SEEN = 60, 61, 62, 63, 64, 65
"""What a contact came of, for the draws of who hears; a call has the number of its problem type, and 0 without one."""


@kernel(inner=True)
def meet(
    world: World, trust: TrustParameters, key: np.uint64, day: int, source: int, resident: int, good: bool
) -> None:
    """Let a contact move the resident's trust and that of the ties who hear of it (Rosenbaum et al. 2005, Brunson 2007).

    ``key`` is that of hearsay about contacts, ``source`` what sort of contact it was.
    """
    residents, ties, tally = world.residents, world.ties, world.tally
    neighbourhood = residents.neighbourhood[resident]
    if good:
        residents.contacts_good[resident] += 1
        tally.good[neighbourhood] += 1.0
    else:
        residents.contacts_bad[resident] += 1
        tally.bad[neighbourhood] += 1.0
    feel_contact(residents, trust, resident, good, 1.0)
    first = ties.start[resident]
    for nth in range(min(MOST_HEARERS, ties.start[resident + 1] - first)):
        if uniform(key, day, resident, MOST_HEARERS * source + nth) < trust.hearsay_chance:
            feel_contact(residents, trust, ties.to[first + nth], good, trust.hearsay_share)


@kernel
def _look_on(
    world: World, trust: TrustParameters, key: np.uint64, day: int, place: int, stopped: int, good: bool
) -> None:
    """Let those who live at the place see how a stop goes: it happens in the street."""
    first = world.places.first[place]
    for resident in range(first, world.places.end[place]):
        u = uniform(key, day, stopped, MOST_HEARERS * SEEN + resident - first)
        if resident != stopped and u < trust.hearsay_chance:
            feel_contact(world.residents, trust, resident, good, trust.hearsay_share)


@kernel(inner=True)
def feel_contact(residents: Residents, trust: TrustParameters, resident: int, good: bool, weight: float) -> None:
    """Move trust after a contact: a bad one weighs several times a good one (Skogan 2006) and leaves a grievance."""
    own = np.float64(residents.trust[resident])
    if good:
        residents.trust[resident] = raised(own, weight * trust.good_contact)
        return
    loss = min(own, weight * trust.good_contact * trust.bad_contact_weight * own)
    residents.trust[resident] = own - loss
    residents.grievance[resident] = min(1.0, np.float64(residents.grievance[resident]) + trust.grievance_share * loss)


@kernel(inner=True)
def chance_of_good(world: World, contacts: ContactsParameters, officer: int, local: int, shift: float) -> float:
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
    world: World,
    patrol: PatrolParameters,
    contacts: ContactsParameters,
    trust: TrustParameters,
    offending: OffendingParameters,
    keys: np.ndarray,
    day: int,
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
            if residents.age[other] == Age.YOUNG and residents.age[resident] != Age.YOUNG:
                resident = other
            if residents.age[resident] == Age.CHILD:
                continue
            officer = covering_officer(
                neighbourhoods, world.officers, neighbourhood, uniform(key, day, neighbourhood, 4 + at)
            )
            chance = chance_of_good(
                world, contacts, officer, local, world.programmes.skill[place] - contacts.stop_penalty
            )
            good = uniform(key, day, neighbourhood, 5 + at) < chance
            meet(world, trust, keys[GOSSIP], day, BY_STOP, resident, good)
            _look_on(world, trust, keys[GOSSIP], day, place, resident, good)
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
    patrol: PatrolParameters,
    contacts: ContactsParameters,
    trust: TrustParameters,
    insecurity: InsecurityParameters,
    reporting: ReportingParameters,
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
            if residents.age[resident] == Age.CHILD:
                continue
            officer = covering_officer(
                neighbourhoods, world.officers, neighbourhood, uniform(key, day, neighbourhood, 2 + at)
            )
            shift = contacts.visit_bonus + world.programmes.skill[residents.place[resident]]
            good = uniform(key, day, neighbourhood, 3 + at) < chance_of_good(world, contacts, officer, local, shift)
            _talk(
                world, trust, insecurity, reporting, keys, day, BY_VISIT, resident, good,
                uniform(key, day, neighbourhood, 4 + at),
            )  # fmt: skip


@kernel(inner=True)
def visit_for_programmes(
    world: World,
    patrol: PatrolParameters,
    contacts: ContactsParameters,
    trust: TrustParameters,
    insecurity: InsecurityParameters,
    reporting: ReportingParameters,
    keys: np.ndarray,
    day: int,
) -> None:
    """Make the visits that programmes bring to residents of their places, in order of places."""
    neighbourhoods, residents, places, programmes = (
        world.neighbourhoods,
        world.residents,
        world.places,
        world.programmes,
    )
    if world.counts.programmes[0] == 0:
        return
    key = keys[PROGRAMME]
    for place in range(places.size):
        hours = programmes.engagement[place]
        if hours == 0.0:
            continue
        neighbourhood = places.neighbourhood[place]
        kept = programmes.follow_up[place]
        neighbourhoods.follow_up_hours[neighbourhood] += hours * kept
        world.tally.engagement_hours[neighbourhood] += hours
        count = poisson(patrol.visits_per_hour * hours * (1.0 - kept), uniform(key, day, place, 0))
        local = neighbourhood - world.communities.first_neighbourhood[neighbourhoods.community[neighbourhood]]
        first, living = places.first[place], places.end[place] - places.first[place]
        for nth in range(min(count, MOST_CONTACTS)):
            at = 8 * nth
            resident = first + below(living, uniform(key, day, place, 1 + at))
            if residents.age[resident] == Age.CHILD:
                continue
            officer = covering_officer(neighbourhoods, world.officers, neighbourhood, uniform(key, day, place, 2 + at))
            shift = contacts.visit_bonus + programmes.skill[place]
            good = uniform(key, day, place, 3 + at) < chance_of_good(world, contacts, officer, local, shift)
            u = uniform(key, day, place, 4 + at)
            _talk(world, trust, insecurity, reporting, keys, day, BY_PROGRAMME, resident, good, u)


@kernel
def _talk(
    world: World,
    trust: TrustParameters,
    insecurity: InsecurityParameters,
    reporting: ReportingParameters,
    keys: np.ndarray,
    day: int,
    source: int,
    resident: int,
    good: bool,
    u: float,
) -> None:
    """Let a visit do what it does: to trust, to insecurity, and perhaps bring a tip."""
    residents = world.residents
    meet(world, trust, keys[GOSSIP], day, source, resident, good)
    if good:
        residents.insecurity[resident] = lowered(np.float64(residents.insecurity[resident]), insecurity.reassurance)
    if u < reporting.tip_chance * np.float64(residents.trust[resident]):
        _pass_tip(world, residents.place[resident], residents.neighbourhood[resident], reporting.tip_known)


@kernel
def meet_sample(
    world: World,
    trust: TrustParameters,
    insecurity: InsecurityParameters,
    keys: np.ndarray,
    day: int,
    sample: Int32,
    good: bool,
) -> None:
    """Let each resident of a sample have one contact, all good or all bad (a programme's doorstep visit)."""
    for row in range(sample.size):
        meet(world, trust, keys[GOSSIP], day, BY_SAMPLE, sample[row], good)
        if good:
            worry = np.float64(world.residents.insecurity[sample[row]])
            world.residents.insecurity[sample[row]] = lowered(worry, insecurity.reassurance)


@kernel
def _pass_tip(world: World, place: int, neighbourhood: int, known: float) -> None:
    for problem in range(world.problems.ceiling.size):
        if world.problems.crime[problem] and world.cycle_true[place, problem] > 0.0:
            world.places.known[place] += known
            world.tally.tips[neighbourhood] += 1.0
            return
