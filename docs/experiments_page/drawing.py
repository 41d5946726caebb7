"""The drawing that most experiments have: the change in harm of every row, with its interval."""

from collections.abc import Iterator, Mapping
from typing import Any

from experiments_page.components import drawn_components
from experiments_page.contrasts import drawn_rows


def draw_one(name: str, found: dict[str, Any], gallery: Any) -> None:
    """Draw the change in harm of every row, with its interval."""
    from mobsim.report.figures.marks import CHOSEN, row_height, zero_line

    rows = list(_rows(found))

    def paint(axes: Any) -> None:
        zero_line(axes)
        for place, (_, middle, low, high) in enumerate(rows):
            axes.plot([low, high], [place, place], color=CHOSEN.colour, linewidth=2.4, solid_capstyle="butt")
            fill = CHOSEN.colour if low > 0 or high < 0 else "white"
            axes.plot(middle, place, "o", color=CHOSEN.colour, markerfacecolor=fill, markersize=6)
        axes.set_yticks(range(len(rows)), [row[0] for row in rows])
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        axes.set_xlabel("Change in harm, %, with 95 % intervals")

    words = "; ".join(f"{label} {middle:+.1f} % ({low:+.1f} to {high:+.1f})" for label, middle, low, high in rows)
    gallery.panel(
        name, f"Change in harm: {words}", paint, height=row_height(len(rows), each=0.3, around=0.8), width=6.6
    )
    (gallery.folder / f"{name}.png").unlink()


def _rows(found: Mapping[str, Any]) -> Iterator[tuple[str, float, float, float]]:
    """Yield label, change in harm, and its interval, in per cent."""
    if "components" in found:
        yield from drawn_components(found["components"])
    for contrast in found["contrasts"]:
        yield from drawn_rows(contrast)
