"""A layer: one table of a user's file, be it a sheet, a map or a list of links, before anything is guessed of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import UsageError
from mobsim.scenario.areas import as_identifier
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.readings import Notation
from mobsim.scenario.text_rows import TextRows

_LOOKED_AT, _MOST_AREAS = 2_000, 20_000
"""Rows by which the columns of a long table are judged; and up to which a table is not long."""
Geometry = Literal["areas", "points", "lines", "none"]
_KINDS: dict[int, Geometry] = {0: "points", 4: "points", 1: "lines", 2: "lines", 5: "lines", 3: "areas", 6: "areas"}
"""By the number that shapely has for a type of geometry."""


@dataclass
class Layer:
    """One table.

    Attributes
    ----------
    file
        The user's file, also where the table lay within an archive.
    name
        The layer, sheet or member within the file; empty where a file holds one table.
    kind
        What sort of file it is, in words.
    source
        Its cells by column, all of one length.
    shapes, crs
        Geometries of its rows and their coordinate system; ``None`` where there are none, or it is not said.
    links
        Pairs of rows of a graph, as their ids; ``None`` where the file is no graph.
    notes
        What was assumed while it was read.
    """

    file: Path
    name: str
    kind: str
    source: Mapping[str, Sequence[Any]] | TextRows
    sha256: str = ""
    shapes: NDArray[np.object_] | None = None
    crs: Any = None
    links: list[tuple[str, str]] | None = None
    notation: Notation = field(default_factory=Notation)
    notes: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The file and, where it has several, the layer: as its owner would call it."""
        return f"{self.file.name}: {self.name}" if self.name else self.file.name

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(self.source.columns) if isinstance(self.source, TextRows) else tuple(self.source)

    def require(self, column: str | None, option: str) -> None:
        """Raise a UsageError if a column that an option names is not there."""
        if column is not None and column not in self.columns:
            raise UsageError(
                f"is not a column of {self.label}",
                field=option,
                value=column,
                remedy=did_you_mean(column, self.columns),
            )

    def cells(self, column: str) -> list[Any]:
        """Return the cells of a column as the file holds them."""
        return self.source.column(column) if isinstance(self.source, TextRows) else list(self.source[column])

    @cached_property
    def _first(self) -> dict[str, list[Any]]:
        rows = islice(iter(self.source), _LOOKED_AT) if isinstance(self.source, TextRows) else ()
        found: dict[str, list[Any]] = {column: [] for column in self.columns}
        for row in rows:
            for column, cell in row.items():
                found[column].append(cell)
        return found

    def sample(self, column: str) -> list[Any]:
        """Return all cells of a column of a table that may be one of areas, the first of a longer one."""
        if len(self) <= _MOST_AREAS:
            return self.cells(column)
        return self._first[column] if isinstance(self.source, TextRows) else self.cells(column)[:_LOOKED_AT]

    def texts(self, column: str) -> list[str]:
        """Return the cells of a column as ids or names: whole numbers lose decimals that a tool gave them."""
        return [as_identifier(cell) for cell in self.cells(column)]

    def __len__(self) -> int:
        """Count the rows."""
        return self._length

    @cached_property
    def _length(self) -> int:
        if isinstance(self.source, TextRows):
            return len(self.source)
        if self.shapes is not None:
            return len(self.shapes)
        return len(next(iter(self.source.values()), ()))

    @cached_property
    def geometry(self) -> Geometry:
        """What most of its shapes are."""
        if self.shapes is None or not len(self.shapes):
            return "none"
        import shapely

        numbers = shapely.get_type_id(self.shapes)
        known = [_KINDS[number] for number in numbers.tolist() if number in _KINDS]
        return max(("areas", "points", "lines"), key=known.count) if known else "none"
