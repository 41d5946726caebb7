"""Near repeats: whether crimes follow each other at the same or the next place sooner than chance has it."""

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.int64]
BETWEEN_PLACES = 10**7  # further apart than any two days


def knox_ratio(day: Int, place: Int, area: Int, low: int, high: int) -> float:
    """Return pairs of crimes near in space and time, observed over expected if times were dealt anew over places.

    Parameters
    ----------
    day, place
        One entry a crime.
    area
        Neighbourhood by place; places next to each other lie in one neighbourhood and have following numbers.
    low, high
        Days between the two crimes, both included.

    Notes
    -----
    The expected number is the mean over all permutations of times, which is known exactly: pairs near in space, times
    the share of all pairs that are near in time (Knox 1964; Johnson and others 2007 draw permutations for the same).
    """
    crimes = len(day)
    pairs = crimes * (crimes - 1) / 2
    expected = _pairs_near_in_space(place, area) * _pairs_near_in_time(day, low, high) / pairs if pairs else 0.0
    return float(_pairs_near_in_both(day, place, area, low, high) / expected) if expected else float("nan")


def _pairs_near_in_space(place: Int, area: Int) -> float:
    counts = np.bincount(place, minlength=len(area)).astype(float)
    neighbours = area[1:] == area[:-1]
    return float((counts * (counts - 1) / 2).sum() + (counts[1:] * counts[:-1])[neighbours].sum())


def _pairs_near_in_time(day: Int, low: int, high: int) -> int:
    return _ordered_pairs(np.sort(day), low, high)


def _pairs_near_in_both(day: Int, place: Int, area: Int, low: int, high: int) -> int:
    when = day - day.min(initial=0)
    here = np.sort(place * BETWEEN_PLACES + when)
    beside = (place + 1 < len(area)) & (area[np.minimum(place + 1, len(area) - 1)] == area[place])
    target = (place[beside] + 1) * BETWEEN_PLACES + when[beside]
    later = _count_between(here, target + low, target + high)
    earlier = _count_between(here, target - high, target - max(low, 1))
    return _ordered_pairs(here, low, high) + later + earlier


def _ordered_pairs(keys: Int, low: int, high: int) -> int:
    """Count pairs of sorted keys whose difference lies within bounds; a pair without difference counts once."""
    found = _count_between(keys, keys + max(low, 1), keys + high)
    if low == 0:
        _, same = np.unique(keys, return_counts=True)
        found += int((same * (same - 1) // 2).sum())
    return found


def _count_between(keys: Int, low: Int, high: Int) -> int:
    return int((np.searchsorted(keys, high, "right") - np.searchsorted(keys, low, "left")).sum())
