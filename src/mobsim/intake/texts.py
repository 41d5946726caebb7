"""Read text tables as offices export them: any encoding, title lines above the header, footnotes below the rows."""

import csv
import hashlib
import io
from collections import Counter
from dataclasses import replace
from pathlib import Path

from mobsim.errors import DataError
from mobsim.intake.headers import LOOKED_AT, joined_header, lines_of_header
from mobsim.intake.layers import Layer
from mobsim.intake.telling import tell
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
_MOST_PARTED = 5
"""Lines over which one row may go, having cells with line breaks."""
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
    kind = tell("kind_text", sign=tell(_SEPARATOR_NAMES[rows.separator]))
    return Layer(path, "", kind, rows, file.sha256, notation=Notation(separator=rows.separator), notes=notes)


_SEPARATOR_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def _without_frame(file: TextFile) -> tuple[TextFile, str]:
    """Blank out title lines above the header and notes below the rows, so that lines keep their numbers."""
    lines = _whole_lines(file.content.splitlines(keepends=True))
    shown = [_decoded(line, file) for line in lines[: _MOST_TITLES * 5]]
    separator, usual = _usual_width(shown)
    if usual < 2:
        return file, ""
    head = next((n for n, line in enumerate(shown) if _width(line, separator) == usual and _is_row(line, separator)), 0)
    if head > _MOST_TITLES:
        return file, ""
    tail = len(lines)
    while tail > head + 1 and separator.encode() not in lines[tail - 1]:
        tail -= 1
    titles = sum(bool(line.strip()) for line in lines[:head])
    footers = sum(bool(line.strip()) for line in lines[tail:])
    header = _header(shown[head : head + LOOKED_AT], separator)
    if not titles and not footers and len(header) == 1:
        return file, ""
    joined = [line.encode(file.encoding.replace("utf-8-sig", "utf-8"), "replace") for line in header]
    if len(header) == 1:
        joined = lines[head : head + 1]
    content = b"".join([_blanked(line) for line in lines[:head]] + joined + lines[head + len(header) : tail])
    said = [f"{titles} above the header"] * bool(titles) + [f"{footers} below the rows"] * bool(footers)
    return replace(file, content=content), " and ".join(said)


def _whole_lines(lines: list[bytes]) -> list[bytes]:
    """Put the first lines together that a break within quotes parts; a quote that nothing closes soon parts nothing."""
    found: list[bytes] = []
    place = 0
    while place < len(lines):
        ends = [place] if place > _MOST_TITLES * 5 else range(place, min(place + _MOST_PARTED, len(lines)))
        end = next((end for end in ends if _is_closed(lines[place : end + 1])), place)
        found.append(b"".join(lines[place : end + 1]))
        place = end + 1
    return found


def _is_closed(lines: list[bytes]) -> bool:
    return sum(line.count(b'"') for line in lines) % 2 == 0


def _blanked(line: bytes) -> bytes:
    return b"\n" * len(line.splitlines())


def _header(lines: list[str], separator: str) -> list[str]:
    """Return the lines of the header: as they are if one, else all joined in the last, so that lines keep their numbers."""
    rows = [next(csv.reader([line], delimiter=separator, skipinitialspace=True), []) for line in lines]
    count = lines_of_header(rows)
    if count < 2:
        return lines[:1]
    written = io.StringIO()
    csv.writer(written, delimiter=separator, lineterminator="\n").writerow(joined_header(rows[:count]))
    return ["\n"] * (count - 1) + [written.getvalue()]


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


def _is_row(line: str, separator: str) -> bool:
    """Whether more than one cell says something: workbooks saved as text pad their titles."""
    return sum(bool(cell.strip()) for cell in next(csv.reader([line], delimiter=separator), ())) > 1


def _width(line: str, separator: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=separator, skipinitialspace=True), ()))
    except csv.Error:
        return 0
