"""Read given places (streets, intersections, blocks) with their neighbourhood, position and weight."""

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import DataError
from mobsim.scenario.areas import Areas, numbers
from mobsim.scenario.findings import Findings, likewise
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.row_files import read_rows
from mobsim.scenario.scenario import PlaceTable
from mobsim.scenario.text_files import TextFile

_NEEDED = ("id", "neighbourhood", "x", "y")


def read_places(file: TextFile, ids: list[str], position: NDArray[np.int64], findings: Findings) -> PlaceTable:
    """Read places from the columns id, neighbourhood, x, y and, where there is one, weight.

    Parameters
    ----------
    ids : list of str
        Ids of the neighbourhoods in the order of their file.
    position : int array
        Index in the scenario's order of each of those neighbourhoods.
    """
    rows = read_rows(file)
    for column in _NEEDED:
        if not rows or column not in rows.columns:
            known = rows.columns if rows else []
            raise DataError(
                "is not a column of the places",
                file=file.path,
                field=column,
                remedy=f"write a header with {', '.join(_NEEDED)}; found {', '.join(known) or 'nothing'}",
            )
    labels = [name or f"in line {line}" for line, name in zip(rows.lines, rows.column("id"), strict=True)]
    table = Areas(file.path, file.sha256, labels, labels, rows, None, None, None, "place")
    x, y = (numbers(table, name, findings) for name in ("x", "y"))
    weight = numbers(table, "weight", findings, low=0.0) if "weight" in rows.columns else None
    neighbourhood = _neighbourhoods(table, ids, position, findings)
    order = np.argsort(neighbourhood, kind="stable")
    return PlaceTable(neighbourhood[order], None if weight is None else weight[order], x[order], y[order])


def _neighbourhoods(table: Areas, ids: list[str], position: NDArray[np.int64], findings: Findings) -> NDArray[np.int64]:
    index = {identifier: int(position[number]) for number, identifier in enumerate(ids)}
    given = table.cells("neighbourhood")
    strangers = [number for number, name in enumerate(given) if name not in index]
    if strangers:
        first = given[strangers[0]]
        findings.wrong_data(
            table.path,
            "is not the id of an area" + likewise([table.ids[number] for number in strangers[1:]]),
            f"neighbourhood of place {table.ids[strangers[0]]}",
            did_you_mean(first, ids),
            value=first,
        )
    empty = sorted(set(ids).difference(given))
    if empty and not strangers:
        findings.wrong_data(
            table.path,
            "has no place" + likewise(empty[1:]),
            f"area {empty[0]}",
            "give every neighbourhood at least one place",
            value=empty[0],
        )
    return np.array([index.get(name, 0) for name in given], dtype=np.int64)
