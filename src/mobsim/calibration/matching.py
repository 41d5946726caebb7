"""History matching: leave out, wave by wave, the points at which no run could look like the figures.

Vernon, Goldstein and Bower (2010); for agent-based models, with approximate Bayesian computation after it, McCulloch et
al. (2022).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from mobsim.calibration.emulator import Emulator
from mobsim.calibration.sampling import spread_evenly
from mobsim.calibration.targets import Target, aims, chances, insets, sides, variances

Values = NDArray[np.float64]
CUT = 3.0
"""Standard deviations beyond which a point is implausible: at least 95 % of any unimodal density lies within (Pukelsheim)."""
SLACK = 1.1
LOOKED_AT = 4096


class Goal(NamedTuple):
    """What is aimed at, as columns: figures, their variances (with discrepancy), and their shares of chance.

    ``side`` tells on which side of its figure a statistic is off (1 above, -1 below, 0 on both), ``inset`` how far within an
    edge it must lie, in standard deviations of one run.
    """

    aim: Values
    variance: Values
    chance: Values
    side: Values | float = 0.0
    inset: Values | float = 0.0

    @classmethod
    def of(cls, targets: Sequence[Target]) -> Self:
        """Put targets into columns."""
        return cls(aims(targets), variances(targets), chances(targets), sides(targets), insets(targets))

    def off(self, mean: Values, chance: Values) -> Values:
        """Return how far off expected statistics are, 0 within an open interval; ``chance`` is the variance of a run.

        Shapes (points, targets) and (targets,).
        """
        away = mean - (self.aim - self.side * self.inset * np.sqrt(chance))
        return np.where(np.equal(self.side, 0) | (self.side * away > 0), away, 0.0)


@dataclass(frozen=True)
class Wave:
    """What one wave of runs has taught: an emulator, and how far from each figure a point may be.

    ``cut`` is 3 standard deviations, or a tenth above the least that any point has for a figure out of the model's reach.
    """

    emulator: Emulator
    goal: Goal
    cut: Values

    @classmethod
    def of(cls, emulator: Emulator, goal: Goal, unit: Values) -> Self:
        """Judge by an emulator; ``unit`` are the points run so far, looked at with others for what is in reach."""
        others = spread_evenly(LOOKED_AT, unit.shape[1], seed=0)
        least = implausibilities(emulator, goal, np.vstack([unit, others])).min(0)
        return cls(emulator, goal, np.maximum(CUT, SLACK * least))

    @property
    def out_of_reach(self) -> NDArray[np.bool_]:
        """Which figures no point comes near."""
        return self.cut > CUT


@dataclass(frozen=True)
class Region:
    """The points that no wave has found implausible; ``bounds`` has one number a wave, 1 unless that cannot be reached."""

    waves: tuple[Wave, ...] = ()
    bounds: tuple[float, ...] = ()

    def excess(self, unit: Values) -> Values:
        """Return how many times over its bound each point is at worst; at most 1 within the region."""
        worst = np.zeros(len(unit))
        for wave, bound in zip(self.waves, self.bounds, strict=True):
            worst = np.maximum(worst, wave_excess(wave, unit) / bound)
        return worst

    def narrowed(self, wave: Wave, bound: float) -> "Region":
        """Return the part of the region that another wave leaves."""
        return Region((*self.waves, wave), (*self.bounds, bound))

    def widened(self, times: float) -> "Region":
        """Return the region with each bound so many times as far, for where nothing lies within the bounds."""
        return Region(self.waves, tuple(bound * times for bound in self.bounds))


def implausibilities(emulator: Emulator, goal: Goal, unit: Values) -> Values:
    """Return the distance of each expected statistic from its figure in standard deviations, shape (points, targets).

    The variance is that of the figure, the discrepancy, the chance of one run, and the emulator.
    """
    mean, variance = emulator.predict(unit)
    variance = variance + goal.chance * emulator.chance + goal.variance
    return np.abs(goal.off(mean, emulator.chance)) / np.sqrt(variance + 1e-18 * (1.0 + goal.aim**2))


def wave_excess(wave: Wave, unit: Values) -> Values:
    """Return the greatest implausibility of each point as a multiple of what the wave lets pass."""
    return (implausibilities(wave.emulator, wave.goal, unit) / wave.cut).max(1)
