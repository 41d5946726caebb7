"""Read given places (streets, intersections, blocks) with their neighbourhood, position and weight."""

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import DataError
from mobsim.scenario.areas import Areas, likewise, numbers, read_rows
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
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
    rows = read_rows(file.path, file.text)
    for column in _NEEDED:
        if not rows or column not in rows[0]:
            known = list(rows[0]) if rows else []
            raise DataError(
                "is not a column of the places",
                file=file.path,
                field=column,
                remedy=f"write a header with {', '.join(_NEEDED)}; found {', '.join(known) or 'nothing'}",
            )
    labels = [row["id"] or f"in line {line}" for line, row in enumerate(rows, start=2)]
    table = Areas(file.path, file.sha256, labels, labels, rows, None, None, None, "place")
    x, y = (numbers(table, name, findings) for name in ("x", "y"))
    weight = numbers(table, "weight", findings, low=0.0) if "weight" in rows[0] else None
    neighbourhood = _neighbourhoods(table, ids, position, findings)
    order = np.argsort(neighbourhood, kind="stable")
    return PlaceTable(neighbourhood[order], None if weight is None else weight[order], x[order], y[order])


def _neighbourhoods(table: Areas, ids: list[str], position: NDArray[np.int64], findings: Findings) -> NDArray[np.int64]:
    index = {identifier: int(position[number]) for number, identifier in enumerate(ids)}
    strangers = [number for number, row in enumerate(table.rows) if row["neighbourhood"] not in index]
    if strangers:
        first = table.rows[strangers[0]]["neighbourhood"]
        findings.wrong_data(
            table.path,
            "is not the id of an area" + likewise([table.ids[number] for number in strangers[1:]]),
            f"neighbourhood of place {table.ids[strangers[0]]}",
            did_you_mean(first, ids),
            value=first,
        )
    empty = sorted(set(ids) - {row["neighbourhood"] for row in table.rows})
    if empty and not strangers:
        findings.wrong_data(
            table.path,
            "has no place" + likewise(empty[1:]),
            f"area {empty[0]}",
            "give every neighbourhood at least one place",
            value=empty[0],
        )
    return np.array([index.get(row["neighbourhood"], 0) for row in table.rows], dtype=np.int64)
