"""All combinations of levels, with evenly spaced steps over ranges."""

import math

from mobsim.experiment.sweep.designs.combining import all_combinations
from mobsim.experiment.sweep.designs.design import Asked, Design, Sample


def draw(asked: Asked) -> Sample:
    """Combine all levels and steps."""
    return Sample(all_combinations([(factor.name, factor.ladder) for factor in asked.factors]))


def size(asked: Asked) -> int:
    """Multiply the levels and steps."""
    return math.prod(len(factor.ladder) for factor in asked.factors)


DESIGN = Design(
    "grid",
    draw,
    size,
    reads=frozenset({"steps"}),
    analyses=("levels", "effects", "interactions", "shapley", "variance", "convergence"),
)
