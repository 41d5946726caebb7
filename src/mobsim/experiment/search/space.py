"""Where a search looks: the levers that are free, within their ranges, the officers' free hours and the purse.

Every strategy has the same officers and the same purse. What its levers cost is paid from the purse, and what is left is split
between programmes and overtime, so that nothing is unspent. A strategy whose levers cost more than the purse would be paid for in
part only: it would not be the one that is written. Such a one is mended before it is run.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mobsim.experiment.sweep.factors import Factor, Value
from mobsim.experiment.sweep.study import levers_at
from mobsim.mobilization.budget import cost_of_levels
from mobsim.scenario.ensemble import Ensemble
from mobsim.scenario.money import MoneyParameters
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.situation_table import SituationTableParameters
from mobsim.scenario.strategy import Levers, as_written
from mobsim.world.policies import policies_of

Point = Mapping[str, Value]

STEP = 0.01
"""Levers are tried in hundredths: finer figures would tell of luck."""
PAID = tuple(
    f"strategy.{name}"
    for name in (
        "leadership", "collaboration", "risk_focus", "information_sharing", "crisis_teams", "situation_table",
    )
)  # fmt: skip
"""Levers that are paid from the purse before anything else."""
HOURS = ("strategy.patrol_share", "strategy.engagement_share")
"""Levers that share out officers' free hours."""
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Price:
    """What levers cost in one plausible model."""

    money: MoneyParameters
    table: SituationTableParameters

    def share_of_purse(self, levers: Levers) -> float:
        """Return what levers take of the purse; more than 1 where they cannot be paid for."""
        cost = float(cost_of_levels(policies_of([levers]), self.money, self.table)[0])
        if cost <= 0.0:
            return 0.0
        return cost / self.money.purse if self.money.purse > 0 else math.inf


def prices_of(scenario: Scenario, ensemble: Ensemble | None) -> tuple[Price, ...]:
    """Return what levers cost, in every draw of an ensemble that leaves prices in doubt."""
    doubted = () if ensemble is None else ensemble.in_doubt(scenario.overrides)
    towns = [scenario]
    if ensemble is not None and any(name.startswith(("money.", "situation_table.")) for name in doubted):
        towns = [scenario.drawn(ensemble, draw) for draw in range(len(ensemble))]
    prices = [Price(town.parameters.money, town.parameters.situation_table) for town in towns]
    return tuple(dict.fromkeys(prices))


@dataclass(frozen=True)
class Space:
    """The strategies that a search may try.

    Parameters
    ----------
    factors
        The levers that are free.
    base
        The levers of all others.
    start
        Levers of the reference, from which moves are counted.
    prices
        What levers cost, in every model that they must be paid for in.
    """

    factors: tuple[Factor, ...]
    base: Levers
    start: Levers
    prices: tuple[Price, ...]

    @property
    def by_name(self) -> dict[str, Factor]:
        """The free levers by name."""
        return {factor.name: factor for factor in self.factors}

    def levers(self, point: Point) -> Levers:
        """Return all levers of a point."""
        return levers_at(self.base, point)

    def point_of(self, levers: Levers) -> dict[str, Value]:
        """Return what levers have where a search is free."""
        written = as_written(levers)
        return {factor.name: written[factor.name.removeprefix("strategy.")] for factor in self.factors}

    def holds(self, point: Point) -> bool:
        """Whether a point lies within the ranges, the hours and the purse."""
        within = all(_is_within(factor, point[factor.name]) for factor in self.factors)
        return within and self._hours(point) <= 1 + _ROUNDING and self.share_of_purse(point) <= 1 + _ROUNDING

    def mended(self, point: Point) -> dict[str, Value] | None:
        """Return a point in hundredths, with hours and costs that fit; None where none nearby does."""
        found = {factor.name: _nearest(factor, point[factor.name]) for factor in self.factors}
        found = self._lowered(found, HOURS, self._hours)
        found = self._lowered(found, PAID, self.share_of_purse)
        return found if self.holds(found) else None

    def moved(self, point: Point) -> list[str]:
        """Name the free levers that differ from those of the reference."""
        start = self.point_of(self.start)
        return [name for name, value in point.items() if name in start and not _same(value, start[name])]

    def with_reference(self, point: Point, name: str) -> dict[str, Value] | None:
        """Return a point with one lever put back to where the reference has it; None where that does not fit."""
        back = {**point, name: self.point_of(self.start)[name]}
        return back if self.holds(back) else None

    def distance(self, one: Point, other: Point) -> float:
        """Return how far two points lie apart: the mean share of each free lever's range, 0 to 1."""
        steps = [_apart(factor, one[factor.name], other[factor.name]) for factor in self.factors]
        return sum(steps) / len(steps)

    def _hours(self, point: Point) -> float:
        levers = self.levers(point)
        return levers.patrol_share + levers.engagement_share

    def share_of_purse(self, point: Point) -> float:
        """Return what the levers of a point take of the purse, where they are dearest."""
        levers = self.levers(point)
        return max(price.share_of_purse(levers) for price in self.prices)

    def _lowered(
        self, point: dict[str, Value], names: Sequence[str], use: Callable[[Point], float]
    ) -> dict[str, Value]:
        """Lower some levers alike, towards the least that each may be, until what they use together is at most 1."""
        if use(point) <= 1 + _ROUNDING:
            return point
        free = [factor for factor in self.factors if factor.name in names]
        least = {
            **point,
            **{factor.name: factor.ends[0] if not factor.levels else min(factor.levels) for factor in free},
        }
        fixed = use(least)
        part = max(0.0, (1.0 - fixed) / (use(point) - fixed)) if use(point) > fixed else 0.0
        lowered: dict[str, Any] = {}
        for factor in free:
            low, value = float(least[factor.name]), float(point[factor.name])
            lowered[factor.name] = _at_or_below(factor, low + part * (value - low))
        return {**point, **lowered}


def _step(factor: Factor) -> float:
    return min(STEP, (factor.high - factor.low) / 10)


def _at_or_below(factor: Factor, value: float) -> Value:
    """Return the highest value that a factor may have up to a number."""
    if factor.levels:
        return max((level for level in factor.levels if float(level) <= value + _ROUNDING), default=min(factor.levels))
    steps = math.floor((value - factor.low) / _step(factor) + 1e-6)
    return round(min(factor.high, factor.low + steps * _step(factor)), 6)


def _nearest(factor: Factor, value: Value) -> Value:
    """Return the nearest value that a factor may have."""
    if isinstance(value, str):
        return value if value in factor.levels else factor.levels[0]
    if factor.levels:
        return min(factor.levels, key=lambda level: abs(float(level) - float(value)))
    if value >= factor.high - _step(factor) / 2:
        return factor.high
    return _at_or_below(factor, max(factor.low, float(value)) + _step(factor) / 2)


def _is_within(factor: Factor, value: Value) -> bool:
    if factor.levels:
        return any(_same(value, level) for level in factor.levels)
    return factor.low - _ROUNDING <= float(value) <= factor.high + _ROUNDING


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return abs(float(one) - float(other)) < _ROUNDING


def _apart(factor: Factor, one: Value, other: Value) -> float:
    if isinstance(one, str) or isinstance(other, str):
        return float(one != other)
    ends = [float(level) for level in (factor.levels or (factor.low, factor.high))]
    width = max(ends) - min(ends)
    return abs(float(one) - float(other)) / width if width > 0 else 0.0
