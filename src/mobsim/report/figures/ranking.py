"""Draw the ranking: by how much each strategy differs from the reference, and how surely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mobsim.report.figures.gallery import Gallery, Panel
from mobsim.report.figures.marks import CHOSEN, REFERENCE, row_height, strategy_rows, zero_line
from mobsim.report.findings import Findings, Standing
from mobsim.report.numbers import in_hundred, percent
from mobsim.report.vocabulary import outcome

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = (1.04, 1.27, 1.43)
"""Where the columns of figures begin, in widths of the drawing."""
SMALL: dict[str, Any] = {"fontsize": 8.5, "ha": "left"}


def draw_ranking(findings: Findings, gallery: Gallery) -> Panel:
    """Draw a dot and an interval for each strategy, best on top."""
    label = outcome(findings.headline).label

    def paint(axes: Axes) -> None:
        zero_line(axes)
        for row, standing in enumerate(findings.standings):
            _strategy(axes, row, standing, findings)
        strategy_rows(axes, [standing.label for standing in findings.standings])
        axes.margins(x=0.08)
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        axes.set_xlabel(f"{label}, change in % against {findings.reference.label}")
        for at, heading in zip(COLUMNS, ("Change", "Rank", "Best*"), strict=True):
            axes.text(at, 1.02, heading, transform=axes.transAxes, **SMALL)

    words = "; ".join(describe(standing, findings) for standing in findings.standings)
    return gallery.panel(
        "ranking",
        f"Dots with intervals, one row a strategy, best first. Difference in {label.lower()} from "
        f"{findings.reference.label}: {words}.",
        paint,
        height=row_height(len(findings.standings), each=0.46),
    )


def describe(standing: Standing, findings: Findings) -> str:
    """Say in words what the row of a strategy shows."""
    if standing is findings.reference:
        return f"{standing.label}, the reference, zero"
    estimate = standing[findings.headline]
    low, high = estimate.relative(estimate.difference_low), estimate.relative(estimate.difference_high)
    return f"{standing.label} {percent(estimate.relative(), sign=True)} ({percent(low, sign=True)} to " + (
        f"{percent(high, sign=True)})"
    )


def _strategy(axes: Axes, row: int, standing: Standing, findings: Findings) -> None:
    estimate = standing[findings.headline]
    is_reference = standing is findings.reference
    texts = ("ref." if is_reference else percent(estimate.relative(), sign=True), _ranks(standing), _chance(standing))
    for at, text in zip(COLUMNS, texts, strict=True):
        axes.text(at, row, text, transform=axes.get_yaxis_transform(), va="center", **SMALL)
    if is_reference:
        axes.plot(0, row, "s", color=REFERENCE.colour, markersize=7, zorder=3)
        return
    middle = 100 * estimate.relative()
    ends = [100 * estimate.relative(value) for value in (estimate.difference_low, estimate.difference_high)]
    axes.plot(ends, [row, row], color=CHOSEN.colour, linewidth=2.4, solid_capstyle="butt", zorder=2)
    fill = CHOSEN.colour if estimate.distinguishable else "white"
    axes.plot(
        middle, row, "o", color=CHOSEN.colour, markerfacecolor=fill, markersize=7.5, markeredgewidth=1.6, zorder=3
    )


def _chance(standing: Standing) -> str:
    words = in_hundred(standing.probability_best)
    return words.replace("more than ", ">").replace("less than ", "<").replace(" in 100", "")


def _ranks(standing: Standing) -> str:
    return standing.ranks.replace(" to ", "–")
