"""Take areas from the features of a map: their properties as rows, their outlines as rings."""

from typing import Any

from mobsim.errors import DataError
from mobsim.scenario.findings import Findings, likewise
from mobsim.scenario.geojson import Feature, Nested, features_of
from mobsim.scenario.geometry import Ring, rings_of
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.row_files import MOST_COLUMNS
from mobsim.scenario.text_files import TextFile

MOST_AREAS = 20_000
"""Neighbourhoods that a community may have, declared or read."""
OWN_ID = "id"
"""The column in which an id stands that a feature has beside its properties, where its properties have none."""

_NO_PROPERTIES = "has no properties"
_REMEDIES = {_NO_PROPERTIES: "give it properties, among them an id and a name"}
_REDRAW = "give the area a Polygon or MultiPolygon, or remove it"

Row = dict[str, Any]


def read_outlines(
    file: TextFile, id_column: str, name_column: str, findings: Findings
) -> tuple[list[Row], list[list[Ring]]]:
    """Read properties and outlines of all areas; record those that lack either, each kind of lack once.

    Raises
    ------
    DataError
        If the file is no collection of areas, or has too many.
    """
    rows: list[Row] = []
    polygons: list[list[Ring]] = []
    own_ids: list[Any] = []
    wrong: dict[str, list[str]] = {}
    columns: set[str] = set()
    for feature in features_of(file):
        columns.update(feature.properties or ())
        check_count(file, feature.number)
        if len(columns) > MOST_COLUMNS:
            remedy = "leave out properties that no town needs"
            raise DataError(f"has more than {MOST_COLUMNS:,} columns", file=file.path, remedy=remedy)
        problem = _NO_PROPERTIES if feature.properties is None else None
        try:
            polygons.append(rings_of(feature.geometry))
        except ValueError as error:
            problem = problem or str(error)
        if problem is None and feature.properties is not None:
            rows.append(feature.properties)
            own_ids.append(feature.id)
        else:
            wrong.setdefault(str(problem), []).append(_label(feature, id_column, name_column))
    _record(file, wrong, findings)
    if not rows:
        findings.stop_if_wrong()
    _use_own_ids(file, rows, own_ids, id_column, columns, findings)
    return rows, polygons


def check_count(file: TextFile, areas: int) -> None:
    """Refuse more areas than a community may have."""
    if areas > MOST_AREAS:
        remedy = "merge areas into neighbourhoods, or simulate a part of the town"
        raise DataError(f"has more than {MOST_AREAS:,} areas", file=file.path, remedy=remedy)


def _label(feature: Feature, id_column: str, name_column: str) -> str:
    """Name an area as its owner knows it: by its id or name, by its place in the file where it has neither."""
    properties = feature.properties or {}
    for value in (properties.get(id_column), feature.id, properties.get(name_column)):
        if value not in (None, "") and not isinstance(value, Nested):
            return f"area {value}"
    return f"feature {feature.number}"


def _record(file: TextFile, wrong: dict[str, list[str]], findings: Findings) -> None:
    for problem, labels in wrong.items():
        field = labels[0] if problem == _NO_PROPERTIES else f"geometry of {labels[0]}"
        remedy = _REMEDIES.get(problem, _REDRAW)
        findings.wrong_data(file.path, problem + likewise(labels[1:]), field, remedy)


def _use_own_ids(
    file: TextFile, rows: list[Row], own_ids: list[Any], column: str, columns: set[str], findings: Findings
) -> None:
    """Use ids that stand beside the properties where those have none, and say so; say too where they are left aside."""
    name = file.path.name
    if all(own is None for own in own_ids):
        return
    if column in columns:
        if any(own is not None and str(own) != str(row.get(column)) for row, own in zip(rows, own_ids, strict=True)):
            findings.note(f"Features of {name} have ids of their own too: those of the property {column} are used.")
    elif column == OWN_ID:
        findings.note(f"Ids of {name} are those that its features have beside their properties.")
        for row, own in zip(rows, own_ids, strict=True):
            row[OWN_ID] = own
    else:
        remedy = f"{did_you_mean(column, columns)} Or leave the key out: the features have ids of their own"
        raise DataError("is not a column", file=file.path, field=column, remedy=remedy)
