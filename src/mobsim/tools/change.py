"""The two ways in which a feeling between 0 and 1 moves, and the logistic function."""

import math

from mobsim.tools.kernel import kernel


@kernel
def raised(value: float, by: float) -> float:
    """Move a value by a share of its way to 1."""
    return value + by * (1.0 - value)


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
