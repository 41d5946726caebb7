"""Put a comparison into a table and a few plain sentences."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from mobsim.experiment.summary import by_rank
from mobsim.report.numbers import plain

if TYPE_CHECKING:
    from mobsim.experiment.compare import Comparison

SHOWN = {
    "true_crime": "true\ncrime",
    "recorded_crime": "recorded\ncrime",
    "insecurity": "insecurity",
    "trust": "trust",
    "cost": "cost",
}
SURE = 0.05
"""A difference counts as shown when its probability by luck, adjusted for the number of strategies, is below this."""


def ranking(summary: Mapping[str, Any]) -> Table:
    """Rank the strategies, the least harm first."""
    reference, headline = summary["reference"], summary["headline"]
    table = Table(
        title=f"{summary['title'] or summary['scenario']}: {summary['runs']} paired runs of {summary['days']} days",
        caption="± is half of the 95 % interval; best is the chance of being the best of these policies (arms of experiments "
        "are not ranked). Harm, true and recorded crime are per 1,000 residents a year, cost is CAD per resident a year.",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    table.add_column("strategy", overflow="fold", min_width=18)
    for name in (headline, f"against\n{reference}"):
        table.add_column(name, justify="right", no_wrap=True)
    for name in (*SHOWN.values(), "best"):
        table.add_column(name, justify="right")
    for strategy in by_rank(summary):
        table.add_row(*_row(strategy, headline, reference), style="bold" if strategy["name"] == reference else None)
    return table


def answer(summary: Mapping[str, Any]) -> str:
    """State in one sentence which strategy does least harm, by how much, and how surely."""
    best, reference = by_rank(summary)[0], summary["reference"]
    found, name = best["outcomes"][summary["headline"]], best["name"]
    mean = f"{number(found['mean'])} per 1,000 residents a year"
    if best["probability_best"] is None:
        return f"{name} alone of those compared is a policy ({mean}); arms of experiments are shown and not ranked."
    chance = f"its chance of being the best of those compared is {_chance(best['probability_best'])}"
    if name == reference:
        return f"No strategy did less harm than {reference} ({mean}); {chance}."
    places = _places((found["difference_high"] - found["difference_low"]) / 2)
    by, low, high = (f"{-found[each]:z.{places}f}" for each in ("difference", "difference_high", "difference_low"))
    if found["p_holm"] >= SURE:
        return (
            f"{name} did the least harm ({mean}), but its {by} less than {reference} (95 % interval {low} to {high} "
            f"less) may be luck, with so many strategies compared; {chance}. More runs (--runs) would show."
        )
    share = -found["difference"] / abs(found["mean"] - found["difference"])
    return (
        f"{name} did the least harm: {mean}, {by} ({share:z.1%}) less than {reference} (95 % interval {low} to {high} "
        f"less); {chance}."
    )


def describe_failures(found: "Comparison") -> Sequence[str]:
    """State which runs failed and how to see one again; nothing if none did."""
    if found.failures.empty:
        return []
    first = found.failures.iloc[0]
    left_out = found.summary["left_out"]
    without = f" Left out of the comparison: {', '.join(left_out)}." if left_out else ""
    return [
        f"{len(found.failures)} runs failed; their seeds are left out.{without} The first reports: {first['message']}; "
        f"see it again with: {first['replay']}"
    ]


def reservations() -> str:
    """State what a comparison cannot show."""
    return (
        "The intervals hold the luck of the simulation, not doubts about the model: they show how these strategies "
        "compare in this simulated town, not what a real one will count."
    )


def _row(strategy: Mapping[str, Any], headline: str, reference: str) -> list[str]:
    found = strategy["outcomes"][headline]
    mean = _with_half(found["mean"], found["high"])
    difference = "reference"
    if strategy["name"] != reference:
        difference = _with_half(found["difference"], found["difference_high"], signed=True)
    others = [number(strategy["outcomes"][name]["mean"]) for name in SHOWN]
    return [strategy["name"], mean, difference, *others, _chance(strategy["probability_best"])]


def _with_half(middle: float, high: float, *, signed: bool = False) -> str:
    """Write an estimate and half of its interval, with as many places as the interval makes worth reading."""
    places = _places(high - middle)
    return f"{plain(middle, places, sign=signed)} ± {plain(high - middle, places)}"


def _places(half: float) -> int:
    return min(4, max(0, 1 - math.floor(math.log10(half)))) if half > 0 else 2


def _chance(probability: float | None) -> str:
    """Write a probability as a percentage, never as a certainty that no number of runs can give."""
    if probability is None:
        return "-"
    if probability >= 0.995:
        return "over 99%"
    return f"{probability:.0%}" if probability >= 0.005 else "under 1%"


def number(value: float) -> str:
    """Write a number with about three figures."""
    size = abs(value)
    if size >= 1_000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 10 else f"{value:.2f}" if size >= 1 else f"{value:z.3f}"
