"""Readers of the scenarios' data files and the measures that the tests of the data use."""

import csv
import gzip
import io
import json
from pathlib import Path

import numpy as np

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"


def content(path: Path) -> bytes:
    """Read a file, unpacked where it is compressed: packed bytes may differ between versions of zlib."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def table(scenario: str, file: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(SCENARIOS / scenario / file).decode("utf-8"))))


def areas(scenario: str) -> list[dict]:
    return json.loads((SCENARIOS / scenario / "areas.geojson").read_text(encoding="utf-8"))["features"]


def column(scenario: str, name: str) -> np.ndarray:
    return np.array([area["properties"][name] for area in areas(scenario)], dtype=float)


def adjacency(scenario: str) -> np.ndarray:
    """Give the symmetric 0/1 matrix of the edges, in the order of the areas."""
    position = {area["properties"]["id"]: index for index, area in enumerate(areas(scenario))}
    matrix = np.zeros((len(position), len(position)))
    for edge in table(scenario, "edges.csv"):
        a, b = position[edge["a"]], position[edge["b"]]
        matrix[a, b] = matrix[b, a] = 1
    return matrix


def morans_i(values: np.ndarray, matrix: np.ndarray) -> float:
    """Compute Moran's I with weights that sum to one in each row."""
    weights = matrix / matrix.sum(axis=1, keepdims=True)
    deviation = values - values.mean()
    return float(deviation @ weights @ deviation / (deviation @ deviation))


def ranks(values: np.ndarray) -> np.ndarray:
    """Rank values, ties at their mean rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[inverse]


def share_that_holds_half(counts: np.ndarray, units: int | None = None) -> float:
    """Give the smallest share of units that together hold half of the events."""
    running = np.cumsum(np.sort(counts)[::-1])
    needed = int(np.searchsorted(running, running[-1] / 2)) + 1
    return needed / (units or len(counts))


def near_repeats(places: np.ndarray, days: np.ndarray) -> float:
    """Compare pairs at one place within a day with what place and date alone lead to expect (Knox's ratio)."""
    order = np.lexsort((days, places))
    places, days = places[order], days[order]
    stamp = places.astype(np.int64) * 100_000 + days
    observed = np.sum(np.searchsorted(stamp, stamp + 1, side="right") - np.arange(len(stamp)) - 1)
    by_place, by_day = np.bincount(places).astype(float), np.bincount(days).astype(float)
    same_place = np.sum(by_place * (by_place - 1)) / 2
    close_dates = np.sum(by_day * (by_day - 1)) / 2 + np.sum(by_day[1:] * by_day[:-1])
    return float(observed / (same_place * close_dates / (len(stamp) * (len(stamp) - 1) / 2)))


RAM_RAIDS = """
[[problems]]
name = "ram_raid"
about = "Cars driven into shops."
agency = "housing"
ceiling = 0.5
go_ahead = 1.0
by_need = 0.5
by_opportunity = 0.2
[[problems.kinds]]
name = "ram_raid"
share = 1.0
reported = 0.9
severity = 6.0
cleared = 0.2
days_out = 30.0
"""
"""A problem type of a town's own."""
