"""A Morris design: trajectories that change one factor at a time."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mobsim.experiment.sweep.designs.design import Asked, Design, Sample
from mobsim.experiment.sweep.designs.salib import number_for, problem_of, require_salib
from mobsim.experiment.sweep.designs.shares import points_at, with_dummy
from mobsim.experiment.sweep.factors import Factor

LEVELS = 4
STEP = LEVELS / (2 * (LEVELS - 1))
"""How far each step goes, as a share of the range."""


def draw(asked: Asked) -> Sample:
    """Draw the trajectories, each with a seed of its own; more samples add trajectories and change none."""
    factors = with_dummy(asked.factors)
    drawn = shares(factors, asked.samples, asked.seed)
    steps = len(factors) + 1
    return Sample(points_at(factors, drawn), [row // steps for row in range(len(drawn))])


def shares(factors: Sequence[Factor], samples: int, seed: int) -> NDArray[np.float64]:
    """Draw the trajectories as shares of ranges, points by factors."""
    require_salib()
    from SALib.sample import morris

    drawn = [
        morris.sample(problem_of(factors), 1, num_levels=LEVELS, seed=number_for(seed, 3, trajectory))
        for trajectory in range(samples)
    ]
    return np.concatenate(drawn)


def size(asked: Asked) -> int:
    """Count one point more a trajectory than there are factors, the dummy among them."""
    return asked.samples * (len(asked.factors) + 2)


DESIGN = Design(
    "morris",
    draw,
    size,
    reads=frozenset({"samples"}),
    analyses=("morris",),
    drawn=True,
    grows=True,
    compares=False,
)
