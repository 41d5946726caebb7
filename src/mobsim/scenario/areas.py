"""Read the neighbourhoods of a community from GeoJSON or CSV: ids, names, columns, outlines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import DataError
from mobsim.scenario.findings import Findings
from mobsim.scenario.geojson import Nested
from mobsim.scenario.geometry import Ring, centroid
from mobsim.scenario.names import OBEYED, WITHOUT, did_you_mean, is_obeyed
from mobsim.scenario.numbers import UNDECLARED
from mobsim.scenario.outlines import check_count, read_outlines
from mobsim.scenario.readings import Notation
from mobsim.scenario.row_files import read_rows
from mobsim.scenario.tables import Table
from mobsim.scenario.text_files import read_text

_LONGEST_ID = 200


@dataclass(slots=True)
class Areas:
    """Areas as they stand in a file; ``x`` and ``y`` are ``None`` in a table without positions.

    ``ids_known`` is false where an area or its id was refused, so that other files may name what is not here.
    """

    table: Table
    sha256: str
    ids: list[str]
    names: list[str]
    polygons: list[list[Ring]] | None
    ids_known: bool
    x: NDArray[np.float64] | None = None
    y: NDArray[np.float64] | None = None

    @property
    def path(self) -> Path:
        """The file."""
        return self.table.path


def read_areas(
    path: Path,
    id_column: str,
    name_column: str,
    findings: Findings,
    notation: Notation = UNDECLARED,
) -> Areas:
    """Read a file of areas; raise what makes it unreadable, record what is wrong in its rows."""
    file = read_text(path)
    before, separator, polygons = findings.count, None, None
    rows: Sequence[Mapping[str, Any]]
    if path.suffix.lower() == ".csv":
        rows = read_rows(file)
        separator = rows.separator
        check_count(file, len(rows))
    else:
        rows, polygons = read_outlines(file, id_column, name_column, findings)
    if not rows:
        raise DataError("has no areas", file=path, remedy="write at least one neighbourhood")
    known = frozenset((id_column, name_column))
    table = Table(path, rows, (), "of area", replace(notation, separator=separator), known)
    table.ids = ids = _ids(table, id_column, findings)
    names = [as_identifier(name) or each for name, each in zip(table.cells(name_column), ids, strict=True)]
    _check_marks(path, ids, names, findings)
    areas = Areas(table, file.sha256, ids, names, polygons, findings.count == before)
    _locate(areas, findings)
    return areas


def _ids(areas: Table, column: str, findings: Findings) -> list[str]:
    if column not in areas.columns:
        remedy = did_you_mean(column, areas.columns)
        raise DataError("is not a column", file=areas.path, field=column, remedy=remedy)
    values = areas.cells(column)
    ids = [as_identifier(value) for value in values]
    first: dict[str, int] = {}
    for number, (identifier, value) in enumerate(zip(ids, values, strict=True), start=1):
        where = f"{column} of area {number}"
        if not identifier:
            problem = "is empty" if value is None or value == "" else "is not an id"
            findings.wrong_data(
                areas.path, problem, where, "give every area an id: text or a whole number", value=value
            )
        elif identifier in first:
            problem = f"is also the id of area {first[identifier]}"
            findings.wrong_data(areas.path, problem, where, "give every area an id of its own", value=identifier)
        elif len(identifier) > _LONGEST_ID:
            problem = f"has more than {_LONGEST_ID} characters"
            findings.wrong_data(areas.path, problem, where, "give every area a short id", value=identifier)
        first.setdefault(identifier, number)
    return ids


def _check_marks(path: Path, ids: Sequence[str], names: Sequence[str], findings: Findings) -> None:
    for number, (identifier, name) in enumerate(zip(ids, names, strict=True), start=1):
        for what, text in (("id", identifier), ("name", name if name != identifier else "")):
            if is_obeyed(text):
                findings.wrong_data(path, OBEYED, f"{what} of area {number}", WITHOUT, value=text)


def as_identifier(value: Any) -> str:
    """Write an id or a name as text; numbers that tools have turned into decimals lose them again."""
    if value is None or isinstance(value, bool | Nested):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value!r}" if np.isfinite(value) else ""
    return str(value).strip()


def _locate(areas: Areas, findings: Findings) -> None:
    if areas.polygons is not None:
        points = np.array([centroid(rings) for rings in areas.polygons])
        areas.x, areas.y = points[:, 0], points[:, 1]
    elif {"x", "y"} <= set(areas.table.columns):
        areas.x, areas.y = (areas.table.numbers(name, findings) for name in ("x", "y"))
