"""Find which segments of a map lie near each other, by quartering the map until few are left in each window."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.geometry import Ring

Rows = NDArray[np.int64]
_FEW = 24
"""Segments of a window that are compared each with each."""


@dataclass(frozen=True, slots=True)
class Segments:
    """Straight pieces of the outlines of areas: both ends, shape ``(segments, 2)``, and the area of each."""

    start: NDArray[np.float64]
    end: NDArray[np.float64]
    area: Rows

    @classmethod
    def of(cls, polygons: list[list[Ring]], origin: NDArray[np.float64]) -> "Segments":
        """Take the segments of closed rings, relative to an origin, so that small towns lose no digits far from 0."""
        rings = [(area, ring - origin) for area, rings in enumerate(polygons) for ring in rings]
        return cls(
            np.vstack([ring[:-1] for _, ring in rings]),
            np.vstack([ring[1:] for _, ring in rings]),
            np.concatenate([np.full(len(ring) - 1, area, dtype=np.int64) for area, ring in rings]),
        )

    def cut(self, longest: float) -> "Segments":
        """Cut segments longer than the mean, and than ``longest``, into equal pieces: at most twice as many."""
        length = np.hypot(*(self.end - self.start).T)
        pieces = np.maximum(np.ceil(length / max(float(length.mean()), longest)), 1.0).astype(np.int64)
        row = np.repeat(np.arange(len(pieces)), pieces)
        nth = np.arange(len(row)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        along = (self.end - self.start)[row]
        start = self.start[row] + along * (nth / pieces[row])[:, None]
        last = (nth + 1 == pieces[row])[:, None]
        end = np.where(last, self.end[row], self.start[row] + along * ((nth + 1) / pieces[row])[:, None])
        return Segments(start, end, self.area[row])


class _Boxes(NamedTuple):
    """The boxes of segments, half the reach wider on every side; shape ``(segments,)`` each."""

    left: NDArray[np.float64]
    lower: NDArray[np.float64]
    right: NDArray[np.float64]
    upper: NDArray[np.float64]
    area: Rows


@dataclass(frozen=True, slots=True)
class _Windows:
    """Square windows of one size, and which boxes reach into them.

    ``row`` and ``at`` have an entry a box and window, ordered by window; ``at`` is the number of the window; ``x`` and
    ``y`` are the lower left corner of each window.
    """

    row: Rows
    at: Rows
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    side: float

    @property
    def filled(self) -> Rows:
        """How many boxes reach into each."""
        return np.bincount(self.at, minlength=len(self.x))

    def only(self, kept: NDArray[np.bool_]) -> "_Windows":
        """Take some of the windows."""
        number, entries = np.cumsum(kept) - 1, kept[self.at]
        return _Windows(self.row[entries], number[self.at[entries]], self.x[kept], self.y[kept], self.side)

    def quartered(self, boxes: _Boxes) -> "_Windows":
        """Cut each window into four."""
        half = self.side / 2
        middle_x, middle_y = (self.x + half)[self.at], (self.y + half)[self.at]
        west, east = boxes.left[self.row] < middle_x, boxes.right[self.row] >= middle_x
        south, north = boxes.lower[self.row] < middle_y, boxes.upper[self.row] >= middle_y
        inside = [np.flatnonzero(x & y) for y in (south, north) for x in (west, east)]
        at = np.concatenate([4 * self.at[entries] + quarter for quarter, entries in enumerate(inside)])
        order = np.argsort(at, kind="stable")
        row = self.row[np.concatenate(inside)[order]]
        x, y = np.repeat(self.x, 4) + np.tile([0, half, 0, half], len(self.x)), np.repeat(self.y, 4)
        return _Windows(row, at[order], x, y + np.tile([0, 0, half, half], len(self.y)), half)


def near_pairs(segments: Segments, reach: float, at_once: int) -> Iterator[tuple[Rows, Rows]]:
    """Yield pairs of segments of two areas whose boxes come within a reach of each other, each pair once.

    The first of each pair is of the area with the lower index.

    Parameters
    ----------
    at_once
        Pairs that are held together, about: a bound of memory.
    """
    (left, lower), (right, upper) = (
        np.minimum(segments.start, segments.end).T,
        np.maximum(segments.start, segments.end).T,
    )
    half = reach / 2
    boxes = _Boxes(left - half, lower - half, right + half, upper + half, segments.area)
    for windows in _leaves(boxes, 16 * reach):
        yield from _pairs_in(windows, boxes, at_once)


def _leaves(boxes: _Boxes, smallest: float) -> Iterator[_Windows]:
    """Yield windows that cover the map together, each with few boxes, or small, or past being cut with profit."""
    x, y, count = boxes.left.min(), boxes.lower.min(), len(boxes.area)
    side = float(max(boxes.right.max() - x, boxes.upper.max() - y)) + smallest
    windows = _Windows(np.arange(count), np.zeros(count, dtype=np.int64), np.array([x]), np.array([y]), side)
    while len(windows.row):
        windows = windows.only(_of_several(windows, boxes))
        full = windows.filled > _FEW
        if windows.side <= smallest or not full.any():
            yield windows
            return
        yield windows.only(~full)
        windows = windows.only(full)
        quarters = windows.quartered(boxes)
        # Long segments side by side reach into all four quarters: cutting on would only multiply them.
        stubborn = quarters.filled.reshape(-1, 4).sum(axis=1) >= 1.6 * windows.filled
        yield windows.only(stubborn)
        windows = quarters.only(~np.repeat(stubborn, 4))


def _of_several(windows: _Windows, boxes: _Boxes) -> NDArray[np.bool_]:
    """Say which windows hold boxes of more than one area."""
    several = np.zeros(len(windows.x), dtype=bool)
    area = boxes.area[windows.row]
    several[windows.at[1:][(np.diff(windows.at) == 0) & (np.diff(area) != 0)]] = True
    return several


def _pairs_in(windows: _Windows, boxes: _Boxes, at_once: int) -> Iterator[tuple[Rows, Rows]]:
    """Yield the pairs of each window whose boxes overlap, where the lower left corner of the overlap lies in it."""
    filled = windows.filled
    later = np.repeat(np.cumsum(filled), filled) - np.arange(len(windows.at)) - 1
    total = np.cumsum(later)
    begin = 0
    while begin < len(later):
        end = max(begin + 1, int(np.searchsorted(total, (total[begin - 1] if begin else 0) + at_once)))
        count = later[begin:end]
        entry = np.repeat(np.arange(begin, end), count)
        step = np.arange(len(entry)) - np.repeat(np.cumsum(count) - count, count) + 1
        one, other = windows.row[entry], windows.row[entry + step]
        differ = boxes.area[one] != boxes.area[other]
        yield _overlapping(windows, windows.at[entry[differ]], boxes, one[differ], other[differ])
        begin = end


def _overlapping(windows: _Windows, at: Rows, boxes: _Boxes, one: Rows, other: Rows) -> tuple[Rows, Rows]:
    x, y = np.maximum(boxes.left[one], boxes.left[other]), np.maximum(boxes.lower[one], boxes.lower[other])
    kept = (x <= np.minimum(boxes.right[one], boxes.right[other])) & (x >= windows.x[at])
    kept &= (y <= np.minimum(boxes.upper[one], boxes.upper[other])) & (y >= windows.y[at])
    kept &= (x < windows.x[at] + windows.side) & (y < windows.y[at] + windows.side)
    one, other = one[kept], other[kept]
    swapped = boxes.area[one] > boxes.area[other]
    return np.where(swapped, other, one), np.where(swapped, one, other)
