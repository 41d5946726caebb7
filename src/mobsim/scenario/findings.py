"""Collect everything that is wrong, and everything that was assumed, while files are read."""

import re
from collections.abc import Sequence
from os import PathLike, fspath
from typing import Any, NoReturn

from mobsim.errors import DataError, InputError, InputErrors, ScenarioError

_MOST_REPORTED = 20
_MOST_KEPT = 1_000
"""Errors that are kept; a file of a million mistakes has its others counted only."""
_MOST_NAMED = 3


class Findings:
    """Errors and notes of one reading, in the order of their discovery.

    A key whose value could not be used is *unread*: whatever else is found of it, or within it, follows from that and is
    left out, so that one mistake makes one message.
    """

    def __init__(self, file: str | PathLike[str] | None) -> None:
        self.file = file  # None for what a caller gives
        self.errors: list[InputError] = []
        self.notes: list[str] = []
        self._unread: set[str] = set()
        self._recorded: set[str | int] = set()
        self._left_out = 0

    @property
    def count(self) -> int:
        """How many errors were found."""
        return len(self.errors) + self._left_out

    def wrong(self, problem: str, field: str, remedy: str | None, **value: Any) -> None:
        """Record something wrong at a key of the file; pass ``value=`` where there is one."""
        if not self.lost(field):
            self._record(ScenarioError(problem, file=self.file, field=field, remedy=remedy, **value))

    def wrong_data(self, file: str | PathLike[str], problem: str, field: str, remedy: str, **value: Any) -> None:
        """Record something wrong in a data file, once however often it is read."""
        error = DataError(problem, file=file, field=field, remedy=remedy, **value)
        if str(error) not in self._recorded:
            self._recorded.add(str(error))
            self._record(error)

    def add(self, error: InputError | InputErrors) -> None:
        """Record an error that was raised elsewhere, unless it is recorded."""
        for each in error.errors if isinstance(error, InputErrors) else (error,):
            if id(each) not in self._recorded:
                self._record(each)

    def _record(self, error: InputError) -> None:
        """Keep an error, and remember that it is kept; count it where there are very many."""
        if len(self.errors) < _MOST_KEPT:
            self.errors.append(error)
            self._recorded.add(id(error))  # which nothing else has while the error is kept
        else:
            self._left_out += 1

    def include(self, other: "Findings") -> None:
        """Take over what was found in another file."""
        for error in other.errors:
            self.add(error)
        self._left_out += other._left_out
        for note in other.notes:
            self.note(note)

    def unread(self, field: str) -> None:
        """Remember that the value of a key could not be used."""
        self._unread.add(field)

    def lost(self, field: str) -> bool:
        """Whether the value of a key, or of a table that holds it, could not be used."""
        return bool(self._unread) and not self._unread.isdisjoint(_tables_of(field))

    def sound(self, *fields: str) -> bool:
        """Whether the values at, above and below these keys could be used, so that checks may combine them."""
        return not any(self.lost(field) or any(_is_within(key, field) for key in self._unread) for field in fields)

    def note(self, text: str) -> None:
        """Record an assumption, once."""
        if text not in self.notes:
            self.notes.append(text)

    def is_wrong(self, file: str | PathLike[str] | None = None) -> bool:
        """Whether anything is wrong, or anything in one file."""
        return any(file is None or error.file == fspath(file) for error in self.errors)

    def stop(self) -> NoReturn:
        """Raise all errors where there must be some: nothing can be made of what was read."""
        self.stop_if_wrong()
        raise AssertionError("nothing is wrong, yet nothing could be read")

    def stop_if_wrong(self) -> None:
        """Raise all errors at once; the first of them where one mistake makes very many."""
        if len(self.errors) > _MOST_REPORTED:
            left = self.count - _MOST_REPORTED
            last = InputError(f"{left} more like these", remedy="put these right first, then check again")
            raise InputErrors([*self.errors[:_MOST_REPORTED], last])
        InputErrors.raise_if_any(self.errors)


def _tables_of(field: str) -> list[str]:
    """Return a key and every table that holds it: ``a.b[3].c`` lies in ``a.b[3]``, ``a.b`` and ``a``."""
    return [field, *(field[: found.start()] for found in re.finditer(r"[.\[]", field))]


def _is_within(field: str, key: str) -> bool:
    return field == key or field.startswith((f"{key}.", f"{key}["))


def likewise(others: Sequence[str]) -> str:
    """Name the rows that share what is wrong with the first."""
    return f" (likewise {listed(others)})" if others else ""


def listed(names: Sequence[str], most: int = _MOST_NAMED) -> str:
    """Name the first few of a list, and count the rest."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
