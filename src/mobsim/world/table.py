"""A table of records, and the types of its columns."""

from typing import Self, get_type_hints

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
Float = NDArray[np.float64]
Int32 = NDArray[np.int32]
Int = NDArray[np.int64]
Bytes = NDArray[np.uint8]


class Table(np.recarray):
    """A table whose columns are annotated in its class, with a type of column each."""

    @classmethod
    def rows(cls, count: int) -> Self:
        """Make so many rows of zeros."""
        columns = get_type_hints(cls)
        fields = [(name, columns[name].__args__[1].__args__[0]) for name in cls.__annotations__]
        return np.zeros(count, np.dtype(fields, align=True)).view(cls)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.dtype.names or ()
