"""Make the data of the Columbus scenario from an installed ``libpysal``; needs the standard library only."""

import json
import sys
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import vendoring

FOLDER = "libpysal/examples/columbus/"
POLYGONS = "b80936ba15bdc5b4c5da364e29fe7684eb597f4bbfac546a7e20d1e900101637"
CRS_NOTE = "Planar coordinates in arbitrary digitizing units, not longitude and latitude; distances have no unit."
DECIMALS = 4


def queen_edges(rings: dict[str, list]) -> set[frozenset[str]]:
    """Join areas that share at least one vertex, before any rounding."""
    touching: dict[tuple, set[str]] = {}
    for area, ring in rings.items():
        for point in ring:
            touching.setdefault(tuple(point), set()).add(area)
    return {frozenset(pair) for areas in touching.values() for pair in combinations(areas, 2)}


def area_feature(source: dict) -> dict:
    """Keep the identity, the outline and the three variables of one neighbourhood."""
    columns = source["properties"]
    number = int(columns["POLYID"])
    properties = {"id": str(number), "name": f"Neighbourhood {number}"}
    properties |= {name: columns[name] for name in ("CRIME", "INC", "HOVAL")}
    ring = vendoring.rounded_ring(source["geometry"]["coordinates"][0], DECIMALS)
    return vendoring.feature(properties, {"type": "Polygon", "coordinates": [ring]})


def main() -> None:
    """Write ``areas.geojson`` and ``edges.csv``."""
    out = vendoring.destination(__doc__, Path(__file__).parent)
    source = vendoring.installed_file("libpysal", FOLDER + "columbus.json", POLYGONS)
    polygons = json.loads(source.read_text(encoding="utf-8"))["features"]
    polygons.sort(key=lambda one: one["properties"]["POLYID"])
    features = [area_feature(one) for one in polygons]
    order = [one["properties"]["id"] for one in features]
    rings = {area: one["geometry"]["coordinates"][0] for area, one in zip(order, polygons, strict=True)}
    vendoring.write_areas(out / "areas.geojson", features, CRS_NOTE)
    vendoring.write_edges(out / "edges.csv", queen_edges(rings), order)


if __name__ == "__main__":
    main()
