"""Find the area in which each point lies."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import DataError
from mobsim.intake import roles
from mobsim.intake.choices import Account, Choices, Guess
from mobsim.intake.figures import numbers_of
from mobsim.intake.layers import Layer
from mobsim.intake.maps import system_of
from mobsim.intake.shapes import DEGREES, Ground, system_given

Values = NDArray[np.float64]
_ENOUGH = 0.5
"""Share of points that must lie in some area before their coordinates are believed."""


@dataclass(frozen=True)
class Placed:
    """The area of each point (-1 for none), how that was found, and how many have no position, lie outside or on borders."""

    area: NDArray[np.int64]
    how: str
    without: int
    outside: int
    shared: int

    @property
    def share(self) -> float:
        """Share of rows that lie in an area."""
        return float((self.area >= 0).mean()) if len(self.area) else 0.0


def place_points(layer: Layer, ground: Ground, choices: Choices, account: Account) -> Placed | None:
    """Place the rows of a layer by their positions; ``None`` where they have none.

    Raises
    ------
    DataError
        If most positions lie outside all areas.
    """
    found = _positions(layer, choices)
    if found is None:
        return None
    x, y, how = found
    there = np.isfinite(x) & np.isfinite(y) & ~((x == 0) & (y == 0))
    best, said = None, ""
    for name, east, north in _ways(x[there], y[there], layer, ground, choices):
        area, shared = _within(ground, east, north)
        if best is None or (area >= 0).sum() > (best[0] >= 0).sum():
            best, said = (area, shared), name
        if (area >= 0).mean() > _ENOUGH:
            break
    if best is None or not len(best[0]) or (best[0] >= 0).mean() <= _ENOUGH:
        raise _refused(layer, how, best)
    account.guess(Guess("coordinates of crimes", said, "--crime-crs", "", choices.crime.system is not None))
    area = np.full(len(x), -1, dtype=np.int64)
    area[there] = best[0]
    return Placed(area, how, int((~there).sum()), int((best[0] < 0).sum()), best[1])


def _refused(layer: Layer, how: str, best: Any) -> DataError:
    inside = 0.0 if best is None or not len(best[0]) else float((best[0] >= 0).mean())
    return DataError(
        f"lie in an area in {inside:.0%} of rows only", file=layer.label, field=how,
        remedy="name their coordinate system by --crime-crs (EPSG:4326 is longitude and latitude), check that the map is of "
        "the same town, or name the column of areas by --crime-area",
    )  # fmt: skip


def _positions(layer: Layer, choices: Choices) -> tuple[Values, Values, str] | None:
    """Take positions from geometries, or from two columns."""
    given = choices.crime.x, choices.crime.y
    for column, option in zip(given, ("--crime-x", "--crime-y"), strict=True):
        layer.require(column, option)
    if layer.geometry == "points" and given == (None, None):
        import shapely

        centres = shapely.centroid(layer.shapes)
        return shapely.get_x(centres), shapely.get_y(centres), "points of the map"
    x = given[0] or roles.best(layer, roles.X, 2.0)
    y = given[1] or roles.best(layer, roles.Y, 2.0)
    if x is None or y is None:
        return None
    # Never shown in a message: where a single crime happened.
    east, north = (numbers_of(layer, column, choices.file, private=True) for column in (x, y))
    return east, north, f"columns {x} and {y}"


def _ways(x: Values, y: Values, layer: Layer, ground: Ground, choices: Choices) -> list[tuple[str, Values, Values]]:
    """Return what the coordinates may be, the likeliest first, each in the units of the areas."""
    given = system_given(choices.crime.system, "--crime-crs") or layer.crs
    if not ground.known:
        return [("those of the areas", x, y), ("those of the areas, axes exchanged", y, x)]
    if given is not None:
        return [(given.to_string()[:40], *_to_degrees(x, y, given))]
    degrees = "longitude and latitude"
    if not len(x) or (np.abs(x).max() <= 180 and np.abs(y).max() <= 180):
        return [(degrees, x, y), (f"{degrees}, axes exchanged", y, x)]
    systems = [("those of the file of areas", ground.source), ("web Mercator", system_of("EPSG:3857"))]
    ways = [(name, *_to_degrees(x, y, system)) for name, system in systems if system is not None]
    return ways + [(f"{name}, axes exchanged", *_to_degrees(y, x, system)) for name, system in systems[:1]]


def _to_degrees(x: Values, y: Values, system: Any) -> tuple[Values, Values]:
    import pyproj

    east, north = pyproj.Transformer.from_crs(system, DEGREES, always_xy=True).transform(x, y)
    return np.asarray(east), np.asarray(north)


def _within(ground: Ground, x: Values, y: Values) -> tuple[NDArray[np.int64], int]:
    """Return the area of each point, the first where several hold it, and how many points those are."""
    import shapely

    area = np.full(len(x), -1, dtype=np.int64)
    fine = np.isfinite(x) & np.isfinite(y)
    tree = shapely.STRtree(shapely.points(x[fine], y[fine]))
    owner, point = tree.query(ground.shapes, predicate="intersects")
    rows = np.flatnonzero(fine)[point]
    order = np.argsort(-owner, kind="stable")
    area[rows[order]] = owner[order]
    return area, int((np.bincount(rows) > 1).sum()) if len(rows) else 0
