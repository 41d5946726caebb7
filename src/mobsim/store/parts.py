"""Keep finished runs: parts written as runs finish, folded at the end into one file a table, in the order of runs.

A part is a folder that gets its name once all its files are on disk, so that a run is there with all its tables or not
at all. The parts, with the folded files, are the ledger of what is done.
"""

import shutil
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from mobsim.errors import DataError
from mobsim.store.atomic import write_file, write_folder, write_json
from mobsim.store.checksums import NAME, REMEDY, checksums_of
from mobsim.store.columns import Column, describe, to_arrow

FOLDER = "parts"
RUNS, FAILURES = "runs", "failures"
RUNS_AT_ONCE = 1_000
FAILURE_COLUMNS = ("message", "traceback", "replay")


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """Name one run: its number in the order of runs, what sets it apart, and its seed."""

    run_id: int
    factors: Mapping[str, str | float | int]
    seed: int


@dataclass(frozen=True, slots=True)
class RunRecord:
    """Hold the tables of one run that is over: ``runs`` with one row and others, or ``failures`` with one row."""

    run_id: int
    tables: Mapping[str, pa.Table] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        """Whether the run gave no results."""
        return RUNS not in self.tables


def record_run(planned: PlannedRun, tables: Mapping[str, Any]) -> RunRecord:
    """Put run number, factors and seed in front of each table of a run."""
    return RunRecord(planned.run_id, {name: _label(planned, to_arrow(table)) for name, table in tables.items()})


def record_failure(planned: PlannedRun, message: str, traceback: str = "", replay: str = "") -> RunRecord:
    """Record a run that gave no results, and why."""
    row = dict(zip(FAILURE_COLUMNS, ([message], [traceback], [replay]), strict=True))
    return RunRecord(planned.run_id, {FAILURES: _label(planned, pa.table(row))})


def write_part(folder: Path, records: Iterable[RunRecord]) -> None:
    """Write the tables of finished runs as the next part of a folder, all or nothing."""
    records = sorted(records, key=lambda record: record.run_id)
    names = sorted({name for record in records for name in record.tables})

    def fill(unfinished: Path) -> None:
        for name in names:
            rows = [record.tables[name] for record in records if name in record.tables]
            pq.write_table(pa.concat_tables(rows, promote_options="permissive"), unfinished / f"{name}.parquet")
        write_json(unfinished / NAME, checksums_of(unfinished.glob("*.parquet")))

    parts = folder / FOLDER
    parts.mkdir(exist_ok=True)
    numbers = [int(part.name) for part in parts_of(folder)]
    write_folder(parts / f"{max(numbers, default=0) + 1:06d}", fill)


def parts_of(folder: Path) -> list[Path]:
    """Return the parts of a folder, in the order in which they were written."""
    return sorted(part for part in (folder / FOLDER).glob("*") if part.name.isdigit() and part.is_dir())


def folded_names(folder: Path) -> list[str]:
    """Return the names of the tables that are folded."""
    return sorted(file.stem for file in folder.glob("*.parquet"))


def is_readable(file: Path) -> bool:
    """Whether a table can be read, all of it."""
    try:
        _read(file)
    except DataError:
        return False
    return True


def finished_runs(folder: Path) -> set[int]:
    """Return the numbers of the runs whose results are on disk."""
    return {int(run) for source in _sources(folder, RUNS) for run in _runs_in(source)}


def table_names(folder: Path) -> list[str]:
    """Return the names of the tables that a results folder holds, folded or not."""
    files = [*folder.glob("*.parquet"), *(file for part in parts_of(folder) for file in part.glob("*.parquet"))]
    return sorted({file.stem for file in files})


def read_rows(folder: Path, name: str) -> pa.Table | None:
    """Read a table in the order of runs from a folder that is finished or not; None if there is no such table."""
    groups = list(_groups(folder, name))
    return pa.concat_tables(groups, promote_options="permissive") if groups else None


def is_folded(folder: Path) -> bool:
    """Whether all runs are in one file a table."""
    return not parts_of(folder) and (folder / f"{FAILURES}.parquet").exists()


def fold(folder: Path, meanings: Callable[[str], Mapping[str, Column]], origin: Mapping[str, Any]) -> None:
    """Gather the parts into one file a table, the same bytes however the runs were spread, and remove the parts.

    ``meanings`` gives the meaning of a table's columns by the table's name; ``origin`` is written into each file.
    """
    if is_folded(folder):
        return
    for name in sorted({*table_names(folder), FAILURES}):
        _fold_table(folder, name, meanings(name), {**origin, "table": name})
    shutil.rmtree(folder / FOLDER, ignore_errors=True)


def _fold_table(folder: Path, name: str, meanings: Mapping[str, Column], origin: Mapping[str, object]) -> None:
    schema = describe(_schema_of(folder, name), meanings, origin)
    texts = [column.name for column in schema if pa.types.is_string(column.type)]

    def write(unfinished: Path) -> None:
        with pq.ParquetWriter(unfinished, schema, compression="zstd", use_dictionary=texts) as writer:
            for group in filter(len, _groups(folder, name)):
                filled = pa.concat_tables([schema.empty_table(), group], promote_options="permissive")
                writer.write_table(filled.select(schema.names).cast(schema))

    write_file(folder / f"{name}.parquet", write)


def _groups(folder: Path, name: str) -> Iterator[pa.Table]:
    """Yield a table's rows in the order of runs, a thousand runs at once."""
    sources = _sources(folder, name)
    owners = _owners(folder, name, sources)
    read = lru_cache(maxsize=4)(lambda source: _read(source).replace_schema_metadata(None))
    runs = np.array(sorted(owners), dtype=np.int64)
    for first in range(0, max(len(runs), 1) if sources else 0, RUNS_AT_ONCE):
        wanted = runs[first : first + RUNS_AT_ONCE]
        held = sorted({owners[int(run)] for run in wanted}) or [0]
        rows = [_pick(read(sources[source]), [run for run in wanted if owners[int(run)] == source]) for source in held]
        yield _in_order(pa.concat_tables(rows, promote_options="permissive"))


def _owners(folder: Path, name: str, sources: Sequence[Path]) -> dict[int, int]:
    """Say from which source each run's rows are taken: the last one written; no failure of a run that succeeded."""
    succeeded = finished_runs(folder) if name == FAILURES else set()
    return {
        int(run): number
        for number, source in enumerate(sources)
        for run in _runs_in(source)
        if int(run) not in succeeded
    }


def _pick(table: pa.Table, runs: Sequence[int]) -> pa.Table:
    return table.filter(pa.array(np.isin(table["run_id"].to_numpy(), runs)))


def _in_order(table: pa.Table) -> pa.Table:
    return table.take(np.argsort(table["run_id"].to_numpy(), kind="stable"))


def _schema_of(folder: Path, name: str) -> pa.Schema:
    if name == FAILURES and not _sources(folder, name):
        labels = _schema_of(folder, RUNS)
        front = [labels.field(place) for place in range(labels.get_field_index("seed") + 1)]
        return pa.schema([*front, *(pa.field(column, pa.string()) for column in FAILURE_COLUMNS)])
    schemas = [_read_schema(source) for source in _sources(folder, name)]
    return pa.unify_schemas(schemas, promote_options="permissive")


def _sources(folder: Path, name: str) -> list[Path]:
    files = [folder / f"{name}.parquet", *(part / f"{name}.parquet" for part in parts_of(folder))]
    return [file for file in files if file.is_file()]


def _runs_in(source: Path) -> np.ndarray:
    return np.unique(_read(source, columns=["run_id"])["run_id"].to_numpy())


def _read(source: Path, columns: Sequence[str] | None = None) -> pa.Table:
    # Not by pq.read_table, which makes a data set of the file first and takes twice the time.
    with _refused_if_damaged(source), pq.ParquetFile(source) as file:
        table = file.read(columns=columns)
        if "run_id" not in table.column_names:
            raise ValueError("it has no column run_id")
        return table


def _read_schema(source: Path) -> pa.Schema:
    with _refused_if_damaged(source):
        return pq.read_schema(source).remove_metadata()


@contextmanager
def _refused_if_damaged(source: Path) -> Generator[None]:
    try:
        yield
    except (OSError, ValueError, pa.ArrowException) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise DataError(f"cannot be read ({reason})", file=source, remedy=REMEDY) from None


def _label(planned: PlannedRun, table: pa.Table) -> pa.Table:
    labels = {"run_id": planned.run_id, **planned.factors, "seed": planned.seed}
    kept = table.drop_columns([name for name in labels if name in table.column_names])
    front = [pa.array([value] * len(table), _kind_of(value)) for value in labels.values()]
    return pa.table([*front, *kept.columns], names=[*labels, *kept.column_names])


def _kind_of(value: str | float | int) -> pa.DataType:
    if isinstance(value, str):
        return pa.string()
    return pa.int64() if isinstance(value, (int, np.integer)) else pa.float64()
