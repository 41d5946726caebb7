"""A results folder: opened once for writing, by one process; read by anybody."""

import json
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Self

import pandas as pd

import mobsim.store.manifest as manifests
import mobsim.store.parts as parts
from mobsim.errors import DataError, UsageError
from mobsim.measures import OUTCOMES, Outcome
from mobsim.store.atomic import OURS, as_json, sweep_out, write_file, write_text
from mobsim.store.checksums import REMEDY, checksum_of, checksum_text, checksums_of
from mobsim.store.columns import meanings
from mobsim.store.damage import set_damage_aside
from mobsim.store.lock import FolderLock
from mobsim.store.parts import RunRecord
from mobsim.tools.faults import remedy_for
from mobsim.tools.interrupts import undisturbed


class ResultsFolder:
    """Write the results of many runs where they outlast whatever stops the program.

    Use :meth:`open` as a context manager: leaving it folds the parts if :meth:`complete` was called, notes how the
    session ended, and gives the lock back.
    """

    def __init__(self, path: Path, manifest: dict[str, Any], lock: FolderLock) -> None:
        self.path = path
        self.manifest = manifest
        self._lock = lock

    @classmethod
    def open(
        cls,
        path: str | Path,
        kind: str,
        inputs: Mapping[str, object],
        summary: Mapping[str, object] | None = None,
        model_hash: str | None = None,
    ) -> Self:
        """Make a results folder, or go on with one that holds results of the same kind, code and inputs.

        Parameters
        ----------
        path
            The folder; absent, empty, or one that an earlier session left.
        kind
            What its runs are for: "run", "compare", "sweep".
        inputs
            Everything that decides the rows except seeds: declared input of any kind that
            :func:`mobsim.store.provenance.resolve` can turn into plain data.
        summary
            What readers should know of the scenario; plain data, kept in the manifest as ``scenario``.
        model_hash
            Hash of the code that decides the rows; of all that could change a run, when left out.

        Raises
        ------
        UsageError
            If the folder holds anything else, cannot be written, or is being written to; it is left untouched.
        """
        made = manifests.new_manifest(kind, inputs, model_hash)
        path, wanted = Path(path), {**made, "scenario": dict(summary or {})}
        check_folder(path, wanted)
        try:
            path.mkdir(parents=True, exist_ok=True)
            lock = FolderLock(path)
        except OSError as error:
            raise unwritable(path, error) from None
        with undisturbed():
            return cls._begin(path, wanted, lock)

    @classmethod
    def _begin(cls, path: Path, wanted: dict[str, Any], lock: FolderLock) -> Self:
        try:
            sweep_out(path)
            sweep_out(path / parts.FOLDER)
            # What was there is looked at again: another process may have written before the lock was ours.
            kept = check_folder(path, wanted) or wanted
            set_damage_aside(path, kept)
            kept["sessions"].append(manifests.new_session())
            kept["state"] = "running"
            manifests.write_manifest(path, kept)
        except OSError as error:
            lock.release()
            raise unwritable(path, error) from None
        except BaseException:
            lock.release()
            raise
        return cls(path, kept, lock)

    def finished(self) -> set[int]:
        """Return the numbers of the runs whose results are kept."""
        return parts.finished_runs(self.path)

    def keep(self, records: Iterable[RunRecord]) -> None:
        """Write finished runs to disk, all or nothing."""
        records = list(records)
        if records:
            with self._reporting_unwritable():
                parts.write_part(self.path, records)

    def complete(self, seeds: Iterable[int] = (), outcomes: Mapping[str, Outcome] = OUTCOMES) -> None:
        """Fold the parts into one file a table, with the meaning of its columns, and mark the folder as complete."""
        origin = {name: self.manifest[name] for name in ("mobsim", "model_hash", "inputs_hash")}
        with self._reporting_unwritable():
            if not parts.is_folded(self.path):
                self._forget(f"{name}.parquet" for name in parts.table_names(self.path))
            parts.fold(self.path, partial(meanings, outcomes), origin)
            self.manifest["files"] |= checksums_of(self.path.glob("*.parquet"))
        self.manifest["seeds"] = [int(seed) for seed in seeds]
        self.manifest["state"] = "complete"

    def write_json(self, name: str, content: Any) -> None:
        """Write plain data beside the tables, unless they are there already."""
        self.write_text(name, as_json(content))

    def write_text(self, name: str, text: str) -> None:
        """Write a text beside the tables, unless it is there already."""
        wanted, there = checksum_text(text), self.manifest["files"].get(name)
        if there == wanted:
            return
        with self._reporting_unwritable():
            self._forget([name])
            write_text(self.path / name, text)
            self.manifest["files"][name] = wanted

    def keep_file(self, name: str, source: Path) -> None:
        """Copy a file into the folder, under a path of its own there, unless the copy is there already."""
        with self._reporting_unwritable():
            wanted, target = checksum_of(source), self.path / name
            if self.manifest["files"].get(name) == wanted and target.is_file():
                return
            self._forget([name])
            target.parent.mkdir(parents=True, exist_ok=True)
            write_file(target, partial(_copy, source))
            self.manifest["files"][name] = wanted

    def keep_text(self, name: str, text: str) -> None:
        """Write text into the folder, under a path of its own there, unless it is there already."""
        with self._reporting_unwritable():
            wanted, target = checksum_text(text), self.path / name
            if self.manifest["files"].get(name) == wanted and target.is_file():
                return
            self._forget([name])
            target.parent.mkdir(parents=True, exist_ok=True)
            write_text(target, text)
            self.manifest["files"][name] = wanted

    def read_json(self, name: str) -> Any:
        """Return plain data that lie beside the tables; None if there are none of that name."""
        return read_json(self.path / name)

    def _forget(self, names: Iterable[str]) -> None:
        """Forget the checksums of files that are about to change: a kill in between must not make them look damaged."""
        known = [name for name in names if name in self.manifest["files"]]
        for name in known:
            del self.manifest["files"][name]
        if known:
            manifests.write_manifest(self.path, self.manifest)

    @contextmanager
    def _reporting_unwritable(self) -> Generator[None]:
        try:
            yield
        except OSError as error:
            raise unwritable(self.path, error) from error

    def read(self, name: str) -> pd.DataFrame:
        """Read a table; empty if there is none of that name."""
        return read_table(self.path, name)

    def close(self, state: str = "stopped") -> None:
        """Note how the session ended (unless complete, with ``state``), and let others write."""
        if self.manifest["state"] == "running":
            self.manifest["state"] = state
        self.manifest["sessions"][-1].update(ended=manifests.now(), state=self.manifest["state"])
        try:
            with undisturbed(), self._reporting_unwritable():
                manifests.write_manifest(self.path, self.manifest)
        finally:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *stopped_by: object) -> None:
        self.close("interrupted" if kind is KeyboardInterrupt else "stopped")


def _copy(source: Path, unfinished: Path) -> None:
    unfinished.write_bytes(source.read_bytes())


def check_folder(path: Path, wanted: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the manifest of a folder that may be gone on with, or None for one that is absent or empty.

    Raises
    ------
    UsageError
        If it holds something else; the message says what differs.
    """
    if not path.exists():
        return None
    if not path.is_dir():
        raise UsageError("is a file, not a folder", file=path, remedy="choose another folder with --out")
    if not (path / manifests.NAME).exists():
        if any(not entry.name.startswith(OURS) for entry in path.iterdir()):
            raise UsageError(
                "the folder holds files that are not results of mobsim; nothing was written",
                file=path,
                remedy="choose another folder with --out",
            )
        return None
    kept = manifests.read_manifest(path)
    manifests.require(kept, manifests.FOR_RESUMING, path / manifests.NAME)
    found = manifests.differences(kept, wanted)
    if found:
        raise UsageError(
            f"the folder holds other results: {'; '.join(found)}; nothing was written",
            file=path,
            remedy="choose another folder with --out, or remove this one",
        )
    return kept


def read_json(file: Path) -> Any:
    """Read a JSON file of a results folder, or return None where there is no such file.

    Raises
    ------
    DataError
        If it cannot be read.
    """
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (ValueError, OSError, RecursionError) as error:
        raise DataError(f"cannot be read as JSON ({error})", file=file, remedy=REMEDY) from None


def read_table(folder: str | Path, name: str) -> pd.DataFrame:
    """Read a table of a results folder, finished or still being written; empty if there is none of that name."""
    rows = parts.read_rows(Path(folder), name)
    return pd.DataFrame() if rows is None else rows.to_pandas()


def unwritable(path: Path, error: OSError) -> UsageError:
    """Make the error that a file or folder cannot be written."""
    return UsageError(
        f"cannot be written ({error.strerror or error})",
        file=path,
        remedy=remedy_for(error, "choose another folder with --out"),
    )
