"""Which scenarios the page may open: those that ship, the one named at the start, and files handed over by the room."""

import io
import lzma
import shutil
import stat
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Any

from mobsim.errors import UsageError
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.shipped import shipped_scenarios

LARGEST_FILE = 20_000_000
LARGEST_UNPACKED = 100_000_000
MOST_FILES = 200
MOST_OPENED = 20
BAD_ARCHIVE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError, ValueError, LookupError)
"""What unpacking raises for what was made badly or with malice: broken, encrypted, packed unknowingly, named impossibly."""


class Openings:
    """Scenarios by the name under which the page asks for them.

    Parameters
    ----------
    first : str
        The scenario to begin with: the name of one that ships, or a path given on the command line.
    """

    def __init__(self, first: str) -> None:
        self._known = {name: str(path) for name, path in shipped_scenarios().items()}
        scenario = load_scenario(first)
        self.first = first if first in self._known else scenario.name
        if first not in self._known:
            self._known[self.first] = str(first)
        self._folder: Path | None = None  # of what is taken in; made when it is needed
        self._taken = 0

    def told(self) -> dict[str, Any]:
        """Tell the page what it may open."""
        return {"scenarios": sorted(self._known), "first": self.first}

    def find(self, name: str) -> str:
        """Return where a scenario lies.

        Raises
        ------
        UsageError
            If the page may not open it.
        """
        if name not in self._known:
            raise UsageError("is not open here", field="scenario", value=name, remedy=did_you_mean(name, self._known))
        return self._known[name]

    def check_size(self, size: int | None) -> None:
        """Refuse a file before it is read if it says that it is too large, or does not say."""
        if size is None or size > LARGEST_FILE:
            raise UsageError(
                f"is larger than {LARGEST_FILE // 1_000_000} MB",
                field="file",
                remedy="simplify outlines, leave out columns",
            )

    def take(self, name: str, content: bytes) -> dict[str, Any]:
        """Take in a scenario file or a packed folder, check all of it, and return the name to ask for it by."""
        self.check_size(len(content))
        if self._taken >= MOST_OPENED:
            raise UsageError(f"{MOST_OPENED} files have been opened", field="file", remedy="start mobsim app again")
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="mobsim-app-"))
        folder = Path(tempfile.mkdtemp(prefix="opened-", dir=self._folder))
        try:
            file = _lay_down(name, content, folder)
            scenario = load_scenario(file)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._taken += 1
        key = f"{file.parent.name if file.parent != folder else file.stem} ({self._taken})"
        self._known[key] = str(file)
        strategies = [*scenario.strategies]
        return {"name": key, "title": scenario.title, "notes": list(scenario.notes), "strategies": strategies}

    def close(self) -> None:
        """Remove what was taken in."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def _lay_down(name: str, content: bytes, folder: Path) -> Path:
    """Write a handed-over file into a folder of its own; return the scenario file."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        try:
            return _unpack(content, folder)
        except BAD_ARCHIVE as error:
            raise UsageError(
                f"cannot be unpacked ({error})",
                field="file",
                remedy="pack the scenario's folder again, as a plain .zip",
            ) from None
    file = folder / "scenario.toml"
    if not name.lower().endswith(".toml"):
        raise UsageError(
            "is neither a scenario file nor a packed folder", field="file", value=name, remedy="choose a .toml or .zip"
        )
    file.write_bytes(content)
    return file


def _unpack(content: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        _check_entries(entries)
        for entry in entries:
            target = folder.joinpath(*PurePosixPath(entry.filename).parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(entry) as packed:
                target.write_bytes(packed.read(entry.file_size + 1)[: entry.file_size])
    found = sorted(folder.rglob("scenario.toml"), key=lambda path: len(path.parts)) or sorted(folder.rglob("*.toml"))
    if not found:
        raise UsageError(
            "holds no scenario.toml", field="file", remedy="pack the scenario's folder with its scenario.toml"
        )
    return found[0]


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse a packed folder that is too large, or that would write outside its own folder."""
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise UsageError(
            f"holds more than {MOST_FILES} files or {LARGEST_UNPACKED // 1_000_000} MB", field="file",
            remedy="pack the scenario's folder alone",
        )  # fmt: skip
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        linked = stat.S_ISLNK(entry.external_attr >> 16)
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename or linked:
            raise UsageError(
                "reaches outside the packed folder", field="file", value=entry.filename,
                remedy="pack the scenario's folder alone",
            )  # fmt: skip
