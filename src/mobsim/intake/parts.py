"""Get the layer of areas ready: leave out rows without a shape, mend outlines, unite the parts of one area."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import DataError
from mobsim.intake import roles
from mobsim.intake.choices import Account, Choices
from mobsim.intake.figures import numbers_of
from mobsim.intake.layers import Layer
from mobsim.intake.shapes import Ground, ground_of, mended, merged
from mobsim.intake.telling import few, tell
from mobsim.scenario.doubtful_areas import TOTAL
from mobsim.scenario.outlines import MOST_AREAS
from mobsim.tools.sums import add_up

_MOST_NAMED = 10


def ready_areas(layer: Layer, choices: Choices, account: Account) -> tuple[Layer, Ground | None, NDArray[np.int64]]:
    """Return the areas one a row, where they lie (``None`` for a table), and how many parts each had."""
    if len(layer) > MOST_AREAS:
        raise DataError(
            f"has more than {MOST_AREAS:,} areas",
            file=layer.label,
            remedy="merge areas into neighbourhoods, or cut the town out",
        )
    if layer.shapes is None:
        layer = with_points(layer, choices)
    layer = _without_totals(_with_shapes(layer, choices, account), choices, account)
    layer = _united(layer, choices, account)
    parts = np.ones(len(layer), dtype=np.int64)
    if layer.shapes is None:
        return layer, None, parts
    return layer, ground_of(layer, layer.shapes, choices.area.system, account), parts


def with_points(layer: Layer, choices: Choices) -> Layer:
    """Give a table the points of its columns of positions, if it has them in every row."""
    x, y = roles.best(layer, roles.X, 3.0), roles.best(layer, roles.Y, 3.0)
    if x is None or y is None:
        return layer
    east, north = numbers_of(layer, x, choices.file), numbers_of(layer, y, choices.file)
    if not (np.isfinite(east) & np.isfinite(north)).all():
        return layer
    from mobsim.intake.extra import part
    from mobsim.intake.maps import system_of

    shapely = part("shapely", layer.file)
    degrees = bool((np.abs(east) <= 180).all() and (np.abs(north) <= 90).all())
    return replace(layer, shapes=shapely.points(east, north), crs=system_of("EPSG:4326") if degrees else None)


def _chosen(layer: Layer, rows: NDArray[np.int64]) -> Layer:
    columns = {name: [cells[row] for row in rows.tolist()] for name in layer.columns for cells in [layer.cells(name)]}
    shapes = None if layer.shapes is None else layer.shapes[rows]
    return replace(layer, source=columns, shapes=shapes)


def _with_shapes(layer: Layer, choices: Choices, account: Account) -> Layer:
    """Leave out rows without an outline, by name, and mend those whose outline crosses itself."""
    if layer.shapes is None:
        return layer
    import shapely

    wanted = {"areas": (3, 6), "points": (0, 4), "lines": (1, 2, 5), "none": ()}[layer.geometry]
    collections = shapely.get_type_id(layer.shapes) == 7
    there = (np.isin(shapely.get_type_id(layer.shapes), wanted) | collections) & ~shapely.is_empty(layer.shapes)
    labels = _labels(layer, choices)
    left_out = [labels[row] for row in np.flatnonzero(~there).tolist()]
    if left_out:
        account.dropped.append(tell("no_outline", file=layer.label, rows=few(left_out, _MOST_NAMED)))
    rows = np.flatnonzero(there)
    if not len(rows):
        raise DataError("has no outline of an area", file=layer.label, remedy="export polygons")
    layer = _chosen(layer, rows)
    wrong: list[int] = []
    shapes = layer.shapes
    if shapes is not None and layer.geometry == "areas":
        shapes, wrong = mended(shapes)
    if wrong:
        labels = _labels(layer, choices)
        account.assumed.append(tell("mended", areas=few([labels[row] for row in wrong], _MOST_NAMED)))
    return replace(layer, shapes=shapes)


def _without_totals(layer: Layer, choices: Choices, account: Account) -> Layer:
    """Leave out rows that are called a total."""
    totals = [row for row, label in enumerate(_labels(layer, choices)) if TOTAL.fullmatch(label.strip(" .:"))]
    if not totals:
        return layer
    account.dropped.append(tell("row_totals", file=layer.label, rows=len(totals)))
    return _chosen(layer, np.setdiff1d(np.arange(len(layer)), totals))


def _labels(layer: Layer, choices: Choices) -> list[str]:
    column = choices.area.name or roles.best(layer, roles.NAME) or choices.area.id or roles.best(layer, roles.ID)
    texts = layer.texts(column) if column in layer.columns else [""] * len(layer)
    return [text or f"row {row}" for row, text in enumerate(texts, start=1)]


def _united(layer: Layer, choices: Choices, account: Account) -> Layer:
    """Unite rows of one id into one area: their figures are taken once where they repeat, and summed where they differ."""
    column = _repeated_id(layer, choices)
    if column is None:
        return layer
    texts = layer.texts(column)
    first = {text: row for row, text in reversed(list(enumerate(texts)))}
    order = sorted(set(texts), key=lambda text: first[text])
    into = np.array([order.index(text) for text in texts], dtype=np.int64)
    groups = [np.flatnonzero(into == number).tolist() for number in range(len(order))]
    several = [text for text, rows in zip(order, groups, strict=True) if len(rows) > 1]
    account.assumed.append(tell("united", file=layer.label, column=column, areas=few(several, _MOST_NAMED)))
    columns = {name: _united_cells(name, layer.cells(name), groups) for name in layer.columns}
    shapes = None if layer.shapes is None else merged(layer.shapes, into)
    return replace(layer, source=columns, shapes=shapes)


def _repeated_id(layer: Layer, choices: Choices) -> str | None:
    """Return the column of ids where it repeats: the one named, or a likely one if no other is without repeats."""
    if choices.area.id is not None:
        texts = layer.texts(choices.area.id) if choices.area.id in layer.columns else []
        return choices.area.id if len(set(texts)) < len(texts) else None
    if roles.best(layer, roles.ID, 2.0) is not None or layer.shapes is None:
        return None
    likely = [(roles.ID.weight_of(name), name) for name in layer.columns]
    weight, column = max(likely, default=(0.0, ""))
    if weight < 3.0:
        return None
    texts = layer.texts(column)
    return column if all(texts) and len(layer) / 2 <= len(set(texts)) < len(texts) else None


def _united_cells(column: str, cells: list[Any], groups: list[list[int]]) -> list[Any]:
    """Take what parts agree on; else sum whole numbers, average others (an index, an income), or take the first."""
    averaged = roles.DEPRIVATION.weight_of(column) > 0
    found: list[Any] = []
    for rows in groups:
        values = list(dict.fromkeys(cells[row] for row in rows if cells[row] is not None))
        numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
        if len(values) < 2 or len(numbers) < len(values):
            found.append(values[0] if values else None)
        elif averaged or any(isinstance(value, float) and not value.is_integer() for value in numbers):
            found.append(float(np.mean(numbers)))
        else:
            found.append(add_up(numbers))
    return found
