"""Draw the ranking: by how much each strategy differs from the reference, and how surely."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mobsim.report.figures.gallery import Gallery, Panel
from mobsim.report.figures.marks import CHOSEN, REFERENCE, row_height, strategy_rows, zero_line
from mobsim.report.findings import Findings, Standing
from mobsim.report.language import Sentences
from mobsim.report.numbers import NOTHING, percent, with_interval
from mobsim.report.vocabulary import outcome

if TYPE_CHECKING:
    from matplotlib.axes import Axes

say = Sentences("figures")
COLUMNS = (1.04, 1.27, 1.43)
"""Where the columns of figures begin, in widths of the drawing."""
SMALL: dict[str, Any] = {"fontsize": 8.5, "ha": "left"}


def draw_ranking(findings: Findings, gallery: Gallery) -> Panel:
    """Draw a dot and an interval for each strategy, best on top."""
    label, reference = outcome(findings.headline).label, findings.reference.named

    def paint(axes: Axes) -> None:
        zero_line(axes)
        for row, standing in enumerate(findings.standings):
            _strategy(axes, row, standing, findings)
        strategy_rows(axes, [standing.label for standing in findings.standings])
        axes.margins(x=0.08)
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        axes.set_xlabel(say("change_of", label=label, reference=reference))
        for at, heading in zip(COLUMNS, (say("change"), say("rank"), say("best")), strict=True):
            axes.text(at, 1.02, heading, transform=axes.transAxes, **SMALL)

    words = "; ".join(describe(standing, findings) for standing in findings.standings)
    return gallery.panel(
        "ranking",
        say("ranking_in_words", label=label.lower(), reference=reference, words=words),
        paint,
        height=row_height(len(findings.standings), each=0.46),
    )


def describe(standing: Standing, findings: Findings) -> str:
    """Say in words what the row of a strategy shows."""
    if standing is findings.reference:
        return say("reference_zero", strategy=standing.label)
    estimate = standing[findings.headline]
    ends = (None, estimate.difference_low, estimate.difference_high)
    return f"{standing.label} {with_interval(*(percent(estimate.relative(end), sign=True) for end in ends))}"


def _strategy(axes: Axes, row: int, standing: Standing, findings: Findings) -> None:
    estimate = standing[findings.headline]
    is_reference = standing is findings.reference
    texts = (
        say("ref") if is_reference else percent(estimate.relative(), sign=True),
        _ranks(standing),
        _chance(standing),
    )
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
    found = standing.probability_best
    if not math.isfinite(found):
        return NOTHING
    return ">99" if found >= 0.995 else "<1" if found < 0.005 else str(round(100 * found))


def _ranks(standing: Standing) -> str:
    if standing.rank is None or standing.rank_to is None:
        return NOTHING
    return "–".join(map(str, dict.fromkeys((standing.rank, standing.rank_to))))
