"""Put a comparison into a table and a few plain sentences."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table

from mobsim.measures import OUTCOMES

if TYPE_CHECKING:
    from mobsim.experiment.compare import Comparison

SHOWN = ("true_crime", "recorded_crime", "insecurity", "trust", "cost")
SURE = 0.05
"""A difference counts as shown when its probability by luck, adjusted for the number of strategies, is below this."""


def ranking(summary: Mapping[str, Any]) -> Table:
    """Rank the strategies, the least harm first."""
    reference, headline = summary["reference"], summary["headline"]
    table = Table(
        title=f"{summary['title'] or summary['scenario']}: {summary['runs']} paired runs of {summary['days']} days",
        caption=f"± is half of the 95 % interval. {headline.capitalize()}, true and recorded crime are per 1,000 "
        "residents a year, cost is CAD per resident a year.",
    )
    table.add_column("strategy", no_wrap=True)
    for name in (headline, f"against {reference}", *(_heading(name) for name in SHOWN), "chance of being best"):
        table.add_column(name, justify="right")
    for strategy in _ranked(summary):
        table.add_row(*_row(strategy, headline, reference), style="bold" if strategy["name"] == reference else None)
    return table


def answer(summary: Mapping[str, Any]) -> str:
    """Say in one sentence which strategy does least harm, by how much, and how surely."""
    ranked, reference = _ranked(summary), summary["reference"]
    best = ranked[0]
    mean = f"{number(_of(best, summary)['mean'])} per 1,000 residents a year"
    if best["name"] == reference:
        return f"No strategy did less harm than {reference} ({mean}){_chance(best)}."
    found = _of(best, summary)
    share = abs(found["difference"]) / abs(found["mean"] - found["difference"] or 1.0)
    low, high = sorted((abs(found["difference_low"]), abs(found["difference_high"])))
    if found["p_holm"] >= SURE:
        return (
            f"{best['name']} did the least harm ({mean}), but the difference to {reference} "
            f"({_signed(found['difference'])}, 95 % interval {_signed(found['difference_low'])} to "
            f"{_signed(found['difference_high'])}) may be luck{_chance(best)}; more runs (--runs) would tell."
        )
    return (
        f"{best['name']} did the least harm: {mean}, {number(abs(found['difference']))} ({share:.1%}) less than "
        f"{reference} (95 % interval {number(low)} to {number(high)} less){_chance(best)}."
    )


def failures_said(found: "Comparison") -> Sequence[str]:
    """Say which runs failed and how to see one again; nothing if none did."""
    if found.failures.empty:
        return []
    first = found.failures.iloc[0]
    left_out = found.summary["left_out"]
    without = f" Left out of the comparison: {', '.join(left_out)}." if left_out else ""
    return [
        f"{len(found.failures)} runs failed; their seeds are left out.{without} The first says {first['message']}; "
        f"see it again with: {first['replay']}"
    ]


def reservations() -> str:
    """Say what a comparison cannot say."""
    return (
        "The intervals hold the luck of the simulation, not doubts about the model: they tell how these strategies "
        "compare in this simulated town, not what a real one will count."
    )


def _ranked(summary: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return sorted(summary["strategies"], key=lambda strategy: _of(strategy, summary)["mean"])


def _of(strategy: Mapping[str, Any], summary: Mapping[str, Any]) -> Mapping[str, Any]:
    return strategy["outcomes"][summary["headline"]]


def _row(strategy: Mapping[str, Any], headline: str, reference: str) -> list[str]:
    found = strategy["outcomes"][headline]
    difference = "reference"
    if strategy["name"] != reference:
        half = (found["difference_high"] - found["difference_low"]) / 2
        difference = f"{_signed(found['difference'])} ± {number(half)}"
    others = [number(strategy["outcomes"][name]["mean"]) for name in SHOWN]
    mean = f"{number(found['mean'])} ± {number((found['high'] - found['low']) / 2)}"
    return [strategy["name"], mean, difference, *others, f"{strategy['probability_best']:.0%}"]


def _chance(best: Mapping[str, Any]) -> str:
    return f"; its chance of being the best of those compared is {best['probability_best']:.0%}"


def _heading(name: str) -> str:
    return OUTCOMES[name].label.lower()


def number(value: float) -> str:
    """Write a number with about three figures."""
    size = abs(value)
    if size >= 1_000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 10 else f"{value:.2f}" if size >= 1 else f"{value:.3f}"


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{number(abs(value))}"
