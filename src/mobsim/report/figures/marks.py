"""Give each strategy and each category a mark that does not need colour to be told from the others."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

from mobsim.tools.drawing import BLUE, GREY, ORANGE

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Mark(NamedTuple):
    """Colour, marker and line of a series."""

    colour: str
    marker: str
    line: str | tuple[float, tuple[float, ...]]


REFERENCE = Mark(GREY, "s", (0, (5, 2)))
CHOSEN = Mark(BLUE, "o", "-")
CONTRAST = Mark(ORANGE, "^", (0, (1, 1.4)))
SHOWN = (REFERENCE, CHOSEN, CONTRAST)

TRUE = Mark("#00639c", "o", "-")
REPORTED = Mark("#c14d00", "s", (0, (5, 2)))
RECORDED = Mark("#1b2733", "D", (0, (1, 1.4)))

FILLS = ("#12436d", "#8fb8d8", "#e8a33d", "#f5ddb0", "#8a6d3b", "#b8bec4", "#3f7f7f", "#d9b3c7", "#ffffff", "#e9e4d8")
HATCHES = ("", "///", "", "\\\\\\", "++", "||", "", "--", "xx", "...")


def patterns(count: int) -> list[tuple[str, str]]:
    """Return fill and hatch of each of ``count`` parts; where the fills come round again, they are hatched otherwise."""
    return [(FILLS[part % len(FILLS)], HATCHES[(part + part // len(FILLS)) % len(HATCHES)]) for part in range(count)]


def wrapped(label: str, width: int = 18, lines: int = 3) -> str:
    """Break a label over at most a few lines."""
    return "\n".join(textwrap.wrap(label, width, max_lines=lines, placeholder=" …"))


def strategy_rows(axes: Axes, labels: list[str]) -> None:
    """Give each strategy one row of the drawing, the first on top."""
    axes.set_yticks(range(len(labels)), [wrapped(label) for label in labels], linespacing=1.05)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def titled(axes: Axes, title: str, unit: str) -> None:
    """Write a title, and under it the unit in which the drawing counts."""
    lines = textwrap.wrap(unit, 46) if unit else []
    axes.set_title(title, pad=5 + 10 * len(lines))
    axes.annotate(
        "\n".join(lines), (0, 1), (0, 3), "axes fraction", "offset points", fontsize=8, color="#54616d", va="bottom"
    )


def row_height(count: int, *, each: float = 0.42, around: float = 1.0) -> float:
    """Return the height in inches of a drawing with a row for each strategy."""
    return around + each * count


def zero_line(axes: Axes) -> None:
    """Draw the reference as the vertical line at no difference."""
    axes.axvline(0, color="#1b2733", linewidth=0.9, zorder=1)


def legend_above(axes: Axes, columns: int) -> None:
    """Put the legend above the drawing, where it hides nothing."""
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=columns, borderaxespad=0.3, handlelength=2.2)
