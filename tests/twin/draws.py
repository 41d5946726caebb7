"""Named draws: every number is a function of the seed, its purpose, and three whole numbers."""

import math
from enum import IntEnum

WORD = 2**64

IN_ORDER = (
    "OCCASION JOURNEY CHOICE CRISIS HEARSAY REPORT HANDOVER ROUTINE DISPATCH OUTCOME STOP VISIT JOIN FORUM PROMISE "
    "AGENCY LEAVE ROTATE PLAN REACH MOVE PERSON EVENT BIRTH GOSSIP PROGRAMME"
)
LATER = {"ACUTE": 28, "TEAM": 29, "TABLE": 30, "TREATMENT": 31, "DELIVERY": 32, "SUPERVISE": 33, "CLIENT": 34}
Purpose = IntEnum("Purpose", {name: number for number, name in enumerate(IN_ORDER.split(), 1)} | LATER)


def mix(z: int) -> int:
    z ^= z >> 30
    z = z * 0xBF58476D1CE4E5B9 % WORD
    z ^= z >> 27
    z = z * 0x94D049BB133111EB % WORD
    return z ^ (z >> 31)


def key(seed: int, purpose: int) -> int:
    return mix((mix((seed + 0x9E3779B97F4A7C15) % WORD) + purpose * 0xD1B54A32D192ED03) % WORD)


def word(key: int, when: int, who: int, nth: int) -> int:
    z = mix((key + when * 0x9E3779B97F4A7C15) % WORD)
    z = mix(z ^ (who * 0xC2B2AE3D27D4EB4F % WORD))
    return mix((z + nth * 0x165667B19E3779F9) % WORD)


class Draws:
    """The draws of one seed."""

    def __init__(self, seed: int) -> None:
        self.keys = {purpose: key(seed, purpose) for purpose in Purpose}

    def uniform(self, purpose: Purpose, when: int, who: int, nth: int) -> float:
        return (word(self.keys[purpose], when, who, nth) >> 11) * 2.0**-53

    def below(self, count: int, purpose: Purpose, when: int, who: int, nth: int) -> int:
        return below(count, self.uniform(purpose, when, who, nth))


def below(count: int, u: float) -> int:
    return min(int(u * count), count - 1)


def exponential(u: float) -> float:
    return -math.log(1.0 - u)


def poisson(mean: float, u: float) -> int:
    if mean <= 0:
        return 0
    if mean >= 60:
        return max(0, math.floor(mean + math.sqrt(mean) * normal(u) + 0.5))
    most = int(mean + 12 * math.sqrt(mean) + 30)
    count, chance = 0, math.exp(-mean)
    cumulated = chance
    while u >= cumulated and count < most:
        count += 1
        chance *= mean / count
        cumulated += chance
    return count


# Coefficients of Acklam's rational approximations: central numerator and denominator, tail numerator and denominator.
CENTRE_ABOVE = (
    -3.969683028665376e01,
    2.209460984245205e02,
    -2.759285104469687e02,
    1.383577518672690e02,
    -3.066479806614716e01,
    2.506628277459239e00,
)
CENTRE_BELOW = (
    -5.447609879822406e01,
    1.615858368580409e02,
    -1.556989798598866e02,
    6.680131188771972e01,
    -1.328068155288572e01,
    1.0,
)
TAIL_ABOVE = (
    -7.784894002430293e-03,
    -3.223964580411365e-01,
    -2.400758277161838e00,
    -2.549732539343734e00,
    4.374664141464968e00,
    2.938163982698783e00,
)
TAIL_BELOW = (
    7.784695709041462e-03,
    3.224671290700398e-01,
    2.445134137142996e00,
    3.754408661907416e00,
    1.0,
)
TAIL = 0.02425


def polynomial(coefficients: tuple[float, ...], x: float) -> float:
    value = 0.0
    for coefficient in coefficients:
        value = value * x + coefficient
    return value


def normal(u: float) -> float:
    u = min(max(u, 1e-12), 1 - 1e-12)
    if u < TAIL:
        return lower_tail(u)
    if u > 1 - TAIL:
        return -lower_tail(1 - u)
    q = u - 0.5
    return q * polynomial(CENTRE_ABOVE, q * q) / polynomial(CENTRE_BELOW, q * q)


def lower_tail(u: float) -> float:
    q = math.sqrt(-2 * math.log(u))
    return polynomial(TAIL_ABOVE, q) / polynomial(TAIL_BELOW, q)


def lognormal(spread: float, u: float) -> float:
    """A number with mean 1, from a uniform one."""
    return math.exp(spread * normal(u) - spread**2 / 2)
