"""The terms on which a strategy is followed: with what means, from which day, and which neighbourhoods join it when."""

from dataclasses import dataclass
from typing import Any, NamedTuple

LEAST_SHARE, MOST_SHARE = 0.1, 5.0
"""Bounds of a strategy's means, as shares of the town's."""


class Wave(NamedTuple):
    """Neighbourhoods, by their ids, that join a strategy on a day after burn-in."""

    day: int
    neighbourhoods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """How a strategy departs from the others in means, dates and places; by default in none.

    ``officers_share`` and ``purse_share`` are of the town's own; until ``start_day`` the reference is followed. ``waves`` name
    the neighbourhoods where its programmes go, and from which day on; all of them from the first where there are none.
    """

    officers_share: float = 1.0
    purse_share: float = 1.0
    start_day: int = 0
    waves: tuple[Wave, ...] = ()

    @property
    def usual_means(self) -> bool:
        """Whether it has the town's own officers and purse."""
        return self.officers_share == self.purse_share == 1.0

    def described(self) -> dict[str, Any]:
        """Return what departs from the usual, as plain data."""
        told: dict[str, Any] = {}
        for name in ("officers_share", "purse_share", "start_day"):
            if getattr(self, name) != getattr(USUAL, name):
                told[name] = getattr(self, name)
        if self.waves:
            told["waves"] = [{"day": wave.day, "neighbourhoods": list(wave.neighbourhoods)} for wave in self.waves]
        return told


USUAL = Terms()
