"""Hold an estimate against a band: met, missed or unclear."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from mobsim.experiment.intervals import mean_interval

Verdict = Literal["met", "missed", "unclear", "not measured"]


class Estimate(NamedTuple):
    """A mean with its 95 % interval, from ``n`` runs."""

    mean: float
    low: float
    high: float
    n: int

    def shifted(self, by: float) -> "Estimate":
        """Add a number."""
        return Estimate(self.mean + by, self.low + by, self.high + by, self.n)


UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"), 0)


def estimate(values: Sequence[float]) -> Estimate:
    """Estimate the mean over seeds with Student's interval; with a single seed the interval is unknown (NaN)."""
    known = np.asarray(values, float)
    known = known[np.isfinite(known)]
    if not known.size:
        return UNKNOWN
    return Estimate(*map(float, mean_interval(known)), int(known.size))


def difference(first: Estimate, second: Estimate) -> Estimate:
    """Subtract two independent estimates; their half widths add in squares."""
    mean = first.mean - second.mean
    half = float(np.hypot(first.high - first.mean, second.high - second.mean))
    return Estimate(mean, mean - half, mean + half, min(first.n, second.n))


def ratio(first: Estimate, second: Estimate) -> Estimate:
    """Divide the sizes of two independent estimates; their relative half widths add in squares."""
    if not (np.isfinite(first.mean) and np.isfinite(second.mean) and second.mean):
        return UNKNOWN
    mean = abs(first.mean / second.mean)
    relative = np.hypot((first.high - first.mean) / first.mean, (second.high - second.mean) / second.mean)
    return Estimate(mean, mean * (1 - float(relative)), mean * (1 + float(relative)), min(first.n, second.n))


def judge(found: Estimate, low: float, high: float) -> Verdict:
    """Say whether an estimate meets a band: unclear where its interval reaches over an edge, or is unknown."""
    if not np.isfinite(found.mean):
        return "not measured"
    if low <= found.low and found.high <= high:
        return "met"
    if found.high < low or found.low > high:
        return "missed"
    return "unclear"


def is_met(found: Estimate, low: float, high: float) -> bool:
    """Judge by the mean, whatever the interval."""
    return bool(np.isfinite(found.mean) and low <= found.mean <= high)
