"""Draw how an outcome goes over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mobsim.report.figures.gallery import Gallery, Panel
from mobsim.report.figures.marks import Mark, titled
from mobsim.report.language import Sentences
from mobsim.report.numbers import Scale, from_to
from mobsim.report.vocabulary import outcome
from mobsim.tools.drawing import INK, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes


say = Sentences("figures")


class Curve(NamedTuple):
    """One strategy's mean over runs, with the interval of that mean; ``weeks`` since the strategies part."""

    label: str
    mark: Mark
    weeks: np.ndarray
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray


def draw_weeks(name: str, curves: Sequence[Curve], events: Sequence[float], gallery: Gallery) -> Panel:
    """Draw one outcome, a curve a strategy; ``events`` are the weeks in which something happens from outside."""
    meaning, scale = outcome(name), Scale(name)

    def paint(axes: Axes) -> None:
        axes.axvline(0, color=MUTED, linewidth=0.8, linestyle=(0, (1, 2)))
        for week in events:
            axes.axvline(week, ymax=0.06, color=INK, linewidth=1.6)
        for curve in curves:
            _curve(axes, curve, scale.factor)
        axes.grid(axis="y")
        axes.set_axisbelow(True)
        titled(axes, meaning.label, scale.unit)
        axes.set_xlabel(say("weeks"))
        axes.margins(x=0.02)
        axes.legend(loc="upper left", bbox_to_anchor=(0, -0.2), ncols=1, fontsize=8)

    return gallery.panel(f"weeks-{name}", _words(name, curves), paint, height=3.5)


def _curve(axes: Axes, curve: Curve, factor: float) -> None:
    colour, marker, line = curve.mark
    weeks = curve.weeks
    if np.isfinite(curve.low).all():
        axes.fill_between(weeks, factor * curve.low, factor * curve.high, color=colour, alpha=0.18, linewidth=0)
    gap = max(1, len(weeks) // 6)
    axes.plot(
        weeks,
        factor * curve.mean,
        color=colour,
        linestyle=line,
        marker=marker,
        markersize=4.5,
        markevery=(gap - 1, gap),
        label=curve.label,
    )


def _words(name: str, curves: Sequence[Curve]) -> str:
    meaning = outcome(name)
    parts = []
    for curve in curves:
        scale = Scale(name, float(np.nanmax(np.abs(curve.mean))) / 20)
        parts.append(f"{curve.label} {from_to(scale.text(curve.mean[0]), scale.text(curve.mean[-1]))}")
    words = "; ".join(parts)
    return say("curves_in_words", label=meaning.label.lower(), words=words, unit=Scale(name).unit)
