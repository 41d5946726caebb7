"""The network of neighbourhoods: read its edges, join what stands alone."""

from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import DataError
from mobsim.scenario.areas import Areas, read_rows
from mobsim.scenario.findings import Findings
from mobsim.scenario.geometry import edges_by_shared_points
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.tables import Table, note_unused
from mobsim.scenario.text_files import TextFile

Pairs = set[tuple[int, int]]


def edges_of_file(file: TextFile, areas: Areas | None, findings: Findings) -> Pairs:
    """Read pairs of neighbourhoods from the columns ``a`` and ``b`` of a CSV; ids are looked up where areas are known."""
    rows = read_rows(file.path, file.text)
    if not rows or not {"a", "b"} <= set(rows[0]):
        found = ", ".join(rows[0]) if rows else ""
        raise DataError(
            "needs the columns a and b",
            file=file.path,
            field="header",
            value=found,
            remedy="write a header a,b and below it one pair of ids a line",
        )
    note_unused(Table(file.path, rows, (), "in"), {"a", "b"}, set(), findings)
    if areas is None:
        return set()
    index = {identifier: number for number, identifier in enumerate(areas.ids)}
    pairs: Pairs = set()
    for line, row in enumerate(rows, start=2):
        a, b = (_known(file.path, line, column, row[column], index, findings) for column in ("a", "b"))
        if a is None or b is None:
            continue
        if a == b:
            findings.wrong_data(
                file.path, "is joined to itself", f"line {line}", "remove the line", value=f"{row['a']},{row['b']}"
            )
        pairs.add((min(a, b), max(a, b)))
    return pairs


def _known(
    path: Path, line: int, column: str, identifier: str, index: dict[str, int], findings: Findings
) -> int | None:
    if identifier not in index:
        findings.wrong_data(
            path,
            "is not the id of an area",
            f"{column} in line {line}",
            did_you_mean(identifier, index),
            value=identifier,
        )
    return index.get(identifier)


def edges_of_outlines(areas: Areas, findings: Findings) -> Pairs:
    """Pair areas whose outlines share a vertex."""
    if areas.polygons is None:
        findings.wrong(
            "is missing",
            "community.edges",
            'a table of areas has no outlines: name a CSV of neighbouring pairs, edges = "edges.csv"',
        )
        return set()
    findings.note("No edges were given: neighbourhoods whose outlines share a point count as neighbours.")
    return set(edges_by_shared_points(areas.polygons))


def joined(pairs: Pairs, areas: Areas, findings: Findings) -> Pairs:
    """Join parts that hang apart, each by one edge between the nearest centroids, and note it."""
    count = len(areas.ids)
    part = _parts(pairs, count)
    pairs = set(pairs)
    while len(set(part)) > 1:
        sizes = Counter(part)
        smallest = min(sizes, key=lambda label: (sizes[label], label))
        a, b = _nearest_pair(areas, [label == smallest for label in part])
        pairs.add((min(a, b), max(a, b)))
        what = "had no neighbour and was" if sizes[smallest] == 1 else "and those around it were"
        findings.note(f"Neighbourhood {areas.ids[a]} {what} joined to the nearest other, {areas.ids[b]}.")
        part = [part[b] if label == smallest else label for label in part]
    return pairs


def _parts(pairs: Pairs, count: int) -> list[int]:
    """Label the connected parts by the lowest index in each."""
    label = list(range(count))

    def root(node: int) -> int:
        while label[node] != node:
            label[node] = label[label[node]]
            node = label[node]
        return node

    for a, b in pairs:
        low, high = sorted((root(a), root(b)))
        label[high] = low
    return [root(node) for node in range(count)]


def _nearest_pair(areas: Areas, inside: list[bool]) -> tuple[int, int]:
    here, there = np.flatnonzero(inside), np.flatnonzero(~np.array(inside))
    if areas.x is None or areas.y is None:
        return int(here[0]), int(there[0])
    distance = np.hypot(areas.x[here, None] - areas.x[there], areas.y[here, None] - areas.y[there])
    a, b = np.unravel_index(int(np.argmin(distance)), distance.shape)
    return int(here[a]), int(there[b])


def as_array(pairs: Pairs) -> NDArray[np.int64]:
    """Sort pairs into an array of shape (edges, 2), lower index first."""
    ordered = sorted((min(pair), max(pair)) for pair in pairs)
    return np.array(ordered, dtype=np.int64).reshape(-1, 2)


def walk_order(pairs: Pairs, count: int) -> NDArray[np.int64]:
    """Order nodes by a breadth-first walk, for areas without positions."""
    ties: dict[int, list[int]] = {node: [] for node in range(count)}
    for a, b in sorted(pairs):
        ties[a].append(b)
        ties[b].append(a)
    order: list[int] = []
    seen: set[int] = set()
    for start in sorted(ties, key=lambda node: (len(ties[node]), node)):
        queue = [] if start in seen else [start]
        seen.add(start)
        for node in queue:
            fresh = sorted((each for each in ties[node] if each not in seen), key=lambda each: (len(ties[each]), each))
            seen.update(fresh)
            queue.extend(fresh)
        order.extend(queue)
    return np.array(order, dtype=np.int64)
