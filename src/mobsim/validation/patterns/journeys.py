"""Journeys to crime: how far from home offenders strike."""

from collections.abc import Sequence

import numpy as np
from matplotlib.path import Path
from numpy.typing import NDArray

Float = NDArray[np.float64]
EDGES_KM = (0.0, 0.8, 1.6, 3.2)
FINER = 0.98


def spread_places(rings: Sequence[Float], count: int) -> Float:
    """Lay out a neighbourhood's places evenly within its outline, so that following numbers lie side by side.

    A grid with about a point for each place is walked to and fro, row by row.

    Parameters
    ----------
    rings
        Closed rings of the outline; rings after the first may be holes or further parts.
    count
        Number of places.

    Returns
    -------
    array of shape (count, 2)
        In the units of the outline.
    """
    outline = Path(np.concatenate(rings), np.concatenate([_strokes(len(ring)) for ring in rings]))
    step = np.sqrt(area_of(rings) / count)
    inside = _walk(outline, step)
    while len(inside) < count:
        step *= FINER
        inside = _walk(outline, step)
    return inside[(np.arange(count) * len(inside)) // count]


def _walk(outline: Path, step: float) -> Float:
    """Return the points of a grid that lie within an outline, in the order of a walk to and fro."""
    box = outline.get_extents()
    columns, rows = np.arange(box.x0 + step / 2, box.x1, step), np.arange(box.y0 + step / 2, box.y1, step)
    there, back = columns, columns[::-1]
    walk = [np.column_stack([back if number % 2 else there, np.full(columns.size, y)]) for number, y in enumerate(rows)]
    points = np.concatenate(walk) if walk else np.zeros((0, 2))
    return points[outline.contains_points(points)]


def _strokes(points: int) -> NDArray[np.uint8]:
    return np.array([Path.MOVETO, *[Path.LINETO] * (points - 2), Path.CLOSEPOLY], np.uint8)


def area_of(rings: Sequence[Float]) -> float:
    """Return the area within the first ring (shoelace formula), in squared units of the outline."""
    x, y = rings[0].T
    return float(abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2)


def share_within(distance: Float, limit: float) -> float:
    """Return the share of journeys that are no longer than a limit."""
    return float((distance <= limit).mean()) if len(distance) else float("nan")


def smallest_fall(distance: Float, edges: Sequence[float] = EDGES_KM) -> float:
    """Return the smallest fall, from one band of distance to the next, of the share of journeys per unit of distance.

    It is above 0 where journeys decay with distance all along.
    """
    if not len(distance):
        return float("nan")
    counts, _ = np.histogram(distance, edges)
    density = counts / np.diff(edges) / len(distance)
    return float(-np.diff(density).max())
