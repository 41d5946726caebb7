"""Read the neighbourhoods of a community from GeoJSON or CSV: ids, names, columns, outlines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import DataError
from mobsim.scenario.findings import Findings, likewise
from mobsim.scenario.geojson import Nested
from mobsim.scenario.geometry import Ring, centroid
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.outlines import check_count, read_outlines
from mobsim.scenario.row_files import read_rows
from mobsim.scenario.text_files import read_text
from mobsim.scenario.text_rows import TextRows

_LONGEST_ID = 200
_NO_NUMBER = "is not a number"


@dataclass(slots=True)
class Areas:
    """Areas as they stand in a file; ``x`` and ``y`` are ``None`` in a table without positions."""

    path: Path
    sha256: str
    ids: list[str]
    names: list[str]
    rows: Sequence[Mapping[str, Any]]
    polygons: list[list[Ring]] | None
    x: NDArray[np.float64] | None
    y: NDArray[np.float64] | None
    what: str = "area"

    @property
    def columns(self) -> list[str]:
        """Names of the data columns, in the order of their first appearance."""
        if isinstance(self.rows, TextRows):
            return list(self.rows.columns)
        return list(dict.fromkeys(name for row in self.rows for name in row))

    def cells(self, column: str) -> list[Any]:
        """Return a column from the first row to the last, ``None`` where a row has none."""
        if isinstance(self.rows, TextRows):
            return self.rows.column(column) if column in self.rows.columns else [None] * len(self.rows)
        return [row.get(column) for row in self.rows]


def read_areas(path: Path, id_column: str, name_column: str, findings: Findings) -> Areas:
    """Read a file of areas; raise what makes it unreadable, record what is wrong in its rows."""
    file = read_text(path)
    areas = Areas(path, file.sha256, [], [], [], None, None, None)
    if path.suffix.lower() == ".csv":
        areas.rows = read_rows(file)
        check_count(file, len(areas.rows))
    else:
        areas.rows, areas.polygons = read_outlines(file, id_column, name_column, findings)
    if not areas.rows:
        raise DataError("has no areas", file=path, remedy="write at least one neighbourhood")
    areas.ids = _ids(areas, id_column, findings)
    areas.names = [_identifier(name) or each for name, each in zip(areas.cells(name_column), areas.ids, strict=True)]
    _locate(areas, findings)
    return areas


def _ids(areas: Areas, column: str, findings: Findings) -> list[str]:
    if column not in areas.columns:
        remedy = did_you_mean(column, areas.columns)
        raise DataError("is not a column", file=areas.path, field=column, remedy=remedy)
    values = areas.cells(column)
    ids = [_identifier(value) for value in values]
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


def _identifier(value: Any) -> str:
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
    elif {"x", "y"} <= set(areas.columns):
        areas.x, areas.y = (numbers(areas, name, findings) for name in ("x", "y"))


def numbers(
    areas: Areas,
    column: str,
    findings: Findings,
    low: float = -np.inf,
    high: float = np.inf,
    remedy: str = "correct the value, or remove the row",
) -> NDArray[np.float64]:
    """Take a column as numbers, recording the rows that are not numbers within the bounds (inclusive)."""
    if column not in areas.columns:
        findings.wrong_data(areas.path, "is not a column", column, did_you_mean(column, areas.columns))
        return np.full(len(areas.rows), np.nan)
    values = [as_number(cell) for cell in areas.cells(column)]
    wrong: dict[str, list[int]] = {}
    for number, value in enumerate(values):
        if value is None:
            wrong.setdefault(_NO_NUMBER, []).append(number)
        elif value < low:
            wrong.setdefault(f"must be at least {low:g}", []).append(number)
        elif value > high:
            wrong.setdefault(f"must be at most {high:g}", []).append(number)
    for problem, numbers_of_rows in wrong.items():
        advice = "write a number in every row, with a point for decimals" if problem == _NO_NUMBER else remedy
        _tell_rows(areas, column, problem, numbers_of_rows, advice, findings)
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _tell_rows(areas: Areas, column: str, problem: str, wrong: list[int], remedy: str, findings: Findings) -> None:
    """Tell of the first row what is wrong, and which others share it."""
    findings.wrong_data(
        areas.path,
        problem + likewise([areas.ids[number] for number in wrong[1:]]),
        f"{column} of {areas.what} {areas.ids[wrong[0]]}",
        remedy,
        value=areas.rows[wrong[0]].get(column),
    )


def as_number(value: Any) -> float | None:
    """Read a finite number from a cell; a decimal comma counts as a point; ``None`` where there is none."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = float(value.replace(",", ".") if isinstance(value, str) and value.count(",") == 1 else value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if np.isfinite(number) else None
