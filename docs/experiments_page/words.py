"""How factors, levels, changes and intervals are written on the page."""

from collections.abc import Mapping, Sequence
from typing import Any

SURE = 0.05
WAVE = "scenario.events.severity"
WORDS = {
    WAVE: "wave of severity",
    "trust.ground_middle": "ground of trust",
    "reporting.trust_reference": "trust at which the usual share is reported",
    "cohesion.ground_mean": "cohesion",
    "people.prone_share": "prone share",
    "scenario.community.officers_per_100k": "officers per 100,000",
    "table.representativeness_mean": "representativeness",
    "table.leaving_per_year": "leaders leaving a year",
    "table.held_rate": "take-up of ties by institutions",
    "patrol.rotation_per_year": "officers moved a year",
    "review.province_spread": "provincial spread",
    "scenario": "police are sent after",
    "patrol.discovery": "discovered an hour",
    "assessment.by_exposure": "divided by patrol",
    "strategy.social_share": "social share",
    "delivery.agency_capacity": "agencies' hours of staff",
}
LEVELS = {
    "columbus": "every crime",
    "../scenarios/columbus/open_crime.toml": "disorder and drugs alone",
}


def short(name: str) -> str:
    """Name a factor in words, or else without its group."""
    if name in WORDS:
        return WORDS[name]
    return " x ".join(part.split(".")[-1].replace("_", " ") for part in name.split(" x "))


def value(level: Any) -> str:
    """Write a level."""
    return f"{level:g}" if isinstance(level, float | int) else LEVELS.get(str(level), str(level).replace("_", " "))


def level_name(factor: str, level: Any) -> str:
    """Name a level, with its factor where it is a number."""
    return f"{short(factor)} {value(level)}" if isinstance(level, float | int) else value(level)


def conditions_name(by: Sequence[str], conditions: Sequence[Any]) -> str:
    """Name the conditions under which something holds; nothing where there are none."""
    return " and ".join(level_name(name, each) for name, each in zip(by, conditions, strict=True))


def number(level: float | None) -> str:
    """Write a mean with about three figures."""
    if level is None:
        return "not known"
    return f"{level:,.0f}" if abs(level) >= 100 else f"{level:.3g}"


def signed(amount: float, digits: int = 1) -> str:
    """Write a number with its sign; what rounds to nought has none."""
    written = f"{amount:+.{digits}f}".replace("-", "−")
    return written[1:] if float(f"{amount:.{digits}f}") == 0 else written


def percent(share: float) -> str:
    """Write a share with its sign."""
    return f"{signed(100 * share)} %"


def points(share: float) -> str:
    """Write a difference of shares in percentage points with its sign."""
    return signed(100 * share)


def interval(row: Mapping[str, float], mean: float) -> str:
    """Write an interval in per cent of a mean."""
    ends = sorted((row["low"] / mean, row["high"] / mean))
    return f"{percent(ends[0])} to {percent(ends[1])}"


def change(row: Mapping[str, Any], name: str, mean: float | None) -> str:
    """Write a change in per cent of a mean, with its interval."""
    if row[name] is None or not mean or row["low"] is None:
        return "not known"
    return f"{percent(row[name] / mean)} ({interval(row, mean)})"


def is_apart(row: Mapping[str, Any]) -> bool:
    """Whether an interval leaves nought out."""
    return row["low"] is not None and (row["low"] > 0 or row["high"] < 0)


def listed(names: Sequence[str]) -> str:
    """Join names with commas and an and."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def row_of(cells: Sequence[str]) -> str:
    """Write a row of a table."""
    return "| " + " | ".join(cells) + " |"


def table_of(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table."""
    return "\n".join([row_of(head), row_of(["---"] * len(head)), *map(row_of, rows)])


def plain(name: str) -> str:
    """Write the name of an outcome without its underscores."""
    return name.replace("_", " ")
