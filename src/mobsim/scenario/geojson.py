"""Read the features of a GeoJSON file one after the other: no more than one is held as objects at a time."""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mobsim.errors import DataError
from mobsim.scenario.text_files import TextFile

LARGEST_FEATURE = 10_000_000
"""Bytes of one feature."""
LARGEST_REST = 1_000_000
"""Bytes of all that lies around the features: name, reference system, metadata."""
MOST_PIECES = 100_000
"""Tables and pieces of text in one feature."""
MOST_LISTS = 1_000_000
"""Lists in one feature, of which an outline has one a point."""

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKEN = re.compile(_STRING + rb"|[{}\[\]]", re.DOTALL)
_PIECE = re.compile(_STRING + rb"|[{}]", re.DOTALL)
_LIST_FOLLOWS = re.compile(rb"\s*+:\s*+\[")
_BLANKS = re.compile(rb"[ \t\r\n]*+")
_ELEMENT = re.compile(rb'["\[tfn0-9-][^,\]\s]{0,40}')
_TYPE = re.compile(rb'"type"\s*:\s*"(\w{1,40})"')


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: its number in the file from 1, its own id, its properties, none of them nested, and its geometry."""

    number: int
    id: Any
    properties: dict[str, Any] | None
    geometry: Any


@dataclass(frozen=True, slots=True)
class Nested:
    """A table or a list that stands where a property has one value: as messages show it, and what it is."""

    shown: str
    value: Any = None

    def __repr__(self) -> str:
        return self.shown


def features_of(file: TextFile) -> Iterator[Feature]:
    """Yield the features of a collection, in their order.

    Raises
    ------
    DataError
        If the file is not GeoJSON, not a collection, or holds something that is no feature.
    """
    first = _start_of_features(file.content)
    if first is None:
        raise _no_collection(file)
    place, number = _after_blanks(file.content, first), 0
    while file.content[place : place + 1] not in (b"]", b""):
        number += 1
        end = _end_of_feature(file, place, number)
        yield _feature(file, place, end, number)
        place = _next_element(file, end)
    _check_rest(file, first, place)
    if not number:
        raise DataError("has no areas", file=file.path, field="features", value=[], remedy="export at least one area")


def _start_of_features(content: bytes) -> int | None:
    """Find where the list of features begins: after a key of that name in the outermost table."""
    depth = 0
    for token in _TOKEN.finditer(content, 0, LARGEST_REST):
        part = token[0]
        if part == b'"features"' and depth == 1:
            opening = _LIST_FOLLOWS.match(content, token.end())
            if opening is not None:
                return opening.end()
        depth += (part in b"{[") - (part in b"}]")
    return None


def _after_blanks(content: bytes, place: int) -> int:
    found = _BLANKS.match(content, place)
    return place if found is None else found.end()


def _end_of_feature(file: TextFile, begin: int, number: int) -> int:
    """Find where the table that begins at a place ends, and refuse one that would fill the memory."""
    content = file.content
    if content[begin : begin + 1] != b"{":
        raise _no_feature(file, begin, number)
    end, pieces = _closing(content, begin)
    if pieces > MOST_PIECES:
        raise _too_large(file, number, f"holds more than {MOST_PIECES:,} tables and pieces of text")
    if end is None and len(content) > begin + LARGEST_FEATURE:
        raise _too_large(file, number, f"is larger than {LARGEST_FEATURE // 1_000_000} MB")
    if end is None:
        raise _not_geojson_at(file, len(content), f"ends within feature {number}")
    if content.count(b"[", begin, end) > MOST_LISTS:
        raise _too_large(file, number, f"holds more than {MOST_LISTS:,} points")
    return end


def _closing(content: bytes, begin: int) -> tuple[int | None, int]:
    """Find the end of a table, ``None`` if there is none within bounds, and count the pieces before it."""
    depth = pieces = 0
    for token in _PIECE.finditer(content, begin, begin + LARGEST_FEATURE):
        part = token[0]
        depth += (part == b"{") - (part == b"}")
        pieces += 1
        if depth == 0 or pieces > MOST_PIECES:
            return token.end(), pieces
    return None, pieces


def _no_feature(file: TextFile, begin: int, number: int) -> DataError:
    """Word that something else stands among the features, or nothing that JSON knows."""
    found = _ELEMENT.match(file.content, begin)
    if found is None:
        return _not_geojson_at(file, begin, "expects a feature")
    problem = "is not an area: it has no properties"
    return DataError(problem, file=file.path, field=f"feature {number}", value=_text(found[0]), remedy="remove it")


def _too_large(file: TextFile, number: int, problem: str) -> DataError:
    remedy = "simplify outlines, and leave out properties"
    return DataError(problem, file=file.path, field=f"feature {number}", remedy=remedy)


def _next_element(file: TextFile, end: int) -> int:
    """Return where the next feature begins, or the list of them ends."""
    place = _after_blanks(file.content, end)
    if file.content[place : place + 1] == b",":
        place = _after_blanks(file.content, place + 1)
        if file.content[place : place + 1] != b"]":
            return place
    elif file.content[place : place + 1] == b"]":
        return place
    raise _not_geojson_at(file, place, "expects one comma between features, and a bracket after the last")


def _feature(file: TextFile, begin: int, end: int, number: int) -> Feature:
    found = _parsed(file, file.content[begin:end], begin, f"feature {number}")
    properties = found.get("properties", {} if "id" in found else None)
    if properties is None and "geometry" in found:
        properties = {}
    flat = {name: _flat(value) for name, value in properties.items()} if isinstance(properties, dict) else None
    return Feature(number, _flat(found.get("id")), flat, found.get("geometry"))


def _flat(value: Any) -> Any:
    shown = "{...}" if isinstance(value, dict) else "[...]" if isinstance(value, list) else None
    return value if shown is None else Nested(shown, value)


def _parsed(file: TextFile, raw: bytes, begin: int, what: str) -> Any:
    """Parse a part of the file that begins at a place of it, wording whatever is wrong with it."""
    try:
        found = json.loads(raw.decode(file.encoding), object_pairs_hook=_table)
        if b"\\u" in raw:
            json.dumps(found, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        shown = error.doc[max(0, error.pos - 40) : error.pos + 20]
        raise _no_geojson(file, _lines(file, begin) + error.lineno, " ".join(shown.split()), error.msg) from None
    except _TwiceError as error:
        remedy = "keep one of them, so that it is clear which is meant"
        raise DataError("stands twice", file=file.path, field=f"{error} of {what}", remedy=remedy) from None
    except UnicodeEncodeError:
        raise _not_geojson_at(file, begin, f"{what} holds half of a character") from None
    except RecursionError:
        raise _not_geojson_at(file, begin, f"{what} is nested too deeply") from None
    except ValueError:
        raise _not_geojson_at(file, begin, f"{what} holds a number of too many digits") from None
    return found


class _TwiceError(ValueError):
    """A key stands twice in a table."""


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build a table whose keys are shared with the tables before it."""
    table = {sys.intern(key): value for key, value in pairs}
    if len(table) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        raise _TwiceError(counts.most_common(1)[0][0])
    return table


def _check_rest(file: TextFile, first: int, last: int) -> None:
    """Check what lies around the features, in whose place their line ends stand."""
    if len(file.content) - (last - first) > LARGEST_REST:
        problem = f"holds more than {LARGEST_REST // 1_000_000} MB beside its features"
        raise DataError(problem, file=file.path, remedy="export the areas alone")
    ends = b"\n" * (_lines(file, last) - _lines(file, first))
    _parsed(file, file.content[:first] + ends + file.content[last:], 0, "the collection")


def _no_collection(file: TextFile) -> DataError:
    """Word what the file is instead of a collection; raise instead where it is not even JSON."""
    if len(file.content) > LARGEST_REST:
        named = _TYPE.search(file.content, 0, LARGEST_REST)
        kind = None if named is None else _text(named[1])
    else:
        found = _parsed(file, file.content, 0, "it")
        kind = found.get("type") if isinstance(found, dict) else type(found).__name__
    return DataError(
        "is not a collection of areas",
        file=file.path,
        field="type",
        value=_flat(kind),
        remedy="export the areas as a GeoJSON FeatureCollection",
    )


def _not_geojson_at(file: TextFile, place: int, problem: str) -> DataError:
    shown = file.content[max(0, place - 40) : place + 20]
    return _no_geojson(file, _lines(file, place) + 1, _text(shown), problem)


def _no_geojson(file: TextFile, line: int, shown: str, problem: str) -> DataError:
    return DataError(
        f"is not GeoJSON ({problem[:1].lower()}{problem[1:]})",
        file=file.path,
        field=f"line {line}",
        value=shown,
        remedy="export the areas as GeoJSON",
    )


def _lines(file: TextFile, place: int) -> int:
    """Count the lines that end before a place."""
    return file.content.count(b"\n", 0, place)


def _text(content: bytes) -> str:
    return " ".join(content.decode("utf-8", "replace").split())
