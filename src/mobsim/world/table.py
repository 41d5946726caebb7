"""A table of records, and the types of its columns."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
Float = NDArray[np.float64]
Int32 = NDArray[np.int32]
Int = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Row = Any  # one row of a table: its cells are attributes, in kernels as in Python

NONE = -1  # in place of a row's number: nobody, nowhere, nothing


class _Column:
    """One column of a table: a view of its cells, made when first asked for and kept with the table, where it is found next.

    The view that is kept looks at the memory under the table, not at the table itself: an array that refers to who keeps it
    would never be freed, because NumPy's arrays take no part in the search for such circles.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, table: Any, kind: type | None = None) -> Any:
        if table is None:
            return self
        kept = table.__dict__
        if self.name not in kept:
            memory = table.base
            if not _is_under(memory, table):
                return table[self.name].view(np.ndarray)
            kept[self.name] = memory[self.name]
        return kept[self.name]


def _is_under(memory: Any, table: np.ndarray) -> bool:
    """Say whether a plain array is the whole of a table's memory, row by row."""
    # An owner of memory has no room for a second array of its own shape and strides: no address need be compared.
    plain = type(memory) is np.ndarray and memory.flags.owndata
    return plain and (memory.shape, memory.strides) == (table.shape, table.strides)


@cache
def _record(table: type) -> np.dtype:
    """Return the type of a table's rows."""
    fields = [(name, _type_of_cells(column)) for name, column in table.__annotations__.items()]
    return np.dtype((np.record, np.dtype(fields, align=True)))


def _type_of_cells(column: Any) -> Any:
    last = column.__args__[-1]  # the type of cells itself from NumPy 2.5 on, and before it their dtype
    return last.__args__[0] if hasattr(last, "__args__") else last


@cache
def bytes_of_a_row(kind: Any) -> int:
    """Return the bytes of a row of a table, or of a cell of a column, by its type."""
    if isinstance(kind, type) and issubclass(kind, Table):
        return _record(kind).itemsize
    return np.dtype(_type_of_cells(kind)).itemsize


class Table(np.ndarray):
    """A table whose columns are annotated in its class, with a type of column each."""

    def __init_subclass__(cls) -> None:
        """Show each annotated column under its name."""
        super().__init_subclass__()
        for name in cls.__annotations__:
            setattr(cls, name, _Column(name))

    def __setattr__(self, name: str, cells: Any) -> None:
        """Write a column; it is never replaced by another array."""
        if name in self.columns:
            getattr(self, name)[...] = cells
        else:
            super().__setattr__(name, cells)

    @classmethod
    def rows(cls, count: int) -> Self:
        """Make so many rows of zeros."""
        return np.zeros(count, _record(cls)).view(cls)

    def copy(self, order: Any = "C") -> Self:
        """Copy the table, with memory of its own under it."""
        return np.array(self, order=order, subok=False).view(type(self))

    @property
    def cells(self) -> Float:
        """All cells of a table whose columns are of one type, ``(rows, columns)``; to write there is to write in the table."""
        return self.view(np.ndarray).view(self.dtype[0]).reshape(self.size, -1)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.dtype.names or ()


def table_of(name: str, columns: Iterable[str]) -> Any:
    """Make a type of tables with these columns, of numbers in double precision."""
    return type(name, (Table,), {"__annotations__": dict.fromkeys(columns, Float)})
