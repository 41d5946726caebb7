"""Read given places (streets, intersections, blocks) with their neighbourhood, position and weight."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.findings import Findings, likewise
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.numbers import UNDECLARED, Expected
from mobsim.scenario.readings import Notation
from mobsim.scenario.row_files import read_rows
from mobsim.scenario.scenario import PlaceTable
from mobsim.scenario.tables import Table, note_unused
from mobsim.scenario.text_files import TextFile

_NEEDED = ("id", "neighbourhood", "x", "y")


def read_places(
    file: TextFile,
    ids: Sequence[str] | None,
    findings: Findings,
    notation: Notation = UNDECLARED,
) -> PlaceTable | None:
    """Read places from the columns id, neighbourhood, x, y and, where there is one, weight.

    Parameters
    ----------
    ids : sequence of str, optional
        Ids of the neighbourhoods in the order of their file; without them, neighbourhoods are not looked up.

    Returns
    -------
    PlaceTable or None
        In the order of the file, ``neighbourhood`` an index into ``ids``; None where columns are missing.
    """
    rows = read_rows(file)
    notation = replace(notation, separator=rows.separator)
    table = Table(file.path, rows, (), "of place", notation, frozenset(("id", "neighbourhood")))
    lacking = [column for column in _NEEDED if column not in table.columns]
    note_unused(table, set(_NEEDED), {"weight"}, findings)
    for column in lacking:
        findings.wrong_data(
            file.path,
            "is not a column of the places",
            column,
            f"write a header with {', '.join(_NEEDED)}; found {', '.join(table.columns) or 'nothing'}",
        )
    table.ids = [name or f"in line {line}" for line, name in zip(rows.lines, table.cells("id"), strict=True)]
    x, y = (table.numbers(name, findings) if name not in lacking else None for name in ("x", "y"))
    weight = table.numbers("weight", findings, Expected("rate", low=0.0)) if "weight" in table.columns else None
    if "neighbourhood" in lacking or ids is None:
        return None
    neighbourhood = _neighbourhoods(table, ids, findings)
    return None if x is None or y is None else PlaceTable(neighbourhood, weight, x, y)


def in_order(places: PlaceTable, position: NDArray[np.int64]) -> PlaceTable:
    """Order places by neighbourhood, those numbered as ``position`` says (an index for each of the file's)."""
    neighbourhood = position[places.neighbourhood]
    order = np.argsort(neighbourhood, kind="stable")
    weight = None if places.weight is None else places.weight[order]
    return PlaceTable(neighbourhood[order], weight, places.x[order], places.y[order])


def _neighbourhoods(table: Table, ids: Sequence[str], findings: Findings) -> NDArray[np.int64]:
    index = {identifier: number for number, identifier in enumerate(ids)}
    named = table.cells("neighbourhood")
    strangers = [number for number, name in enumerate(named) if name not in index]
    if strangers:
        first = named[strangers[0]]
        findings.wrong_data(
            table.path,
            "is not the id of an area" + likewise([table.ids[number] for number in strangers[1:]]),
            f"neighbourhood of place {table.ids[strangers[0]]}",
            did_you_mean(first, ids),
            value=first,
        )
    empty = sorted(set(ids).difference(named))
    if empty and not strangers:
        findings.wrong_data(
            table.path,
            "has no place" + likewise(empty[1:]),
            f"area {empty[0]}",
            "give every neighbourhood at least one place",
            value=empty[0],
        )
    return np.array([index.get(name, 0) for name in named], dtype=np.int64)
