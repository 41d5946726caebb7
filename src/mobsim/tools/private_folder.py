"""Find a folder for machine code where nobody else can put any: what lies there is run as it is found.

The folder, and the one of mobsim's that holds it, belong to the user, are no links and open to nobody else; above them,
nobody but the user and the system can rename what lies there.
"""

import atexit
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from mobsim.tools.interrupts import before_abrupt_end

DAYS_KEPT = 30
OWNER_ONLY = 0o700
GROUP, OTHERS = 0o020, 0o002
"""Bits of a mode that let a group, or everybody, write."""
SYSTEM, UNKNOWN = 0, 65_534
"""Users that a machine's own folders belong to; in a container, those of the system outside belong to nobody known."""
_NAME = re.compile(r"kernels-[0-9a-f]{20}")


class PrivateFolder(NamedTuple):
    """A folder that is the user's alone, or None where there can be none, and whether it outlasts the process."""

    path: Path | None
    lasting: bool


def find_private_folder(name: str) -> PrivateFolder:
    """Return the folder of that name in the first place that is private, made if need be; older unused ones are removed.

    The places are ``NUMBA_CACHE_DIR`` if the user set one, else ``$XDG_CACHE_HOME/mobsim`` or ``~/.cache/mobsim``, then
    one in the system's folder for temporary files. If none will do, a new folder is made, and removed in the end;
    processes that this one starts use it too.
    """
    for place, ours in _places():
        try:
            if ours and not _is_private(place):
                continue
            folder = place / name
            if _is_private(folder) and _is_safe(place):
                os.utime(folder)
                remove_stale(place, keep=name)
                return PrivateFolder(folder, lasting=True)
        except (OSError, RuntimeError):  # a loop of links is the latter up to Python 3.12
            continue
    return PrivateFolder(_new_folder(name), lasting=False)


def remove_stale(parent: Path, keep: str, days: float = DAYS_KEPT) -> None:
    """Remove cache folders beside ``keep`` that nobody used for some days; a folder in use is touched at each start."""
    oldest = time.time() - days * 86_400
    for folder in parent.glob("kernels-*"):
        with suppress(OSError):  # another process may be at it too
            if folder.name != keep and _NAME.fullmatch(folder.name) and folder.lstat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)


def _places() -> Iterator[tuple[Path, bool]]:
    """Yield where the folder may lie, and whether that place is mobsim's own, or the user's for many programs."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen:
        yield Path(chosen).absolute(), False
    home = os.environ.get("XDG_CACHE_HOME") or str(Path(os.path.expanduser("~")) / ".cache")  # noqa: PTH111  (never raises)
    if Path(home).is_absolute():
        yield Path(home) / "mobsim", True
    owner = os.getuid() if hasattr(os, "getuid") else "user"
    try:
        yield Path(tempfile.gettempdir()).absolute() / f"mobsim-{owner}", True
    except OSError:
        return


def _is_private(folder: Path) -> bool:
    """Whether a folder, made if need be, is the user's own, no link, and such that nobody else can write to it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(exist_ok=True, mode=OWNER_ONLY)
    if not hasattr(os, "getuid"):
        return os.access(folder, os.W_OK | os.X_OK)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        found = os.fstat(handle)
        if found.st_uid != os.getuid() or found.st_mode & (GROUP | OTHERS):
            return False
        os.fchmod(handle, OWNER_ONLY)
    finally:
        os.close(handle)
    return os.access(folder, os.W_OK | os.X_OK)


def _is_safe(folder: Path) -> bool:
    """Whether nobody else can rename what lies in a folder, nor in any above it."""
    if not hasattr(os, "getuid"):
        return True
    folder = folder.resolve()
    there = [each for each in (folder, *folder.parents) if each.exists()]
    return all(_keeps_names(each.stat()) for each in there)


def _keeps_names(found: os.stat_result) -> bool:
    if found.st_uid not in (SYSTEM, UNKNOWN, os.getuid()):
        return False
    theirs = found.st_mode & OTHERS or (found.st_mode & GROUP and found.st_gid not in (SYSTEM, os.getgid()))
    return not theirs or bool(found.st_mode & stat.S_ISVTX)


def _new_folder(name: str) -> Path | None:
    try:
        parent = Path(tempfile.mkdtemp(prefix="mobsim-"))
        for ending in (atexit.register, before_abrupt_end):
            ending(partial(shutil.rmtree, parent, ignore_errors=True))
        if not _is_safe(parent):
            return None
        (parent / name).mkdir(mode=OWNER_ONLY)
    except OSError:
        return None
    os.environ["NUMBA_CACHE_DIR"] = str(parent)  # for the processes that this one starts
    return parent / name
