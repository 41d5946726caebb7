"""Draw the model against the bands: one row a part."""

import textwrap
from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from mobsim.validation.judging import JudgedPart
from mobsim.validation.wording import band, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FURTHEST = 3.0
COLOURS = {"met": "#00639c", "missed": "#c14d00", "not measured": "#8a9199"}
BAND = "#d9e6f2"
INK = "#1b2733"
HEIGHT_OF_ROW, HEIGHT_AROUND, WIDTH = 0.21, 1.3, 10.0
LONGEST_LABEL = 74
TITLE = (
    "The model against the bands of the evidence. Each row has its own scale; within the shaded band the target is met.\n"
    "Blue: within; orange: outside; hollow: the interval reaches over an edge; arrow: off the scale. At the right: "
    "model (band)."
)


def draw(rows: Sequence[JudgedPart], path: Path, kind: str) -> None:
    """Draw each part on a scale of its own, on which its band reaches from -1 to 1, and save the figure."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, HEIGHT_AROUND + HEIGHT_OF_ROW * len(rows)), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for place, row in enumerate(rows):
        _draw_row(axes, place, row)
    _dress(axes, rows)
    figure.suptitle(TITLE, fontsize=8, x=0.01, ha="left", color=INK)
    figure.savefig(path, format=kind, dpi=160, metadata={"Date": None} if kind == "svg" else None)


def on_scale(row: JudgedPart) -> tuple[float, float, float]:
    """Return value, low and high on the row's scale: the band reaches from -1 to 1.

    An open band is drawn from its edge, and the scale chosen so that the value lies one unit from the edge.
    """
    low, high = row.band_low, row.band_high
    if isfinite(low) and isfinite(high):
        middle, half = (low + high) / 2, (high - low) / 2
    else:
        edge, side = (low, -1.0) if isfinite(low) else (high, 1.0)
        half = abs(row.model - edge) or 1.0
        middle = edge - side * half
    values = [row.model, row.low, row.high]
    model, from_, to = ((value - middle) / half for value in values)
    return float(model), float(from_), float(to)


def _draw_row(axes: "Axes", place: int, row: JudgedPart) -> None:
    left = -1.0 if isfinite(row.band_low) else -FURTHEST
    right = 1.0 if isfinite(row.band_high) else FURTHEST
    axes.barh(place, right - left, 0.72, left, color=BAND, zorder=1)
    if not isfinite(row.model):
        axes.text(0, place, "not measured", ha="center", va="center", fontsize=7, color=COLOURS["not measured"])
        return
    model, low, high = on_scale(row)
    colour = COLOURS["met" if row.met else "missed"]
    if isfinite(low) and isfinite(high):
        ends = [max(-FURTHEST, min(FURTHEST, end)) for end in (low, high)]
        axes.plot(ends, [place, place], color=colour, linewidth=2.2, solid_capstyle="butt", zorder=2)
    marker = "o" if abs(model) <= FURTHEST else "<" if model < 0 else ">"
    fill = "white" if row.verdict == "unclear" else colour
    shown = max(-FURTHEST, min(FURTHEST, model))
    axes.plot(
        shown, place, marker, color=colour, markerfacecolor=fill, markersize=5, markeredgewidth=1.4, zorder=3,
        clip_on=False,
    )  # fmt: skip


def _dress(axes: "Axes", rows: Sequence[JudgedPart]) -> None:
    axes.set_yticks(range(len(rows)), [label(row) for row in rows], fontsize=7.5, color=INK)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(-FURTHEST, FURTHEST)
    axes.set_xticks([-1, 1], ["lower edge\nof the band", "upper edge\nof the band"], fontsize=7.5)
    axes.tick_params(length=0)
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    for place, row in enumerate(rows):
        text = f"{number(row.model)}   ({band(row.band_low, row.band_high)})"
        axes.text(1.02, place, text, transform=axes.get_yaxis_transform(), va="center", fontsize=7, color=INK)


def label(row: JudgedPart) -> str:
    """Name a row: its target, or its part where there are several."""
    named = row.target_what if row.target == row.part else row.what[:1].upper() + row.what[1:]
    return textwrap.shorten(named, LONGEST_LABEL, placeholder=" …") + f"   {row.target}"
