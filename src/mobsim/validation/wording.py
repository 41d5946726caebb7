"""Write numbers, intervals, bands, verdicts and tables as a validation shows them."""

from collections.abc import Iterable
from math import isfinite
from typing import Any

UNCLEAR = {True: "unclear, met by the mean", False: "unclear, missed by the mean"}


def markdown_table(head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    """Lay out a table in Markdown."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def verdict_in_words(verdict: str, met: bool) -> str:
    """Say a verdict, and by what it was judged where the interval does not tell."""
    return UNCLEAR[bool(met)] if verdict == "unclear" else verdict


def number(value: float) -> str:
    """Write a number with about three figures."""
    if not isfinite(value):
        return "not measured"
    size = abs(value)
    places = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    text = f"{value:z,.{places}f}"
    return text.replace("-", "−")


def interval(low: float, high: float) -> str:
    """Write an interval; nothing where it is unknown."""
    return f"{number(low)} to {number(high)}" if isfinite(low) and isfinite(high) else ""


def band(low: float, high: float) -> str:
    """Write a band, open or not."""
    if not isfinite(low):
        return f"below {number(high)}"
    return f"{number(low)} to {number(high)}" if isfinite(high) else f"above {number(low)}"
