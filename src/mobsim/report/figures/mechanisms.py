"""Draw the table of mechanisms: what rose and what fell, under which strategy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mobsim.report.changes import Change, change_of, tint_of
from mobsim.report.figures.gallery import Gallery, Panel
from mobsim.report.figures.marks import wrapped
from mobsim.report.findings import Findings
from mobsim.report.language import Sentences
from mobsim.report.vocabulary import outcome
from mobsim.tools.drawing import INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes


say = Sentences("figures")


def draw_mechanisms(findings: Findings, names: Sequence[str], gallery: Gallery) -> Panel:
    """Draw a cell for each outcome and strategy, with an arrow, a size and a tint."""

    def paint(axes: Axes) -> None:
        for row, name in enumerate(names):
            for column, standing in enumerate(findings.others):
                _cell(axes, column, row, change_of(standing, name))
        axes.set_xlim(0, len(findings.others))
        axes.set_ylim(len(names), 0)
        columns = [place + 0.5 for place in range(len(findings.others))]
        axes.set_xticks(columns, [wrapped(standing.label, 13, 4) for standing in findings.others], fontsize=8)
        axes.set_yticks([place + 0.5 for place in range(len(names))], [wrapped(outcome(n).label, 24, 2) for n in names])
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)

    words = say("mechanisms", outcomes=len(names), strategies=len(findings.others))
    width = 2.0 + 0.95 * len(findings.others)
    return gallery.panel("mechanisms", words, paint, height=0.8 + 0.36 * len(names), width=width)


def _cell(axes: Axes, column: int, row: int, change: Change) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((column, row), 1, 1, facecolor=tint_of(change), edgecolor="white", linewidth=1.5))
    words = f"{change.text}\n{change.judgement_in_words}".strip()
    axes.annotate(
        words, (column + 0.5, row + 0.5), ha="center", va="center", fontsize=7.5, color=INK, annotation_clip=False
    )
