"""Dated events: what strikes a town, or a neighbourhood, from outside the model."""

import numpy as np

from mobsim.scenario.enumerations import Age
from mobsim.scenario.trust import TrustParameters
from mobsim.tools.change import lowered, raised
from mobsim.tools.draws import Purpose, uniform
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Neighbourhoods, Residents

EVENT = int(Purpose.EVENT)


@kernel
def make_misconduct_public(
    residents: Residents,
    trust: TrustParameters,
    reach: float,
    first: int,
    end: int,
    severity: float,
    keys: np.ndarray,
    day: int,
    number: int,
) -> None:
    """Let residents ``first`` to ``end - 1`` hear of police misconduct: trust falls, a grievance stays."""
    for resident in range(first, end):
        if residents.age[resident] == Age.CHILD:
            continue
        if uniform(keys[EVENT], day, resident, number) < reach * severity:
            own = np.float64(residents.trust[resident])
            loss = trust.misconduct * severity * own
            residents.trust[resident] = own - loss
            residents.grievance[resident] = min(
                1.0, np.float64(residents.grievance[resident]) + trust.grievance_share * loss
            )


@kernel
def close_plant(residents: Residents, rise: float, first: int, end: int) -> None:
    """Raise the need of residents ``first`` to ``end - 1``, and the ground it returns to."""
    for resident in range(first, end):
        residents.need[resident] = raised(np.float64(residents.need[resident]), rise)
        residents.need_ground[resident] = raised(np.float64(residents.need_ground[resident]), rise)


@kernel
def open_centre(residents: Residents, relief: float, cohesion: float, first: int, end: int) -> None:
    """Lower the need of residents ``first`` to ``end - 1`` and raise their ground of cohesion."""
    for resident in range(first, end):
        residents.need[resident] = lowered(np.float64(residents.need[resident]), relief)
        residents.need_ground[resident] = lowered(np.float64(residents.need_ground[resident]), relief)
        residents.cohesion_ground[resident] = raised(np.float64(residents.cohesion_ground[resident]), cohesion)


@kernel
def start_wave(neighbourhoods: Neighbourhoods, first: int, end: int, severity: float, last_day: int) -> None:
    """Start a crime wave in neighbourhoods ``first`` to ``end - 1``."""
    neighbourhoods.wave[first:end] = severity
    neighbourhoods.wave_end[first:end] = last_day


@kernel(inner=True)
def end_waves(neighbourhoods: Neighbourhoods, day: int) -> None:
    """End the crime waves that are over."""
    for neighbourhood in range(neighbourhoods.wave.size):
        if neighbourhoods.wave_end[neighbourhood] <= day:
            neighbourhoods.wave[neighbourhood] = 0.0
