"""Lay text out in columns and paragraphs that fit the terminal."""

import shutil
import textwrap
from collections.abc import Sequence


def width() -> int:
    """Columns of the terminal, within what reads well."""
    return max(60, min(shutil.get_terminal_size((100, 24)).columns, 120))


def in_columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Align rows; the last column is wrapped to the width of the terminal."""
    if not rows:
        return []
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    indent = sum(widths) + 2 * len(widths)
    room = max(24, width() - indent)
    lines = []
    for row in rows:
        head = "".join(f"{cell:<{size}}  " for cell, size in zip(row[:-1], widths, strict=True))
        wrapped = textwrap.wrap(row[-1], room) or [""]
        lines.append((head + wrapped[0]).rstrip())
        lines.extend(" " * indent + part for part in wrapped[1:])
    return lines


def paragraph(text: str, indent: str = "") -> list[str]:
    """Wrap a paragraph to the width of the terminal."""
    return textwrap.wrap(" ".join(text.split()), width(), initial_indent=indent, subsequent_indent=indent)


def number(value: float) -> str:
    """Write a number with about three figures."""
    size = abs(value)
    if size >= 1_000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 10 else f"{value:.2f}" if size >= 1 else f"{value:z.3f}"
