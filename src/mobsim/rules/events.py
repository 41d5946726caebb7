"""Dated events: what strikes a town, or a neighbourhood, from outside the model."""

from typing import NamedTuple

import numpy as np

from mobsim.scenario.enumerations import Age
from mobsim.scenario.parameters import Parameters
from mobsim.tools.change import lowered, raised
from mobsim.tools.draws import Day, draw
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import Purpose
from mobsim.world.columns import Neighbourhoods, Residents, World
from mobsim.world.table import Row


class Shock(NamedTuple):
    """What strikes some residents: ``first`` to ``end - 1``, all of an area."""

    number: int  # of the event in the scenario
    severity: float
    first: int
    end: int


@kernel
def make_misconduct_public(residents: Residents, rules: Parameters, today: Day, shock: Shock) -> None:
    """Let residents hear of police misconduct: trust falls, and so, for long, does what they expect of police."""
    lost = rules.trust.misconduct * shock.severity
    for resident in range(shock.first, shock.end):
        person = residents[resident]
        if person.age == Age.CHILD:
            continue
        if draw(today, Purpose.EVENT, resident, shock.number) < rules.shocks.news_reach:
            _hear_of_police(person, lost, rules.trust.public_memory)


@kernel(inner=True)
def _hear_of_police(person: Row, lost: float, remembered: float) -> None:
    """Let public news take a share of a resident's trust.

    What one officer did to oneself says something of that officer; what is in the news says something of police, and is
    retold. So most of the loss stays as a grievance: the ground that trust returns to moves with it (legal cynicism).
    """
    own = np.float64(person.trust)
    loss = lost * own
    person.trust = own - loss
    person.grievance = min(1.0, np.float64(person.grievance) + remembered * loss)


@kernel
def close_plant(residents: Residents, rules: Parameters, shock: Shock) -> None:
    """Raise residents' need, and the ground it returns to."""
    rise = rules.shocks.closure_need * shock.severity
    for resident in range(shock.first, shock.end):
        person = residents[resident]
        person.need = raised(np.float64(person.need), rise)
        person.need_ground = raised(np.float64(person.need_ground), rise)


@kernel
def open_centre(residents: Residents, rules: Parameters, shock: Shock) -> None:
    """Lower residents' need, with its ground, and raise their ground of cohesion."""
    relief = rules.shocks.centre_need * shock.severity
    together = rules.shocks.centre_cohesion * shock.severity
    for resident in range(shock.first, shock.end):
        person = residents[resident]
        person.need = lowered(np.float64(person.need), relief)
        person.need_ground = lowered(np.float64(person.need_ground), relief)
        person.cohesion_ground = raised(np.float64(person.cohesion_ground), together)


@kernel
def start_wave(neighbourhoods: Neighbourhoods, first: int, end: int, severity: float, last_day: int) -> None:
    """Start a crime wave in neighbourhoods ``first`` to ``end - 1``."""
    neighbourhoods.wave[first:end] = severity
    neighbourhoods.wave_end[first:end] = last_day


@kernel(inner=True)
def end_waves(world: World, today: Day, community: int) -> None:
    """End the crime waves that are over."""
    here = world.communities[community]
    for neighbourhood in range(here.first_neighbourhood, here.end_neighbourhood):
        if world.neighbourhoods.wave_end[neighbourhood] <= today.day:
            world.neighbourhoods.wave[neighbourhood] = 0.0
