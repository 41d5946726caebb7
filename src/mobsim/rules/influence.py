"""The week of feelings: trust, cohesion and insecurity travel over ties by bounded, stubborn averaging.

Friedkin and Johnsen (1990) for the averaging against one's own ground; Deffuant et al. (2000) for the bound. Ties
perceive one byte of each feeling, so that what a resident hears of ten ties fits the cache.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.feelings import InsecurityParameters
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.trust import TrustParameters
from mobsim.tools.change import clipped, lowered, raised
from mobsim.tools.kernel import kernel
from mobsim.tools.prefetching import prefetch
from mobsim.world.columns import Residents, Ties
from mobsim.world.table import NONE, Row

COHESION_BITS, INSECURITY_BITS, MEMBER_BITS = 8, 16, 24
BYTE = 255
LEVELS = 255.0


class Heard(NamedTuple):
    """What a resident hears from ties: mean feelings, and the share of ties who are members."""

    trust: float
    cohesion: float
    insecurity: float
    members: float


class Surroundings(NamedTuple):
    """What a resident sees at home: disorder, what was repaired, and engaged officers, each from 0 to 1."""

    disorder: float
    repaired: float
    visible: float


@kernel
def speak(residents: Residents, voices: np.ndarray, first: int, end: int) -> None:
    """Pack what ties perceive of each resident into one word."""
    for resident in range(first, end):
        trust = int(LEVELS * residents.trust[resident] + 0.5)
        cohesion = int(LEVELS * residents.cohesion[resident] + 0.5)
        insecurity = int(LEVELS * residents.insecurity[resident] + 0.5)
        feelings = trust | (cohesion << COHESION_BITS) | (insecurity << INSECURITY_BITS)
        voices[resident] = feelings | (int(residents.member[resident]) << MEMBER_BITS)


@kernel(inner=True)
def await_week(residents: Residents, ties: Ties, resident: int) -> None:
    """Fetch ahead the row and the ties of a resident who lives the week soon, elsewhere: those of a day live far apart."""
    prefetch(residents.place, resident)
    prefetch(residents.zeal, resident)  # a row lies in two lines of the cache
    prefetch(ties.to, ties.start[resident])


@kernel(inner=True)
def turn_to(ties: Ties, voices: NDArray[np.uint32], resident: int) -> None:
    """Fetch ahead what the ties of a resident say, who listens soon; some live anywhere in town."""
    for row in range(ties.start[resident], ties.start[resident + 1]):
        prefetch(voices, ties.to[row])


@kernel(inner=True)
def listen(ties: Ties, voices: NDArray[np.uint32], resident: int, bound: float, own: float, ground: Heard) -> Heard:
    """Average what ties say; of trust only what is not too far from one's own. Without ties, hear one's own ground."""
    first, end = ties.start[resident], ties.start[resident + 1]
    if first == end:
        return ground
    trust, near = 0.0, 0
    cohesion, insecurity, members = 0, 0, 0
    for row in range(first, end):
        voice = np.int64(voices[ties.to[row]])
        perceived = (voice & BYTE) / LEVELS
        if abs(perceived - own) < bound:
            trust += perceived
            near += 1
        cohesion += (voice >> COHESION_BITS) & BYTE
        insecurity += (voice >> INSECURITY_BITS) & BYTE
        members += voice >> MEMBER_BITS
    count = end - first
    heard_trust = trust / near if near > 0 else ground.trust
    return Heard(heard_trust, cohesion / LEVELS / count, insecurity / LEVELS / count, members / count)


@kernel(inner=True)
def moved(value: float, own: float, heard: float, stubbornness: float, settled: float, rate: float) -> float:
    """Move a feeling towards a target between one's own ground and what ties say."""
    target = own + (1.0 - stubbornness) * settled * (heard - own)
    return clipped(value + rate * (target - value))


@kernel(inner=True)
def fear(insecurity: float) -> float:
    """Return the fear that keeps people indoors: none up to middling insecurity, full at full insecurity."""
    return 2.0 * max(0.0, insecurity - 0.5)


@kernel(inner=True)
def grounds(person: Row, around: Surroundings, trust: TrustParameters, insecurity: InsecurityParameters) -> Heard:
    """Return a resident's own grounds, as a grievance and what is seen at home have moved them.

    Trust is lower where there is disorder, for which police are held to answer (Skogan 2006), and higher where engaged
    officers are seen; insecurity is higher where there is disorder, and a little lower where something was repaired.
    """
    return Heard(
        clipped(
            np.float64(person.trust_ground)
            - np.float64(person.grievance)
            + trust.by_visibility * around.visible
            - trust.by_disorder * around.disorder
        ),
        np.float64(person.cohesion_ground),
        clipped(
            np.float64(person.insecurity_ground)
            + insecurity.by_disorder * around.disorder
            - insecurity.by_repair * around.repaired
        ),
        0.0,
    )


@kernel(inner=True)
def feel(person: Row, own: Heard, heard: Heard, rules: Parameters, settled: float) -> None:
    """Live a resident's week of feelings, ``own`` grounds against what was ``heard``."""
    trust, cohesion, insecurity = rules.trust, rules.cohesion, rules.insecurity
    is_active = person.active != NONE
    person.trust = moved(
        np.float64(person.trust), own.trust, heard.trust, trust.stubbornness, settled, trust.influence_rate
    )
    person.grievance = lowered(np.float64(person.grievance), trust.grievance_fade)

    worry = np.float64(person.insecurity)
    together = moved(
        np.float64(person.cohesion),
        own.cohesion,
        heard.cohesion,
        cohesion.stubbornness,
        settled,
        cohesion.influence_rate,
    )
    if is_active:
        together = raised(together, cohesion.joint_work_gain)
    person.cohesion = lowered(together, cohesion.fear_loss * fear(worry))

    worry = moved(worry, own.insecurity, heard.insecurity, insecurity.stubbornness, settled, insecurity.influence_rate)
    if is_active:
        worry = raised(worry, insecurity.awareness_rise)
    person.insecurity = worry


@kernel(inner=True)
def carry_on(person: Row, rules: Parameters) -> None:
    """Let need return to its ground, perceived risk fade, and fatigue grow or wear off."""
    need, tired = np.float64(person.need), np.float64(person.fatigue)
    person.need = need + rules.need.relapse * (np.float64(person.need_ground) - need)
    person.risk = lowered(np.float64(person.risk), rules.offending.risk_fade)
    if person.active != NONE:
        person.fatigue = min(1.0, tired + rules.participation.fatigue_rate)
    else:
        person.fatigue = max(0.0, tired - 2.0 * rules.participation.fatigue_rate)
