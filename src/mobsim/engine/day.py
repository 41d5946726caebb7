"""The order of the day and of the week: start reading here. The cycle stands in :mod:`mobsim.engine.cycle`.

Each line of :func:`live_day` is a rule of its own, in the file of that name under ``rules/``. Rules see the truth;
leaders and officers, who decide in :mod:`mobsim.mobilization`, see a briefing.
"""

import numpy as np

from mobsim.rules.contacts import stop, visit, visit_for_programmes
from mobsim.rules.delivery import deliver, fade
from mobsim.rules.deployment import deploy, patrol_places
from mobsim.rules.events import end_waves
from mobsim.rules.harm import suffer
from mobsim.rules.influence import Feelings, carry_on, feel, grounds, listen, speak
from mobsim.rules.offending import fall_into_crisis, offend
from mobsim.rules.participation import take_part
from mobsim.rules.reporting import report
from mobsim.rules.response import respond
from mobsim.rules.stock import take_stock
from mobsim.scenario.parameters import Parameters
from mobsim.tools.calendar import DAYS_IN_WEEK
from mobsim.tools.draws import Purpose
from mobsim.tools.kernel import kernel
from mobsim.world.columns import World

JOIN = int(Purpose.JOIN)


@kernel(inner=True)
def live_day(world: World, p: Parameters, keys: np.ndarray, day: int) -> None:
    """Live one day.

    1. Officers are deployed: hours go first to calls, then to patrol, engagement and initiatives; patrol goes to places.
    2. Prone residents meet occasions to offend, weigh a few places, and go ahead or not; social crises happen.
    3. Incidents do harm: to victims, to those who hear of it, to the place.
    4. Victims and witnesses report, or do not; police record part of it; tips are passed; calls come in.
    5. Calls are answered; some recorded crimes are cleared.
    6. Patrol brings stops, engagement brings visits; each contact moves trust.
    7. Initiatives deliver a day's work; traces at places fade.
    """
    end_waves(world.neighbourhoods, day)
    deploy(world, p.patrol, day)
    patrol_places(world, p.patrol)
    offend(world, p.offending, p.patrol, keys, day)
    fall_into_crisis(world, keys, day)
    suffer(world, p.places, p.insecurity, p.cohesion, keys, day)
    report(world, p.reporting, p.response, keys, day)
    respond(world, p.response, p.contacts, p.trust, p.offending, keys, day)
    stop(world, p.patrol, p.contacts, p.trust, p.offending, keys, day)
    visit(world, p.patrol, p.contacts, p.trust, p.insecurity, p.reporting, keys, day)
    visit_for_programmes(world, p.patrol, p.contacts, p.trust, p.insecurity, p.reporting, keys, day)
    deliver(world, p.delivery, p.participation, day)
    fade(world.places, world.hardening, p.places)


@kernel
def live_days(world: World, p: Parameters, keys: np.ndarray, first: int, end: int) -> None:
    """Live the days ``first`` to ``end - 1``."""
    for day in range(first, end):
        live_day(world, p, keys, day)


@kernel
def feel_week(world: World, p: Parameters, keys: np.ndarray, day: int, first: int, end: int) -> None:
    """Let residents ``first`` to ``end - 1`` live the week that ends with ``day``: feelings travel, people join and leave."""
    residents, places, ties, voices = world.residents, world.places, world.ties, world.voices
    initiatives, neighbourhoods = world.initiatives, world.neighbourhoods
    feelings = Feelings(p.trust, p.cohesion, p.insecurity)
    week = (day + 1) // DAYS_IN_WEEK - 1
    for resident in range(first, end):
        r = residents[resident]
        own = grounds(r, neighbourhoods[r.neighbourhood].visible, p.trust)
        heard = listen(ties, voices, resident, p.trust.confidence_bound, np.float64(r.trust), own)
        settled = min(1.0, (day - r.arrived) / p.cohesion.settling_days)
        feel(r, own, heard, places[r.place].seen, feelings, settled)
        carry_on(r, p.need, p.offending, p.participation)
        take_part(r, resident, heard.taking_part, initiatives, neighbourhoods, p.participation, keys[JOIN], week)


@kernel
def end_week(world: World, p: Parameters) -> None:
    """Take stock of the week at places, in neighbourhoods and initiatives."""
    take_stock(world, p.places, p.patrol, p.trust)


@kernel
def voice_week(world: World, first: int, end: int) -> None:
    """Set what ties perceive of residents ``first`` to ``end - 1``."""
    speak(world.residents, world.voices, first, end)
