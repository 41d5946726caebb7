"""A field of an agent: one column of numbers, spoken of in the words of the model.

Fields know how a number in a column is written in words and back, and what may be written into it. Views of one row
(:mod:`mobsim.views.agents`) and sets of rows (:mod:`mobsim.views.agent_sets`) use the same fields.
"""

import math
from collections.abc import Callable, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from mobsim.views.agents import ColumnAgent
    from mobsim.views.rows import Rows

NEVER = -1  # how a column says that there is no day, no initiative, no agency


class Field:
    """One column of a kind of agent, read and written through views.

    Parameters
    ----------
    about : str
        What it is, with its unit; the documentation of the attribute.
    lower, upper : float
        Bounds of what may be written; infinite where there are none.
    column : str, optional
        Name of the column in the kind's table; the attribute's own name when absent.
    part : int, optional
        Which column of the two-dimensional array that ``column`` names in the world.
    fixed : str, optional
        Why it cannot be written.
    after : callable, optional
        What is to be done with the world once it was written.
    """

    def __init__(
        self,
        about: str,
        lower: float = 0.0,
        upper: float = 1.0,
        *,
        column: str | None = None,
        part: int | None = None,
        fixed: str | None = None,
        after: "Callable[[Any], None] | None" = None,
    ) -> None:
        self.__doc__ = about
        self.lower, self.upper = lower, upper
        self.column, self.part = column, part
        self.fixed, self.after = fixed, after
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.column = self.column or name

    def __get__(self, view: "ColumnAgent | None", owner: type) -> Any:
        """Read the row's value."""
        return self if view is None else self.said(view.rows.cells[self.name][view.row])

    def __set__(self, view: "ColumnAgent", value: Any) -> None:
        """Write the row's value, or raise a ValueError that names the bounds."""
        view.rows.cells[self.name][view.row] = self.written(value, view)
        self.settle(view.rows.model)

    def settle(self, model: Any) -> None:
        """Do what follows from writing."""
        if self.after is not None:
            self.after(model.world)

    def array(self, rows: "Rows") -> NDArray[Any]:
        """Return the column itself, not a copy."""
        if self.part is None:
            return getattr(rows.table, str(self.column))
        return getattr(rows.model.world, str(self.column))[:, self.part]

    def said(self, number: Any) -> Any:
        """Say a number of the column in the model's words."""
        return number

    def all_said(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """Say many numbers at once."""
        return numbers

    def written(self, value: Any, view: "ColumnAgent | None" = None) -> Any:
        """Turn what is to be written into the column's number, or raise a ValueError."""
        self.refuse_if_fixed(view)
        number = self.number(value, view)
        if not (math.isfinite(number) and self.lower <= number <= self.upper):
            raise ValueError(f"{self.named(view)} = {value!r}: must be {self.bounds}")
        return number

    def all_written(self, values: Any) -> NDArray[Any]:
        """Turn what is to be written into many rows into numbers, or raise a ValueError."""
        self.refuse_if_fixed()
        try:
            numbers = np.asarray(values, dtype=float)
        except (TypeError, ValueError):
            raise ValueError(f"{self.name} = {values!r}: must be {self.bounds}") from None
        wrong = ~(np.isfinite(numbers) & (numbers >= self.lower) & (numbers <= self.upper))
        if wrong.any():
            first = np.asarray(values)[wrong].flat[0] if numbers.ndim else values
            raise ValueError(f"{self.name} = {first!r}: must be {self.bounds}")
        return numbers

    def number(self, value: Any, view: "ColumnAgent | None" = None) -> Any:
        """Turn what a user writes or asks for into the column's number."""
        if not isinstance(value, Real):
            raise ValueError(f"{self.named(view)} = {value!r}: must be {self.bounds}")
        return float(value)

    def named(self, view: "ColumnAgent | None") -> str:
        """Name the field, and whose it is."""
        return self.name if view is None else f"{self.name} of {view!r}"

    def refuse_if_fixed(self, view: "ColumnAgent | None" = None) -> None:
        """Raise an AttributeError if the field cannot be written."""
        if self.fixed is not None:
            raise AttributeError(f"{self.named(view)} cannot be set: {self.fixed}")

    @property
    def bounds(self) -> str:
        """What may be written, in words."""
        if math.isfinite(self.upper):
            return f"a number from {self.lower:g} to {self.upper:g}"
        return f"a number of at least {self.lower:g}" if math.isfinite(self.lower) else "a number"


class Whole(Field):
    """A field of whole numbers: counts, days, rows."""

    def number(self, value: Any, view: "ColumnAgent | None" = None) -> int:
        """Turn a whole number into itself."""
        number = super().number(value, view)
        if not (math.isfinite(number) and number == int(number)):
            raise ValueError(f"{self.named(view)} = {value!r}: must be {self.bounds}")
        return int(number)

    def all_written(self, values: Any) -> NDArray[Any]:
        """Turn whole numbers into themselves."""
        numbers = super().all_written(values)
        if (numbers != np.floor(numbers)).any():
            raise ValueError(f"{self.name}: must be {self.bounds}")
        return numbers.astype(np.int64)

    @property
    def bounds(self) -> str:
        """What may be written, in words."""
        return super().bounds.replace("a number", "a whole number")


class Maybe(Whole):
    """A whole number, or ``None`` where there is none."""

    def said(self, number: int) -> int | None:
        """Say -1 as None."""
        return None if number == NEVER else number

    def all_said(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """Say -1 as None; the array holds objects."""
        said = numbers.astype(object)
        said[numbers == NEVER] = None
        return said

    def written(self, value: Any, view: "ColumnAgent | None" = None) -> int:
        """Write None as -1."""
        self.refuse_if_fixed(view)
        return NEVER if value is None else super().written(value, view)

    def all_written(self, values: Any) -> NDArray[Any]:
        """Write None as -1."""
        if values is None:
            self.refuse_if_fixed()
            return np.asarray(NEVER)
        return np.array([self.written(each) for each in np.atleast_1d(np.asarray(values, dtype=object))])

    def number(self, value: Any, view: "ColumnAgent | None" = None) -> int:
        """Turn None into -1."""
        return NEVER if value is None else super().number(value, view)


class Worded(Field):
    """A field whose numbers stand for words."""

    def __init__(self, about: str, words: Sequence[str], **further: Any) -> None:
        super().__init__(about, 0, len(words) - 1, **further)
        self.words = tuple(words)

    def said(self, number: int) -> str:
        """Say the word."""
        return self.words[number]

    def all_said(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """Say the words."""
        return np.array(self.words, dtype=object)[numbers]

    def number(self, value: Any, view: "ColumnAgent | None" = None) -> int:
        """Turn a word into its number."""
        if not isinstance(value, str) or value not in self.words:
            raise ValueError(f"{self.named(view)} = {value!r}: must be {self.bounds}")
        return self.words.index(value)

    def all_written(self, values: Any) -> NDArray[Any]:
        """Turn words into numbers."""
        if isinstance(values, str):
            return np.asarray(self.written(values))
        return np.array([self.written(each) for each in values], dtype=np.int64)

    @property
    def bounds(self) -> str:
        """What may be written, in words."""
        return "one of " + ", ".join(self.words)
