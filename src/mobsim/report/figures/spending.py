"""Draw where hours and money go, a stacked bar a strategy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mobsim.report.figures.gallery import Gallery, Panel
from mobsim.report.figures.marks import legend_above, patterns, row_height, strategy_rows
from mobsim.report.language import Sentences
from mobsim.report.numbers import plain
from mobsim.tools.drawing import INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes


say = Sentences("figures")


def draw_stacks(
    key: str, unit: str, labels: Sequence[str], parts: Mapping[str, Sequence[float]], gallery: Gallery
) -> Panel:
    """Draw one bar for each label, stacked of the parts in their order."""

    def paint(axes: Axes) -> None:
        left = [0.0] * len(labels)
        for (part, sizes), (fill, hatch) in zip(parts.items(), patterns(len(parts)), strict=True):
            axes.barh(
                range(len(labels)),
                sizes,
                left=left,
                height=0.62,
                color=fill,
                edgecolor=INK,
                linewidth=0.6,
                hatch=hatch,
                label=part,
            )
            left = [start + size for start, size in zip(left, sizes, strict=True)]
        strategy_rows(axes, list(labels))
        axes.set_xlabel(unit)
        legend_above(axes, 1)

    words = "; ".join(
        say("named", name=label)
        + " "
        + ", ".join(f"{part.lower()} {plain(sizes[row], 1)}" for part, sizes in parts.items())
        for row, label in enumerate(labels)
    )
    height = row_height(len(labels), each=0.36, around=0.75 + 0.19 * len(parts))
    return gallery.panel(key, say("stacked", unit=unit.lower(), words=words), paint, height=height)
