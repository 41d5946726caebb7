"""What an outcome is, and the ratios of sums that measure it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mobsim.tools.calendar import WEEKS_IN_YEAR

Sums = Mapping[str, NDArray[np.float64]]
Formula = Callable[[Sums], NDArray[np.float64]]
RATE = "per 1,000 residents a year"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome: ``total`` says how weeks make a total; ``better`` which way is better, as far as that can be said."""

    name: str
    label: str
    unit: str
    about: str
    better: Literal["lower", "higher", "neither"]
    measure: Formula
    total: Literal["rate", "mean", "end", "distribution"] = "rate"


def per_1000(*names: str) -> Formula:
    """Measure a sum per 1,000 residents and year."""
    return lambda s: 1000.0 * WEEKS_IN_YEAR * sum(s[name] for name in names) / s["person_weeks"]


def over(part: str, whole: str) -> Formula:
    """Measure a sum over another; not a number where that is nothing."""

    def measure(s: Sums) -> NDArray[np.float64]:
        below = np.asarray(s[whole], float)
        return np.divide(s[part], below, out=np.full_like(below, np.nan), where=below > 0)

    return measure


def per_resident(*names: str) -> Formula:
    """Measure a sum per resident and year."""
    return lambda s: WEEKS_IN_YEAR * sum(s[name] for name in names) / s["person_weeks"]


def per_year(name: str) -> Formula:
    """Measure a sum per year of a community."""
    return lambda s: WEEKS_IN_YEAR * s[name] / s["community_weeks"]


def not_from_sums(_: Sums) -> NDArray[np.float64]:
    """Refuse: the outcome is measured on residents or over neighbourhoods."""
    raise LookupError("this outcome is measured on residents or over neighbourhoods")
