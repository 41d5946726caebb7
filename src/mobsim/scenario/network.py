"""The network of neighbourhoods: read its edges, join what stands alone."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import DataError
from mobsim.scenario.areas import Areas
from mobsim.scenario.borders import contacts_of
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean, first_few
from mobsim.scenario.neighbour_rules import Rule, notes_on
from mobsim.scenario.row_files import read_rows
from mobsim.scenario.tables import Table, note_unused
from mobsim.scenario.text_files import TextFile

Pairs = set[tuple[int, int]]
_AT_ONCE = 1 << 20
"""Distances that are held together."""


def edges_of_file(file: TextFile, areas: Areas | None, findings: Findings) -> Pairs:
    """Read pairs of neighbourhoods from the columns ``a`` and ``b`` of a CSV; ids are looked up where areas are known."""
    rows = read_rows(file)
    if not {"a", "b"} <= set(rows.columns):
        found = ", ".join(rows.columns)
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
    for line, row in zip(rows.lines, rows, strict=True):
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


def edges_of_outlines(areas: Areas, rule: Rule, findings: Findings) -> Pairs:
    """Pair areas whose outlines touch, as a rule says, and note which rule made which edge."""
    if areas.polygons is None:
        findings.wrong(
            "is missing",
            "community.edges",
            'a table of areas has no outlines: name a CSV of neighbouring pairs, edges = "edges.csv"',
        )
        return set()
    contacts = contacts_of(areas.polygons)
    for note in notes_on(contacts, areas.ids, rule):
        findings.note(note)
    return contacts.pairs(corners=rule == "corner")


def joined(pairs: Pairs, areas: Areas, findings: Findings) -> Pairs:
    """Join parts that hang apart, each by one edge between the nearest centroids, and note it."""
    count = len(areas.ids)
    part = np.array(_parts(pairs, count))
    joins: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    while (part != part[0]).any():
        sizes = np.bincount(part)
        smallest = int(np.argmin(np.where(sizes > 0, sizes, count + 1)))
        inside = part == smallest
        a, b = _nearest_pair(areas, inside)
        joins[bool(sizes[smallest] == 1)].append((a, b))
        part[inside] = part[b]
    _note_joins(joins[True], areas, ("neighbourhood", "neighbourhoods"), "had no neighbour", findings)
    _note_joins(joins[False], areas, ("part of the map", "parts of the map"), "hung apart from the rest", findings)
    return pairs | {(min(pair), max(pair)) for made in joins.values() for pair in made}


def _note_joins(
    joins: list[tuple[int, int]], areas: Areas, nouns: tuple[str, str], why: str, findings: Findings
) -> None:
    if not joins:
        return
    positions = None if areas.x is None or areas.y is None else np.column_stack([areas.x, areas.y])
    pairs = []
    for a, b in joins:
        apart = "" if positions is None else f" ({np.hypot(*(positions[a] - positions[b])):.3g} apart)"
        pairs.append(f"{areas.ids[a]} to {areas.ids[b]}{apart}")
    many = f"One {nouns[0]} {why} and was" if len(joins) == 1 else f"{len(joins):,} {nouns[1]} {why} and were"
    how = (
        "the nearest other, from centre to centre"
        if positions is not None
        else "the first other, for want of positions"
    )
    findings.note(f"{many} joined to {how}: {first_few(pairs)}.")


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


def _nearest_pair(areas: Areas, inside: NDArray[np.bool_]) -> tuple[int, int]:
    """Find the nearest centroids, one inside and one outside; the first of them where several are as near."""
    here, there = np.flatnonzero(inside), np.flatnonzero(~inside)
    if areas.x is None or areas.y is None:
        return int(here[0]), int(there[0])
    nearest, best = np.inf, (int(here[0]), int(there[0]))
    step = max(1, _AT_ONCE // len(there))
    for begin in range(0, len(here), step):
        few = here[begin : begin + step]
        distance = np.hypot(areas.x[few, None] - areas.x[there], areas.y[few, None] - areas.y[there])
        a, b = np.unravel_index(int(np.argmin(distance)), distance.shape)
        if distance[a, b] < nearest:
            nearest, best = float(distance[a, b]), (int(few[a]), int(there[b]))
    return best


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
