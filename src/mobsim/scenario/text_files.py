"""Open the text files of a scenario: inside its folder, in a known encoding, with a fingerprint."""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobsim.errors import DataError, ScenarioError
from mobsim.scenario.names import did_you_mean

_LARGEST = 400_000_000


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file's text and the SHA-256 of its bytes."""

    path: Path
    text: str
    sha256: str


def read_text(path: Path) -> TextFile:
    """Read a text file as UTF-8 (with or without byte-order mark), UTF-16 with its mark, or else Windows-1252."""
    content = _bytes_of(path)
    return TextFile(path, _decode(content, path), hashlib.sha256(content).hexdigest())


def _bytes_of(path: Path) -> bytes:
    if not path.exists():
        neighbours = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
        remedy = did_you_mean(path.name, neighbours) if neighbours else "check the path"
        raise DataError("there is no such file", file=path, remedy=remedy)
    if path.is_dir():
        raise DataError("is a folder, not a file", file=path, remedy="name a file in it")
    try:
        if path.stat().st_size > _LARGEST:
            raise DataError("is larger than 400 MB", file=path, remedy="leave out columns and simplify outlines")
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot be read ({error.strerror})", file=path, remedy="check its permissions") from None


def _decode(content: bytes, path: Path) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ("utf-16",) if marked else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise DataError("is not a text file", file=path, remedy="save it as text in UTF-8")


def beside(scenario_file: Path, name: str, field: str) -> Path:
    """Resolve a file that a scenario names, refusing one that is not a file in the scenario's folder."""
    folder = scenario_file.parent.resolve()
    try:
        path = (folder / name).resolve()
        inside, there = path.is_relative_to(folder), path.is_file()
    except (OSError, ValueError):
        path, inside, there = folder, True, False
    if inside and there:
        return path
    if inside:
        problem, remedy = "is not a file in the scenario's folder", _files_near(name, folder)
    else:
        problem = "lies outside the scenario's folder"
        remedy = "copy the file into the scenario's folder and name it without a path"
    raise ScenarioError(problem, file=scenario_file, field=field, value=name, remedy=remedy)


def _files_near(name: str, folder: Path) -> str:
    files = sorted(each.name for each in folder.iterdir() if each.is_file() and each.suffix != ".toml")
    return did_you_mean(name, files) if files else "put the file there"


def read_toml(path: Path) -> tuple[dict[str, Any], str]:
    """Parse a TOML file.

    Returns
    -------
    tuple of (content, SHA-256 of the bytes)
    """
    file = read_text(path)
    try:
        return tomllib.loads(file.text.replace("\r\n", "\n")), file.sha256
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(
            f"is not valid TOML: {error}",
            file=path,
            field=_line_named_in(str(error), file.text),
            remedy="put text in quotation marks, close every bracket, and name each key once",
        ) from None
    except RecursionError:
        raise ScenarioError("is nested too deeply", file=path, remedy="write fewer brackets in brackets") from None


def _line_named_in(message: str, text: str) -> str:
    """Quote the line that a message of the TOML parser names."""
    after = message.partition("line ")[2]
    digits = after.split(",")[0].rstrip(")")
    lines = text.splitlines() or [""]
    number = int(digits) if digits.isdigit() and 1 <= int(digits) <= len(lines) else len(lines)
    return f"line {number} ({lines[number - 1].strip()[:60]})"
