"""Find the area in which each point lies."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from mobsim.intake.telling import tell

Values = NDArray[np.float64]
_ENOUGH, _ENOUGH_GUESSED = 0.5, 0.8
"""Share of points that must lie in some area before their coordinates are believed, and before a guessed system is."""
_ALIKE = 0.01
"""Shares no further apart than this do not tell systems apart: those of one projection differ by a metre or two."""
_LOOKED_AT = 2_000
_MOST_PAIRS, _MOST_SYSTEMS = 3, 60
_DATUMS = ("NAD83", "ETRS89", "NAD83(CSRS)", "WGS 84", "OSGB36", "RGF93 v1")
"""Datums of today's maps, the commonest first."""


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


@dataclass(frozen=True)
class _Pair:
    """Coordinates as a file has them, and how it has them."""

    how: str
    x: Values
    y: Values

    @property
    def there(self) -> NDArray[np.bool_]:
        """Rows that have a position; offices write 0, 0 for none."""
        return np.isfinite(self.x) & np.isfinite(self.y) & ~((self.x == 0) & (self.y == 0))

    def sample(self) -> tuple[Values, Values]:
        """Return some of the positions, from all over the file."""
        rows = np.flatnonzero(self.there)
        rows = rows[:: max(1, len(rows) // _LOOKED_AT)]
        return self.x[rows], self.y[rows]


@dataclass(frozen=True)
class _Way:
    """What coordinates may be: their system (``None`` for that of the areas), and the share of points that lie in an area so."""

    pair: _Pair
    name: str
    system: Any = None
    exchanged: bool = False
    share: float = 0.0
    why: str = ""
    others: tuple[str, ...] = ()

    def moved(self, x: Values, y: Values) -> tuple[Values, Values]:
        """Bring coordinates into the units of the areas."""
        east, north = (y, x) if self.exchanged else (x, y)
        return (east, north) if self.system is None else _to_degrees(east, north, self.system)

    def tried(self, ground: Ground) -> "_Way":
        """Return the same with the share of some of the points that lie in an area."""
        area, _ = _within(ground, *self.moved(*self.pair.sample()))
        return replace(self, share=float((area >= 0).mean()) if len(area) else 0.0)

    def tried_if_possible(self, ground: Ground) -> "_Way | None":
        """Return the same with its share; ``None`` where nothing leads from its system to degrees."""
        import pyproj

        try:
            return self.tried(ground)
        except pyproj.exceptions.ProjError:
            return None


def place_points(layer: Layer, ground: Ground, choices: Choices, account: Account) -> Placed | None:
    """Place the rows of a layer by their positions; ``None`` where they have none.

    Raises
    ------
    DataError
        If most positions lie outside all areas.
    """
    pairs = _positions(layer, choices)
    if not pairs:
        return None
    way = _best_way(pairs, layer, ground, choices)
    if way.share <= _ENOUGH:
        raise _refused(layer, " or ".join(each.how for each in pairs), way.share)
    account.guess(
        Guess(tell("system_of_crimes"), way.name, "--crime-crs", way.why, choices.crime.system is not None, way.others)
    )
    there = way.pair.there
    inside, shared = _within(ground, *way.moved(way.pair.x[there], way.pair.y[there]))
    area = np.full(len(there), -1, dtype=np.int64)
    area[there] = inside
    return Placed(area, way.pair.how, int((~there).sum()), int((inside < 0).sum()), shared)


def _best_way(pairs: Sequence[_Pair], layer: Layer, ground: Ground, choices: Choices) -> _Way:
    """Try what the coordinates may be on some of the points, the likeliest first, until most of them lie in an area."""
    best: _Way | None = None
    for way in (way for pair in pairs for way in _ways(pair, layer, ground, choices)):
        tried = way.tried(ground)
        best = tried if best is None or tried.share > best.share else best
        if best.share > _ENOUGH:
            return best
    if ground.known and choices.crime.system is None and layer.crs is None:
        best = max(
            (each for pair in pairs if (each := _way_of_the_region(pair, ground))),
            key=lambda each: each.share,
            default=best,
        )
    assert best is not None  # every pair has a way
    return best


def _refused(layer: Layer, how: str, inside: float) -> DataError:
    return DataError(
        f"lie in an area in {inside:.0%} of rows only", file=layer.label, field=how,
        remedy="name their coordinate system by --crime-crs (EPSG:4326 is longitude and latitude), check that the map is of "
        "the same town, or name the column of areas by --crime-area",
    )  # fmt: skip


def _positions(layer: Layer, choices: Choices) -> list[_Pair]:
    """Take positions from geometries, or from pairs of columns: a file may have degrees beside metres."""
    given = choices.crime.x, choices.crime.y
    for column, option in zip(given, ("--crime-x", "--crime-y"), strict=True):
        layer.require(column, option)
    if layer.geometry == "points" and given == (None, None):
        import shapely

        centres = shapely.centroid(layer.shapes)
        return [_Pair(tell("points_of_map"), shapely.get_x(centres), shapely.get_y(centres))]
    east = [given[0]] if given[0] else [column for column, _ in roles.ranked(layer, roles.X, 2.0)]
    north = [given[1]] if given[1] else [column for column, _ in roles.ranked(layer, roles.Y, 2.0)]
    # Never shown in a message: where a single crime happened.
    return [
        _Pair(
            tell("columns_and", x=x, y=y), *(numbers_of(layer, column, choices.file, private=True) for column in (x, y))
        )
        for x, y in list(zip(east, north, strict=False))[:_MOST_PAIRS]
    ]


def _ways(pair: _Pair, layer: Layer, ground: Ground, choices: Choices) -> list[_Way]:
    """Return what the coordinates may be, the likeliest first."""
    given = system_given(choices.crime.system, "--crime-crs") or layer.crs
    if not ground.known:
        return [_Way(pair, tell("of_areas")), _Way(pair, tell("of_areas_exchanged"), exchanged=True)]
    if given is not None:
        return [_Way(pair, given.to_string()[:40], given)]
    x, y = pair.sample()
    if not len(x) or (np.abs(x).max() <= 180 and np.abs(y).max() <= 180):
        return [_Way(pair, tell("degrees")), _Way(pair, tell("degrees_exchanged"), exchanged=True)]
    systems = [(tell("of_file"), ground.source), (tell("web_mercator"), system_of("EPSG:3857"))]
    ways = [_Way(pair, name, system) for name, system in systems if system is not None]
    exchanged = _Way(pair, tell("of_file_exchanged"), ground.source, exchanged=True)
    return [*ways, exchanged] if ground.source is not None else ways


def _way_of_the_region(pair: _Pair, ground: Ground) -> _Way | None:
    """Try the systems in metres or feet that are made for the region of the town: the one that puts the most crimes into areas.

    Of systems that do so alike, the one that shares the map's datum, else the commonest, is taken; the others are named.
    """
    x, y = pair.sample()
    if not len(x):
        return None
    known = [(each, system) for each, system in systems_about(ground) if _may_be(system, x, y, ground)]
    ways = (_Way(pair, f"{each.auth_name}:{each.code} ({each.name})", system) for each, system in known)
    tried = [found for way in ways if (found := way.tried_if_possible(ground)) is not None]
    best = max((way.share for way in tried), default=0.0)
    alike = [way for way in tried if way.share >= best - _ALIKE]
    if best <= _ENOUGH_GUESSED or not alike:
        return None
    datum = ground.source.geodetic_crs.name if ground.source is not None and ground.source.geodetic_crs else ""
    alike.sort(key=lambda way: _preference(way, datum))
    why = tell("of_region", systems=len(known))
    return replace(alike[0], why=why, others=tuple(way.name.partition(" ")[0] for way in alike[1:7]))


def _preference(way: _Way, datum: str) -> tuple[int, int]:
    name = way.system.geodetic_crs.name if way.system.geodetic_crs else ""
    order = next((place for place, each in enumerate((datum, *_DATUMS)) if each == name), len(_DATUMS) + 1)
    return order, int(way.system.to_epsg() or 0)


def systems_about(ground: Ground) -> list[tuple[Any, Any]]:
    """Return the projected systems of EPSG that are made for where a town lies, with what is known of each."""
    import shapely
    from pyproj.aoi import AreaOfInterest
    from pyproj.database import query_crs_info
    from pyproj.enums import PJType

    town = AreaOfInterest(*shapely.total_bounds(ground.shapes))
    found = query_crs_info("EPSG", PJType.PROJECTED_CRS, area_of_interest=town, contains=True)
    made_for = sorted(found, key=lambda each: _size(each.area_of_use))[:_MOST_SYSTEMS]
    systems = ((each, system_of(f"EPSG:{each.code}")) for each in made_for)
    return [(each, system) for each, system in systems if system is not None]


def _size(area: Any) -> float:
    return abs(area.east - area.west) * abs(area.north - area.south)


def _may_be(system: Any, x: Values, y: Values, ground: Ground) -> bool:
    """Whether the middle of the points lies where the town does, in a system: without its datum, which shifts by metres only."""
    import pyproj
    import shapely

    left, lower, right, upper = shapely.total_bounds(ground.shapes)
    try:
        east, north = pyproj.Proj(system)([left, left, right, right], [lower, upper, lower, upper])
    except pyproj.exceptions.ProjError:  # nothing leads from degrees to it
        return False
    return bool(min(east) <= np.median(x) <= max(east) and min(north) <= np.median(y) <= max(north))


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
