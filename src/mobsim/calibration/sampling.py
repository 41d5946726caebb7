"""Draw points: spread evenly, within a region that narrows step by step, or from a density that is raised step by step.

The walkers move by random steps shaped by where they stand, reflected at the sides of the unit cube. Filling a small
region in steps of nested larger ones is known as subset simulation (Au and Beck 2001), raising a likelihood in steps
as sequential Monte Carlo (Del Moral, Doucet and Jasra 2006).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

Values = NDArray[np.float64]
Function = Callable[[Values], Values]
KEPT_A_LEVEL = 0.25
MOST_LEVELS = 40
FIRST_WALKERS = 4
LEAST_EFFECTIVE = 0.5
ACCEPTED = 0.25


class Filled(NamedTuple):
    """Points within a region, the share of the cube that it takes, and the level of the function that bounds it."""

    points: Values
    share: float
    level: float


def spread_evenly(count: int, dimension: int, seed: int, first: int = 0) -> Values:
    """Return points ``first`` to ``count - 1`` of a scrambled Sobol' sequence, shape (count - first, dimension)."""
    sequence = qmc.Sobol(dimension, scramble=True, rng=np.random.default_rng(seed))
    return sequence.random(2 ** int(np.ceil(np.log2(max(count, 2)))))[first:count]


def fill_region(function: Function, level: float, count: int, dimension: int, rng: np.random.Generator) -> Filled:
    """Draw points evenly from where a function is at most ``level``, or at most the lowest level that can be reached."""
    points = spread_evenly(FIRST_WALKERS * count, dimension, int(rng.integers(2**62)))
    heights, share, reached, steps = function(points), 1.0, np.inf, _steps_for(dimension)
    for _ in range(MOST_LEVELS):
        # Points of one height, as where nothing is known yet, must not be cut in two.
        lowered = max(level, float(np.quantile(heights, KEPT_A_LEVEL)))
        stuck = np.isfinite(reached) and lowered > level and lowered > reached - 0.002 * abs(reached)
        reached = lowered
        inside = np.flatnonzero(heights <= reached)
        share *= len(inside) / len(heights)
        chosen = rng.choice(inside, count, replace=len(inside) < count)
        points, heights = points[chosen], heights[chosen]
        bound = reached
        points, heights = _walk(points, heights, function, lambda _, new, bound=bound: new <= bound, steps, rng)
        if reached <= level or stuck:
            break
    return Filled(points, share, reached)


def raise_density(start: Values, log_density: Function, rng: np.random.Generator) -> Values:
    """Draw points from a density relative to that of ``start``, shape and number as ``start``.

    Parameters
    ----------
    start
        Points drawn from the density that the other is relative to, such as a prior.
    log_density
        Logarithm of the density relative to it; minus infinity where nothing may be.
    """
    points, heights, power = start, log_density(start), 0.0
    steps = _steps_for(start.shape[1])
    while power < 1.0:
        risen = _next_power(heights, power)
        weights = np.exp((risen - power) * (heights - heights[np.isfinite(heights)].max()))
        chosen = _resampled(weights / weights.sum(), rng)
        points, heights, power = points[chosen], heights[chosen], risen

        def accept(old: Values, new: Values, power: float = power) -> NDArray[np.bool_]:
            return np.asarray(np.log(rng.random(len(new))) < power * (new - old))

        moved = steps if power < 1.0 else 4 * steps
        points, heights = _walk(points, heights, log_density, accept, moved, rng)
    return points


def _steps_for(dimension: int) -> int:
    return 6 + dimension // 2


def _next_power(heights: Values, power: float) -> float:
    """Return how far the density can be raised with half of the points still counting."""
    allowed = np.isfinite(heights)
    relative = heights[allowed] - heights[allowed].max()

    def effective(step: float) -> float:
        weights = np.exp(step * relative)
        return weights.sum() ** 2 / (weights**2).sum() / len(heights)

    low, high = 0.0, 1.0 - power
    if effective(high) >= LEAST_EFFECTIVE:
        return 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if effective(middle) >= LEAST_EFFECTIVE else (low, middle)
    return power + max(high, 1e-6) if power + high < 1.0 else 1.0


def _resampled(weights: Values, rng: np.random.Generator) -> NDArray[np.int64]:
    """Choose as many as there are, each about as often as its weight says (systematic resampling)."""
    places = (rng.random() + np.arange(len(weights))) / len(weights)
    return np.minimum(np.searchsorted(np.cumsum(weights), places), len(weights) - 1)


def _walk(
    points: Values,
    heights: Values,
    function: Function,
    accept: Callable[[Values, Values], NDArray[np.bool_]],
    steps: int,
    rng: np.random.Generator,
) -> tuple[Values, Values]:
    """Move each point several times; steps grow or shrink until one in four is accepted."""
    dimension = points.shape[1]
    shape = np.linalg.cholesky(np.atleast_2d(np.cov(points.T)) + 1e-10 * np.eye(dimension))
    size = 2.38 / np.sqrt(dimension)
    for _ in range(steps):
        new = _reflected(points + size * rng.standard_normal(points.shape) @ shape.T)
        found = function(new)
        accepted = accept(heights, found)
        points = np.where(accepted[:, None], new, points)
        heights = np.where(accepted, found, heights)
        size *= np.exp(accepted.mean() - ACCEPTED)
    return points, heights


def _reflected(points: Values) -> Values:
    """Fold what left the unit cube back into it."""
    folded = np.mod(points, 2.0)
    return np.where(folded > 1.0, 2.0 - folded, folded)
