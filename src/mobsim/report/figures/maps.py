"""Draw the neighbourhood network, coloured by what changed there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np

from mobsim.report.figures.gallery import NARROW, Gallery, Panel
from mobsim.tools.drawing import INK, MUTED, RULE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LESS_TO_MORE = ("#1f5f9e", "#a9cbe4", "#f4f3ef", "#f6c98c", "#b85a00")
STRIPED_ABOVE = ("", "", "", "///", "///")
LIGHT_TO_DARK = ("#f1f3f4", "#c9d9e6", "#8fb3d1", "#4a83b2", "#174a7c")
MANY = 80
SIGNS = {"−": "_", "+": "+"}
LONGEST_SIGN, ALL_SIGNS = 4.5, 120.0
"""Points that a sign is long, and that all signs of a map are together along one side."""
ALL_BORDERS = 15.0
"""Points that the borders of a map, next to one another along one side, are thick."""
WIDEST_TITLE = 44
"""Letters of a title that fit over a map; more take another line."""
FINEST = 500
"""How many grains of detail a map's longer side has."""


@dataclass(frozen=True)
class Layer:
    """What a map shows: a class of colour and a sign for each neighbourhood, and what the classes mean."""

    title: str
    classes: np.ndarray
    colours: Sequence[str]
    legend: Sequence[str]
    signs: Sequence[str]
    hatches: Sequence[str] = ("",) * 5


def draw_map(areas: dict[str, Any], layer: Layer, key: str, alternative: str, gallery: Gallery) -> Panel:
    """Draw the areas as polygons where they are known, else as nodes and edges."""

    def paint(axes: Axes) -> None:
        x, y = np.asarray(areas["x"], dtype=float), np.asarray(areas["y"], dtype=float)
        shapes = areas.get("polygons") or [None] * len(x)
        drawn = np.array([bool(rings) for rings in shapes], dtype=bool)
        if not drawn.all():
            _network(axes, x, y, areas.get("edges") or [], layer, drawn)
        _polygons(axes, [(rings, group) for rings, group in zip(shapes, layer.classes, strict=True) if rings], layer)
        _signs(axes, x, y, layer)
        _frame(axes, x, y)
        axes.set_title(fill(layer.title, WIDEST_TITLE))
        _key(axes, layer)

    return gallery.panel(key, alternative, paint, height=4.3, width=NARROW)


def _signs(axes: Axes, x: np.ndarray, y: np.ndarray, layer: Layer) -> None:
    """Draw signs as marks, one collection a sign and class: words would each be measured when the drawing is laid out."""
    length = min(LONGEST_SIGN, ALL_SIGNS / np.sqrt(len(x)))
    signs = np.array(layer.signs)
    for sign, group in sorted({(sign, group) for sign, group in zip(layer.signs, layer.classes, strict=True) if sign}):
        here, colour = (signs == sign) & (layer.classes == group), layer.colours[group]
        if layer.hatches[group]:
            axes.scatter(x[here], y[here], s=(1.6 * length) ** 2, marker="s", color=colour, linewidths=0, zorder=3)
        marker, size = (SIGNS[sign], length) if sign in SIGNS else (_outlined(sign), 1.3 * length)
        thickness = length / LONGEST_SIGN if sign in SIGNS else 0
        axes.scatter(x[here], y[here], s=size**2, marker=marker, color=_ink(colour), linewidths=thickness, zorder=4)


def _outlined(word: str) -> Any:
    """Return the outline of a word, about its middle, to be used as a mark."""
    from matplotlib.path import Path
    from matplotlib.textpath import TextPath

    path = TextPath((0, 0), word, size=10)
    return Path(path.vertices - path.get_extents().get_points().mean(axis=0), path.codes)


def _polygons(axes: Axes, polygons: list[tuple[Any, int]], layer: Layer) -> None:
    from matplotlib.collections import PathCollection

    grain, border = _extent(polygons) / FINEST, min(0.5, ALL_BORDERS / np.sqrt(len(polygons) or 1))
    for group in sorted({group for _, group in polygons}):
        # One path a class: thousands would each be a tag of the SVG and a call of the renderer.
        shapes = [_outline([ring for rings, each in polygons if each == group for ring in rings], grain)]
        if layer.hatches[group]:
            axes.add_collection(PathCollection(shapes, linewidths=0, **_filled(layer, group)))
        fill = "none" if layer.hatches[group] else layer.colours[group]
        axes.add_collection(PathCollection(shapes, linewidths=border, facecolors=fill, edgecolors=MUTED))


def _filled(layer: Layer, group: int) -> dict[str, Any]:
    """Return the fill of a class; its stripes take the colour of the edge."""
    colour, hatch = layer.colours[group], layer.hatches[group]
    return {"facecolors": colour, "edgecolors": _ink(colour) if hatch else MUTED, "hatch": hatch or None}


def _outline(rings: list[Any], grain: float) -> Any:
    from matplotlib.path import Path

    points, codes = [], []
    for ring in (_thinned(ring, grain) for ring in rings):
        if len(ring) > 2:
            points += ring
            codes += [Path.MOVETO] + [Path.LINETO] * (len(ring) - 2) + [Path.CLOSEPOLY]
    return Path(points or [(0, 0)], codes or [Path.MOVETO])


def _extent(polygons: list[tuple[Any, int]]) -> float:
    points = [point[:2] for rings, _ in polygons for ring in rings for point in ring]
    return float(np.ptp(np.asarray(points, dtype=float), axis=0).max()) if points else 1.0


def _thinned(ring: list[Any], grain: float) -> list[tuple[float, float]]:
    """Leave out corners that fall together on a grid too fine to see; neighbours keep their common border."""
    kept: list[tuple[float, float]] = []
    for x, y in (point[:2] for point in ring):
        corner = (round(x / grain) * grain, round(y / grain) * grain)
        if not kept or corner != kept[-1]:
            kept.append(corner)
    return kept


def _network(axes: Axes, x: np.ndarray, y: np.ndarray, edges: list[Any], layer: Layer, drawn: np.ndarray) -> None:
    from matplotlib.collections import LineCollection

    lines = [((x[a], y[a]), (x[b], y[b])) for a, b in edges]
    axes.add_collection(LineCollection(lines, colors=RULE, linewidths=1.2, zorder=1))
    size = 190 if len(x) <= MANY else 70
    for group in sorted(set(layer.classes[~drawn])):
        here = ~drawn & (layer.classes == group)
        axes.scatter(x[here], y[here], s=size, linewidths=0.7, zorder=2, **_filled(layer, group))


def _frame(axes: Axes, x: np.ndarray, y: np.ndarray) -> None:
    axes.autoscale_view()
    axes.margins(0.04)
    degrees = np.abs(x).max() <= 180 and np.abs(y).max() <= 90 and np.abs(y).min() > 25
    axes.set_aspect(1 / np.cos(np.radians(np.median(y))) if degrees else 1)
    axes.set_axis_off()


def _key(axes: Axes, layer: Layer) -> None:
    from matplotlib.patches import Patch

    patches = [
        Patch(
            facecolor=colour,
            edgecolor=_ink(colour) if hatch else MUTED,
            linewidth=0.5,
            label=label,
            hatch=hatch or None,
        )
        for colour, label, hatch in zip(layer.colours, layer.legend, layer.hatches, strict=True)
    ]
    axes.legend(handles=patches, loc="upper left", bbox_to_anchor=(0.0, 0.0), ncols=2, fontsize=8, columnspacing=1.2)


def _ink(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff"
