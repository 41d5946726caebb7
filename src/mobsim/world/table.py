"""A table of records, and the types of its columns."""

from typing import Any, Self, get_type_hints

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
Float = NDArray[np.float64]
Int32 = NDArray[np.int32]
Int = NDArray[np.int64]
Bytes = NDArray[np.uint8]


class _Column:
    """One column of a table: a view of its cells, made when first asked for and kept with the table."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, table: Any, kind: type | None = None) -> Any:
        if table is None:
            return self
        kept = table.__dict__
        if self.name not in kept:
            kept[self.name] = table[self.name].view(np.ndarray)
        return kept[self.name]

    def __set__(self, table: Any, cells: Any) -> None:
        self.__get__(table)[...] = cells


class Table(np.ndarray):
    """A table whose columns are annotated in its class, with a type of column each."""

    def __init_subclass__(cls) -> None:
        """Show each annotated column under its name."""
        super().__init_subclass__()
        for name in cls.__annotations__:
            setattr(cls, name, _Column(name))

    @classmethod
    def rows(cls, count: int) -> Self:
        """Make so many rows of zeros."""
        columns = get_type_hints(cls)
        fields = [(name, columns[name].__args__[1].__args__[0]) for name in cls.__annotations__]
        return np.zeros(count, np.dtype((np.record, np.dtype(fields, align=True)))).view(cls)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.dtype.names or ()
