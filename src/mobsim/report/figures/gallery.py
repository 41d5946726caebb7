"""Draw panels in one visual language and keep them as SVG and PNG, the same bytes for the same numbers."""

from __future__ import annotations

import logging
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from mobsim.report.figures.axes import in_language_of_reader
from mobsim.tools.drawing import LETTERS_AN_INCH, MUTED, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

LOG = logging.getLogger("mobsim")
WIDTH = 4.6
NARROW = 3.7
"""Widths in inches of a panel that has one neighbour, or two; a telephone shows either at three quarters or more."""

LINE = 0.15
"""Height of a line of a caption, in inches."""
PNG_DPI = 200

SYSTEM_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"


@dataclass(frozen=True)
class Panel:
    """A drawing, and in words what it shows; ``width`` and ``height`` in CSS pixels."""

    key: str
    alternative: str
    svg: bytes
    width: int
    height: int


class Gallery:
    """Draw panels and keep each as ``<key>.svg`` and ``<key>.png`` in a folder.

    Where keeping them is ``optional``, a folder that cannot be written only costs a warning.
    """

    def __init__(self, folder: Path, *, optional: bool = False) -> None:
        self.folder = folder
        self._optional, self._given_up = optional, False

    def panel(
        self,
        key: str,
        alternative: str,
        paint: Callable[[Axes], None],
        *,
        height: float,
        width: float = WIDTH,
        caption: str = "",
    ) -> Panel:
        """Let ``paint`` fill one pair of axes, and keep what it drew (sizes in inches), a caption beneath it."""
        lines = textwrap.wrap(caption, round(width * LETTERS_AN_INCH))

        def fill(figure: Figure) -> None:
            paint(figure.add_subplot())
            if lines:
                words = {"x": 0.01, "ha": "left", "fontsize": 7.5, "color": MUTED, "linespacing": 1.25}
                figure.supxlabel("\n".join(lines), **words)

        return self._draw(key, alternative, fill, width, height + LINE * len(lines))

    def data(self, key: str, table: DataFrame) -> None:
        """Keep beside a panel the numbers that it was drawn from."""
        self._write({f"{key}.csv": table.to_csv(index=False).encode("utf-8")})

    def multiples(
        self,
        key: str,
        alternative: str,
        paints: Sequence[Callable[[Axes], None]],
        *,
        columns: int,
        height: float,
        width: float = WIDTH,
    ) -> Panel:
        """Let each of ``paints`` fill one pair of axes of a grid, row by row (sizes in inches, of the whole)."""
        rows = -(-len(paints) // columns)

        def fill(figure: Figure) -> None:
            for number, paint in enumerate(paints, start=1):
                paint(figure.add_subplot(rows, columns, number))

        return self._draw(key, alternative, fill, width, height)

    def _draw(self, key: str, alternative: str, fill: Callable[[Figure], None], width: float, height: float) -> Panel:
        with styled():
            figure = _empty(width, height)
            fill(figure)
            _settle(figure)
            svg = _svg(figure)
            self._keep(key, svg, _png(figure))
        return Panel(key, alternative, svg, round(96 * width), round(96 * height))

    def _keep(self, key: str, svg: bytes, png: bytes) -> None:
        self._write({f"{key}.svg": svg, f"{key}.png": png})

    def _write(self, contents: dict[str, bytes]) -> None:
        from mobsim.store.atomic import write_file

        if self._given_up:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, content in contents.items():
                write_file(self.folder / name, partial(_fill, content=content))
        except OSError as error:
            if not self._optional:
                raise
            self._given_up = True
            LOG.warning(
                "mobsim: %s: cannot be written (%s); the page alone holds the figures.", self.folder, error.strerror
            )


def _fill(file: Path, content: bytes) -> None:
    file.write_bytes(content)


def _empty(width: float, height: float) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def _settle(figure: Figure) -> None:
    """Give axes the language's signs; lay out, twice as words beside the drawing move with it; leave it so for every format."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    in_language_of_reader(figure)
    engine = ConstrainedLayoutEngine(w_pad=0.07, h_pad=0.07)
    engine.execute(figure)
    engine.execute(figure)


def _svg(figure: Figure) -> bytes:
    """Write SVG whose text takes the reader's own font, in the same style as the page around it."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    held = BytesIO()
    # Not by savefig, which draws everything once more to see how large it is.
    FigureCanvasSVG(figure).print_svg(held, metadata={"Date": None, "Creator": None})
    text = held.getvalue().decode("utf-8")
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", _shortened, text)
    return text.replace("<defs>", f"<style>text {{ font-family: {SYSTEM_FONTS} }}</style><defs>", 1).encode("utf-8")


def _shortened(tag: re.Match[str]) -> str:
    """Leave out of a tag what cannot be seen: hundredths of a pixel, turns by nothing, the font that all text has."""
    text = re.sub(r"(\.\d\d)\d+", r"\1", tag[0])
    text = re.sub(r' transform="rotate\(-?0 [^)]*\)"', "", text)
    text = re.sub(r"\s*\n\s*", " ", text)
    text = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font-size: \1", text)
    return re.sub(r"font-family: [^;\"]*; ?", "", text)


def _png(figure: Figure) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    held = BytesIO()
    figure.set_dpi(PNG_DPI)
    FigureCanvasAgg(figure).print_png(held, metadata={"Software": None})
    return held.getvalue()
