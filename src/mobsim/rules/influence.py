"""The week of feelings: trust, cohesion and insecurity travel over ties by bounded, stubborn averaging.

Friedkin and Johnsen (1990) for the averaging against one's own ground; Deffuant et al. (2000) for the bound. Ties
perceive one byte of each feeling, so that what a resident hears of ten ties fits the cache.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.parameters import Parameters
from mobsim.scenario.trust import TrustParameters
from mobsim.tools.change import clipped, lowered, raised
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Residents, Ties
from mobsim.world.table import NONE, Row

COHESION_BITS, INSECURITY_BITS, PART_BITS = 8, 16, 24
BYTE = 255
LEVELS = 255.0


class Heard(NamedTuple):
    """What a resident hears from ties: mean feelings, and the share of ties who take part."""

    trust: float
    cohesion: float
    insecurity: float
    taking_part: float


@kernel
def speak(residents: Residents, voices: np.ndarray, first: int, end: int) -> None:
    """Pack what ties perceive of each resident into one word."""
    for resident in range(first, end):
        trust = int(LEVELS * residents.trust[resident] + 0.5)
        cohesion = int(LEVELS * residents.cohesion[resident] + 0.5)
        insecurity = int(LEVELS * residents.insecurity[resident] + 0.5)
        part = 1 if residents.joined[resident] != NONE else 0
        voices[resident] = trust | (cohesion << COHESION_BITS) | (insecurity << INSECURITY_BITS) | (part << PART_BITS)


@kernel(inner=True)
def listen(ties: Ties, voices: NDArray[np.uint32], resident: int, bound: float, own: float, ground: Heard) -> Heard:
    """Average what ties say; of trust only what is not too far from one's own. Without ties, hear one's own ground."""
    first, end = ties.start[resident], ties.start[resident + 1]
    if first == end:
        return ground
    trust, near = 0.0, 0
    cohesion, insecurity, taking_part = 0, 0, 0
    for row in range(first, end):
        voice = np.int64(voices[ties.to[row]])
        perceived = (voice & BYTE) / LEVELS
        if abs(perceived - own) < bound:
            trust += perceived
            near += 1
        cohesion += (voice >> COHESION_BITS) & BYTE
        insecurity += (voice >> INSECURITY_BITS) & BYTE
        taking_part += voice >> PART_BITS
    count = end - first
    heard_trust = trust / near if near > 0 else ground.trust
    return Heard(heard_trust, cohesion / LEVELS / count, insecurity / LEVELS / count, taking_part / count)


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
def grounds(person: Row, visible: float, trust: TrustParameters) -> Heard:
    """Return a resident's own grounds: of trust less any grievance, and more where engaged officers are seen."""
    return Heard(
        clipped(np.float64(person.trust_ground) - np.float64(person.grievance) + trust.by_visibility * visible),
        np.float64(person.cohesion_ground),
        np.float64(person.insecurity_ground),
        0.0,
    )


@kernel(inner=True)
def feel(person: Row, own: Heard, heard: Heard, seen: float, rules: Parameters, settled: float) -> None:
    """Live a resident's week of feelings, ``own`` grounds against what was ``heard``; ``seen`` is disorder at the place."""
    trust, cohesion, insecurity = rules.trust, rules.cohesion, rules.insecurity
    takes_part = person.joined != NONE
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
    if takes_part:
        together = raised(together, cohesion.joint_work_gain)
    person.cohesion = lowered(together, cohesion.fear_loss * fear(worry))

    worry = moved(worry, own.insecurity, heard.insecurity, insecurity.stubbornness, settled, insecurity.influence_rate)
    worry = raised(worry, min(1.0, insecurity.disorder_rise * seen))
    if takes_part:
        worry = raised(worry, insecurity.awareness_rise)
    person.insecurity = worry


@kernel(inner=True)
def carry_on(person: Row, rules: Parameters) -> None:
    """Let need return to its ground, perceived risk fade, and fatigue grow or wear off."""
    need, tired = np.float64(person.need), np.float64(person.fatigue)
    person.need = need + rules.need.relapse * (np.float64(person.need_ground) - need)
    person.risk = lowered(np.float64(person.risk), rules.offending.risk_fade)
    if person.joined != NONE:
        person.fatigue = min(1.0, tired + rules.participation.fatigue_rate)
    else:
        person.fatigue = max(0.0, tired - 2.0 * rules.participation.fatigue_rate)
