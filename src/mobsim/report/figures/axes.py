"""Write the numbers of axes as the language of the report has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mobsim.report.language import spoken
from mobsim.report.numbers import in_signs

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def in_language_of_reader(figure: Figure) -> None:
    """Let every axis that numbers itself write them with the signs of the language."""
    if spoken() == "en":
        return
    from matplotlib.ticker import ScalarFormatter

    class Signs(ScalarFormatter):
        def __call__(self, x: float, pos: int | None = None) -> str:
            return in_signs(super().__call__(x, pos))

    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if isinstance(axis.get_major_formatter(), ScalarFormatter):
                axis.set_major_formatter(Signs())
