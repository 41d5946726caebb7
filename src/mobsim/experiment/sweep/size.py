"""How many points a design has, told before they are laid out, and how many it may have."""

import math
from collections.abc import Sequence

from mobsim.errors import ScenarioError
from mobsim.experiment.sweep.factors import Factor

MOST_POINTS = 200_000
MOST_VALUES = 10_000_000
"""Points times factors: each is kept, and takes about sixty bytes."""


def check_size(kind: str, factors: Sequence[Factor], strategies: int, samples: int, resolution: int | None) -> None:
    """Refuse a design of more points than can be laid out; a fraction is refused while its columns are chosen.

    Parameters
    ----------
    kind
        Kind of design.
    factors
        What varies.
    strategies
        How many every point is run under; 1 if the design compares none.
    samples
        Of a design that is drawn.
    resolution
        Of a fraction of a factorial, or ``None``.
    """
    points = strategies * _points(kind, factors, samples, resolution)
    if points > MOST_POINTS or points * len(factors) > MOST_VALUES:
        problem = f"make {points:,} points of {len(factors)} factors"
        if points > 10**12:
            problem = f"make more than 1,000,000,000,000 points of {len(factors)} factors"
        raise ScenarioError(
            f"{problem}, more than {MOST_POINTS:,} points or {MOST_VALUES:,} values",
            field="factors",
            remedy="take fewer samples, levels or factors, or a design of fewer points",
        )


def _points(kind: str, factors: Sequence[Factor], samples: int, resolution: int | None) -> int:
    count = len(factors)
    if kind == "latin_hypercube":
        return samples
    if kind in ("sobol", "morris"):  # a dummy factor is added; Sobol' blocks have one point more than trajectories
        return samples * (count + 2 + (kind == "sobol"))
    if kind == "grid":
        return math.prod(len(factor.ladder) for factor in factors)
    if kind == "factorial" and resolution is None:
        return math.prod(len(factor.ends) for factor in factors)
    return 0
