"""Draw true, reported and recorded crime side by side: how many, and how they changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mobsim.report.figures.gallery import Gallery, Panel
from mobsim.report.figures.marks import (
    RECORDED,
    REPORTED,
    TRUE,
    Mark,
    legend_above,
    row_height,
    strategy_rows,
    zero_line,
)
from mobsim.report.findings import Findings, Standing
from mobsim.report.language import Sentences
from mobsim.report.numbers import percent, plain
from mobsim.scenario.enumerations import THREE_SERIES, CrimeSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARKS = {CrimeSeries.TRUE: (TRUE, -0.22), CrimeSeries.REPORTED: (REPORTED, 0.0), CrimeSeries.RECORDED: (RECORDED, 0.22)}
SERIES: tuple[tuple[str, Mark, float], ...] = tuple((f"{series.key}_crime", *MARKS[series]) for series in THREE_SERIES)
say = Sentences("figures")


def draw_levels(standings: tuple[Standing, ...], gallery: Gallery) -> Panel:
    """Draw the three counts of each strategy on one scale."""

    def paint(axes: Axes) -> None:
        for name, mark, _ in SERIES:
            values = [standing[name].mean for standing in standings]
            axes.plot(values, range(len(values)), mark.marker, color=mark.colour, markersize=7, label=say(name))
        strategy_rows(axes, [standing.label for standing in standings])
        axes.set_xlim(left=0)
        axes.grid(axis="both")
        axes.set_axisbelow(True)
        axes.set_xlabel(say("incidents"))
        legend_above(axes, 3)

    words = "; ".join(_levels(standing) for standing in standings)
    return gallery.panel(
        "crime-levels",
        say("incidents_in_words", words=words),
        paint,
        height=row_height(len(standings), each=0.38, around=1.15),
    )


def draw_changes(findings: Findings, gallery: Gallery) -> Panel:
    """Draw the change of each count against the reference, with its interval."""

    def paint(axes: Axes) -> None:
        zero_line(axes)
        for name, mark, shift in SERIES:
            for row, standing in enumerate(findings.others):
                estimate = standing[name]
                ends = [100 * estimate.relative(end) for end in (estimate.difference_low, estimate.difference_high)]
                axes.plot(ends, [row + shift] * 2, color=mark.colour, linewidth=1.6, solid_capstyle="butt")
                named = say(name) if row == 0 else None
                axes.plot(
                    100 * estimate.relative(), row + shift, mark.marker, color=mark.colour, markersize=6, label=named
                )
        strategy_rows(axes, [standing.label for standing in findings.others])
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        axes.set_xlabel(say("change_against", reference=findings.reference.named))
        legend_above(axes, 3)

    words = "; ".join(_changes(standing) for standing in findings.others)
    return gallery.panel(
        "crime-changes",
        say("changes_in_words", reference=findings.reference.named, words=words),
        paint,
        height=row_height(len(findings.others), each=0.55, around=1.15),
    )


def _levels(standing: Standing) -> str:
    parts = ", ".join(f"{say(name).lower()} {plain(standing[name].mean)}" for name, *_ in SERIES)
    return say("counts_of", strategy=standing.label, counts=parts)


def _changes(standing: Standing) -> str:
    parts = ", ".join(f"{say(name).lower()} {percent(standing[name].relative(), sign=True)}" for name, *_ in SERIES)
    return say("counts_of", strategy=standing.label, counts=parts)
