"""Lay out a scenario's map for a screen: in a square of 1,000 units, no finer than can be seen."""

from typing import Any

import numpy as np

from mobsim.experiment.areas import describe_areas
from mobsim.scenario.initiatives import Lead, Measure, Status
from mobsim.scenario.scenario import Scenario

FINEST = 1600
WIDTH = 1000.0


def map_of(scenario: Scenario) -> dict[str, Any]:
    """Describe the map in a square of 1,000 units, north above; outlines are thinned to what a screen can show."""
    areas = describe_areas(scenario)
    population = np.concatenate([each.neighbourhoods.population for each in scenario.communities])
    deprivation = np.concatenate([each.neighbourhoods.deprivation for each in scenario.communities])
    apart = _laid_out(scenario, np.array(areas["x"], float), np.array(areas["y"], float))
    place = _Square(apart, areas["polygons"])
    return {
        "ids": areas["ids"],
        "names": areas["names"],
        "communities": [community.name for community in scenario.communities],
        "community": np.repeat(
            np.arange(len(scenario.communities)), [len(each.neighbourhoods) for each in scenario.communities]
        ).tolist(),
        "population": population.tolist(),
        "deprivation": np.round(deprivation, 3).tolist(),
        "centres": place.points(apart),
        "edges": areas["edges"],
        "shapes": None if areas["polygons"] is None else [place.outline(rings) for rings in areas["polygons"]],
    }


def spots_of(scenario: Scenario, area: int) -> list[list[float]]:
    """Return where the places of a neighbourhood lie on the map, in their order; nothing where the scenario gives none."""
    places = scenario.communities[0].neighbourhoods.places if len(scenario.communities) == 1 else None
    if places is None:
        return []
    areas, here = describe_areas(scenario), places.neighbourhood == area
    centres = np.stack([np.array(areas["x"], float), np.array(areas["y"], float)], 1)
    return _Square(centres, areas["polygons"]).points(np.stack([places.x[here], places.y[here]], 1))


def marks() -> dict[str, list[str]]:
    """Tell what the numbers stand for by which records name initiatives: leads, what measures reach, how they stand."""
    return {
        "leads": list(Lead.keys()),
        "measures": [measure.reaches.key for measure in Measure],
        "statuses": list(Status.keys()),
    }


def _laid_out(scenario: Scenario, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return centres; where several communities have no common map, each gets a square of its own."""
    centres = np.stack([x, y], 1)
    several = len(scenario.communities)
    if several == 1 or any(each.neighbourhoods.polygons is not None for each in scenario.communities):
        return centres
    columns, first = int(np.ceil(np.sqrt(several))), 0
    for number, community in enumerate(scenario.communities):
        here = slice(first, first + len(community.neighbourhoods))
        low, size = centres[here].min(0), max(float(np.ptp(centres[here], axis=0).max()), 1e-9)
        centres[here] = 0.8 * (centres[here] - low) / size + (number % columns, -(number // columns))
        first += len(community.neighbourhoods)
    return centres


class _Square:
    """Place coordinates in a square of 1,000 units; degrees are narrowed by the cosine of the latitude."""

    def __init__(self, centres: np.ndarray, polygons: list[Any] | None) -> None:
        drawn = [ring for rings in polygons or [] if rings for ring in rings]
        points = np.vstack([centres, *(np.asarray(ring, float)[:, :2] for ring in drawn)])
        longest, middle = np.abs(points).max(0), float(np.median(points[:, 1]))
        degrees = longest[0] <= 180 and longest[1] <= 90 and abs(middle) > 25
        self._narrow = np.array([np.cos(np.radians(middle)) if degrees else 1.0, -1.0])
        points = points * self._narrow
        self._low, extent = points.min(0), np.ptp(points, axis=0)
        self._factor = (WIDTH if drawn else 0.9 * WIDTH) / max(float(extent.max()), 1e-12)
        self._margin = (WIDTH - extent * self._factor) / 2

    def points(self, coordinates: Any) -> list[list[float]]:
        values = (np.asarray(coordinates, float)[:, :2] * self._narrow - self._low) * self._factor + self._margin
        return np.round(values, 1).tolist()

    def outline(self, rings: list[Any] | None) -> list[list[list[float]]]:
        return [_thinned(self.points(ring)) for ring in rings or []]


def _thinned(points: list[list[float]]) -> list[list[float]]:
    grain = WIDTH / FINEST
    kept: list[list[float]] = []
    for x, y in points:
        corner = [round(round(x / grain) * grain, 1), round(round(y / grain) * grain, 1)]
        if not kept or corner != kept[-1]:
            kept.append(corner)
    return kept if len(kept) > 2 else points
