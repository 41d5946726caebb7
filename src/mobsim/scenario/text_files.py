"""Read the text files of a scenario: inside its folder, in a known encoding, with a fingerprint."""

import codecs
import hashlib
import io
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobsim.errors import DataError, ScenarioError
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.regular_files import is_file, is_no_folder, names_in, read_regular, resolved
from mobsim.scenario.toml_bounds import check_source, check_values, line_of

LARGEST_DATA = 100_000_000
"""Bytes of a table or a map."""
LARGEST_TOML = 1_000_000
"""Bytes of a file in TOML, whose reader takes some two seconds a megabyte."""
LONGEST_LINE = 1_000_000
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file's text as bytes in an encoding whose ASCII is plain, and the SHA-256 of what lies on disk."""

    path: Path
    content: bytes
    encoding: str
    sha256: str

    @property
    def text(self) -> str:
        """The text as one string, for small files."""
        return self.content.decode(self.encoding)

    def start(self, size: int) -> str:
        """Return the text of the first bytes, without a character that they cut through."""
        return self.content[:size].decode(self.encoding, "ignore")

    def lines(self) -> Iterator[str]:
        """Yield the lines, their endings kept, without holding the text as a whole."""
        text, number = io.TextIOWrapper(io.BytesIO(self.content), self.encoding, newline=""), 0
        while line := text.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE:
                problem, remedy = f"is longer than {LONGEST_LINE:,} characters", "break it into lines"
                raise DataError(problem, file=self.path, field=f"line {number}", remedy=remedy)
            yield line


def read_text(
    path: Path, most: int = LARGEST_DATA, remedy: str = "leave out columns and rows, and simplify outlines"
) -> TextFile:
    """Read a text file as UTF-8 (with or without byte-order mark), UTF-16 with its mark, or else Windows-1252.

    Parameters
    ----------
    path : Path
        Where it lies.
    most : int
        Bytes that it may have.
    remedy : str
        What to do where it has more.
    """
    content = read_regular(path, most, remedy)
    sha256 = hashlib.sha256(content).hexdigest()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        content = _as_utf_8(content, path)
    encoding = next((name for name in ("utf-8-sig", "cp1252") if _is_encoded(content, name)), None)
    if encoding is None or b"\0" in content:
        raise _no_text(path)
    return TextFile(path, content, encoding, sha256)


def _is_encoded(content: bytes, encoding: str) -> bool:
    """Whether all of a content can be decoded; no more than a part of it is held as text at a time."""
    decoder, view = codecs.getincrementaldecoder(encoding)(), memoryview(content)
    try:
        for start in range(0, len(view), _CHUNK):
            decoder.decode(bytes(view[start : start + _CHUNK]))
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _as_utf_8(content: bytes, path: Path) -> bytes:
    decoder = codecs.getincrementaldecoder("utf-16")()
    starts = range(0, len(content), _CHUNK)
    try:
        parts = [decoder.decode(content[start : start + _CHUNK]).encode() for start in starts]
        decoder.decode(b"", final=True)
    except UnicodeError:
        raise _no_text(path) from None
    return b"".join(parts)


def _no_text(path: Path) -> DataError:
    return DataError("is not a text file", file=path, remedy="save it as text in UTF-8")


def beside(scenario_file: Path, name: str, field: str) -> Path:
    """Resolve a file that a scenario names, refusing one that is not a file in the scenario's folder."""
    folder = scenario_file.parent.resolve()
    path = resolved(folder / name)
    inside = path is None or path.is_relative_to(folder)
    if path is not None and inside and is_no_folder(path):
        return path
    if inside:
        problem, remedy = "is not a file in the scenario's folder", _files_near(name, folder)
    else:
        problem = "lies outside the scenario's folder"
        remedy = "copy the file into the scenario's folder and name it without a path"
    raise ScenarioError(problem, file=scenario_file, field=field, value=name, remedy=remedy)


def _files_near(name: str, folder: Path) -> str:
    files = [each for each in names_in(folder) if not each.endswith(".toml") and is_file(folder / each)]
    return did_you_mean(name, files) if files else "put the file there"


def read_toml(path: Path) -> tuple[dict[str, Any], str]:
    """Parse a TOML file.

    Returns
    -------
    tuple of (content, SHA-256 of the bytes)
    """
    file = read_text(path, LARGEST_TOML, "write designs and ranges instead of long lists")
    text = file.text.replace("\r\n", "\n")
    check_source(text, path)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(
            f"is not valid TOML: {error}",
            file=path,
            field=line_of(str(error), text),
            remedy="put text in quotation marks, close every bracket, and name each key once",
        ) from None
    except RecursionError:
        raise ScenarioError("is nested too deeply", file=path, remedy="write fewer brackets in brackets") from None
    check_values(content, path)
    return content, file.sha256
