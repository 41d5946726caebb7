"""The order of the day and of the week: start reading here. The cycle stands in :mod:`mobsim.engine.cycle`.

Each line of :func:`live_day` is a rule of its own, in the file of that name under ``rules/``. Rules see the truth;
leaders and officers, who decide in :mod:`mobsim.mobilization`, see a briefing.
"""

import numpy as np

from mobsim.rules.crises import fall_into_crisis
from mobsim.rules.delivery import deliver, fade
from mobsim.rules.deployment import deploy, patrol_places
from mobsim.rules.events import end_waves
from mobsim.rules.harm import suffer
from mobsim.rules.influence import carry_on, feel, grounds, listen, speak
from mobsim.rules.offending import offend
from mobsim.rules.participation import take_part
from mobsim.rules.reporting import report
from mobsim.rules.response import respond
from mobsim.rules.stock import take_stock
from mobsim.rules.stops import stop
from mobsim.rules.visits import visit, visit_for_programmes
from mobsim.scenario.parameters import Parameters
from mobsim.tools.draws import Day, week_of
from mobsim.tools.kernel import kernel
from mobsim.world.columns import World


@kernel(inline=True)
def live_day(world: World, rules: Parameters, today: Day) -> None:
    """Live one day.

    1. Officers are deployed: hours go first to calls, then to patrol, engagement and initiatives; patrol goes to places.
    2. Prone residents meet occasions to offend, weigh a few places, and go ahead or not; social crises happen.
    3. Incidents do harm: to victims, to those who hear of it, to the place.
    4. Victims and witnesses report, or do not; police record part of it; tips are passed; calls come in.
    5. Calls are answered; some recorded crimes are cleared.
    6. Patrol brings stops, engagement brings visits; each contact moves trust.
    7. Initiatives deliver a day's work; traces at places fade.
    """
    end_waves(world, today)
    deploy(world, rules, today)
    patrol_places(world, rules)
    offend(world, rules, today)
    fall_into_crisis(world, today)
    suffer(world, rules, today)
    report(world, rules, today)
    respond(world, rules, today)
    stop(world, rules, today)
    visit(world, rules, today)
    visit_for_programmes(world, rules, today)
    deliver(world, rules, today)
    fade(world, rules)


@kernel
def live_days(world: World, rules: Parameters, today: Day, end: int) -> None:
    """Live the days from today to ``end - 1``."""
    for day in range(today.day, end):
        live_day(world, rules, Day(today.keys, day))


@kernel
def feel_week(world: World, rules: Parameters, today: Day, first: int, end: int) -> None:
    """Let residents ``first`` to ``end - 1`` live the week that ends today: feelings travel, people join and leave."""
    residents, ties, voices = world.residents, world.ties, world.voices
    places, initiatives, neighbourhoods = world.places, world.initiatives, world.neighbourhoods
    week = week_of(today)
    for resident in range(first, end):
        person = residents[resident]
        own = grounds(person, neighbourhoods[person.neighbourhood].visible, rules.trust)
        heard = listen(ties, voices, resident, rules.trust.confidence_bound, np.float64(person.trust), own)
        settled = min(1.0, (today.day - person.arrived) / rules.cohesion.settling_days)
        feel(person, own, heard, places[person.place].seen, rules, settled)
        carry_on(person, rules)
        take_part(person, resident, heard.taking_part, initiatives, neighbourhoods, rules.participation, week)


def end_week(world: World, rules: Parameters) -> None:
    """Take stock of the week at places, in neighbourhoods and initiatives."""
    take_stock(world, rules)


def voice_week(world: World, first: int, end: int) -> None:
    """Set what ties perceive of residents ``first`` to ``end - 1``."""
    speak(world.residents, world.voices, first, end)
