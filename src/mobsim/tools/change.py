"""The two ways in which a feeling between 0 and 1 moves, the logistic function, and the curve of dose and response."""

import math

from mobsim.tools.kernel import kernel


@kernel
def raised(value: float, by: float) -> float:
    """Move a value by a share of its way to 1."""
    return value + by * (1.0 - value)


@kernel
def raised_towards(value: float, by: float, ceiling: float) -> float:
    """Move a value by a share of its way to a ceiling; what lies above stays where it is."""
    return value + by * max(0.0, ceiling - value)


@kernel
def lowered(value: float, by: float) -> float:
    """Move a value by a share of its way to 0."""
    return value - by * value


@kernel
def clipped(value: float) -> float:
    """Keep a value between 0 and 1."""
    return min(1.0, max(0.0, value))


@kernel
def logistic(logit: float) -> float:
    """Turn a logit into a probability."""
    return 1.0 / (1.0 + math.exp(-logit))


@kernel(plain=True)
def response_to(dose: float, half: float, steepness: float) -> float:
    """Return what a share of the full dose does of what the full dose does: little at first, half near ``half``, 1 at 1."""
    reached, threshold = math.pow(dose, steepness), math.pow(half, steepness)
    return reached * (1.0 + threshold) / (reached + threshold)
