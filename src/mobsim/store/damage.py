"""Find what is damaged in a results folder: readers are refused it, and whoever resumes sets it aside."""

import json
import logging
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import mobsim.store.parts as parts
from mobsim.errors import DataError
from mobsim.store.checksums import MISSING, NAME, REMEDY, find_altered
from mobsim.store.manifest import read_manifest

FOLDER = "damaged"
"""Where damaged files are kept, within the results folder."""
SHOWN = 3
SECONDS_TO_SETTLE = 0.2
LOG = logging.getLogger("mobsim")

Damage = dict[str, str]
"""What is damaged, by path within the folder, and what is wrong with each."""


def refuse_damage(folder: Path) -> None:
    """Check every file of a results folder whose checksum is known; one that is missing is the reader's concern.

    Raises
    ------
    DataError
        If any was changed or cut short since it was written.
    """
    if not _altered(folder):
        return
    # Another process may be at work, and have written a file but not yet its checksum, or removed a part.
    time.sleep(SECONDS_TO_SETTLE)
    damage = _altered(folder)
    if damage:
        raise DataError(f"is damaged: {_listed(damage)}", file=folder, remedy=REMEDY)


def set_damage_aside(folder: Path, manifest: dict[str, Any]) -> None:
    """Move what is damaged out of the way, with a warning, so that its runs count as not finished.

    A run is there with all its tables or not at all: where one folded table is damaged, all of them are set aside. Failures
    alone may go, for the runs that failed are repeated anyway.
    """
    damage = _find(folder, manifest["files"]) | _unreadable(folder, manifest["files"])
    if not damage:
        return
    aside = {name for name in damage if (folder / name).exists()}
    tables = {f"{name}.parquet" for name in parts.folded_names(folder)}
    if any(name.endswith(".parquet") and name != f"{parts.FAILURES}.parquet" for name in damage):
        aside |= tables
    LOG.warning(
        "mobsim: %s is damaged: %s. What is damaged is set aside in %s; the runs that were in it are repeated.",
        folder, _listed(damage), folder / FOLDER,
    )  # fmt: skip
    for name in sorted(aside):
        _move(folder / name, folder / FOLDER)
    manifest["files"] = {name: known for name, known in manifest["files"].items() if (folder / name).exists()}


def _altered(folder: Path) -> Damage:
    found = _find(folder, read_manifest(folder).get("files", {}))
    return {name: problem for name, problem in found.items() if problem != MISSING}


def _find(folder: Path, checksums: Mapping[str, str]) -> Damage:
    return find_altered(folder, checksums) | dict(_damaged_parts(folder))


def _damaged_parts(folder: Path) -> Iterable[tuple[str, str]]:
    for part in parts.parts_of(folder):
        try:
            altered = find_altered(part, json.loads((part / NAME).read_text(encoding="utf-8")))
        except (OSError, ValueError, AttributeError, TypeError, RecursionError):
            altered = {NAME: "cannot be read"}
        if altered and part.exists():
            yield (
                f"{parts.FOLDER}/{part.name}",
                f"({', '.join(f'{name} {problem}' for name, problem in altered.items())})",
            )


def _unreadable(folder: Path, checksums: Mapping[str, str]) -> Damage:
    """Find folded tables that cannot be read among those whose checksum a killed process did not write."""
    names = [name for name in parts.folded_names(folder) if f"{name}.parquet" not in checksums]
    return {f"{name}.parquet": "cannot be read" for name in names if not parts.is_readable(folder / f"{name}.parquet")}


def _listed(damage: Damage) -> str:
    shown = [f"{name} {problem}" for name, problem in list(damage.items())[:SHOWN]]
    more = [f"{len(damage) - SHOWN} more"] if len(damage) > SHOWN else []
    return ", ".join([*shown, *more])


def _move(file: Path, to: Path) -> None:
    to.mkdir(exist_ok=True)
    target, number = to / file.name, 1
    while target.exists():
        number += 1
        target = to / f"{file.stem}-{number}{file.suffix}"
    file.rename(target)
