"""Points drawn as shares of ranges, keys of the draws, and the factor that changes nothing."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mobsim.experiment.sweep.factors import DUMMY, Factor, Value


def points_at(factors: Sequence[Factor], shares: NDArray[np.float64]) -> list[dict[str, Value]]:
    """Turn shares of ranges, points by factors, into values."""
    return [
        {factor.name: factor.at(float(share)) for factor, share in zip(factors, row, strict=True)} for row in shares
    ]


def with_dummy(factors: Sequence[Factor]) -> list[Factor]:
    """Add a factor that changes nothing: what a design finds of it is noise."""
    return [*factors, Factor(DUMMY, "dummy")]


def key_of(design: int, *further: int) -> tuple[int, ...]:
    """Return the key of a design's draws, apart from those of all replicates: designs have numbers of their own."""
    return (2**31, design, *further)
