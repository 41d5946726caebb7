"""Open only what is an ordinary file of a bounded size: a pipe or a device would be waited on for ever."""

import os
import stat
from itertools import islice
from pathlib import Path

from mobsim.errors import DataError
from mobsim.scenario.names import did_you_mean

_MOST_NEIGHBOURS = 1_000
_NO_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_OTHER_KINDS = (
    (stat.S_ISDIR, "is a folder, not a file", "name a file in it"),
    (stat.S_ISFIFO, "is a pipe, not a file", "save its content to a file, and name that"),
    (stat.S_ISSOCK, "is a socket, not a file", "name a file"),
    (lambda mode: not stat.S_ISREG(mode), "is a device, not a file", "name a file"),
)


def is_there(path: Path) -> bool:
    """Whether anything lies at a path, if only a link that leads nowhere; no path raises."""
    try:
        path.lstat()
    except (OSError, ValueError):
        return False
    return True


def is_file(path: Path) -> bool:
    """Whether an ordinary file lies at a path; no path raises."""
    return stat.S_ISREG(_mode(path) or 0)


def is_no_folder(path: Path) -> bool:
    """Whether anything but a folder lies at a path: a file, or what reading will name and refuse; no path raises."""
    return is_there(path) and not is_folder(path)


def is_folder(path: Path) -> bool:
    """Whether a folder lies at a path; no path raises."""
    return stat.S_ISDIR(_mode(path) or 0)


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return None


def resolved(path: Path) -> Path | None:
    """Follow all links of a path; ``None`` where they lead in a circle, or the path cannot be one."""
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):
        return None


def names_in(folder: Path) -> list[str]:
    """Name what lies in a folder, in order, for a remedy; nothing where that cannot be seen."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in islice(entries, _MOST_NEIGHBOURS))
    except (OSError, ValueError):
        return []


def read_regular(path: Path, most: int, remedy: str) -> bytes:
    """Read an ordinary file whole.

    Parameters
    ----------
    path : Path
        Where it lies; links are followed.
    most : int
        Bytes that it may have.
    remedy : str
        What to do where it has more.

    Raises
    ------
    DataError
        If there is none, if it is of another kind, too large, or cannot be read.
    """
    try:
        _check(path.stat(), path, most, remedy)
        with open(path, "rb", opener=_open_without_waiting) as file:
            size = _check(os.fstat(file.fileno()), path, most, remedy)
            content = file.read(size + 1)
    except OSError as error:
        raise _unreadable(path, error) from None
    except ValueError:
        raise DataError("cannot be the name of a file", file=path, remedy="check the path") from None
    if len(content) > size:
        raise DataError("grows while it is read", file=path, remedy="try again when it has been written")
    return content


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | _NO_WAITING)


def _check(found: os.stat_result, path: Path, most: int, remedy: str) -> int:
    """Return the size of an ordinary file, or refuse anything else."""
    for is_kind, problem, other in _OTHER_KINDS:
        if is_kind(found.st_mode):
            raise DataError(problem, file=path, remedy=other)
    if found.st_size > most:
        raise DataError(f"is larger than {most // 1_000_000} MB", file=path, remedy=remedy)
    return found.st_size


def _unreadable(path: Path, error: OSError) -> DataError:
    if isinstance(error, FileNotFoundError) and is_there(path):
        return DataError("is a link that leads nowhere", file=path, remedy="name the file itself")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        neighbours = names_in(path.parent)
        remedy = did_you_mean(path.name, neighbours) if neighbours else "check the path"
        return DataError("there is no such file", file=path, remedy=remedy)
    remedy = "check its permissions" if isinstance(error, PermissionError) else "check the path, and the links in it"
    return DataError(f"cannot be read ({error.strerror})", file=path, remedy=remedy)
