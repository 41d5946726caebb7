"""Describe a scenario to those who read results: its size and its map."""

from typing import Any

from mobsim.scenario.scenario import Scenario
from mobsim.store.provenance import resolve
from mobsim.tools.sums import add_up


def summarise_scenario(scenario: Scenario) -> dict[str, object]:
    """Return name, length and size of a scenario, as plain data."""
    communities = scenario.communities
    return {
        "name": scenario.name,
        "title": scenario.title,
        "about": scenario.about,
        "days": scenario.days,
        "burn_in_days": scenario.burn_in_days,
        "residents": scenario.population,
        "people": float(sum(community.neighbourhoods.people.sum() for community in communities)),
        "neighbourhoods": sum(len(community.neighbourhoods) for community in communities),
        "officers": round(add_up(community.officers for community in communities), 1),
        "communities": [community.name for community in communities],
        "reference": scenario.reference,
        "events": [resolve(event) for event in scenario.events],
        "notes": list(scenario.notes),
    }


def describe_areas(scenario: Scenario) -> dict[str, Any]:
    """Return identifiers, names, shapes (or null), centres and edges of all neighbourhoods, in one list."""
    areas: dict[str, Any] = {name: [] for name in ("ids", "names", "communities", "x", "y", "edges")}
    polygons: list[object] = []
    for community in scenario.communities:
        map_ = community.neighbourhoods
        before = len(areas["ids"])
        areas["ids"] += map_.ids
        areas["names"] += map_.names
        areas["communities"] += [community.name] * len(map_)
        areas["x"] += map_.x.tolist()
        areas["y"] += map_.y.tolist()
        areas["edges"] += (map_.edges + before).tolist()
        polygons += [None] * len(map_) if map_.polygons is None else _coordinates(map_.polygons)
    return {**areas, "polygons": polygons if any(rings is not None for rings in polygons) else None}


def _coordinates(polygons: tuple[list[Any], ...]) -> list[list[Any]]:
    return [[ring.tolist() for ring in rings] for rings in polygons]
