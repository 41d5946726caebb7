"""Keep a results folder to one writer; the system gives the lock back whatever stops the process that holds it."""

import os
from pathlib import Path
from typing import IO

from mobsim.errors import UsageError
from mobsim.store.atomic import OURS

NAME = f"{OURS}lock"


class FolderLock:
    """Hold the right to write to a folder, until released.

    Raises
    ------
    UsageError
        If another process holds it.
    """

    def __init__(self, folder: Path) -> None:
        self._file: IO[str] | None = (folder / NAME).open("a", encoding="utf-8")
        try:
            _lock(self._file)
        except (BlockingIOError, PermissionError):
            self.release()
            raise UsageError(
                "another mobsim process is writing to this folder",
                file=folder,
                remedy="wait until it has finished, or choose another folder with --out",
            ) from None
        except OSError:
            # Some network file systems know no locks; a folder there is as safe as its user is careful.
            return

    def release(self) -> None:
        """Let others write; harmless when said twice."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _lock(file: IO[str]) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
