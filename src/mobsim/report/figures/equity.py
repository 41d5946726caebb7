"""Draw who carries what: outcomes from the least to the most deprived neighbourhoods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mobsim.report.figures.gallery import NARROW, Gallery, Panel
from mobsim.report.figures.marks import Mark, titled
from mobsim.report.language import Sentences
from mobsim.report.numbers import Scale
from mobsim.report.vocabulary import outcome

if TYPE_CHECKING:
    from matplotlib.axes import Axes


say = Sentences("figures")


class Gradient(NamedTuple):
    """One strategy's mean in each group of neighbourhoods, with the interval of that mean."""

    label: str
    mark: Mark
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray


def draw_gradient(name: str, gradients: Sequence[Gradient], gallery: Gallery) -> Panel:
    """Draw one outcome over the groups, a line a strategy."""
    meaning, scale = outcome(name), Scale(name)
    groups = len(gradients[0].mean)

    def paint(axes: Axes) -> None:
        for place, gradient in enumerate(gradients):
            colour, marker, line = gradient.mark
            at = np.arange(groups) + 0.06 * (place - (len(gradients) - 1) / 2)
            axes.plot(
                at, scale.factor * gradient.mean, color=colour, marker=marker, linestyle=line, label=gradient.label
            )
            if np.isfinite(gradient.low).all():
                axes.vlines(at, scale.factor * gradient.low, scale.factor * gradient.high, color=colour, linewidth=1.2)
        names = [say("least_deprived"), *[str(group) for group in range(2, groups)], say("most_deprived")]
        axes.set_xticks(range(groups), names[:groups])
        axes.set_ylim(bottom=0)
        axes.grid(axis="y")
        axes.set_axisbelow(True)
        titled(axes, meaning.label, scale.unit)
        axes.legend(loc="upper left", bbox_to_anchor=(0, -0.19), fontsize=8)

    sized = Scale(name, *(float(np.max(gradient.mean)) / 20 for gradient in gradients))
    words = "; ".join(
        say("ends", strategy=each.label, least=sized.text(each.mean[0]), most=sized.text(each.mean[-1]))
        for each in gradients
    )
    words = say("by_deprivation", label=meaning.label, words=words, unit=scale.unit)
    return gallery.panel(f"equity-{name}", words, paint, height=3.4, width=NARROW)
