"""Designs drawn from ranges: Latin hypercube, Sobol' and Morris. Every block of points that is compared shares a seed."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import UsageError
from mobsim.experiment.sweep.factors import Factor, Value

Sample = tuple[list[dict[str, Value]], list[int]]
"""Points, and the number of the block that each belongs to."""

MORRIS_LEVELS = 4
_PURPOSES = {"latin_hypercube": 1, "sobol": 2, "morris": 3}


def latin_hypercube(factors: Sequence[Factor], samples: int, seed: int) -> Sample:
    """Draw a Latin hypercube: each factor's range in as many slices as samples, each met once."""
    from scipy.stats import qmc

    shares = qmc.LatinHypercube(len(factors), rng=_rng("latin_hypercube", seed)).random(samples)
    return points_at(factors, shares), list(range(samples))


def sobol(factors: Sequence[Factor], samples: int, seed: int) -> Sample:
    """Draw Saltelli's blocks: a base point, each of its factors replaced in turn, and the other point.

    A block has two points more than there are factors. More samples add blocks and change none.
    """
    require_salib()
    from SALib.sample import sobol as salib

    # SALib scrambles by what it is given; a whole number from a key of its own keeps studies apart.
    shares = salib.sample(problem_of(factors), samples, calc_second_order=False, seed=_number("sobol", seed))
    size = len(factors) + 2
    return points_at(factors, np.clip(shares, 0.0, np.nextafter(1.0, 0.0))), [row // size for row in range(len(shares))]


def morris(factors: Sequence[Factor], samples: int, seed: int) -> Sample:
    """Draw trajectories that change one factor at a time; more samples add trajectories and change none."""
    shares, size = morris_shares(factors, samples, seed), len(factors) + 1
    return points_at(factors, shares), [row // size for row in range(len(shares))]


def morris_shares(factors: Sequence[Factor], samples: int, seed: int) -> NDArray[np.float64]:
    """Draw the trajectories of a Morris design as shares of ranges, points by factors."""
    require_salib()
    from SALib.sample import morris as salib

    drawn = [
        salib.sample(problem_of(factors), 1, num_levels=MORRIS_LEVELS, seed=_number("morris", seed, trajectory))
        for trajectory in range(samples)
    ]
    return np.concatenate(drawn)


def problem_of(factors: Sequence[Factor]) -> dict[str, object]:
    """Describe the factors to SALib, each by shares of its range; made anew, since SALib changes what it is given."""
    return {
        "num_vars": len(factors),
        "names": [factor.name for factor in factors],
        "bounds": [[0.0, 1.0] for _ in factors],
    }


def points_at(factors: Sequence[Factor], shares: NDArray[np.float64]) -> list[dict[str, Value]]:
    """Turn shares of ranges, points by factors, into values."""
    return [
        {factor.name: factor.at(float(share)) for factor, share in zip(factors, row, strict=True)} for row in shares
    ]


def require_salib() -> None:
    """Raise a UsageError where SALib is not installed."""
    try:
        import SALib  # noqa: F401
    except ImportError:
        raise UsageError(
            "Sobol' and Morris designs need SALib",
            remedy="install it with: pip install 'mobsim[analysis]'",
        ) from None


def _rng(purpose: str, seed: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(entropy=seed, spawn_key=(2**31, _PURPOSES[purpose])))


def _number(purpose: str, seed: int, *further: int) -> int:
    key = (2**31, _PURPOSES[purpose], *further)
    return int(np.random.SeedSequence(entropy=seed, spawn_key=key).generate_state(1, np.uint32)[0])
