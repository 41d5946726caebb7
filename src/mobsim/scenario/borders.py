"""Which areas are neighbours on the map: a stretch of border, a corner, or an overlap between two outlines.

Contact is a matter of distance, not of shared vertices: an outline may have a vertex where its neighbour has a straight
side (a T-junction). Two outlines touch where they come within the tolerance of each other.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.geometry import Ring
from mobsim.scenario.near_segments import Segments, near_pairs

FINEST, COARSEST = 1.5e-6, 1e-4
"""Bounds of the tolerance, as shares of the map's extent: two centimetres to two metres in a town of 20 km."""
_MOST_DECIMALS = 12
_SHORTEST_BORDER = 8.0
"""Tolerances; what is shared of two outlines that meet in a point is shorter."""
_ROUNDING = 1e-12
"""Of the largest coordinate: what double precision cannot tell apart."""
_AT_ONCE = 1 << 18

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Contacts:
    """Pairs of areas that touch; one entry a pair, ordered.

    Attributes
    ----------
    a, b
        Indices of the areas, ``a < b``; shape ``(pairs,)``.
    border
        Whether they share a stretch of border or overlap, rather than meet in points only; shape ``(pairs,)``.
    overlap
        Whether their outlines cross, or one area lies within the other; shape ``(pairs,)``.
    gap
        How far apart they lie where they are nearest, in units of the map; 0 where they touch exactly; shape ``(pairs,)``.
    """

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    border: NDArray[np.bool_]
    overlap: NDArray[np.bool_]
    gap: NDArray[np.float64]

    def pairs(self, *, corners: bool) -> set[tuple[int, int]]:
        """Take the pairs that count as neighbours, with or without those that meet in a corner only."""
        kept = np.ones_like(self.border) if corners else self.border
        return set(zip(self.a[kept].tolist(), self.b[kept].tolist(), strict=True))


def contacts_of(polygons: list[list[Ring]]) -> Contacts:
    """Find all pairs of areas that touch or overlap."""
    points = np.vstack([ring for rings in polygons for ring in rings])
    tolerance = tolerance_of(points)
    segments = Segments.of(polygons, origin=points.min(axis=0)).cut(2 * _SHORTEST_BORDER * tolerance)
    exact = _ROUNDING * float(np.abs(points).max())
    found = [
        _touching(segments, first, second, tolerance, exact)
        for first, second in near_pairs(segments, tolerance, _AT_ONCE)
    ]
    return _with_enclosed(_by_pair(found, segments, len(polygons), tolerance), polygons)


def tolerance_of(points: Points) -> float:
    """Choose the distance within which outlines touch: what the last decimal of the coordinates leaves open, within bounds.

    A vertex that was rounded to the last decimal lies off its neighbour's side by up to half a unit in each direction,
    and so do the ends of that side.
    """
    extent = float(np.ptp(points, axis=0).max())
    decimals = next((n for n in range(_MOST_DECIMALS) if np.array_equal(np.round(points, n), points)), _MOST_DECIMALS)
    return float(np.clip(1.5 * 10.0**-decimals, FINEST * extent, COARSEST * extent))


@dataclass(frozen=True, slots=True)
class _Touching:
    """Pairs of segments that touch: rows, shared length, whether they cross, and gap."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    shared: NDArray[np.float64]
    crossing: NDArray[np.bool_]
    gap: NDArray[np.float64]


def _touching(
    segments: Segments, first: NDArray[np.int64], second: NDArray[np.int64], tolerance: float, exact: float
) -> _Touching:
    """Keep the pairs of segments that touch."""
    ends = _ends(segments, first, second)
    sides = np.stack([_off(ends[one], *ends[2:]) for one in (0, 1)] + [_off(ends[one], *ends[:2]) for one in (2, 3)])
    apart = (np.minimum(sides[0::2], sides[1::2]) > tolerance) | (np.maximum(sides[0::2], sides[1::2]) < -tolerance)
    near = ~apart.any(axis=0)
    first, second, sides = first[near], second[near], sides[:, near]
    ends = _ends(segments, first, second)
    away = np.stack(
        [_distance(ends[one], *ends[2:]) for one in (0, 1)] + [_distance(ends[one], *ends[:2]) for one in (2, 3)]
    )
    crossing = (np.abs(sides) > tolerance).all(axis=0) & (sides[0] * sides[1] < 0) & (sides[2] * sides[3] < 0)
    gap = np.where(crossing | (away.min(axis=0) <= exact), 0.0, away.min(axis=0))
    kept = gap <= tolerance
    shared = _shared(ends, away <= tolerance)
    return _Touching(first[kept], second[kept], shared[kept], crossing[kept], gap[kept])


def _ends(segments: Segments, first: NDArray[np.int64], second: NDArray[np.int64]) -> tuple[Points, ...]:
    return segments.start[first], segments.end[first], segments.start[second], segments.end[second]


def _shared(ends: tuple[Points, ...], touches: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Measure the longest stretch between two of the four ends that touch the other segment."""
    shared = np.zeros(touches.shape[1])
    for one, other in combinations(range(4), 2):
        both = touches[one] & touches[other]
        length = np.hypot(*(ends[one] - ends[other]).T)
        shared = np.where(both, np.maximum(shared, length), shared)
    return shared


def _distance(point: Points, start: Points, end: Points) -> NDArray[np.float64]:
    """Measure from points to segments, row by row."""
    along = end - start
    squared = np.maximum((along**2).sum(axis=1), np.finfo(float).tiny)
    share = np.clip(((point - start) * along).sum(axis=1) / squared, 0.0, 1.0)
    return np.hypot(*(point - start - share[:, None] * along).T)


def _off(point: Points, start: Points, end: Points) -> NDArray[np.float64]:
    """Measure how far points lie to the left (positive) or right of the lines through segments."""
    along, there = end - start, point - start
    length = np.maximum(np.hypot(*along.T), np.finfo(float).tiny)
    return (along[:, 0] * there[:, 1] - along[:, 1] * there[:, 0]) / length


def _by_pair(found: list[_Touching], segments: Segments, areas: int, tolerance: float) -> Contacts:
    """Gather what touches by pair of areas."""
    first, second, shared, crossing, gap = (
        np.concatenate([np.asarray(getattr(each, name)) for each in found] or [np.empty(0)])
        for name in ("first", "second", "shared", "crossing", "gap")
    )
    first, second = first.astype(np.int64), second.astype(np.int64)
    pair, row = np.unique(segments.area[first] * areas + segments.area[second], return_inverse=True)
    # A segment beside a finely drawn border touches many of its segments: it shares no more than the longest stretch
    # with each, and the border is as long as the longer of the two sums, one along either outline.
    length = np.maximum(*(_along(rows, shared, row, len(segments.area), len(pair)) for rows in (first, second)))
    overlap, nearest = np.zeros(len(pair), bool), np.full(len(pair), np.inf)
    np.logical_or.at(overlap, row, crossing.astype(bool))
    np.minimum.at(nearest, row, gap)
    border = overlap | (length > _SHORTEST_BORDER * tolerance)
    return Contacts(pair // areas, pair % areas, border, overlap, nearest)


def _along(
    rows: NDArray[np.int64], shared: NDArray[np.float64], pair: NDArray[np.int64], segments: int, pairs: int
) -> NDArray[np.float64]:
    """Sum, by pair of areas, the longest stretch that each segment of one outline shares with any of the other."""
    key, at = np.unique(pair * segments + rows, return_inverse=True)
    longest = np.zeros(len(key))
    np.maximum.at(longest, at, shared)
    return np.bincount(key // segments, longest, pairs).astype(np.float64)


def _with_enclosed(contacts: Contacts, polygons: list[list[Ring]]) -> Contacts:
    """Add the pairs of which one area lies within the other without touching its outline."""
    known = contacts.pairs(corners=True)
    added = [pair for pair in _nested_boxes(polygons) if tuple(sorted(pair)) not in known]
    added = sorted(
        (min(inner, outer), max(inner, outer))
        for inner, outer in added
        if _encloses(polygons[outer], polygons[inner][0][0])
    )
    if not added:
        return contacts
    a, b = (np.concatenate([old, [pair[at] for pair in added]]) for at, old in enumerate((contacts.a, contacts.b)))
    more = np.ones(len(added), bool)
    border, overlap = (np.concatenate([old, more]) for old in (contacts.border, contacts.overlap))
    gap = np.concatenate([contacts.gap, np.zeros(len(added))])
    order = np.lexsort((b, a))
    return Contacts(a[order], b[order], border[order], overlap[order], gap[order])


def _nested_boxes(polygons: list[list[Ring]]) -> list[tuple[int, int]]:
    """List pairs of areas, inner before outer, of which one's box lies within the other's."""
    low = np.array([np.min([ring.min(axis=0) for ring in rings], axis=0) for rings in polygons])
    high = np.array([np.max([ring.max(axis=0) for ring in rings], axis=0) for rings in polygons])
    order = np.argsort(low[:, 0])
    first, last = (np.searchsorted(low[order, 0], side[:, 0]) for side in (low, high))
    nested = []
    for outer in range(len(polygons)):
        some = order[first[outer] : last[outer]]
        within = (low[some, 1] >= low[outer, 1]) & (high[some, 0] <= high[outer, 0]) & (high[some, 1] <= high[outer, 1])
        nested.extend((int(inner), outer) for inner in some[within] if inner != outer)
    return nested


def _encloses(rings: list[Ring], point: NDArray[np.float64]) -> bool:
    """Say whether a point lies inside an area, by the crossings of a ray to the right."""
    x, y = point
    crossings = 0
    for ring in rings:
        (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
        rising = (y0 > y) != (y1 > y)
        slope = (x1 - x0)[rising] / (y1 - y0)[rising]
        crossings += int((x0[rising] + (y - y0[rising]) * slope > x).sum())
    return crossings % 2 == 1
