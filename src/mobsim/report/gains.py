"""Take from a comparison what it says of money: what each strategy gains, for whom, and what it costs beside."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from mobsim.report.findings import MISSING, Findings, Standing
from mobsim.scenario.prices import BEARERS, PriceList, prices_of

PUBLIC = ("justice", "health")
"""Who bears what taxpayers pay."""


class Amount(NamedTuple):
    """A difference in dollars a resident and year, with its interval."""

    mean: float = MISSING
    low: float = MISSING
    high: float = MISSING

    @property
    def told(self) -> bool:
        """Whether the interval leaves out nought."""
        return self.low > 0 or self.high < 0


class Gain(NamedTuple):
    """What one strategy gains against the reference; chances are out of one, and not numbers where too few runs tell."""

    name: str
    harm_cost: float
    cost: float
    benefit: Amount
    extra_cost: Amount
    net: Amount
    by_who: Mapping[str, Amount]
    chance: float
    models: float
    ratio: float
    volunteers: Amount

    @property
    def public(self) -> float:
        """What is saved in justice and health together."""
        return sum(self.by_who[who].mean for who in PUBLIC)


class Gains:
    """What the strategies of a comparison gain, in the order of its ranking."""

    def __init__(self, money: Mapping[str, Any], findings: Findings) -> None:
        self._money, self.findings = money, findings

    @cached_property
    def all(self) -> tuple[Gain, ...]:
        """Every strategy's gains, best first; those of the reference are nought."""
        by_name = {entry["name"]: _gain(entry) for entry in self._money["strategies"]}
        return tuple(by_name[each.name] for each in self.findings.standings if each.name in by_name)

    def of(self, standing: Standing) -> Gain | None:
        """Return the gains of one strategy."""
        return next((gain for gain in self.all if gain.name == standing.name), None)

    @cached_property
    def prices(self) -> PriceList:
        """The prices that harm was counted at."""
        return prices_of(self._money["prices"])

    @property
    def equal_cost(self) -> bool:
        """Whether all strategies cost the same within one per cent."""
        return bool(self._money["equal_cost"])

    @property
    def paid(self) -> bool:
        """Whether volunteers' hours count as a cost."""
        return self.prices.volunteers == "paid"

    @property
    def not_priced(self) -> list[str]:
        """Kinds of incident without a price."""
        return list(self._money["not_priced"])

    @property
    def best_buy(self) -> Mapping[str, Any] | None:
        """Chances of being the best buy, by what a unit of harm averted is worth."""
        return self._money["best_buy"]

    @property
    def worth_implied(self) -> float:
        """What the prices make of one unit of harm, under the reference."""
        return _number(self._money["worth_implied"])


def gains_of(findings: Findings) -> Gains | None:
    """Return what a comparison says of money; ``None`` where it prices nothing or compares nothing."""
    return Gains(findings.money, findings) if findings.money and findings.others else None


def _gain(entry: Mapping[str, Any]) -> Gain:
    return Gain(
        name=str(entry["name"]),
        harm_cost=_number(entry["harm_cost"]),
        cost=_number(entry["cost"]),
        benefit=_amount(entry["benefit"]),
        extra_cost=_amount(entry["extra_cost"]),
        net=_amount(entry["net"]),
        by_who={who: _amount(entry["by_who"][who]) for who in BEARERS},
        chance=_number(entry["chance"]),
        models=_number(entry["models"]),
        ratio=_number(entry["ratio"]),
        volunteers=_amount(entry["volunteers"]),
    )


def _amount(entry: Mapping[str, Any] | None) -> Amount:
    return Amount() if entry is None else Amount(*(_number(entry[field]) for field in Amount._fields))


def _number(value: Any) -> float:
    return math.nan if value is None else float(value)
