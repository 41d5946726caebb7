"""A field of an agent: one column of numbers, read and written in the words of the model.

Fields turn a number of a column into a value and back, and check what is written. Views of one row
(:mod:`mobsim.views.rows`) and sets of rows (:mod:`mobsim.views.agent_sets`) use the same fields.
"""

import math
from collections.abc import Callable, Sequence
from numbers import Real
from typing import Any, Generic, Self, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from mobsim.views.protocols import Inhabited, Row, Stored
from mobsim.world.columns import World

NEVER = -1  # how a column marks that there is no day, no initiative, no agency
Column = NDArray[Any]  # numbers, of a type that the field's name decides; or values, which may be objects
Value = TypeVar("Value", covariant=True)


class Field(Generic[Value]):
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
        column: str = "",
        part: int | None = None,
        fixed: str | None = None,
        after: Callable[[World], None] | None = None,
    ) -> None:
        self.__doc__ = about
        self.lower, self.upper = lower, upper
        self.column, self.part = column, part
        self.fixed, self.after = fixed, after
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.column = self.column or name

    @overload
    def __get__(self, view: None, owner: type) -> Self: ...
    @overload
    def __get__(self, view: Row, owner: type) -> Value: ...
    def __get__(self, view: Row | None, owner: type) -> Self | Value:
        """Read the row's value."""
        return self if view is None else self.decode(view.rows.cells[self.name][view.row])

    def __set__(self, view: Row, value: object) -> None:
        """Write the row's value, or raise a ValueError that names the bounds."""
        view.rows.cells[self.name][view.row] = self.encode(value, view)
        self.settle(view.rows.model)

    def settle(self, model: Inhabited) -> None:
        """Do what follows from writing."""
        if self.after is not None:
            self.after(model.world)

    def decode(self, number: Stored) -> Value:
        """Turn a number of the column into a value."""
        raise NotImplementedError

    def decode_all(self, numbers: Column) -> Column:
        """Turn numbers of the column into an array of values."""
        return numbers

    def encode(self, value: object, view: Row | None = None) -> float:
        """Turn a value that is to be written into the column's number, or raise a ValueError."""
        self.refuse_if_fixed(view)
        number = self.number_of(value, view)
        if not (math.isfinite(number) and self.lower <= number <= self.upper):
            raise self.refusal(value, view)
        return number

    def encode_all(self, values: object) -> Column:
        """Turn one value for all rows, or one for each, into numbers, or raise a ValueError."""
        self.refuse_if_fixed()
        try:
            numbers = np.asarray(values, dtype=float)
        except (TypeError, ValueError):
            raise self.refusal(values) from None
        wrong = ~(np.isfinite(numbers) & (numbers >= self.lower) & (numbers <= self.upper))
        if wrong.any():
            raise self.refusal(np.asarray(values)[wrong].flat[0] if numbers.ndim else values)
        return numbers

    def number_of(self, value: object, view: Row | None = None) -> float:
        """Turn a value into the column's number, whatever its bounds: it may be asked for rather than written."""
        if not isinstance(value, Real):
            raise self.refusal(value, view)
        return float(value)

    def refusal(self, value: object, view: Row | None = None) -> ValueError:
        """Return the error for a value that cannot be written, or be asked for."""
        return ValueError(f"{self.named(view)} = {value!r}: must be {self.bounds}")

    def named(self, view: Row | None) -> str:
        """Name the field, and whose it is."""
        return self.name if view is None else f"{self.name} of {view!r}"

    def refuse_if_fixed(self, view: Row | None = None) -> None:
        """Raise an AttributeError if the field cannot be written."""
        if self.fixed is not None:
            raise AttributeError(f"{self.named(view)} cannot be set: {self.fixed}")

    @property
    def bounds(self) -> str:
        """What may be written, in words."""
        if math.isfinite(self.upper):
            return f"a number from {self.lower:g} to {self.upper:g}"
        return f"a number of at least {self.lower:g}" if math.isfinite(self.lower) else "a number"


class Number(Field[float]):
    """A field of numbers with fractions."""

    def decode(self, number: Stored) -> float:
        """Return the number itself."""
        return number


class _Counted(Field[Value]):
    """A field whose numbers are whole."""

    def number_of(self, value: object, view: Row | None = None) -> float:
        """Return a whole number itself."""
        number = super().number_of(value, view)
        if not (math.isfinite(number) and number == int(number)):
            raise self.refusal(value, view)
        return int(number)

    def encode_all(self, values: object) -> Column:
        """Return whole numbers themselves."""
        numbers = super().encode_all(values)
        if (numbers != np.floor(numbers)).any():
            raise ValueError(f"{self.name}: must be {self.bounds}")
        return numbers.astype(np.int64)

    @property
    def bounds(self) -> str:
        """What may be written, in words."""
        return super().bounds.replace("a number", "a whole number")


class Whole(_Counted[int]):
    """A field of whole numbers: counts, days, rows."""

    def decode(self, number: Stored) -> int:
        """Return the number itself."""
        return number


class Maybe(_Counted[int | None]):
    """A field of whole numbers, or ``None`` where there is none."""

    def decode(self, number: Stored) -> int | None:
        """Turn -1 into None."""
        return None if number == NEVER else number

    def decode_all(self, numbers: Column) -> Column:
        """Turn -1 into None; the array holds objects."""
        values = numbers.astype(object)
        values[numbers == NEVER] = None
        return values

    def encode(self, value: object, view: Row | None = None) -> float:
        """Turn None into -1."""
        self.refuse_if_fixed(view)
        return NEVER if value is None else super().encode(value, view)

    def encode_all(self, values: object) -> Column:
        """Turn None into -1."""
        if values is None:
            self.refuse_if_fixed()
            return np.asarray(NEVER)
        return np.array([self.encode(each) for each in np.atleast_1d(np.asarray(values, dtype=object))])

    def number_of(self, value: object, view: Row | None = None) -> float:
        """Turn None into -1."""
        return NEVER if value is None else super().number_of(value, view)


class Worded(Field[str]):
    """A field whose numbers stand for words."""

    def __init__(self, about: str, words: Sequence[str], *, column: str = "", fixed: str | None = None) -> None:
        super().__init__(about, 0, len(words) - 1, column=column, fixed=fixed)
        self.words = tuple(words)

    def decode(self, number: Stored) -> str:
        """Return the word."""
        return self.words[number]

    def decode_all(self, numbers: Column) -> Column:
        """Return the words; the array holds objects."""
        return np.array(self.words, dtype=object)[numbers.astype(np.intp)]

    def number_of(self, value: object, view: Row | None = None) -> float:
        """Turn a word into its number."""
        if not isinstance(value, str) or value not in self.words:
            raise self.refusal(value, view)
        return self.words.index(value)

    def encode_all(self, values: object) -> Column:
        """Turn words into numbers."""
        if isinstance(values, str):
            return np.asarray(self.encode(values))
        words = np.atleast_1d(np.asarray(values, dtype=object))
        return np.array([self.encode(each) for each in words], dtype=np.int64)

    @property
    def bounds(self) -> str:
        """What may be written, in words."""
        return "one of " + ", ".join(self.words)
