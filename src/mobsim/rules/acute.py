"""Acute risk: episodes begin by need; while one lasts crises and calls that concern no crime come far more often.

A few people make many of all calls for a time (Brantford: 66 people, 800 contacts in three months), and most concern no crime.
"""

import math

import numpy as np

from mobsim.rules.calls import call_about_no_crime
from mobsim.scenario.acute import AcuteParameters
from mobsim.scenario.parameters import Parameters
from mobsim.tools.calendar import DAYS_IN_YEAR
from mobsim.tools.draws import Day, draw, poisson
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import AcuteDraw, OnsetDraw, Purpose, of_onset
from mobsim.world.columns import Int32, World
from mobsim.world.entries import Incident, add_incident
from mobsim.world.people import over_on
from mobsim.world.table import NONE, Row
from mobsim.world.whereabouts import population, resident_of

ACUTE = Purpose.ACUTE


@kernel(inner=True)
def begin_episodes(world: World, rules: Parameters, today: Day, community: int) -> None:
    """Let episodes of acute risk that are over end, and others begin: would-be ones meet residents, and strike by need."""
    here, lists = world.communities[community], world.lists[community]
    _forget_ended(world, lists, today)
    for neighbourhood in range(here.first_neighbourhood, here.end_neighbourhood):
        _strike(world, lists, rules.acute, today, neighbourhood)


@kernel
def _forget_ended(world: World, lists: Row, today: Day) -> None:
    """Take those whose episode is over off the list."""
    end = lists.first_resident
    for row in range(lists.first_resident, lists.end_acute):
        resident = world.acute[row]
        if world.residents.acute_until[resident] > today.day:
            world.acute[end] = resident
            end += 1
    lists.end_acute = end


@kernel
def _strike(world: World, lists: Row, acute: AcuteParameters, today: Day, neighbourhood: int) -> None:
    """Let the would-be episodes of a neighbourhood meet residents; who is in one already goes on in it."""
    residents, here = world.residents, world.neighbourhoods[neighbourhood]
    mean = acute.onset / DAYS_IN_YEAR * population(here)
    count = poisson(mean, draw(today, ACUTE, neighbourhood, OnsetDraw.COUNT))
    for nth in range(min(count, population(here))):
        resident = resident_of(here, draw(today, ACUTE, neighbourhood, of_onset(nth, OnsetDraw.RESIDENT)))
        need = np.float64(residents.need[resident])
        happens = draw(today, ACUTE, neighbourhood, of_onset(nth, OnsetDraw.HAPPENS)) < need * need
        if happens and residents.acute_until[resident] <= today.day:
            u = draw(today, ACUTE, neighbourhood, of_onset(nth, OnsetDraw.DAYS))
            residents.acute_until[resident] = over_on(acute, today.day, u)
            _enter(world.acute, lists, resident)


@kernel
def _enter(acute: Int32, lists: Row, resident: int) -> None:
    """Enter a resident into the list, which stays in order."""
    row = lists.end_acute
    while row > lists.first_resident and acute[row - 1] > resident:
        acute[row] = acute[row - 1]
        row -= 1
    acute[row] = resident
    lists.end_acute += 1


@kernel(inner=True)
def fall_into_more_crises(world: World, rules: Parameters, today: Day, community: int) -> None:
    """Let social crises strike those in an episode more often, at most once more a day of each problem type."""
    residents, lists = world.residents, world.lists[community]
    more = (rules.acute.calls - 1.0) / DAYS_IN_YEAR * world.season[today.day % DAYS_IN_YEAR]
    for problem in range(world.problems.size):
        if world.problems.with_offender[problem]:
            continue
        rate = more * world.problems.ceiling[problem]
        for row in range(lists.first_resident, lists.end_acute):
            resident = world.acute[row]
            u = draw(today, ACUTE, resident, AcuteDraw.CRISIS - problem)
            if u < 1.0 - math.exp(-rate * np.float64(residents.need[resident])):
                kind, place = world.problems.first_kind[problem], residents.place[resident]
                crisis = Incident(problem=problem, kind=kind, place=place, offender=NONE, victim=resident)
                add_incident(world.incidents, lists, crisis)


@kernel(inner=True)
def call_more_often(world: World, rules: Parameters, today: Day, community: int) -> None:
    """Let those in an episode make more of the calls that concern no crime, at most one more a day."""
    lists = world.lists[community]
    chance = 1.0 - math.exp(-(rules.acute.calls - 1.0) * rules.response.routine_calls / DAYS_IN_YEAR)
    for row in range(lists.first_resident, lists.end_acute):
        if draw(today, ACUTE, world.acute[row], AcuteDraw.CALL) < chance:
            call_about_no_crime(world, rules, today, world.acute[row])
