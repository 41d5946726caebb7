"""Collect everything that is wrong, and everything that was assumed, while a scenario is read."""

from collections.abc import Sequence
from os import PathLike
from typing import Any

from mobsim.errors import DataError, InputError, InputErrors, ScenarioError

_MOST_TOLD = 20


class Findings:
    """Errors and notes of one reading, in the order of their discovery."""

    def __init__(self, file: str | PathLike[str]) -> None:
        self.file = file
        self.errors: list[InputError] = []
        self.notes: list[str] = []

    def wrong(self, problem: str, field: str, remedy: str, **value: Any) -> None:
        """Record something wrong in the scenario file; pass ``value=`` where there is one."""
        self.errors.append(ScenarioError(problem, file=self.file, field=field, remedy=remedy, **value))

    def wrong_data(self, file: str | PathLike[str], problem: str, field: str, remedy: str, **value: Any) -> None:
        """Record something wrong in a data file."""
        self.errors.append(DataError(problem, file=file, field=field, remedy=remedy, **value))

    def add(self, error: InputError | InputErrors) -> None:
        """Record an error that was raised elsewhere, unless it is recorded."""
        for each in error.errors if isinstance(error, InputErrors) else (error,):
            if not any(each is known for known in self.errors):
                self.errors.append(each)

    def note(self, text: str) -> None:
        """Record an assumption, once."""
        if text not in self.notes:
            self.notes.append(text)

    def stop_if_wrong(self) -> None:
        """Raise all errors at once; the first of them where one mistake makes very many."""
        if len(self.errors) > _MOST_TOLD:
            left = len(self.errors) - _MOST_TOLD
            last = InputError(f"{left} more like these", remedy="put these right first, then check again")
            raise InputErrors([*self.errors[:_MOST_TOLD], last])
        InputErrors.raise_if_any(self.errors)


def likewise(others: Sequence[str]) -> str:
    """Name the rows that share what is wrong with the first."""
    if not others:
        return ""
    more = f" and {len(others) - 3:,} more" if len(others) > 3 else ""
    return f" (likewise {', '.join(others[:3])}{more})"
