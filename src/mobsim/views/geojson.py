"""The neighbourhoods of a world as GeoJSON, for maps in any geographic program."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mobsim.scenario.scenario import Ring, Scenario
from mobsim.views.graphs import neighbourhood_graph
from mobsim.world.columns import World


def neighbourhoods_geojson(scenario: Scenario, world: World) -> dict[str, Any]:
    """Return neighbourhoods as a GeoJSON feature collection, with what :func:`neighbourhood_graph` says of each.

    A feature has the outline of its neighbourhood, or its centre where the scenario has no outlines, in the coordinates of the
    scenario's own map: longitude and latitude only where that has them.
    """
    graph = neighbourhood_graph(scenario, world)
    outlines = [outline for each in scenario.communities for outline in _outlines(each.neighbourhoods)]
    features = [
        {
            "type": "Feature",
            "id": node,
            "geometry": outline or {"type": "Point", "coordinates": [data["x"], data["y"]]},
            "properties": {"id": node, **data},
        }
        for (node, data), outline in zip(graph.nodes(data=True), outlines, strict=True)
    ]
    return {"type": "FeatureCollection", "name": graph.name, "features": features}


def _outlines(areas: Any) -> list[dict[str, Any] | None]:
    if areas.polygons is None:
        return [None] * len(areas)
    return [{"type": "MultiPolygon", "coordinates": polygons_of(rings)} for rings in areas.polygons]


def polygons_of(rings: Sequence[Ring]) -> list[list[list[list[float]]]]:
    """Put rings together as polygons: a ring within an odd number of others is a hole of the last one around it."""
    around = [
        [other for other in range(len(rings)) if other != one and _within(ring, rings[other])]
        for one, ring in enumerate(rings)
    ]
    polygons = {one: [_closed(rings[one])] for one, outer in enumerate(around) if len(outer) % 2 == 0}
    for one, outer in enumerate(around):
        if len(outer) % 2:
            polygons[max(outer, key=lambda other: len(around[other]))].append(_closed(rings[one]))
    return list(polygons.values())


def _within(ring: Ring, other: Ring) -> bool:
    """Whether a ring lies in another, by where most of its corners are: rings may touch, and do not cross."""
    x, y = ring[:, :1], ring[:, 1:]
    a, b = other, np.roll(other, -1, axis=0)
    spans = (a[:, 1] > y) != (b[:, 1] > y)
    slope = np.divide(b[:, 0] - a[:, 0], b[:, 1] - a[:, 1], out=np.zeros(len(other)), where=b[:, 1] != a[:, 1])
    crossings = (spans & (x < a[:, 0] + (y - a[:, 1]) * slope)).sum(axis=1)
    return bool((crossings % 2).mean() > 1 / 2)


def _closed(ring: Ring) -> list[list[float]]:
    points = ring.tolist()
    return points if points[0] == points[-1] else [*points, points[0]]
