"""Make the synthetic town of the South Simcoe scenario: 86,000 residents, two urban cores, suburbs, a rural edge.

The construction is documented in SOURCE.md; it needs NumPy only, and always gives the same town.
"""

import math
import sys
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import vendoring

SEED = 86_000
RESIDENTS = 86_000
WIDTH, HEIGHT = 28.0, 17.0
DECIMALS = 3
SHORTEST_BORDER = 0.1
CORE_WIDTH, ESTATE_WIDTH = 1.8, 0.9
CRS_NOTE = "Planar coordinates in kilometres from the south-west corner of a made-up town; not longitude and latitude."

MEAN_RESIDENTS = {"urban": 2_900.0, "suburban": 2_600.0, "rural": 1_850.0}
BASE_TURNOVER = {"urban": 0.115, "suburban": 0.075, "rural": 0.055}
BASE_DEPRIVATION = {"urban": 0.20, "suburban": 0.16, "rural": 0.24}
RURAL_CENTRES = [(3, 4), (3, 13), (9.5, 2.5), (9, 15.5), (15, 10.5), (19, 15), (25.5, 11.5), (25, 3)]


class Core(NamedTuple):
    """An urban core and the rings of sites around it; radii in km."""

    name: str
    centre: tuple[float, float]
    urban: int
    suburban: int
    urban_radius: float
    suburban_radius: float
    estates: tuple[int, ...]


CORES = [
    Core("North", (8.5, 10.0), urban=6, suburban=10, urban_radius=0.95, suburban_radius=2.15, estates=(3, 4)),
    Core("South", (19.5, 6.0), urban=4, suburban=6, urban_radius=0.75, suburban_radius=1.75, estates=(5,)),
]


class Neighbourhood(NamedTuple):
    """A neighbourhood, the sites whose cells make it up, and whether it is a deprived estate."""

    name: str
    density: str
    sites: list[tuple[float, float]]
    estate: bool


def ring(centre: tuple, count: int, radius: float, jitter: float, random: np.random.Generator) -> list[tuple]:
    """Place sites around a centre, each shifted at random by at most ``jitter`` of its spacing and radius."""
    sites = []
    for step in range(count):
        angle = 2 * math.pi * (step + jitter * (random.random() - 0.5)) / count
        distance = radius * (1 + jitter * (random.random() - 0.5))
        sites.append((centre[0] + distance * math.cos(angle), centre[1] + distance * math.sin(angle)))
    return sites


def built_up(core: Core, random: np.random.Generator) -> list[Neighbourhood]:
    """Lay out one core: a centre, the urban ring, the suburban ring."""
    urban = [core.centre, *ring(core.centre, core.urban - 1, core.urban_radius, 0.3, random)]
    suburban = ring(core.centre, core.suburban, core.suburban_radius, 0.3, random)
    town = [Neighbourhood(f"{core.name} core {n}", "urban", [site], False) for n, site in enumerate(urban, 1)]
    town += [
        Neighbourhood(f"{core.name} suburb {n}", "suburban", [site], n in core.estates)
        for n, site in enumerate(suburban, 1)
    ]
    return town


def rural_edge(random: np.random.Generator) -> list[Neighbourhood]:
    """Fill the land outside the suburbs with sites and give each to the nearest rural centre."""
    sites = [site for core in CORES for site in ring(core.centre, 14, core.suburban_radius + 1.15, 0.1, random)]
    columns, rows = int(WIDTH / 2), int(HEIGHT / 2)
    for column in range(columns):
        for row in range(rows):
            x = WIDTH * (column + 0.5 + 0.5 * (random.random() - 0.5)) / columns
            y = HEIGHT * (row + 0.5 + 0.5 * (random.random() - 0.5)) / rows
            if all(math.dist((x, y), core.centre) > core.suburban_radius + 2.0 for core in CORES):
                sites.append((x, y))
    owned: list[list[tuple[float, float]]] = [[] for _ in RURAL_CENTRES]
    for site in sites:
        nearest = min(range(len(RURAL_CENTRES)), key=lambda index: math.dist(site, RURAL_CENTRES[index]))
        owned[nearest].append(site)
    return [Neighbourhood(f"Rural edge {n}", "rural", own, False) for n, own in enumerate(owned, 1)]


def clip(cell: list, a: float, b: float, c: float) -> list:
    """Cut a convex polygon to the half plane ``a x + b y <= c``."""
    kept = []
    for (x0, y0), (x1, y1) in zip(cell, cell[1:] + cell[:1], strict=True):
        inside0, inside1 = c - a * x0 - b * y0, c - a * x1 - b * y1
        if inside0 >= 0:
            kept.append((x0, y0))
        if (inside0 < 0) != (inside1 < 0):
            share = inside0 / (inside0 - inside1)
            kept.append((x0 + share * (x1 - x0), y0 + share * (y1 - y0)))
    return kept


def voronoi_cell(index: int, sites: list) -> list[tuple[float, float]]:
    """Cut the town's rectangle to the points nearest to one site, rounded so that neighbours share exact vertices."""
    x, y = sites[index]
    cell = [(0.0, 0.0), (WIDTH, 0.0), (WIDTH, HEIGHT), (0.0, HEIGHT)]
    for other, (u, v) in enumerate(sites):
        if other != index:
            cell = clip(cell, 2 * (u - x), 2 * (v - y), u * u + v * v - x * x - y * y)
    rounded = [(round(px, DECIMALS), round(py, DECIMALS)) for px, py in cell]
    return [point for point, following in zip(rounded, rounded[1:] + rounded[:1], strict=True) if point != following]


def sides(cells: list[list]) -> set[tuple]:
    """Give the directed outer sides of a union of cells: inner ones meet their own reverse and vanish."""
    directed = {side for cell in cells for side in pairwise([*cell, cell[0]])}
    return {(start, end) for start, end in directed if (end, start) not in directed}


def outline(outer: set[tuple]) -> list:
    """Chain outer sides into one closed ring, and refuse an area in several parts or with holes."""
    onward = dict(outer)
    start = min(onward)
    closed = [start]
    while len(closed) == 1 or closed[-1] != start:
        closed.append(onward[closed[-1]])
    if len(closed) != len(outer) + 1:
        raise ValueError("an area is not one simple polygon")
    return closed


def common_border(one: set[tuple], other: set[tuple]) -> float:
    """Measure the border that two areas share, in km."""
    return sum(math.dist(start, end) for start, end in one if (end, start) in other)


def polygon_area(closed: list) -> float:
    """Compute the area of a closed counterclockwise ring, in square km."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(closed)) / 2


def populations(town: list[Neighbourhood], random: np.random.Generator) -> list[int]:
    """Share out all residents in whole numbers, in proportion to each kind's mean times 0.85 to 1.15."""
    weights = [MEAN_RESIDENTS[one.density] * (0.85 + 0.3 * random.random()) for one in town]
    exact = [RESIDENTS * weight / sum(weights) for weight in weights]
    whole = [math.floor(share) for share in exact]
    by_remainder = sorted(range(len(town)), key=lambda index: whole[index] - exact[index])
    for index in by_remainder[: RESIDENTS - sum(whole)]:
        whole[index] += 1
    return whole


def deprivation(one: Neighbourhood, estates: list[tuple], random: np.random.Generator) -> float:
    """Add bumps around cores and estates to a level by density and to noise of 0.06 either way."""
    x, y = one.sites[0] if len(one.sites) == 1 else np.mean(one.sites, axis=0)
    level = BASE_DEPRIVATION[one.density] + 0.12 * (random.random() - 0.5)
    for core, height in zip(CORES, (0.38, 0.46), strict=True):
        level += height * math.exp(-((math.dist((x, y), core.centre) / CORE_WIDTH) ** 2))
    for site in estates:
        level += 0.36 * math.exp(-((math.dist((x, y), site) / ESTATE_WIDTH) ** 2))
    return round(min(max(level, 0.02), 0.98), 3)


def turnover(one: Neighbourhood, deprived: float, random: np.random.Generator) -> float:
    """Let the share who move in a year rise with density and deprivation, within 0.06 and 0.22."""
    level = BASE_TURNOVER[one.density] + 0.10 * deprived + 0.03 * (random.random() - 0.5)
    return round(min(max(level, 0.06), 0.22), 3)


def main() -> None:
    """Write ``areas.geojson`` and ``edges.csv``."""
    out = vendoring.destination(__doc__, Path(__file__).parent)
    random = np.random.Generator(np.random.PCG64(SEED))
    town = [one for core in CORES for one in built_up(core, random)] + rural_edge(random)
    sites = [site for one in town for site in one.sites]
    cells = iter([voronoi_cell(index, sites) for index in range(len(sites))])
    borders = [sides([next(cells) for _ in one.sites]) for one in town]
    estates = [one.sites[0] for one in town if one.estate]
    features = []
    for one, border, residents in zip(town, borders, populations(town, random), strict=True):
        closed = outline(border)
        deprived = deprivation(one, estates, random)
        properties = {"id": one.name.lower().replace(" ", "-"), "name": one.name, "population": residents}
        properties |= {"deprivation": deprived, "density": one.density, "turnover": turnover(one, deprived, random)}
        properties["area_km2"] = round(polygon_area(closed), 3)
        features.append(vendoring.feature(properties, {"type": "Polygon", "coordinates": [closed]}))
    order = [one["properties"]["id"] for one in features]
    pairs = {
        frozenset((order[a], order[b]))
        for a in range(len(order))
        for b in range(a)
        if common_border(borders[a], borders[b]) > SHORTEST_BORDER
    }
    vendoring.write_areas(out / "areas.geojson", features, CRS_NOTE)
    vendoring.write_edges(out / "edges.csv", pairs, order)


if __name__ == "__main__":
    main()
