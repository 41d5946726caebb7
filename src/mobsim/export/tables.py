"""The tables of a results folder: as Parquet without what tells of the machine, and as text that every program reads."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as pq

from mobsim.export.private import without_folders


def copy_table(file: Path, target: Path) -> None:
    """Copy a table; where its texts name whole paths, with these cut to what they name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    schema = pq.read_schema(file)
    texts = [field.name for field in schema if pa.types.is_string(field.type)]
    if not any(_tells(group, name) for group in _groups(file, texts) for name in texts):
        shutil.copyfile(file, target)
        return
    with pq.ParquetWriter(target, schema, compression="zstd", use_dictionary=texts) as writer:
        for group in _groups(file):
            for name in texts:
                clean = pa.array(map(_clean, group[name].to_pylist()), pa.string())
                group = group.set_column(group.schema.get_field_index(name), schema.field(name), clean)
            writer.write_table(group.cast(schema))


def write_csv(file: Path, target: Path) -> int:
    """Write a Parquet table as CSV, every number to its last digit, and return how many rows it has.

    Text is quoted, what is missing or not a number is left empty, yes and no are ``true`` and ``false``.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    schema, rows = pq.read_schema(file), 0
    plain = pa.schema([pa.field(field.name, field.type) for field in schema])
    with target.open("wb") as sink, csv.CSVWriter(sink, plain) as writer:
        for group in _groups(file):
            rows += len(group)
            columns = [_without_nan(group[name]) for name in plain.names]
            writer.write_table(pa.table(columns, schema=plain))
    return rows


def texts_of(file: Path) -> Iterator[str]:
    """Yield every text of a table once a group of rows."""
    texts = [field.name for field in pq.read_schema(file) if pa.types.is_string(field.type)]
    for group in _groups(file, texts) if texts else ():
        for name in texts:
            yield from (text for text in group[name].unique().to_pylist() if text is not None)


def _groups(file: Path, columns: list[str] | None = None) -> Iterator[pa.Table]:
    with pq.ParquetFile(file) as content:
        for number in range(content.num_row_groups):
            yield content.read_row_group(number, columns=columns)


def _tells(group: pa.Table, name: str) -> bool:
    return any(_clean(text) != text for text in group[name].unique().to_pylist())


def _clean(text: str | None) -> str | None:
    return None if text is None else without_folders(text)


def _without_nan(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_floating(column.type):
        return column
    return pc.call_function("if_else", [column.is_nan(), pa.scalar(None, column.type), column])
