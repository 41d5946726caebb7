"""Mend the outlines of areas, bring them to longitude and latitude, and measure them in metres."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import UsageError
from mobsim.intake.choices import Account, Guess
from mobsim.intake.layers import Layer
from mobsim.intake.maps import system_of
from mobsim.intake.telling import tell

Shapes = NDArray[np.object_]
DEGREES = "EPSG:4326"
_DECIMALS_OF_DEGREES, _DECIMALS_OF_OTHERS = 6, 3
_MOST_POINTS = 150_000
"""Points of all outlines above which they are simplified: a map of a town shows no more."""
_FINEST, _COARSEST = 1.0, 64.0
"""Tolerances of simplifying, in metres."""


@dataclass
class Ground:
    """Where areas lie.

    ``shapes`` are in degrees where ``known``, else in the units of the file; ``metric`` are the same in metres (or in those
    units), for lengths and distances.
    """

    shapes: Shapes
    metric: Shapes
    known: bool
    metres: str = ""
    """The system of ``metric``, where known."""
    source: Any = None
    """The system of the user's file, where known."""

    @property
    def has_outlines(self) -> bool:
        """Whether all areas are polygons."""
        import shapely

        return bool((shapely.get_dimensions(self.shapes) == 2).all())

    @property
    def centres(self) -> NDArray[np.float64]:
        """A point within each area, shape ``(areas, 2)``."""
        import shapely

        return shapely.get_coordinates(shapely.centroid(self.shapes))


def system_given(name: str | None, option: str) -> Any:
    """Look up a coordinate system that an option names."""
    if name is None:
        return None
    found = system_of(name if ":" in name or not name.isdigit() else f"EPSG:{name}")
    if found is None:
        raise UsageError(
            "is not a coordinate system", field=option, value=name, remedy="write a code such as EPSG:26917"
        )
    return found


def ground_of(layer: Layer, shapes: Shapes, given: str | None, account: Account) -> Ground:
    """Bring shapes to degrees where their system is known."""
    system = system_given(given, "--crs") or layer.crs
    shown = tell("unknown") if system is None else system.to_string() if len(system.to_string()) < 40 else system.name
    why = "" if system is not None else tell("no_system")
    account.guess(Guess(tell("system_of_areas"), shown, "--crs", why, given is not None))
    if system is None:
        return Ground(rounded(shapes, _DECIMALS_OF_OTHERS), shapes, known=False)
    degrees = rounded(projected(shapes, system, DEGREES), _DECIMALS_OF_DEGREES)
    _refuse_nowhere(degrees, layer)
    metres = local_system(degrees)
    return Ground(degrees, projected(degrees, DEGREES, metres), known=True, metres=metres, source=system)


def _refuse_nowhere(shapes: Shapes, layer: Layer) -> None:
    import shapely

    if not np.isfinite(shapely.total_bounds(shapes)).all():
        raise UsageError(
            f"does not fit the coordinates of {layer.label}",
            field="--crs",
            remedy="name the system that the map was made in",
        )


def local_system(degrees: Shapes) -> str:
    """Name a system in metres about the middle of the town, true in area."""
    import shapely

    left, lower, right, upper = shapely.total_bounds(degrees)
    return f"+proj=laea +lat_0={(lower + upper) / 2:.4f} +lon_0={(left + right) / 2:.4f} +units=m"


def projected(shapes: Shapes, source: Any, target: Any) -> Shapes:
    """Move shapes from one system to another; axes are east, north."""
    import pyproj
    import shapely

    change = pyproj.Transformer.from_crs(source, target, always_xy=True)
    return shapely.transform(shapes, lambda points: np.column_stack(change.transform(points[:, 0], points[:, 1])))


def rounded(shapes: Shapes, decimals: int) -> Shapes:
    """Round coordinates alike everywhere, so that common borders stay common."""
    import shapely

    return shapely.transform(shapes, lambda points: np.round(points, decimals) + 0.0)


def mended(shapes: Shapes) -> tuple[Shapes, list[int]]:
    """Make outlines valid, of polygons only; return the rows that were mended."""
    import shapely

    wrong = np.flatnonzero(~shapely.is_valid(shapes)).tolist()
    fixed = shapes.copy()
    for row in wrong:
        fixed[row] = _polygons_of(shapely.make_valid(shapes[row]))
    return fixed, wrong


def _polygons_of(shape: Any) -> Any:
    import shapely

    parts = [part for part in shapely.get_parts(shape) if shapely.get_type_id(part) in (3, 6)]
    return shapely.union_all(parts) if parts else None


def merged(shapes: Shapes, into: NDArray[np.int64]) -> Shapes:
    """Unite the shapes that go into one, in the order of their numbers."""
    import shapely

    groups = [np.flatnonzero(into == number) for number in range(int(into.max()) + 1)]
    return np.array(
        [shapes[rows[0]] if len(rows) == 1 else shapely.union_all(shapes[rows]) for rows in groups], dtype=object
    )


def simplified(ground: Ground) -> tuple[Shapes, float]:
    """Simplify outlines together where they have very many points; return them and the tolerance in metres (0 for none)."""
    import shapely

    shapes, tolerance = ground.metric, 0.0
    while ground.known and shapely.get_num_coordinates(shapes).sum() > _MOST_POINTS and tolerance < _COARSEST:
        tolerance = max(_FINEST, 2 * tolerance)
        shapes = shapely.coverage_simplify(ground.metric, tolerance)
    if tolerance == 0.0:
        return ground.shapes, 0.0
    back = projected(shapes, ground.metres, DEGREES)
    return rounded(mended(back)[0], _DECIMALS_OF_DEGREES), tolerance


def rings_of(shapes: Shapes) -> list[list[NDArray[np.float64]]]:
    """Return all rings of each area, outer and inner, closed."""
    import shapely

    parts, owners = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    starts = np.searchsorted(ring, np.arange(len(rings) + 1))
    found: list[list[NDArray[np.float64]]] = [[] for _ in shapes]
    for number, owner in enumerate(owners[part].tolist()):
        found[owner].append(points[starts[number] : starts[number + 1]])
    return found
