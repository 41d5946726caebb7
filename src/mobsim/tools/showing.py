"""Show what objects hold in a notebook: a title, a table and a note, as HTML that needs no style of its own."""

import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

MOST_ROWS = 24
SMALL = "font-size: 90%; opacity: 0.75; margin: 0.3em 0"


def in_html(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], note: str = "") -> str:
    """Lay a table out under its title, with a note beneath; what is longer than a screen is cut, and says so."""
    rows = [[formatted(cell) for cell in row] for row in rows]
    words = [note] if note else []
    if len(rows) > MOST_ROWS:
        words.append(f"{len(rows) - MOST_ROWS} rows more are not shown.")
    head = "".join(f'<th style="text-align: left">{escape(name)}</th>' for name in columns)
    body = "".join("<tr>" + "".join(_cell(cell) for cell in row) + "</tr>" for row in rows[:MOST_ROWS])
    header = f"<thead><tr>{head}</tr></thead>" if any(columns) else ""
    beneath = f'<p style="{SMALL}">{escape(" ".join(words))}</p>' if words else ""
    return (
        f'<div style="overflow-x: auto"><p style="margin: 0.3em 0"><strong>{escape(title)}</strong></p>'
        f"<table>{header}<tbody>{body}</tbody></table>{beneath}</div>"
    )


def formatted(value: Any) -> str:
    """Write a value as it is read: four figures of a number, nothing for one that is not known."""
    if value is None:
        return ""
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        return str(value)
    number = float(value)
    if not math.isfinite(number):
        return ""
    text = f"{number:,.0f}" if number.is_integer() or abs(number) >= 10_000 else f"{number:z.4g}"
    return text.replace("-", "\N{MINUS SIGN}")


def _cell(text: str) -> str:
    side = "right" if text[:1].isdigit() or text[:1] in "\N{MINUS SIGN}(" else "left"
    return f'<td style="text-align: {side}; white-space: nowrap">{escape(text)}</td>'
