"""The order of the day and of a place's week: start reading here. The cycle stands in :mod:`mobsim.engine.cycle`.

Each line of :func:`run_day` is a rule of its own, in the file of that name under ``rules/``. Rules see the truth;
leaders and officers, who decide in :mod:`mobsim.mobilization`, see a briefing.
"""

import numpy as np

from mobsim.rules.acute import begin_episodes, call_more_often, fall_into_more_crises
from mobsim.rules.crises import fall_into_crisis
from mobsim.rules.crisis_teams import ready_teams
from mobsim.rules.delivery import deliver, fade
from mobsim.rules.deployment import deploy, patrol_places
from mobsim.rules.events import end_waves
from mobsim.rules.harm import suffer
from mobsim.rules.health_data import pool_health_data
from mobsim.rules.influence import Surroundings, await_week, carry_on, feel, grounds, listen, speak, turn_to
from mobsim.rules.offending import offend
from mobsim.rules.participation import joining_in, take_part
from mobsim.rules.reporting import report
from mobsim.rules.response import respond
from mobsim.rules.stock import guard_place, repaired, take_stock
from mobsim.rules.stops import stop
from mobsim.rules.visits import visit, visit_for_programmes
from mobsim.rules.volunteering import sign_up, stand_down
from mobsim.scenario.parameters import Parameters
from mobsim.tools.calendar import DAYS_IN_WEEK
from mobsim.tools.draws import Day, week_of
from mobsim.tools.kernel import kernel
from mobsim.world.columns import World
from mobsim.world.entries import begin_lists
from mobsim.world.whereabouts import places_of

LARGE = 250_000
"""Residents whose rows and voices a core's own caches do not hold, about: they are fetched ahead."""
AHEAD = 2
"""Residents between who listens and whose ties are fetched."""


@kernel
def run_day(world: World, rules: Parameters, today: Day, community: int) -> None:
    """Run a community's day, up to the weeks of places that have their day: those are run next, in parts for several threads.

    1. Officers are deployed: hours go first to calls, then to patrol, engagement and initiatives; patrol goes to places.
    2. Episodes of acute risk begin and end. Prone residents meet occasions to offend, weigh a few places, and go ahead or not;
       social crises happen.
    3. Incidents do harm: to victims, to those who hear of it, to the place.
    4. Victims and witnesses report, or do not; police record part of it; tips are passed; calls come in, and crisis teams take
       some of them on. Some victims are treated in hospital; health data tell of cases that nobody reported, as far as they
       are shared.
    5. Calls are answered; some recorded crimes are cleared.
    6. Patrol brings stops, engagement brings visits; each contact moves trust.
    7. Initiatives deliver a day's work; traces at places fade.
    """
    begin_lists(world, today, community)
    end_waves(world, today, community)  # an event of its own, see Events
    deploy(world, rules, community)  # 1
    patrol_places(world, rules, community)
    begin_episodes(world, rules, today, community)  # 2
    offend(world, rules, today, community)
    fall_into_crisis(world, today, community)
    fall_into_more_crises(world, rules, today, community)
    suffer(world, rules, today, community)  # 3
    ready_teams(world, rules, community)  # 4
    report(world, rules, today, community)
    call_more_often(world, rules, today, community)
    pool_health_data(world, rules, today, community)
    respond(world, rules, today, community)  # 5
    stop(world, rules, today, community)  # 6
    visit(world, rules, today, community)
    visit_for_programmes(world, rules, today, community)
    deliver(world, rules, today, community)  # 7
    fade(world, rules, community)
    begin_weeks(world, today, community)  # of A week


@kernel
def run_days(world: World, rules: Parameters, today: Day, end: int, community: int) -> None:
    """Run a community's days from today to ``end - 1``, and the week of each place that has its day."""
    first_place, end_place = places_of(world.communities[community], world.neighbourhoods)
    for number in range(today.day, end):
        day = Day(today.keys, number)
        run_day(world, rules, day, community)
        run_weeks(world, rules, day, first_place, end_place)
        end_weeks(world, day, community)


@kernel
def begin_weeks(world: World, today: Day, community: int) -> None:
    """Let those whose week ends today give no more hours, before they decide anew."""
    first, end = places_of(world.communities[community], world.neighbourhoods)
    for place in range(first_with_day(first, today), end, DAYS_IN_WEEK):
        stand_down(world, place)


@kernel(inner=True)
def first_with_day(first: int, today: Day) -> int:
    """Return the first of the places from ``first`` on whose day it is."""
    return first + (today.day - first) % DAYS_IN_WEEK


@kernel
def run_weeks(world: World, rules: Parameters, today: Day, first: int, end: int) -> None:
    """Let those of the places ``first`` to ``end - 1`` whose day it is live their week: feelings travel, people take part.

    Every place has a day of its own, so that what happens on a Monday counts as much as what happens on a Sunday. Who lives
    there hears the voices of the morning: nothing depends on the order of places.
    """
    residents, ties, voices = world.residents, world.ties, world.voices
    joining, is_large = joining_in(week_of(today)), residents.size >= LARGE
    for place in range(first_with_day(first, today), end, DAYS_IN_WEEK):
        here, home = world.places[place], world.neighbourhoods[world.places.neighbourhood[place]]
        around = Surroundings(here.disorder / (1.0 + here.disorder), repaired(world, place), home.visible)
        to_come = world.places.first[min(place + DAYS_IN_WEEK, end - 1)] - here.first
        for resident in range(here.first, here.end):
            if is_large:
                await_week(residents, ties, min(resident + to_come, residents.size - 1))
                turn_to(ties, voices, min(resident + AHEAD, here.end - 1))
            person = residents[resident]  # 1
            own = grounds(person, around, rules.trust, rules.insecurity)
            heard = listen(ties, voices, resident, rules.trust.confidence_bound, np.float64(person.trust), own)
            settled = min(1.0, (today.day - person.arrived) / rules.cohesion.settling_days)
            feel(person, own, heard, rules, settled)
            carry_on(person, rules)
            take_part(world, resident, heard.members, home.example, rules.participation, joining)  # 2
        guard_place(residents, world.places, place, rules.places)  # 3
        speak(residents, world.voices_to_come, here.first, here.end)


@kernel
def end_weeks(world: World, today: Day, community: int) -> None:
    """Let ties perceive those who lived their week today, and let those who are active begin."""
    first, end = places_of(world.communities[community], world.neighbourhoods)
    for place in range(first_with_day(first, today), end, DAYS_IN_WEEK):
        for resident in range(world.places.first[place], world.places.end[place]):
            world.voices[resident] = world.voices_to_come[resident]
        sign_up(world, place)


def end_week(world: World, rules: Parameters, today: Day, community: int) -> None:
    """Take stock of the week that ends today in neighbourhoods, among officers, and of work to be done."""
    take_stock(world, rules, today, community)  # 4
