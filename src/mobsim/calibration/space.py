"""What is free in a fit: named numbers, each in a range and on a scale on which equal steps are equally likely."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import InputError, InputErrors, UsageError
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.parameters import SETTABLE
from mobsim.tools.parameter import Declared

Values = NDArray[np.float64]
Scale = Literal["linear", "log", "logit"]
WIDE = 10.0
"""Ratio of a range's ends from which equal factors are more natural than equal steps."""


@dataclass(frozen=True, slots=True)
class Free:
    """One number that a fit may choose, uniform between ``low`` and ``high`` on its scale before any data are seen."""

    name: str
    low: float
    high: float
    scale: Scale = "linear"
    whole: bool = False
    unit: str = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            remedy = "give the lower end first, both finite"
            raise UsageError("is not a range", field=self.name, value=(self.low, self.high), remedy=remedy)
        if (self.scale == "log" and self.low <= 0) or (self.scale == "logit" and not 0 < self.low < self.high < 1):
            inside = "above 0" if self.scale == "log" else "within 0 and 1"
            problem = f"a range on the {self.scale} scale must lie {inside}"
            raise UsageError(problem, field=self.name, value=(self.low, self.high), remedy="use the linear scale")

    def onto_scale(self, value: Values | float) -> Values:
        """Put values on the scale."""
        given = np.asarray(value, float)
        if self.scale == "log":
            return np.log(given)
        return np.log(given / (1.0 - given)) if self.scale == "logit" else given

    def off_scale(self, scaled: Values) -> Values:
        """Turn what stands on the scale back into values."""
        if self.scale == "log":
            return np.exp(scaled)
        return 1.0 / (1.0 + np.exp(-scaled)) if self.scale == "logit" else scaled


@dataclass(frozen=True, slots=True)
class Space:
    """All that is free in a fit. Points are rows; ``unit`` coordinates run from 0 to 1 in each column."""

    free: tuple[Free, ...]

    def __post_init__(self) -> None:
        names = self.names
        if not names:
            raise UsageError("nothing is free to be fitted", field="space", remedy="name at least one parameter")
        twice = [name for place, name in enumerate(names) if name in names[:place]]
        if twice:
            raise UsageError("is free twice", field=twice[0], remedy="name each once")

    @classmethod
    def declared(cls, ranges: Mapping[str, tuple[float, float] | None] | Sequence[str]) -> Self:
        """Free declared parameters, over the ranges given or else their declared ranges of sweeps.

        Raises
        ------
        UsageError, InputErrors
            For unknown names and ranges outside the declared bounds; all at once.
        """
        wanted = ranges if isinstance(ranges, Mapping) else dict.fromkeys(ranges)
        errors = [error for name, range_ in wanted.items() for error in _wrong_with(name, range_)]
        InputErrors.raise_if_any(errors)
        return cls(tuple(_declared(name, range_) for name, range_ in wanted.items()))

    @property
    def names(self) -> tuple[str, ...]:
        """Names in the order of the columns."""
        return tuple(free.name for free in self.free)

    def __len__(self) -> int:
        """Count what is free."""
        return len(self.free)

    def values(self, unit: Values) -> Values:
        """Turn unit coordinates, shape (n, d), into values."""
        columns = []
        for free, column in zip(self.free, np.atleast_2d(unit).T, strict=True):
            low, high = free.onto_scale(free.low), free.onto_scale(free.high)
            values = np.clip(free.off_scale(low + column * (high - low)), free.low, free.high)
            columns.append(np.rint(values) if free.whole else values)
        return np.column_stack(columns)

    def unit(self, values: Values) -> Values:
        """Turn values, shape (n, d), into unit coordinates."""
        columns = []
        for free, column in zip(self.free, np.atleast_2d(values).T, strict=True):
            low, high = free.onto_scale(free.low), free.onto_scale(free.high)
            columns.append((free.onto_scale(column) - low) / (high - low))
        return np.column_stack(columns)

    def point(self, values: Values) -> dict[str, float]:
        """Name the values of one point."""
        return {
            free.name: int(value) if free.whole else float(value) for free, value in zip(self.free, values, strict=True)
        }


def natural_scale(low: float, high: float, bounds: tuple[float, float]) -> Scale:
    """Choose the scale of a range: logit for shares and log for what is positive, where the range is wide."""
    if bounds == (0.0, 1.0) and 0 < low < high < 1:
        return "logit" if high / (1 - high) >= WIDE * low / (1 - low) else "linear"
    return "log" if low > 0 and high / low >= WIDE else "linear"


def _declared(name: str, range_: tuple[float, float] | None) -> Free:
    _, kind, declared = SETTABLE[name]
    low, high = map(float, range_ or declared.sweep_range)
    whole = kind is int
    low, high = (math.ceil(low), math.floor(high)) if whole else (low, high)
    scale = "linear" if whole else natural_scale(low, high, (declared.low, declared.high))
    return Free(name, low, high, scale, whole, declared.unit)


def _wrong_with(name: str, range_: tuple[float, float] | None) -> list[InputError]:
    if name not in SETTABLE:
        return [UsageError("is not a known parameter", field=name, remedy=did_you_mean(name, SETTABLE))]
    declared: Declared = SETTABLE[name].declared
    if range_ is None or (len(range_) == 2 and declared.low <= range_[0] < range_[1] <= declared.high):
        return []
    remedy = f"give a lower and a higher value from {declared.low:g} to {declared.high:g} ({declared.unit})"
    return [UsageError("is not a range within the parameter's bounds", field=name, value=range_, remedy=remedy)]
