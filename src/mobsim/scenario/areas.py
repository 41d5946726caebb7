"""Read the neighbourhoods of a community from GeoJSON or CSV: ids, names, columns, outlines."""

import csv
import io
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import DataError
from mobsim.scenario.findings import Findings
from mobsim.scenario.geometry import Ring, centroid, rings_of
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.numbers import UNDECLARED
from mobsim.scenario.readings import Notation
from mobsim.scenario.tables import Table
from mobsim.scenario.text_files import read_text


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
    separator, before = None, len(findings.errors)
    if path.suffix.lower() == ".csv":
        rows, polygons, separator = read_rows(path, file.text), None, separator_of(file.text)
    else:
        rows, polygons = _features(path, file.text, findings)
    if not rows:
        raise DataError("has no areas", file=path, remedy="write at least one neighbourhood")
    ids = _ids(path, rows, id_column, findings)
    names = [
        str(row[name_column]) if row.get(name_column) not in (None, "") else each
        for row, each in zip(rows, ids, strict=True)
    ]
    known = frozenset((id_column, name_column))
    table = Table(path, rows, ids, "of area", replace(notation, separator=separator), known)
    areas = Areas(table, file.sha256, ids, names, polygons, len(findings.errors) == before)
    _locate(areas, findings)
    return areas


def read_rows(path: Path, text: str) -> list[dict[str, str]]:
    """Read the rows of a CSV with a header; commas, semicolons or tabs are told apart by the header."""
    separator = separator_of(text)
    try:
        reader = csv.DictReader(io.StringIO(text), delimiter=separator, restkey="", restval=None)
        rows = [{(key or "").strip(): value for key, value in row.items()} for row in reader]
    except csv.Error as error:
        raise DataError(f"is not a table ({error})", file=path, remedy="save it as CSV") from None
    for number, row in enumerate(rows, start=2):
        if None in row.values() or isinstance(row.get(""), list):
            raise DataError(
                f"line {number} does not have as many values as the header",
                file=path,
                field=separator.join(reader.fieldnames or []),
                value=separator.join(str(value) for value in row.values() if value is not None),
                remedy="give each line one value a column, and put text that holds the separator in quotation marks",
            )
    return [{key: value.strip() for key, value in row.items()} for row in rows]


def separator_of(text: str) -> str:
    """Return the separator of a table, as its header shows it."""
    header = text.split("\n", 1)[0]
    return max(",;\t", key=header.count)


def _features(path: Path, text: str, findings: Findings) -> tuple[list[dict[str, Any]], list[list[Ring]]]:
    rows: list[dict[str, Any]] = []
    polygons: list[list[Ring]] = []
    for number, feature in enumerate(_feature_list(path, text), start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            findings.wrong_data(path, "has no properties", f"features[{number}]", "give it an id and a name")
            continue
        try:
            polygons.append(rings_of(feature.get("geometry")))
        except ValueError as error:
            findings.wrong_data(
                path,
                str(error),
                f"features[{number}].geometry",
                "give the area a Polygon or MultiPolygon, or remove it",
                value=properties.get("id", properties.get("name")),
            )
            continue
        rows.append(properties)
    if not rows:
        findings.stop_if_wrong()
    return rows, polygons


def _feature_list(path: Path, text: str) -> list[Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "content"
        raise DataError(
            "is not GeoJSON", file=path, field=where, value=text[:40], remedy="export the areas as GeoJSON"
        ) from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        kind = content.get("type") if isinstance(content, dict) else type(content).__name__
        raise DataError(
            "is not a collection of areas",
            file=path,
            field="type",
            value=kind,
            remedy="export the areas as a GeoJSON FeatureCollection",
        )
    if not features:
        raise DataError("has no areas", file=path, field="features", value=[], remedy="export at least one area")
    return features


def _ids(path: Path, rows: list[dict[str, Any]], column: str, findings: Findings) -> list[str]:
    if not any(column in row for row in rows):
        known = list(dict.fromkeys(name for row in rows for name in row))
        raise DataError("is not a column", file=path, field=column, remedy=did_you_mean(column, known))
    ids = [_identifier(row.get(column)) for row in rows]
    first: dict[str, int] = {}
    for number, identifier in enumerate(ids, start=1):
        where = f"{column} of area {number}"
        if not identifier:
            value = rows[number - 1].get(column)
            findings.wrong_data(path, "is empty", where, "give every area an id", value=value)
        elif identifier in first:
            problem = f"is also the id of area {first[identifier]}"
            findings.wrong_data(path, problem, where, "give every area an id of its own", value=identifier)
        first.setdefault(identifier, number)
    return ids


def _identifier(value: Any) -> str:
    """Write an id as text; numbers that tools have turned into decimals lose them again."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _locate(areas: Areas, findings: Findings) -> None:
    if areas.polygons is not None:
        points = np.array([centroid(rings) for rings in areas.polygons])
        areas.x, areas.y = points[:, 0], points[:, 1]
    elif {"x", "y"} <= set(areas.table.columns):
        areas.x, areas.y = (areas.table.numbers(name, findings) for name in ("x", "y"))
