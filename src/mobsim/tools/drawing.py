"""One visual language for every figure, and figures that a notebook shows without asking pyplot."""

import textwrap
from collections.abc import Generator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, cast

INK = "#1b2733"
MUTED = "#5b6874"
RULE = "#cdd5dc"
BLUE, ORANGE, GREY = "#00639c", "#c14d00", "#4b4f54"

STYLE: dict[str, object] = {
    "axes.edgecolor": MUTED,
    "axes.grid": False,
    "axes.labelcolor": INK,
    "axes.labelsize": 9,
    "axes.linewidth": 0.7,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "figure.facecolor": "white",
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.7,
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "savefig.facecolor": "white",
    "svg.fonttype": "none",
    "svg.hashsalt": "mobsim",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": MUTED,
    "xtick.labelcolor": INK,
    "xtick.labelsize": 8.5,
    "ytick.color": MUTED,
    "ytick.labelcolor": INK,
    "ytick.labelsize": 8.5,
}

DOTS = 110
LETTERS_AN_INCH = 15.5


@contextmanager
def styled() -> Generator[None]:
    """Draw in the one style, whatever was set before, and set it again afterwards."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(cast(Any, STYLE))
        yield


def new_figure(width: float, height: float, title: str, caption: str) -> Any:
    """Make an empty matplotlib figure with its title above and its caption beneath (sizes in inches).

    It belongs to whoever holds it: pyplot knows nothing of it, and has nothing to close. A notebook shows it.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    class Picture(Figure):
        """A figure that shows itself."""

        def _repr_png_(self) -> bytes:
            held = BytesIO()
            with styled():
                self.savefig(held, format="png", dpi=DOTS)
            return held.getvalue()

    lines = textwrap.wrap(caption, round(width * LETTERS_AN_INCH))
    beneath = (0.17 * len(lines) + 0.1) / height
    figure = Picture(figsize=(width, height))
    figure.set_layout_engine("constrained", w_pad=0.07, h_pad=0.07, rect=(0, beneath, 1, 1 - beneath))
    FigureCanvasAgg(figure)
    figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold")
    figure.text(0.01, 0.02, "\n".join(lines), fontsize=8, color=MUTED, va="bottom", linespacing=1.25)
    return figure
