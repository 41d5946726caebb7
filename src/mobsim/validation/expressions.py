"""What a study of strategies says in one number a seed: a value, a difference, a ratio, an interaction, a carrier, a time."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MONTH = 4
"""Weeks over which a gap is averaged, so that the luck of a week is not taken for a recovery."""


class Expression(NamedTuple):
    """An expression of arms: how many it takes, what it is in words, and how it follows from values, seeds by arms.

    ``arms`` is None for as many as are named; ``about`` has a place for the outcome. With ``by_week`` values are seeds by
    arms by weeks.
    """

    arms: int | None
    about: str
    of: Callable[[Array], Array]
    by_week: bool = False


def interaction(values: Array) -> Array:
    """Return what both of two things do beyond the sum of what each does, as a share of the town with neither.

    Parameters
    ----------
    values
        Seeds by arms: with both, with the first, with the second, with neither.
    """
    both, first, second, neither = values.T
    return (both - first - second + neither) / neither


def lasting(values: Array) -> Array:
    """Return 1 where there is more than nothing in every week, 0 where not, and NaN where there was not in the first.

    Parameters
    ----------
    values
        Seeds by one arm by weeks.
    """
    there = values[:, 0] > 0
    return np.where(there[:, 0], there.all(1), np.nan)


def weeks_to_half(values: Array) -> Array:
    """Return the weeks after which the gap between two arms is half of what it was in the first month.

    Parameters
    ----------
    values
        Seeds by two arms by weeks. A gap that is never halved counts as long as the study.
    """
    gap = np.abs(np.diff(values, axis=1)[:, 0])
    month = np.lib.stride_tricks.sliding_window_view(gap, MONTH, axis=1).mean(2)
    halved = month <= month[:, :1] / 2
    return np.where(halved.any(1), halved.argmax(1), gap.shape[1]).astype(float)


def carried(values: Array) -> Array:
    """Return how much of the relative change between two arms is gone where a carrier is switched off in both.

    Parameters
    ----------
    values
        Seeds by arms: with and without, and the same two with the carrier off.
    """
    with_, without, with_off, without_off = values.T
    return with_ / without - with_off / without_off


def odds_ratio(values: Array) -> Array:
    """Return the odds of a share in the first of two arms over those in the second."""
    odds = values / (1.0 - values)
    return odds[:, 0] / odds[:, 1]


EXPRESSIONS: Mapping[str, Expression] = {
    "value": Expression(1, "{}", lambda v: v[:, 0]),
    "largest": Expression(None, "largest {}", lambda v: v.max(1)),
    "difference": Expression(2, "difference of {}", lambda v: v[:, 0] - v[:, 1]),
    "relative_change": Expression(2, "relative change of {}", lambda v: v[:, 0] / v[:, 1] - 1.0),
    "rest": Expression(2, "relative change of what is left by {}", lambda v: (1 - v[:, 0]) / (1 - v[:, 1]) - 1.0),
    "odds_ratio": Expression(2, "odds ratio of {}", odds_ratio),
    "carried": Expression(4, "relative change of {} that is gone with the carrier", carried),
    "lasting": Expression(1, "share of towns with {} in the first week that have it in each", lasting, by_week=True),
    "interaction": Expression(4, "interaction on {}, as a share of the last arm's,", interaction),
    "weeks_to_half": Expression(2, "weeks until the gap of {} is halved", weeks_to_half, by_week=True),
}
