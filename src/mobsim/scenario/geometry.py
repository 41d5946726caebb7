"""Rings and centroids of areas, and an order of points, without a geometry library."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ring = NDArray[np.float64]
FARTHEST = 1e9
"""No map of a town, in degrees, metres or feet, has coordinates beyond this; arithmetic would overflow."""
_NUMBERS = (int, float)


def rings_of(geometry: Any) -> list[Ring]:
    """Take all rings, outer and inner, of a GeoJSON Polygon or MultiPolygon.

    Raises
    ------
    ValueError
        What is wrong with the geometry, in words.
    """
    if not isinstance(geometry, dict):
        raise ValueError("has no geometry")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon":
        parts = [coordinates]
    elif kind == "MultiPolygon":
        parts = coordinates
    else:
        raise ValueError(f"has a geometry of type {kind!r}")
    if not isinstance(parts, list) or not all(isinstance(part, list) and part for part in parts) or not parts:
        raise ValueError("has no coordinates")
    return [_ring(ring) for part in parts for ring in part]


def _ring(ring: Any) -> Ring:
    try:
        if not _is_made_of_numbers(ring):
            raise ValueError
        points = np.fromiter((number for point in ring for number in point[:2]), np.float64).reshape(-1, 2)
    except (OverflowError, ValueError):
        raise ValueError("has coordinates that are not numbers") from None
    if len(points) < 3 or not np.isfinite(points).all():
        raise ValueError("has a ring of fewer than three finite points")
    if np.abs(points).max() > FARTHEST:
        raise ValueError(f"has coordinates beyond {FARTHEST:g}")
    return points if np.array_equal(points[0], points[-1]) else np.vstack([points, points[:1]])


def _is_made_of_numbers(ring: Any) -> bool:
    """Whether a ring is a list of points, each a list of at least two numbers; text and true or false are none."""
    return (
        isinstance(ring, list)
        and all(isinstance(point, list) and len(point) >= 2 for point in ring)
        and all(type(point[0]) in _NUMBERS and type(point[1]) in _NUMBERS for point in ring)
    )


def centroid(rings: list[Ring]) -> tuple[float, float]:
    """Compute the centroid of the largest ring; the mean of its points where it encloses nothing."""
    best = max(rings, key=lambda ring: abs(_twice_area(ring)))
    doubled = _twice_area(best)
    if abs(doubled) < 1e-15:
        return float(best[:, 0].mean()), float(best[:, 1].mean())
    origin = best[0]
    x, y = (best - origin).T
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    return (
        float(origin[0] + ((x[:-1] + x[1:]) * cross).sum() / (3 * doubled)),
        float(origin[1] + ((y[:-1] + y[1:]) * cross).sum() / (3 * doubled)),
    )


def _twice_area(ring: Ring) -> float:
    x, y = (ring - ring[0]).T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())


def curve_order(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
    """Order points along a Hilbert curve, so that neighbours in the order are neighbours on the ground."""
    side = 1 << 12
    extent = max(float(np.ptp(x)), float(np.ptp(y)), 1e-12)
    columns = np.minimum(((x - x.min()) / extent * side).astype(np.int64), side - 1)
    rows = np.minimum(((y - y.min()) / extent * side).astype(np.int64), side - 1)
    position = np.zeros(len(x), dtype=np.int64)
    step = side // 2
    while step:
        right, upper = (columns & step) > 0, (rows & step) > 0
        position += step * step * ((3 * right) ^ upper)
        flip = ~upper & right
        columns = np.where(flip, side - 1 - columns, columns)
        rows = np.where(flip, side - 1 - rows, rows)
        swap = ~upper
        columns, rows = np.where(swap, rows, columns), np.where(swap, columns, rows)
        step //= 2
    return np.lexsort((np.arange(len(x)), position))
