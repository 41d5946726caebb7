"""Draw estimates with their intervals, a row each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mobsim.analysis.analyse import Analysis
from mobsim.report.figures.gallery import Gallery, Panel
from mobsim.report.figures.marks import CHOSEN, Mark, row_height, strategy_rows, titled
from mobsim.tools.drawing import INK

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

LEAVES_OUT = "A dot is full where its interval leaves nought out."
ABOVE_NOISE = "A dot is full where its interval lies above that of the dummy, which changes nothing."
FULL = {
    "morris": ABOVE_NOISE, "regret": "", "failing": "", "pairing": "A dot is full where its interval leaves one out.",
}  # fmt: skip
"""What a full dot means, where it is not that an interval leaves nought out."""
MOST_ROWS = 30
WIDE = 6.4


def forest(
    analysis: Analysis,
    gallery: Gallery,
    key: str,
    title: str,
    table: pd.DataFrame,
    rows: Sequence[str],
    bars: str = "95 % intervals",
    *,
    pure: bool = False,
) -> Panel:
    """Draw a dot and an interval a row, in the outcome's unit or ``pure``; a dot is full where its interval leaves nought out."""
    shown, rows = table.head(MOST_ROWS), list(rows)[:MOST_ROWS]

    def paint(axes: Axes) -> None:
        axes.axvline(1 if key == "pairing" else 0, color=INK, linewidth=0.9, zorder=1)
        for row, (_, each) in enumerate(shown.iterrows()):
            dot(axes, row, (each["low"], each["estimate"], each["high"]), CHOSEN, full=_told(each))
        as_rows(axes, rows)
        titled(axes, title, counted(analysis, bars, pure=pure))

    words = "; ".join(
        f"{row}: {as_value(each['estimate'])} ({as_value(each['low'])} to {as_value(each['high'])})"
        for row, (_, each) in zip(rows, shown.iterrows(), strict=True)
    )
    left = len(table) - len(shown)
    further = (f"{left} rows more are in {key}.csv." if left else "", FULL.get(key, LEAVES_OUT))
    caption = " ".join(filter(None, (analysis.basis(key), *further)))
    about = f"{title}: {analysis.results.label(analysis.headline)}. {words}."
    height = row_height(len(rows), each=0.32)
    return gallery.panel(key, about, paint, height=height, width=WIDE, caption=caption)


def _told(row: pd.Series) -> bool:
    """Whether the table says that there is something: its own verdict where it has one, else that of the interval."""
    if "told" in row:
        return bool(row["told"])
    return math.isfinite(row["low"]) and bool(row["low"] > 0 or row["high"] < 0)


def dot(axes: Axes, row: float, interval: tuple[float, float, float], mark: Mark, *, full: bool) -> None:
    """Draw low, middle and high of one row."""
    low, middle, high = interval
    if math.isfinite(low):
        axes.plot([low, high], [row, row], color=mark.colour, linewidth=2.4, solid_capstyle="butt", zorder=2)
    fill = mark.colour if full else "white"
    axes.plot(middle, row, mark.marker, color=mark.colour, markerfacecolor=fill, markersize=6.5, zorder=3)


def as_rows(axes: Axes, rows: Sequence[str]) -> None:
    """Let each row of an axis have its name."""
    strategy_rows(axes, list(rows))
    axes.set_yticks(range(len(rows)), rows)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    axes.margins(x=0.06)


def counted(analysis: Analysis, bars: str = "95 % intervals", *, pure: bool = False) -> str:
    """Say what is measured, and what bars are."""
    measured = "" if pure else f", {analysis.results.unit(analysis.headline)}"
    return f"{analysis.results.label(analysis.headline)}{measured}; bars are {bars}"


def as_value(value: object) -> str:
    """Write a level or an estimate briefly."""
    return f"{value:z.3g}" if isinstance(value, float) else str(value)
