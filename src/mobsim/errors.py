"""Say what is wrong, where, and what to do about it.

::

    MobsimError
    +-- InputError             one thing wrong in what the user gave
    |   +-- ScenarioError      in a scenario or experiment file
    |   +-- DataError          in a table, a map or another data file
    |   +-- UsageError         in a command, an option or a call
    +-- InputErrors            several InputErrors, told at once

The command line prints a MobsimError's message without a traceback and ends with exit code 2.
"""

import re
from collections.abc import Iterable
from os import PathLike, fspath
from typing import Any, Final, Self

_NOT_GIVEN: Final = object()
_LONGEST_PATH: Final = 300
_LONGEST_FIELD: Final = 200
_LONGEST_PROBLEM: Final = 1_000


_CONTROLS: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Write as escapes what output cannot hold or would obey: a name's bytes that are not UTF-8, marks that move the cursor."""
    try:
        content = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        content = text.encode("utf-8", "backslashreplace")
    return _CONTROLS.sub(lambda found: repr(found[0])[1:-1], content.decode("utf-8", "backslashreplace"))


class MobsimError(Exception):
    """Report something that the user can put right."""


class InputError(MobsimError):
    """Report one thing wrong in what the user gave.

    Parameters
    ----------
    problem : str
        What is wrong, in a few words: ``"must lie between 0 and 1"``.
    file : path, optional
        The file that holds it.
    field : str, optional
        The key, column or option, as the user writes it: ``"strategies.full_model.lead"``.
    value : object, optional
        The value that was given. ``None`` is a value; leave the argument out if there is none.
    remedy : str, optional
        What to do: ``"write a share such as 0.2"``.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str | PathLike[str] | None = None,
        field: str | None = None,
        value: Any = _NOT_GIVEN,
        remedy: str | None = None,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.file = None if file is None else fspath(file)
        self.field = field
        self.has_value = value is not _NOT_GIVEN
        self.value = value if self.has_value else None
        self.remedy = remedy

    def __str__(self) -> str:
        """Format as ``file: field = value: problem. Remedy.``, leaving out what is not known."""
        subject = _shorten((self.field or "").replace("\n", r"\n"), _LONGEST_FIELD)
        if self.has_value:
            shown = _shorten(repr(self.value))
            subject = f"{subject} = {shown}" if subject else shown
        file = "" if self.file is None else _shorten(self.file, _LONGEST_PATH)
        problem = _shorten(self.problem, _LONGEST_PROBLEM)
        fault = printable(": ".join(part for part in (file, subject, problem) if part))
        if self.remedy is None:
            return _sentence(fault)
        return f"{_sentence(fault)} {_sentence(_capitalize(printable(_shorten(self.remedy, _LONGEST_PROBLEM))))}"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the attributes, so that an error comes back whole from a worker process."""
        return (_rebuild, (type(self), self.problem, self.__dict__.copy()))

    def located(self, file: str | PathLike[str]) -> Self:
        """Return this error, now naming the file unless it already named one."""
        if self.file is None:
            self.file = fspath(file)
        return self


class ScenarioError(InputError):
    """Report something wrong in a scenario or experiment file."""


class DataError(InputError):
    """Report something wrong in a table, a map or another data file."""


class UsageError(InputError):
    """Report something wrong in a command, an option or a call."""


class InputErrors(MobsimError):  # noqa: N818
    """Report several things wrong at once.

    Parameters
    ----------
    errors : iterable of InputError or InputErrors
        At least one; nested collections are laid out flat, in order.
    """

    def __init__(self, errors: Iterable["InputError | InputErrors"]) -> None:
        flat: list[InputError] = []
        for error in errors:
            flat.extend(error.errors if isinstance(error, InputErrors) else [error])
        if not flat:
            raise ValueError("InputErrors needs at least one error")
        super().__init__(flat)
        self.errors = tuple(flat)

    def __str__(self) -> str:
        """Put one error on a line, under a line that counts them when there are several."""
        if len(self.errors) == 1:
            return str(self.errors[0])
        lines = [f"{len(self.errors)} things need to be put right:"]
        return "\n".join([*lines, *(f"  - {error}" for error in self.errors)])

    @classmethod
    def raise_if_any(cls, errors: Iterable["InputError | InputErrors"]) -> None:
        """Raise the only error as itself, several as one InputErrors, and nothing for none."""
        found = list(errors)
        if len(found) == 1:
            raise found[0]
        if found:
            raise cls(found)


def _rebuild(kind: type[InputError], problem: str, state: dict[str, Any]) -> InputError:
    error = kind(problem)
    error.__dict__.update(state)
    return error


def _shorten(shown: str, longest: int = 80) -> str:
    return shown if len(shown) <= longest else f"{shown[: longest - 3]}..."


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
