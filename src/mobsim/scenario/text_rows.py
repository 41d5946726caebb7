"""Rows of text as they stand in a file, kept by column in little memory."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import overload

from mobsim.scenario.text_files import TextFile

_BETWEEN = "\0"  # which no text file holds

Row = dict[str, str]


class TextRows(Sequence[Row]):
    """The rows of a table below its header, as text without blanks around it.

    Cells are kept by column in joined blocks, about as large as the file: a string for each would take sixty bytes a cell.
    Go through a column, or through all rows in turn; a single row is for messages.

    Parameters
    ----------
    file : TextFile
        What it is read from.
    separator : str
        What stands between its values.
    columns : sequence of str
        Names of the columns, each once.
    """

    def __init__(self, file: TextFile, separator: str, columns: Sequence[str]) -> None:
        self.path, self.sha256, self.separator = file.path, file.sha256, separator
        self.columns = tuple(columns)
        self.lines = array("L")
        """The line of the file on which each row begins."""
        self._starts = array("L")
        self._blocks: dict[str, list[bytes]] = {column: [] for column in self.columns}

    def append(self, lines: Sequence[int], columns: Sequence[Sequence[str]]) -> None:
        """Add a block of rows, at least one, by column; they begin on these lines."""
        self._starts.append(len(self.lines))
        self.lines.extend(lines)
        for blocks, cells in zip(self._blocks.values(), columns, strict=True):
            blocks.append(_BETWEEN.join(map(str.strip, cells)).encode())

    def column(self, name: str) -> list[str]:
        """Return the cells of a column, from the first row to the last."""
        return [cell for block in self._blocks[name] for cell in _cells(block)]

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, number: int) -> Row: ...
    @overload
    def __getitem__(self, number: slice) -> list[Row]: ...
    def __getitem__(self, number: int | slice) -> Row | list[Row]:
        if isinstance(number, slice):
            return [self[each] for each in range(len(self))[number]]
        number = range(len(self))[number]
        block = bisect_right(self._starts, number) - 1
        place = number - self._starts[block]
        return {column: _cells(blocks[block])[place] for column, blocks in self._blocks.items()}

    def __iter__(self) -> Iterator[Row]:
        for blocks in zip(*self._blocks.values(), strict=True):
            for values in zip(*map(_cells, blocks), strict=True):
                yield dict(zip(self.columns, values, strict=True))


def _cells(block: bytes) -> list[str]:
    return block.decode().split(_BETWEEN)
