"""Make the data of the Mesa streets scenario from an installed ``libpysal``.

Needs numpy, pyproj, pyshp and shapely 2.1 or newer. SOURCE.md says what is done to the data and why.
"""

import sys
from pathlib import Path

import numpy as np
import shapefile
import shapely
from pyproj import CRS, Transformer

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import vendoring

FOLDER = "libpysal/examples/geodanet/"
ORIGINALS = {
    "streets.shp": "09134fa4018a65c39941e0b7b46e4534a87c9cd1e0567c9e8a69066aa72105f7",
    "streets.prj": "2d396c6bec051a38c870b072f54f97bac7e760f68cb2160260ad3bf0d3545ca8",
    "crimes.shp": "0478ec215cf2fe0edc668fa932ab2fd1aa8bdd830ed78b86e7f7df4ba50721cc",
}
COLUMNS, ROWS = 3, 4
MARGIN_M = 50.0
SPACING_M = 5.0
SIMPLIFICATION_M = 12.0
SHORTEST_BORDER_M = 25.0
DECIMALS = 6
CRS_NOTE = "EPSG:4269 (NAD83), longitude and latitude; within about two metres of EPSG:4326."


def read_shapes(name: str, metres_per_unit: float) -> np.ndarray:
    """Read all shapes of one file, in metres of the source's projection."""
    path = vendoring.installed_file("libpysal", FOLDER + name, ORIGINALS[name])
    with path.open("rb") as stream, shapefile.Reader(shp=stream) as reader:
        shapes = np.array([shapely.geometry.shape(one) for one in reader.shapes()])
    return shapely.transform(shapes, lambda xy: xy * metres_per_unit)


def count_crimes(streets: np.ndarray, crimes: np.ndarray) -> np.ndarray:
    """Count crimes by nearest segment; of two as near, the first in the file."""
    nearest = [int(np.argmin(shapely.distance(streets, crime))) for crime in crimes]
    return np.bincount(nearest, minlength=len(streets))


def group(middles: np.ndarray) -> np.ndarray:
    """Group segments by k-means of their middles, from a grid of ``ROWS`` by ``COLUMNS`` starting points.

    Groups are numbered row by row from the north-west.
    """
    low, high = middles.min(axis=0), middles.max(axis=0)
    steps_x, steps_y = (np.arange(COLUMNS) + 0.5) / COLUMNS, 1 - (np.arange(ROWS) + 0.5) / ROWS
    centres = np.array([low + (high - low) * (x, y) for y in steps_y for x in steps_x])
    member = np.full(len(middles), -1)
    while True:
        distance = np.linalg.norm(middles[:, None] - centres, axis=2)
        closer = distance.argmin(axis=1)
        if (closer == member).all():
            return member
        member = closer
        centres = np.array([middles[member == own].mean(axis=0) for own in range(len(centres))])


def districts(streets: np.ndarray, member: np.ndarray) -> np.ndarray:
    """Give each group the land nearer to its segments than to any other, within a margin around the streets."""
    # Ends are left out: points of different segments that coincide have no cell of their own.
    lines = [
        shapely.line_interpolate_point(one, np.arange(SPACING_M, one.length - SPACING_M / 2, SPACING_M))
        for one in streets
    ]
    points = np.concatenate(lines)
    owner = np.repeat(member, [len(line) for line in lines])
    land = shapely.convex_hull(shapely.union_all(streets)).buffer(MARGIN_M, join_style="mitre")
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.union_all(points), extend_to=land))
    point, cell = shapely.STRtree(cells).query(points, predicate="within")
    if len(point) != len(points):
        raise ValueError("a point lies in no cell of its own")
    own = shapely.intersection(cells[cell[np.argsort(point)]], land)
    return np.array([shapely.union_all(own[owner == number]) for number in range(ROWS * COLUMNS)])


def shared_borders(shapes: np.ndarray, order: list[str]) -> set[frozenset[str]]:
    """Join districts whose common border is longer than ``SHORTEST_BORDER_M``."""
    pairs = [(a, b) for a in range(len(shapes)) for b in range(a)]
    length = {(a, b): shapely.length(shapely.intersection(shapes[a], shapes[b])) for a, b in pairs}
    return {frozenset((order[a], order[b])) for (a, b), metres in length.items() if metres > SHORTEST_BORDER_M}


def area_feature(identity: str, shape: shapely.Polygon, outline: shapely.Polygon, held: dict) -> dict:
    """Build one district; an outline in several parts is refused."""
    if outline.geom_type != "Polygon" or len(outline.interiors):
        raise ValueError(f"district {identity} is not one simple polygon")
    properties = {
        "id": identity,
        "name": f"District {int(identity[1:])}",
        "area_km2": round(shape.area / 1e6, 4),
        **held,
    }
    ring = vendoring.rounded_ring(outline.exterior.coords, DECIMALS)
    return vendoring.feature(properties, {"type": "Polygon", "coordinates": [ring]})


def add_up(member: np.ndarray, length: np.ndarray, held: np.ndarray) -> list[dict]:
    """Add up the segments of each district: how many, their length in metres, their crimes."""
    sums = []
    for number in range(ROWS * COLUMNS):
        own = member == number
        street_m = round(float(length[own].sum()), 1)
        sums.append({"segments": int(own.sum()), "street_m": street_m, "crimes": int(held[own].sum())})
    return sums


def main() -> None:
    """Write the areas, edges and places."""
    out = vendoring.destination(__doc__, Path(__file__).parent)
    prj = vendoring.installed_file("libpysal", FOLDER + "streets.prj", ORIGINALS["streets.prj"])
    crs = CRS.from_wkt(prj.read_text(encoding="ascii"))
    foot = crs.axis_info[0].unit_conversion_factor
    to_degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)

    def degrees(metres: np.ndarray) -> np.ndarray:
        return np.column_stack(to_degrees.transform(metres[:, 0] / foot, metres[:, 1] / foot))

    streets, crimes = read_shapes("streets.shp", foot), read_shapes("crimes.shp", foot)
    held, length = count_crimes(streets, crimes), shapely.length(streets)
    middles = shapely.get_coordinates(shapely.line_interpolate_point(streets, 0.5, normalized=True))
    member = group(middles)
    order = [f"d{number:02d}" for number in range(1, ROWS * COLUMNS + 1)]
    shapes = districts(streets, member)
    outlines = shapely.transform(shapely.coverage_simplify(shapes, SIMPLIFICATION_M), degrees)
    sums = add_up(member, length, held)
    features = [area_feature(*parts) for parts in zip(order, shapes, outlines, sums, strict=True)]
    rows = [
        [row + 1, order[member[row]], *np.round(place, DECIMALS).tolist(), round(float(length[row]), 2), int(held[row])]
        for row, place in enumerate(degrees(middles))
    ]
    vendoring.write_areas(out / "areas.geojson", features, CRS_NOTE)
    vendoring.write_edges(out / "edges.csv", shared_borders(shapes, order), order)
    vendoring.write_table(out / "places.csv", ["id", "neighbourhood", "x", "y", "length_m", "crimes"], rows)


if __name__ == "__main__":
    main()
