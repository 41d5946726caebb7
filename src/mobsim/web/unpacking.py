"""Lay what the room hands over down in a folder of its own: a scenario file, or a packed folder that stays within it."""

import lzma
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from mobsim.errors import UsageError
from mobsim.scenario.findings import listed

LARGEST_UNPACKED = 100_000_000
MOST_FILES = 200
_CHUNK = 1 << 20
_ALONE = "pack the scenario's folder alone"
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError, ValueError, LookupError)
"""What unpacking raises for what is broken, encrypted, packed in a way that is not known, or named impossibly."""


def lay_down(name: str, handed_over: Path, folder: Path) -> Path:
    """Lay a file that was handed over under a name down in a folder; return the scenario file.

    Raises
    ------
    UsageError
        If it is neither a scenario file nor a packed folder with one, or cannot be unpacked.
    """
    if zipfile.is_zipfile(handed_over):
        try:
            return _unpack(handed_over, folder)
        except _BROKEN as error:
            remedy = "pack the scenario's folder again, as a plain .zip"
            said = getattr(error, "strerror", None) or str(error)
            raise UsageError(f"cannot be unpacked ({said})", field="file", remedy=remedy) from None
    if not name.lower().endswith(".toml"):
        problem, remedy = "is neither a scenario file nor a packed folder", "choose a .toml or .zip"
        raise UsageError(problem, field="file", value=name, remedy=remedy)
    return handed_over.replace(folder / "scenario.toml")


def _unpack(packed: Path, folder: Path) -> Path:
    with zipfile.ZipFile(packed) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        _check_entries(entries)
        for entry in entries:
            _write(archive, entry, folder)
    return _scenario_in(folder)


def _scenario_in(folder: Path) -> Path:
    """Find the scenario file nearest to the top: the one ``scenario.toml``, or else the one ``.toml``."""
    found = list(folder.rglob("scenario.toml")) or list(folder.rglob("*.toml"))
    if not found:
        remedy = "pack the scenario's folder with its scenario.toml"
        raise UsageError("holds no scenario.toml", field="file", remedy=remedy)
    top = min(len(path.parts) for path in found)
    nearest = sorted(path.relative_to(folder).as_posix() for path in found if len(path.parts) == top)
    if len(nearest) > 1:
        problem = f"may be opened at {listed(nearest)}"
        raise UsageError(problem, field="file", remedy="pack the folder of one scenario, and name it scenario.toml")
    return folder / nearest[0]


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> None:
    """Write one file, no more of it than it says that it has, and that was counted."""
    target = folder.joinpath(*_path_of(entry).parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    left = entry.file_size
    with archive.open(entry) as reading, target.open("wb") as writing:
        while left > 0 and (part := reading.read(min(left, _CHUNK))):
            writing.write(part)
            left -= len(part)


def _path_of(entry: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(entry.filename.replace("\\", "/"))


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse a packed folder that is too large, or that would write outside its own folder."""
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        problem = f"holds more than {MOST_FILES} files or {LARGEST_UNPACKED // 1_000_000} MB"
        raise UsageError(problem, field="file", remedy=_ALONE)
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise UsageError("stands twice in the packed folder", field="file", value=twice, remedy="keep one of them")
    for entry in entries:
        path, linked = _path_of(entry), stat.S_ISLNK(entry.external_attr >> 16)
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename or linked:
            raise UsageError("reaches outside the packed folder", field="file", value=entry.filename, remedy=_ALONE)
