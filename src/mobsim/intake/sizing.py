"""Propose a scale: how many real residents one simulated resident stands for, so that a run takes seconds."""

import os
from dataclasses import dataclass

from mobsim.scenario.communities import FEWEST_SIMULATED
from mobsim.tools.calendar import DAYS_IN_WEEK

SCALES = (1.0, 0.5, 0.25, 0.2, 0.1, 0.05, 0.025, 0.02, 0.01)
DAYS = 1092 + 364
"""Of a run: three years after one of burn-in."""
ENOUGH = 150_000
"""Simulated residents up to which a run takes a few seconds; more lower chance differences little."""
RESIDENT_DAYS = 40e6
"""That a core simulates in a second: measured at 39.5 to 53 million (docs/performance.md)."""
SECONDS_A_WEEK = 0.001
"""Of a run whatever its size: ledger, weekly tables, leaders (docs/performance.md, small towns)."""
FEWEST_RESIDENTS = 100
"""Residents below which an area says nothing of its own: a year of such an area has fewer than ten crimes."""


@dataclass(frozen=True)
class Size:
    """A scale, and what it comes to: simulated residents, and seconds of a run."""

    scale: float
    simulated: int
    seconds: float

    def minutes(self, strategies: int, runs: int) -> float:
        """Estimate a comparison on all cores of this machine."""
        return strategies * runs * self.seconds / (os.cpu_count() or 1) / 60


def size_of(people: float, scale: float) -> Size:
    """Estimate what a scale comes to."""
    simulated = round(people * scale)
    return Size(scale, simulated, simulated * DAYS / RESIDENT_DAYS + DAYS / DAYS_IN_WEEK * SECONDS_A_WEEK)


def propose(people: float) -> Size:
    """Return the largest scale at which a run takes a few seconds."""
    sizes = [size_of(people, scale) for scale in SCALES]
    return next((size for size in sizes if size.simulated <= ENOUGH), sizes[-1])


def least_residents(scale: float) -> int:
    """Return the residents that an area must have: enough to say something, and to be simulated at a scale."""
    return max(FEWEST_RESIDENTS, round(2 * FEWEST_SIMULATED / scale))
