"""The posterior: how likely each point is, given the figures, by the emulator of the last wave."""

import numpy as np
from numpy.typing import NDArray

from mobsim.calibration.emulator import Emulator
from mobsim.calibration.matching import Goal, Region
from mobsim.calibration.sampling import raise_density

Values = NDArray[np.float64]
STILL = 1e-15
"""Variance, over one and the square of the figure, below which a statistic is the same in every run."""
LIKELY = 0.25
"""The mean stands for a posterior if it is likelier than this share of its draws."""


def log_likelihood(emulator: Emulator, goal: Goal, unit: Values) -> Values:
    """Return the logarithm of the likelihood of points, shape (points,).

    Figures are normal around the expected statistics, with the emulator's variance and the chance of a run, correlated
    as what the emulator leaves over is, and with the variance of the figures and the discrepancy, uncorrelated. Within an
    open interval one expected statistic is as likely as another.
    """
    mean, variance = emulator.predict(unit)
    sd = np.sqrt(variance + goal.chance * emulator.chance)
    whole = sd[:, :, None] * emulator.correlation * sd[:, None, :]
    diagonal = np.arange(len(goal.aim))
    whole[:, diagonal, diagonal] += goal.variance + 1e-12 * (1e-9 + whole[:, diagonal, diagonal].max(0))
    root = np.linalg.cholesky(whole)
    # A statistic that nothing moves tells no point from another, and would drown those that do.
    moved = emulator.amplitude + emulator.noise > STILL * (1.0 + goal.aim**2)
    away = np.linalg.solve(root, np.where(moved, goal.off(mean, emulator.chance), 0.0)[:, :, None])[:, :, 0]
    return -0.5 * (away**2).sum(1) - np.log(root[:, diagonal, diagonal]).sum(1)


def sample_posterior(emulator: Emulator, goal: Goal, region: Region, start: Values, rng: np.random.Generator) -> Values:
    """Draw as many points from the posterior as ``start`` has, which are spread evenly over the region."""

    def log_density(unit: Values) -> Values:
        allowed = region.excess(unit) <= 1.0
        found = np.full(len(unit), -np.inf)
        if allowed.any():
            found[allowed] = log_likelihood(emulator, goal, unit[allowed])
        return found

    return raise_density(start, log_density, rng)


def representative(emulator: Emulator, goal: Goal, drawn: Values) -> Values:
    """Return one point for the posterior, shape (d,): its mean, or its likeliest draw where the mean is no likely point.

    The mean of a bent or parted posterior may lie where hardly a draw does.
    """
    mean = drawn.mean(0)
    found = log_likelihood(emulator, goal, np.vstack([mean[None, :], drawn]))
    return mean if found[0] >= np.quantile(found[1:], LIKELY) else drawn[int(found[1:].argmax())]
