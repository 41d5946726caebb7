"""Mend the content of a file that is refused, so that the rest of it can be checked in the same reading.

What comes of it is never run: the errors that made it necessary are raised once everything has been checked.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from mobsim.scenario.names import nearest

_STAND_INS: dict[str, Any] = {
    "schema": 1,
    "title": "untitled",
    "name": "unnamed",
    "day": 0,
    "kind": "crime_wave",
    "scenario": "unknown",
    "design": "list",
    "units": "places",
    "treated": 1,
    "treatments": [{"kind": "contact"}],
    "hours": 1.0,
    "invited_per_1000": 1.0,
    "skill": 0.1,
    "moves_per_year": 1.0,
    "level": 0.5,
    "what": "crime_wave",
    "treatments.values": {"trust.misconduct": 0.5},
    "both_arms.values": {"trust.misconduct": 0.5},
    "survey.measure": "trust",
    "measure": "social",
    "value": 0.5,
    "file": "unknown",
    "types": {"unknown": "theft"},
}
"""Values for keys that must be there and are not, or whose value cannot be used; the table is named where it matters."""


def copied(content: Any) -> Any:
    """Copy nested tables and lists, to be mended."""
    if isinstance(content, Mapping):
        return {key: copied(value) for key, value in content.items()}
    return [copied(value) for value in content] if isinstance(content, list) else content


def mend(content: Any, path: Sequence[Any], found: Mapping[str, Any], known: Sequence[str]) -> bool:
    """Change content so that one finding of a validation no longer stands; say whether that was possible.

    Parameters
    ----------
    path
        Steps to the key: names, and numbers of entries.
    found
        The finding, as pydantic gives it.
    known
        Keys that the table there may have.
    """
    if not path:
        return False
    tables = _tables_on(content, path)
    if tables is None:
        return True
    if found["type"].startswith("union_tag"):
        return _choose_nearest_tag(tables[-1], path[-1], found["ctx"])
    if found["type"] == "missing":
        return _fill(tables, path)
    if found["type"] == "extra_forbidden":
        return _rename(tables[-1], path[-1], known)
    return _drop(tables, path)


def _tables_on(content: Any, path: Sequence[Any]) -> list[Any] | None:
    """Return the tables and lists on the way to a key; ``None`` where mending another finding took the way away."""
    found = [content]
    for step in path[:-1]:
        inside = found[-1]
        there = step in inside if isinstance(inside, dict) else isinstance(inside, list) and step < len(inside)
        if not there:
            return None
        found.append(inside[step])
    return found


def _choose_nearest_tag(place: Any, step: Any, context: Mapping[str, Any]) -> bool:
    """Give a table that says of no known kind it is the nearest one, or make it the simplest of all."""
    tag = str(context["discriminator"]).strip("'")
    known = [each.strip().strip("'") for each in str(context.get("expected_tags", "")).split(",")]
    near = nearest(str(context.get("tag", "")), known)
    place[step] = {**place[step], tag: near} if near else {tag: "contact"}
    return True


def _fill(tables: Sequence[Any], path: Sequence[Any]) -> bool:
    """Give a missing key a stand-in, or drop the table that lacks it."""
    names = [str(step) for step in path if not isinstance(step, int)]
    for name in (".".join(names[-2:]), names[-1]):
        if name in _STAND_INS and isinstance(tables[-1], dict):
            tables[-1][path[-1]] = copied(_STAND_INS[name])
            return True
    return len(path) > 1 and _drop(tables[:-1], path[:-1])


def _rename(table: Any, key: Any, known: Sequence[str]) -> bool:
    """Give an unknown key the nearest known name, joined with the table that bears the name already."""
    value, near = table.pop(key, None), nearest(str(key), known)
    if near is not None and near not in table:
        table[near] = value
    elif near is not None and isinstance(value, dict) and isinstance(table[near], dict):
        table[near] = {**value, **table[near]}
    return True


def _drop(tables: Sequence[Any], path: Sequence[Any]) -> bool:
    """Remove a key; with an entry of a list, the key of the whole list, so that other entries keep no wrong number."""
    for table, step in zip(reversed(tables), reversed(path), strict=True):
        if isinstance(table, dict):
            table.pop(step, None)
            return True
    return False
