"""What a fit aims at: named figures, how surely they are known, and how far the model may be off."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import UsageError

Values = NDArray[np.float64]
TOLD_APART = 2.0
"""Standard errors by which a mean must lie within an edge that it must be told apart from."""


@dataclass(frozen=True, slots=True)
class Target:
    """One figure to be met.

    Parameters
    ----------
    name
        The statistic of a run that it is compared with.
    value
        The figure; the middle of the interval when left out.
    tolerance
        Standard deviation with which the figure itself is known, such as a survey's sampling error. Left out, it is
        half of half the interval's width, so that the interval holds about 95 %.
    low, high
        An interval in which a model may lie to count as meeting the target. With one edge alone and no value, the model is
        held against that edge, and only for what lies beyond it.
    discrepancy
        Standard deviation that the model is allowed to be off because it is a model.
    chance
        Share of the variance between runs of one point that the figure carries too: 1 for the count of one town as large
        as the simulated one, 0 for an expectation or a published mean over many towns, 0.05 for a real town of which
        one in twenty residents is simulated; more than 1 for counts of a shorter time than a run's.
    about
        One sentence for readers.
    apart
        Runs over which a model's mean must be told apart from the edge of an open interval: it must then lie two standard
        errors within. 0 for a mean that need only lie within.
    """

    name: str
    value: float | None = None
    tolerance: float | None = None
    low: float | None = None
    high: float | None = None
    discrepancy: float = 0.0
    chance: float = 1.0
    about: str = ""
    apart: int = 0

    def __post_init__(self) -> None:
        if self.value is None and self.low is None and self.high is None:
            raise UsageError("needs a value or an interval", field=self.name, remedy="give value, or low, high or both")
        if self.apart < 0 or (self.apart and not self.side):
            problem = "can be told apart only from the edge of an interval that is open on one side"
            raise UsageError(problem, field=self.name, value=self.apart, remedy="give low or high alone, and no value")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise UsageError("must have low below high", field=self.name, value=(self.low, self.high))
        numbers = (self.value, self.tolerance, self.low, self.high, self.discrepancy, self.chance)
        if not all(number is None or math.isfinite(number) for number in numbers):
            raise UsageError("must be made of finite numbers", field=self.name, value=numbers)
        if (self.tolerance or 0.0) < 0 or self.discrepancy < 0 or self.chance < 0:
            problem = "needs a tolerance, a discrepancy and a share of chance of 0 or more"
            raise UsageError(problem, field=self.name, value=(self.tolerance, self.discrepancy, self.chance))

    @property
    def has_interval(self) -> bool:
        """Whether an interval was given."""
        return self.low is not None and self.high is not None

    @property
    def side(self) -> int:
        """On which side of its aim a model is off: 1 above, -1 below, 0 on both."""
        if self.value is not None or self.has_interval:
            return 0
        return -1 if self.high is None else 1

    @property
    def aim(self) -> float:
        """The figure that the model should give; the edge of an interval that is open on one side."""
        if self.value is not None:
            return self.value
        edges = [edge for edge in (self.low, self.high) if edge is not None]
        return sum(edges) / len(edges)

    @property
    def sd(self) -> float:
        """Standard deviation of figure and discrepancy together, without chance."""
        tolerance = self.tolerance
        if tolerance is None:
            tolerance = (self.high - self.low) / 4 if self.low is not None and self.high is not None else 0.0
        return math.hypot(tolerance, self.discrepancy)

    def is_met(self, mean: float, sd: float) -> bool:
        """Say whether a model's mean, known with a standard deviation, meets the target."""
        if self.side:
            return self.side * (mean - self.aim) <= (-TOLD_APART * sd if self.apart else 0.0)
        if self.low is not None and self.high is not None:
            return self.low <= mean <= self.high
        return abs(mean - self.aim) <= 2 * math.hypot(self.sd, sd)


def check_targets(targets: Sequence[Target]) -> tuple[Target, ...]:
    """Return the targets, or raise a UsageError for none or for two of one name."""
    names = [target.name for target in targets]
    twice = [name for place, name in enumerate(names) if name in names[:place]]
    if twice:
        raise UsageError("stands twice among the targets", field=twice[0], remedy="name each once")
    if not targets:
        raise UsageError("there is no target to fit to", field="targets", remedy="give at least one")
    return tuple(targets)


def aims(targets: Sequence[Target]) -> Values:
    """Return the figures, shape (targets,)."""
    return np.array([target.aim for target in targets])


def variances(targets: Sequence[Target]) -> Values:
    """Return the variances of figures and discrepancies, shape (targets,)."""
    return np.array([target.sd**2 for target in targets])


def chances(targets: Sequence[Target]) -> Values:
    """Return the shares of chance, shape (targets,)."""
    return np.array([target.chance for target in targets])


def sides(targets: Sequence[Target]) -> Values:
    """Return on which side of its aim a model is off, shape (targets,): 1 above, -1 below, 0 on both."""
    return np.array([float(target.side) for target in targets])


def insets(targets: Sequence[Target]) -> Values:
    """Return how far within its edge a mean must lie, in standard deviations of one run, shape (targets,)."""
    return np.array([TOLD_APART / math.sqrt(target.apart) if target.apart else 0.0 for target in targets])
