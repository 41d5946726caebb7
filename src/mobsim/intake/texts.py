"""Read text tables as offices export them: any encoding, title lines above the header, footnotes below the rows."""

import csv
import hashlib
from collections import Counter
from dataclasses import replace
from pathlib import Path

from mobsim.errors import DataError
from mobsim.intake.layers import Layer
from mobsim.scenario.readings import Notation
from mobsim.scenario.regular_files import read_regular
from mobsim.scenario.row_files import read_rows
from mobsim.scenario.separators import SEPARATORS
from mobsim.scenario.text_files import LARGEST_DATA, TextFile, read_text

LARGEST_TABLE = 4 * LARGEST_DATA
"""Bytes of a table that is summed up here; a scenario's own tables are smaller."""
_TOO_LARGE = "leave out columns that no town needs"
_LOOKED_AT = 1 << 16
_MOST_TITLES = 40
_WITHOUT_MARK = 0.3
"""Share of bytes that are zero in text of two bytes a letter; other text has none."""
_UNSURE = {"cp1252": "Windows-1252"}


def open_text(path: Path, encoding: str | None) -> TextFile:
    """Read a text file in a given encoding, or in the one that its bytes show.

    Raises
    ------
    DataError
        If it cannot be read in that encoding, or in none that is tried.
    """
    if encoding is None:
        content = read_regular(path, LARGEST_TABLE, _TOO_LARGE)
        encoding = _two_bytes(content)
        if encoding is None:
            return _read_guessed(path)
    else:
        content = read_regular(path, LARGEST_TABLE, _TOO_LARGE)
    try:
        text = content.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        remedy = "name the encoding that it was saved in, such as --encoding cp1250 or shift_jis"
        raise DataError(
            "cannot be read in this encoding", file=path, field="--encoding", value=encoding, remedy=remedy
        ) from None
    return TextFile(path, text.lstrip("\ufeff").encode(), "utf-8", hashlib.sha256(content).hexdigest())


def _read_guessed(path: Path) -> TextFile:
    try:
        return read_text(path, LARGEST_TABLE, _TOO_LARGE)
    except DataError as error:
        if error.problem == "is not a text file":
            error.remedy = "name the encoding that it was saved in, such as --encoding cp1250 or shift_jis"
        raise


def _two_bytes(content: bytes) -> str | None:
    """Tell UTF-16 without a mark by the zeros between its letters."""
    start = content[:_LOOKED_AT]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in start:
        return None
    even, odd = start[0::2].count(0) / len(start), start[1::2].count(0) / len(start)
    if max(even, odd) < _WITHOUT_MARK:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def read_table(path: Path, encoding: str | None) -> Layer:
    """Read a table of text: CSV, or with semicolons, tabs or bars."""
    file = open_text(path, encoding)
    whole, left_out = _without_frame(file)
    rows = read_rows(whole, number_names=True)
    if not rows:
        raise DataError("has no rows", file=path, remedy="write a header and at least one row below it")
    notes = []
    if file.encoding in _UNSURE and any(byte > 127 for byte in file.content):
        notes.append(f"read as {_UNSURE[file.encoding]}, for want of a mark: look at accents; --encoding names another")
    if left_out:
        notes.append(f"lines around the table were left out: {left_out}")
    kind = "table of text, values parted by " + _SEPARATOR_NAMES[rows.separator]
    return Layer(path, "", kind, rows, file.sha256, notation=Notation(separator=rows.separator), notes=notes)


_SEPARATOR_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def _without_frame(file: TextFile) -> tuple[TextFile, str]:
    """Blank out title lines above the header and notes below the rows, so that lines keep their numbers."""
    lines = file.content.splitlines(keepends=True)
    shown = [_decoded(line, file) for line in lines[: _MOST_TITLES * 5]]
    separator, usual = _usual_width(shown)
    if usual < 2:
        return file, ""
    head = next((n for n, line in enumerate(shown) if _width(line, separator) == usual), 0)
    if head > _MOST_TITLES:
        return file, ""
    tail = len(lines)
    while tail > head + 1 and separator.encode() not in lines[tail - 1]:
        tail -= 1
    titles = sum(bool(line.strip()) for line in lines[:head])
    footers = sum(bool(line.strip()) for line in lines[tail:])
    if not titles and not footers:
        return file, ""
    content = b"".join([b"\n"] * head + lines[head:tail])
    said = [f"{titles} above the header"] * bool(titles) + [f"{footers} below the rows"] * bool(footers)
    return replace(file, content=content), " and ".join(said)


def _decoded(line: bytes, file: TextFile) -> str:
    return line.decode("utf-8" if file.encoding == "utf-8-sig" else file.encoding, "replace")


def _usual_width(lines: list[str]) -> tuple[str, int]:
    """Return the separator under which most lines have the same number of values, and that number."""
    best = (",", 0, 0)
    for separator in SEPARATORS:
        counts = Counter(_width(line, separator) for line in lines if line.strip())
        width, often = max(counts.items(), key=lambda each: (each[0] > 1, each[1], each[0]), default=(0, 0))
        if width > 1 and (often, width) > (best[2], best[1]):
            best = (separator, width, often)
    return best[0], best[1]


def _width(line: str, separator: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=separator, skipinitialspace=True), ()))
    except csv.Error:
        return 0
