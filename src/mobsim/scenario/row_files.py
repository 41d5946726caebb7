"""Read the rows of a CSV file, some at a time, and refuse what is no table or too large for one."""

import csv
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence

from mobsim.errors import DataError
from mobsim.scenario.findings import likewise
from mobsim.scenario.separators import separator_of
from mobsim.scenario.text_files import TextFile
from mobsim.scenario.text_rows import TextRows

MOST_ROWS = 1_000_000
MOST_COLUMNS = 1_000
MOST_RECORDS = 2 * MOST_ROWS
"""Rows, and lines without a value or with too many or few."""
_AT_A_TIME = 256
_MOST_SHOWN = 10
_IN_QUOTATION_MARKS = "put text that holds the separator in quotation marks"

Records = tuple[Sequence[int], list[list[str]]]
"""The lines on which some records begin, and their values."""


def read_rows(file: TextFile, *, number_names: bool = False) -> TextRows:
    """Read the rows of a CSV with a header; commas, semicolons, tabs and bars are told apart by its beginning.

    Columns without a name and rows without a value are left out.

    Parameters
    ----------
    file : TextFile
        The file.
    number_names : bool
        Number the columns of one name, ``Persons (2)``, instead of refusing them.

    Raises
    ------
    DataError
        If it is no table, or has more rows or columns than a town can need.
    """
    reader = _Reader(file, separator_of(file), number_names=number_names)
    table = TextRows(file, reader.separator, [name for name in reader.header if name])
    for lines, columns in reader.blocks():
        table.append(lines, columns)
        if len(table) > MOST_ROWS:
            raise _too_many_rows(file)
    return table


class _Reader:
    """Reads records, and keeps account of those that have more or fewer values than the header."""

    def __init__(self, file: TextFile, separator: str, *, number_names: bool) -> None:
        self._file, self.separator = file, separator
        self._csv = csv.reader(file.lines(), delimiter=separator, skipinitialspace=True, strict=True)
        self._left = MOST_RECORDS
        first = next((records[0] for _, records in self._read(1) if _holds_anything(records[0])), [])
        names = [name.strip() for name in first]
        self.header = numbered(names) if number_names else names
        _check_header(self.header, file)
        self._wrong_lines: array[int] = array("L")
        self._first_wrong: list[str] = []

    def blocks(self) -> Iterator[tuple[Sequence[int], list[tuple[str, ...]]]]:
        """Yield the columns of some rows at a time, and the lines on which those begin.

        Raises
        ------
        DataError
            At the end, for all records together that have another number of values than the header.
        """
        places = [place for place, name in enumerate(self.header) if name]
        for lines, records in self._read(_AT_A_TIME):
            if set(map(len, records)) != {len(self.header)} or not all(values[0].strip() for values in records):
                lines, records = self._right_ones(lines, records)
            if records:
                columns = list(zip(*records, strict=True))
                yield lines, [columns[place] for place in places]
        if self._wrong_lines:
            raise self._wrong_count()

    def _read(self, at_a_time: int) -> Iterator[Records]:
        """Yield the records that follow, so many at a time."""
        lines, records, line = array("L"), list[list[str]](), self._csv.line_num + 1
        try:
            for values in self._csv:
                lines.append(line)
                records.append(values)
                line = self._csv.line_num + 1
                if len(records) == at_a_time:
                    self._count(records)
                    yield lines, records
                    lines, records = array("L"), []
        except csv.Error as error:
            raise _no_table(self._file, line, str(error)) from None
        if records:
            yield lines, records

    def _count(self, records: list[list[str]]) -> None:
        self._left -= len(records)
        if self._left < 0:
            raise _too_many_rows(self._file)

    def _right_ones(self, lines: Sequence[int], records: list[list[str]]) -> Records:
        """Leave out records without a value, and those of another length than the header, which are kept account of."""
        kept_lines, kept = array("L"), list[list[str]]()
        for line, values in zip(lines, records, strict=True):
            if len(values) == len(self.header):
                if _holds_anything(values):
                    kept_lines.append(line)
                    kept.append(values)
            elif _holds_anything(values):
                self._first_wrong = self._first_wrong or values
                self._wrong_lines.append(line)
        return kept_lines, kept

    def _wrong_count(self) -> DataError:
        others = likewise([f"line {line}" for line in self._wrong_lines[1:]])
        return DataError(
            f"line {self._wrong_lines[0]} does not have as many values as the header "
            f"({len(self._first_wrong):,} for {len(self.header):,} columns){others}",
            file=self._file.path,
            field=self.separator.join(self.header[:_MOST_SHOWN]),
            value=self.separator.join(self._first_wrong[:_MOST_SHOWN]),
            remedy=f"give each line one value a column, and {_IN_QUOTATION_MARKS}",
        )


def numbered(names: Sequence[str]) -> list[str]:
    """Give names that stand more than once a number, from the second on; nameless columns stay so.

    >>> numbered(["Area", "Persons", "", "Persons", ""])
    ['Area', 'Persons', '', 'Persons (2)', '']
    """
    found: list[str] = []
    taken = set(names)
    for place, name in enumerate(names):
        number, shown = 2, name
        if name and name in names[:place]:
            while (shown := f"{name} ({number})") in taken:
                number += 1
            taken.add(shown)
        found.append(shown)
    return found


def _holds_anything(values: Sequence[str]) -> bool:
    return any(map(str.strip, values))


def _check_header(names: Sequence[str], file: TextFile) -> None:
    if len(names) > MOST_COLUMNS:
        problem, remedy = f"has {len(names):,} columns, more than {MOST_COLUMNS:,}", "leave out columns"
        raise DataError(problem, file=file.path, field="header", remedy=remedy)
    twice = [name for name, count in Counter(names).items() if count > 1 and name]
    if twice:
        remedy = "give each column a name of its own, so that it is clear which is meant"
        raise DataError("names two columns", file=file.path, field="header", value=twice[0], remedy=remedy)


def _no_table(file: TextFile, line: int, reason: str) -> DataError:
    if "unexpected end" in reason or "field limit" in reason:
        problem, remedy = "opens a quotation mark that is not closed", "close it, or remove it"
    else:
        problem = f"cannot be read as values ({reason})"
        remedy = f"{_IN_QUOTATION_MARKS}, and write each quotation mark in it twice"
    return DataError(problem, file=file.path, field=f"line {line}", remedy=remedy)


def _too_many_rows(file: TextFile) -> DataError:
    remedy = "leave out rows that no town needs, or sum them up"
    return DataError(f"has more than {MOST_ROWS:,} rows", file=file.path, remedy=remedy)
