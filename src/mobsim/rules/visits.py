"""Visits: engagement brings officers to residents' doors, in a neighbourhood or where a programme sends them."""

from typing import NamedTuple

import numpy as np

from mobsim.rules.contacts import Contact, chance_of_good, covering_officer, meet, most_contacts, reassure
from mobsim.scenario.enumerations import Age
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.police import ContactsParameters, ReportingParameters
from mobsim.tools.draws import Day, draw, poisson, within
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import Purpose, Source, VisitDraw, of_contact
from mobsim.world.columns import World
from mobsim.world.table import NONE


class Visits(NamedTuple):
    """Visits to come in an area, a neighbourhood or a place: for which purpose, to whom, and for how many hours."""

    purpose: int  # of the draws
    source: int  # of the contacts
    area: int  # number of the neighbourhood or place, by which visits are drawn
    neighbourhood: int
    first: int  # residents first .. end - 1 live there
    end: int
    hours: float
    kept: float  # share of the hours for following up residents' concerns


@kernel(inner=True)
def visit(world: World, rules: Parameters, today: Day, community: int) -> None:
    """Make the visits that engagement brings, in each neighbourhood."""
    around = world.communities[community]
    for neighbourhood in range(around.first_neighbourhood, around.end_neighbourhood):
        here = world.neighbourhoods[neighbourhood]
        visits = Visits(
            purpose=Purpose.VISIT,
            source=Source.VISIT,
            area=neighbourhood,
            neighbourhood=neighbourhood,
            first=here.first_resident,
            end=here.end_resident,
            hours=here.engagement_hours,
            kept=around.follow_up,
        )
        _make_visits(world, rules, today, visits)


@kernel(inner=True)
def visit_for_programmes(world: World, rules: Parameters, today: Day, community: int) -> None:
    """Make the visits that programmes bring, at each place that has any."""
    neighbourhoods, programmes = world.neighbourhoods, world.programmes
    if world.counts.programmes[0] == 0:
        return
    around = world.communities[community]
    for neighbourhood in range(around.first_neighbourhood, around.end_neighbourhood):
        for place in range(neighbourhoods.first_place[neighbourhood], neighbourhoods.end_place[neighbourhood]):
            hours = programmes.engagement[place]
            if hours == 0.0:
                continue
            world.tally.engagement_hours[neighbourhood] += hours
            world.tally.brought_hours[neighbourhood] += hours
            world.tally.done_hours[neighbourhood] += neighbourhoods.diligence[neighbourhood] * hours
            visits = Visits(
                purpose=Purpose.PROGRAMME,
                source=Source.PROGRAMME,
                area=place,
                neighbourhood=neighbourhood,
                first=world.places.first[place],
                end=world.places.end[place],
                hours=hours,
                kept=programmes.follow_up[place],
            )
            _make_visits(world, rules, today, visits)


@kernel
def _make_visits(world: World, rules: Parameters, today: Day, visits: Visits) -> None:
    """Visit residents of an area as far as hours go; those kept for follow-up are set aside for residents' concerns."""
    here = world.neighbourhoods[visits.neighbourhood]
    done = here.diligence * visits.hours
    here.follow_up_hours += done * visits.kept
    mean = rules.patrol.visits_per_hour * done * (1.0 - visits.kept)
    count = poisson(mean, draw(today, visits.purpose, visits.area, VisitDraw.COUNT))
    for nth in range(min(count, most_contacts(world, visits.neighbourhood))):
        u = draw(today, visits.purpose, visits.area, of_contact(nth, VisitDraw.RESIDENT))
        resident = within(visits.first, visits.end, u)
        if world.residents.age[resident] != Age.CHILD:
            good = _goes_well(world, rules.contacts, today, visits, resident, nth)
            meet(world, rules.trust, today, resident, Contact(good, visits.source, 1.0))
            if good:
                reassure(world.residents, rules.insecurity, resident)
            u = draw(today, visits.purpose, visits.area, of_contact(nth, VisitDraw.TIPS))
            if u < rules.reporting.tip_chance * np.float64(world.residents.trust[resident]):
                u = draw(today, visits.purpose, visits.area, of_contact(nth, VisitDraw.TIP_PROBLEM))
                _pass_tip(world, rules.reporting, resident, u)


@kernel
def _goes_well(world: World, contacts: ContactsParameters, today: Day, visits: Visits, resident: int, nth: int) -> bool:
    """Return whether a visit goes well, by one of the officers who cover the neighbourhood."""
    u = draw(today, visits.purpose, visits.area, of_contact(nth, VisitDraw.OFFICER))
    officer = covering_officer(world, visits.neighbourhood, u)
    shift = contacts.visit_bonus + world.programmes.skill[world.residents.place[resident]]
    chance = chance_of_good(world, contacts, officer, visits.neighbourhood, shift)
    return draw(today, visits.purpose, visits.area, of_contact(nth, VisitDraw.GOES_WELL)) < chance


@kernel
def _pass_tip(world: World, reporting: ReportingParameters, resident: int, u: float) -> None:
    """Let a resident pass a tip, if there was crime at home lately to tell of; the more of a type, the sooner of that."""
    place = world.residents.place[resident]
    there = 0.0
    for problem in range(world.problems.size):
        there += world.crimes[place, problem]
    if there <= 0.0 or there < reporting.tip_trace:
        return
    told, reached = NONE, 0.0
    for problem in range(world.problems.size):
        if world.crimes[place, problem] > 0.0 and reached <= u * there:
            told = problem
        reached += world.crimes[place, problem]
    neighbourhood = world.residents.neighbourhood[resident]
    world.known[place, told] += world.neighbourhoods.use[neighbourhood] * reporting.tip_known
    world.tally.tips[neighbourhood] += 1.0
