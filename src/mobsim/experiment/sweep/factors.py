"""A factor of a design: what it changes, the values it may take, and how numbers in [0, 1) become values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mobsim.scenario.experiment_schema import WHOLES, RangeTable, is_setting
from mobsim.scenario.parameters import ALL, LEVERS
from mobsim.scenario.strategy import LeadPolicy

Value = str | int | float
Kind = Literal["parameter", "lever", "setting", "strategy", "dummy"]
STEPS = 5
"""Levels of a grid that are laid over a range whose author names no number of steps."""
DUMMY = "dummy"


@dataclass(frozen=True)
class Factor:
    """One factor.

    ``levels`` are its values in the order of the file; empty where any value from ``low`` to ``high`` may be drawn, whole
    numbers only if ``whole``. ``steps`` is how many a grid takes of a range.
    """

    name: str
    kind: Kind
    levels: tuple[Value, ...] = ()
    low: float = 0.0
    high: float = 1.0
    whole: bool = False
    steps: int = STEPS

    @property
    def ends(self) -> tuple[Value, ...]:
        """Its levels, or both ends of its range."""
        return self.levels or (self._value(self.low), self._value(self.high))

    @property
    def ladder(self) -> tuple[Value, ...]:
        """Its levels, or evenly spaced steps of its range."""
        if self.levels:
            return self.levels
        width = (self.high - self.low) / (self.steps - 1)
        values = [self._value(self.low + step * width) for step in range(self.steps)]
        return tuple(dict.fromkeys(values))

    def at(self, share: float) -> Value:
        """Return the value at a share of the way through its range or levels, from 0 to 1."""
        if self.levels:
            return self.levels[min(int(share * len(self.levels)), len(self.levels) - 1)]
        if self.whole:
            count = int(self.high - self.low) + 1
            return int(self.low) + min(int(share * count), count - 1)
        return self.low + share * (self.high - self.low)

    def share_of(self, value: Value) -> float:
        """Return how far through its range or levels a value lies, from 0 to 1: the middle of its step if it has steps."""
        if self.levels:
            return (self.levels.index(value) + 0.5) / len(self.levels)
        if self.whole:
            return (float(value) - self.low + 0.5) / (self.high - self.low + 1)
        return (float(value) - self.low) / (self.high - self.low)

    def _value(self, number: float) -> Value:
        return round(number) if self.whole else float(number)


def read_factor(name: str, given: "Sequence[Any] | RangeTable") -> Factor:
    """Build a factor from what the file says of it, taken as checked."""
    kind = kind_of(name)
    full = name.removeprefix("parameters.")
    if not isinstance(given, RangeTable):
        return Factor(full, kind, levels=tuple(plain_value(full, level) for level in given))
    low, high = given.low, given.high
    if low is None or high is None:
        low, high = ALL[full].declared.sweep_range
    if full == "strategy.lead":
        return Factor(full, kind, levels=LeadPolicy.keys()[int(low) : int(high) + 1])
    whole = ALL[full].kind is int if full in ALL else isinstance(low, int) and isinstance(high, int)
    return Factor(full, kind, low=float(low), high=float(high), whole=whole, steps=given.steps or STEPS)


def kind_of(name: str) -> Kind:
    """Say what kind of thing a factor changes."""
    if name == "strategy":
        return "strategy"
    if is_setting(name):
        return "setting"
    return "lever" if name in LEVERS else "parameter"


def plain_value(full: str, value: Any) -> Value:
    """Give a value the one type that its factor has in every table."""
    if full == "strategy.lead":
        return value if isinstance(value, str) else LeadPolicy(int(value)).key
    if full in WHOLES:
        return str(value)
    if full in ALL:
        return ALL[full].kind(value)
    if isinstance(value, bool):
        return str(value).lower()
    return value
