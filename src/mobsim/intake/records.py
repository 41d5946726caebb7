"""Read tables that portals and programmes write as JSON: a list of records, whose tables within are spread out."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from mobsim.errors import DataError
from mobsim.intake.layers import Layer
from mobsim.scenario.row_files import MOST_COLUMNS, MOST_ROWS
from mobsim.scenario.text_files import TextFile

_DEEPEST = 4
_FEWEST = 2
_LARGEST = 40_000_000
"""Bytes of a list of records, which is held whole: a portal's CSV takes a tenth of the memory."""
_MAP = b'"FeatureCollection"'


def spread_out(properties: Mapping[str, Any], depth: int = _DEEPEST) -> dict[str, Any]:
    """Name what lies within tables by the way to it: ``{"census": {"population": 5}}`` has ``census.population``.

    Lists stay one value, which no column of figures or names can be.
    """
    found: dict[str, Any] = {}
    for name, value in properties.items():
        if isinstance(value, Mapping) and depth > 1:
            found |= {f"{name}.{inner}": each for inner, each in spread_out(value, depth - 1).items()}
        else:
            found[name] = "[...]" if isinstance(value, list) else "{...}" if isinstance(value, Mapping) else value
    return found


def columns_of(records: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Turn records into columns; a cell is empty where a record lacks it."""
    rows = [spread_out(record) for record in records]
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def read_records(file: TextFile) -> Layer | None:
    """Read a list of records, at the top of a file or within it (``{"result": {"records": [...]}}``).

    ``None`` where a file holds no such list, a collection of features among them.
    """
    if file.content.lstrip()[:1] not in (b"[", b"{") or _MAP in file.content[:5_000] or len(file.content) > _LARGEST:
        return None
    try:
        found = _list_within(json.loads(file.text))
    except (ValueError, RecursionError):
        return None
    if found is None:
        return None
    columns = columns_of(found)
    if len(found) > MOST_ROWS or len(columns) > MOST_COLUMNS:
        problem = f"has {len(found):,} records of {len(columns):,} values"
        raise DataError(problem, file=file.path, remedy="leave out records, or sum them up")
    return Layer(file.path, "", "list of records (JSON)", columns, file.sha256)


def _list_within(value: Any, depth: int = 3) -> list[Mapping[str, Any]] | None:
    """Find the longest list of tables; what calls itself a map is none."""
    if isinstance(value, list):
        tables = [each for each in value if isinstance(each, Mapping)]
        return tables if len(tables) == len(value) >= _FEWEST else None
    if not isinstance(value, Mapping) or "type" in value or depth == 0:
        return None
    within = [found for each in value.values() if (found := _list_within(each, depth - 1)) is not None]
    return max(within, key=len, default=None)
