"""A Latin hypercube: each factor's range in as many slices as samples, each met once."""

from mobsim.experiment.sweep.designs.design import Asked, Design, Sample
from mobsim.experiment.sweep.designs.shares import key_of, points_at


def draw(asked: Asked) -> Sample:
    """Draw the samples; each has a seed of its own."""
    import numpy as np
    from scipy.stats import qmc

    rng = np.random.default_rng(np.random.SeedSequence(entropy=asked.seed, spawn_key=key_of(1)))
    shares = qmc.LatinHypercube(len(asked.factors), rng=rng).random(asked.samples)
    return Sample(points_at(asked.factors, shares), range(asked.samples))


def size(asked: Asked) -> int:
    """Count the samples."""
    return asked.samples


DESIGN = Design(
    "latin_hypercube",
    draw,
    size,
    reads=frozenset({"samples"}),
    analyses=("regression", "scores", "variance", "failing", "information", "mechanisms"),
    drawn=True,
)
