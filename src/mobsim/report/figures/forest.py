"""Draw estimates with their intervals, a row each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mobsim.analysis.analyse import Analysis
from mobsim.report.analysed import basis_of, label_of, unit_of
from mobsim.report.figures.gallery import Gallery, Panel
from mobsim.report.figures.marks import CHOSEN, Mark, row_height, strategy_rows, titled
from mobsim.report.language import Sentences
from mobsim.report.numbers import brief, with_interval
from mobsim.tools.drawing import INK

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

say = Sentences("sweeps")
FULL = {"morris": "above_noise", "regret": "", "failing": "", "pairing": "leaves_one_out"}
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
    bars: str = "intervals",
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
        say("row", row=row, value=with_interval(*(as_value(each[end]) for end in ("estimate", "low", "high"))))
        for row, (_, each) in zip(rows, shown.iterrows(), strict=True)
    )
    left, full = len(table) - len(shown), FULL.get(key, "leaves_out")
    further = (say("rows_more", left=left, key=key) if left else "", say(full) if full else "")
    caption = " ".join(filter(None, (basis_of(analysis, key), *further)))
    about = say("forest", title=title, label=label_of(analysis), words=words)
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


def counted(analysis: Analysis, bars: str = "intervals", *, pure: bool = False) -> str:
    """Say what is measured, and what bars are, by the key of its words."""
    measured = label_of(analysis) if pure else f"{label_of(analysis)}, {unit_of(analysis)}"
    return say("bars", measured=measured, bars=say(bars))


def as_value(value: object) -> str:
    """Write a level or an estimate briefly."""
    return brief(value, "z.3g") if isinstance(value, float) else str(value)
