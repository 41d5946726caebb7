"""Write files so that whatever stops the program leaves the old file or the new one, never half of one."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from mobsim.tools.interrupts import before_abrupt_end

OURS = ".mobsim-"
"""Beginning of the names of what is not finished, and of the lock."""
_unfinished: set[Path] = set()


def write_file(path: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` fill a file under a temporary name in the same folder, and give it its name once it is on disk."""
    handle, name = tempfile.mkstemp(prefix=OURS, suffix=".tmp", dir=path.parent)
    os.close(handle)
    unfinished = Path(name)
    _unfinished.add(unfinished)
    try:
        write(unfinished)
        unfinished.chmod(0o666 & ~_umask())
        settle(unfinished)
        unfinished.replace(path)
        settle(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)
        _unfinished.discard(unfinished)


def write_json(path: Path, content: object) -> None:
    """Write plain data as indented JSON, whole or not at all."""
    write_text(path, as_json(content))


def as_json(content: object) -> str:
    """Return plain data as the text of a JSON file."""
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all, the same bytes on every system."""

    def write(unfinished: Path) -> None:
        unfinished.write_text(text, encoding="utf-8", newline="\n")

    write_file(path, write)


def write_folder(path: Path, fill: Callable[[Path], None]) -> None:
    """Let ``fill`` put files into a folder under a temporary name, and give it its name once they are on disk."""
    unfinished = Path(tempfile.mkdtemp(prefix=OURS, suffix=".tmp", dir=path.parent))
    _unfinished.add(unfinished)
    try:
        fill(unfinished)
        unfinished.chmod(0o777 & ~_umask())
        for file in unfinished.iterdir():
            settle(file)
        settle(unfinished)
        unfinished.rename(path)
        settle(path.parent)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
        _unfinished.discard(unfinished)


def settle(path: Path) -> None:
    """Wait until a file's bytes, or a folder's entries, are on disk."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep_out(folder: Path) -> None:
    """Remove what an earlier process left unfinished in a folder that nobody else writes to."""
    for left in folder.glob(f"{OURS}*.tmp"):
        _remove(left)


def remove_unfinished() -> None:
    """Remove what this process has not finished, which then ends."""
    for left in list(_unfinished):
        _remove(left)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


before_abrupt_end(remove_unfinished)
