"""Checksums of what mobsim writes, so that a changed, cut or missing file is found before it is read."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

NAME = "checksums.json"
"""Name of the file that holds the checksums of a part."""
MISSING = "is missing"
REMEDY = (
    "give the command that wrote the folder again: it sets aside what is damaged, and repeats the runs that were in it"
)
OWN = "checksum"
"""Key under which a manifest holds the checksum of its own content."""


def checksum_of(file: Path) -> str:
    """Return the checksum of a file's bytes."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def checksum_text(text: str) -> str:
    """Return the checksum that a file of this text has."""
    return hashlib.sha256(text.encode()).hexdigest()


def checksums_of(files: Iterable[Path]) -> dict[str, str]:
    """Return the checksums of files of one folder, by name."""
    return {file.name: checksum_of(file) for file in sorted(files)}


def find_altered(folder: Path, checksums: Mapping[str, str]) -> dict[str, str]:
    """Return which files of a folder are not as they were written, with what is wrong with each."""
    wrong = {name: _what_is_wrong(folder / name, expected) for name, expected in checksums.items()}
    return {name: problem for name, problem in wrong.items() if problem}


def sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain data with a checksum of itself."""
    return {**content, OWN: _own(content)}


def is_intact(content: Mapping[str, Any]) -> bool:
    """Whether sealed data are as they were sealed; so are data that never were."""
    try:
        return OWN not in content or content[OWN] == _own(content)
    except ValueError:  # a number that JSON has no word for
        return False


def _own(content: Mapping[str, Any]) -> str:
    rest = {key: value for key, value in content.items() if key != OWN}
    return checksum_text(json.dumps(rest, sort_keys=True, ensure_ascii=True, allow_nan=False))


def _what_is_wrong(file: Path, expected: str) -> str:
    try:
        if not file.stat().st_size:
            return "is empty"
        return "" if checksum_of(file) == expected else "is not as it was written"
    except FileNotFoundError:
        return MISSING
    except OSError as error:
        return f"cannot be read ({error.strerror})"
