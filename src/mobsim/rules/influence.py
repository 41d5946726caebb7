"""The week of feelings: trust, cohesion and insecurity travel over ties by bounded, stubborn averaging.

Friedkin and Johnsen (1990) for the averaging against one's own ground; Deffuant et al. (2000) for the bound. Ties
perceive one byte of each feeling, so that what a resident hears of ten ties fits the cache.
"""

from typing import NamedTuple

import numpy as np

from mobsim.kernel import kernel
from mobsim.change import clipped, lowered, raised
from mobsim.scenario.places import Offending
from mobsim.scenario.residents import Cohesion, Insecurity, Need, Participation, Trust
from mobsim.world.columns import Residents, World

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
        part = 1 if residents.joined[resident] >= 0 else 0
        voices[resident] = trust | (cohesion << COHESION_BITS) | (insecurity << INSECURITY_BITS) | (part << PART_BITS)


@kernel
def listen(world: World, resident: int, bound: float, trust_ground: float) -> Heard:
    """Average what ties say; of trust only what is not too far from one's own."""
    residents, ties, voices = world.residents, world.ties, world.voices
    own = np.float64(residents.trust[resident])
    first, end = ties.start[resident], ties.start[resident + 1]
    count = end - first
    if count == 0:
        return Heard(
            trust_ground,
            np.float64(residents.cohesion_ground[resident]),
            np.float64(residents.insecurity_ground[resident]),
            0.0,
        )
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
    heard_trust = trust / near if near > 0 else trust_ground
    return Heard(heard_trust, cohesion / LEVELS / count, insecurity / LEVELS / count, taking_part / count)


@kernel
def moved(value: float, own: float, heard: float, stubbornness: float, settled: float, rate: float) -> float:
    """Move a feeling towards a target between one's own ground and what ties say."""
    target = own + (1.0 - stubbornness) * settled * (heard - own)
    return clipped(value + rate * (target - value))


@kernel
def fear(insecurity: float) -> float:
    """Return the fear that keeps people indoors: none up to middling insecurity, full at full insecurity."""
    return 2.0 * max(0.0, insecurity - 0.5)


@kernel
def feel(
    world: World,
    resident: int,
    trust: Trust,
    cohesion: Cohesion,
    insecurity: Insecurity,
    need: Need,
    offending: Offending,
    participation: Participation,
    day: int,
) -> float:
    """Live a resident's week of feelings; return the share of ties who take part."""
    residents = world.residents
    grievance = np.float64(residents.grievance[resident])
    own_trust = clipped(residents.trust_ground[resident] - grievance)
    heard = listen(world, resident, trust.confidence_bound, own_trust)
    settled = min(1.0, (day - residents.arrived[resident]) / cohesion.settling_days)
    takes_part = residents.joined[resident] >= 0

    residents.trust[resident] = moved(
        np.float64(residents.trust[resident]), own_trust, heard.trust, trust.stubbornness, settled, trust.influence_rate
    )
    residents.grievance[resident] = lowered(grievance, trust.grievance_fade)

    worry = np.float64(residents.insecurity[resident])
    together = moved(
        np.float64(residents.cohesion[resident]),
        np.float64(residents.cohesion_ground[resident]),
        heard.cohesion,
        cohesion.stubbornness,
        settled,
        cohesion.influence_rate,
    )
    if takes_part:
        together = raised(together, cohesion.joint_work_gain)
    residents.cohesion[resident] = lowered(together, cohesion.fear_loss * fear(worry))

    worry = moved(
        worry,
        np.float64(residents.insecurity_ground[resident]),
        heard.insecurity,
        insecurity.stubbornness,
        settled,
        insecurity.influence_rate,
    )
    worry = raised(worry, min(1.0, insecurity.disorder_rise * world.places.seen[residents.place[resident]]))
    if takes_part:
        worry = raised(worry, insecurity.awareness_rise)
    residents.insecurity[resident] = worry

    need_now = np.float64(residents.need[resident])
    residents.need[resident] = need_now + need.relapse * (np.float64(residents.need_ground[resident]) - need_now)
    residents.risk[resident] = lowered(np.float64(residents.risk[resident]), offending.risk_fade)
    tired = np.float64(residents.fatigue[resident])
    if takes_part:
        residents.fatigue[resident] = min(1.0, tired + participation.fatigue_rate)
    else:
        residents.fatigue[resident] = max(0.0, tired - 2.0 * participation.fatigue_rate)
    return heard.taking_part
