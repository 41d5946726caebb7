"""Bring tables into a row an area: those with a column an area, and those of smaller units whose codes begin with an area's."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.intake import roles
from mobsim.intake.choices import FileChoices
from mobsim.intake.figures import numbers_of
from mobsim.intake.layers import Layer
from mobsim.intake.traits import is_nothing, traits_of
from mobsim.intake.words import matched
from mobsim.scenario.row_files import numbered

Rows = NDArray[np.int64]
_ENOUGH = 0.5
_FEWEST = 3
_MOSTLY = 0.85
"""Share of rows whose code must begin with an area's."""
LABEL = "area"


def turned(layer: Layer, keys: Sequence[Sequence[str]]) -> Layer | None:
    """Turn a table whose columns are areas and whose rows are figures; ``None`` where too few columns are called like areas.

    Parameters
    ----------
    layer
        The table, as census profiles of municipalities are published.
    keys
        Lists of what the areas are called.
    """
    if layer.shapes is not None or layer.links is not None:
        return None
    known = [{matched(key) for key in each} - {""} for each in keys]
    areas = max(([name for name in layer.columns if matched(name) in each] for each in known), key=len, default=[])
    labels = [name for name in layer.columns if name not in areas]
    if len(areas) < max(_FEWEST, _ENOUGH * len(keys[0])) or not labels:
        return None
    texts = layer.texts(max(labels, key=lambda name: _told_apart(layer.cells(name))))
    names = numbered([" ".join(text.split()) for text in texts])
    cells = [layer.cells(name) for name in areas]
    columns: dict[str, list[Any]] = {LABEL: list(areas)}
    columns |= {name: [column[row] for column in cells] for row, name in enumerate(names) if name and name != LABEL}
    _note(layer, "its columns are areas: it was turned, a row an area")
    return replace(layer, source=columns)


def _note(layer: Layer, note: str) -> None:
    if note not in layer.notes:
        layer.notes.append(note)


def _told_apart(cells: Sequence[Any]) -> int:
    """Count different words; numbers tell no figure apart."""
    traits = traits_of(cells)
    return 0 if traits.numbers > _ENOUGH else traits.different


def units_within(texts: Sequence[str], keys: Sequence[Sequence[str]]) -> Rows | None:
    """Return the area of each code that begins with an area's, as ``01100101`` lies in ``0110``; ``None`` where codes do not.

    All codes of a list must be of one length, and nearly all begin with one of the areas'.
    """
    filled = [text for text in texts if text]
    lengths = {len(text) for text in filled}
    for each in keys:
        own = {len(key) for key in each}
        if len(lengths) != 1 or len(own) != 1 or len(set(each)) < len(each) or not all(map(_is_code, (*each, *filled))):
            continue
        length = own.pop()
        number = {key: area for area, key in enumerate(each)}
        area = np.fromiter((number.get(text[:length], -1) for text in texts), np.int64, len(texts))
        found = len(set(area.tolist()) - {-1}) / max(len(each), 1)
        if length < min(lengths) and (area >= 0).mean() >= _MOSTLY and found >= _ENOUGH:
            return area
    return None


def _is_code(text: str) -> bool:
    return any(letter.isdigit() for letter in text) and " " not in text


def summed(layer: Layer, keys: Sequence[Sequence[str]], ids: Sequence[str], marks: FileChoices) -> Layer | None:
    """Sum the units of a table up to the areas in which their codes say that they lie; ``None`` where no column says so.

    Whole numbers are added up. Others are averaged by the units' residents, where the table counts them.
    """
    column = next((name for name in _codes(layer) if units_within(layer.texts(name), keys) is not None), None)
    if column is None:
        return None
    area = units_within(layer.texts(column), keys)
    if area is None or len(set(area.tolist()) - {-1}) == int((area >= 0).sum()):
        return None
    there = sorted(set(area.tolist()) - {-1})
    people = roles.best(layer, roles.POPULATION)
    weight = None if people is None else np.nan_to_num(numbers_of(layer, people, marks))
    columns: dict[str, list[Any]] = {LABEL: [ids[each] for each in there]}
    for name in layer.columns:
        if name != column and traits_of(layer.cells(name)).is_number:
            columns[name] = _of_areas(numbers_of(layer, name, marks), area, there, weight)
    note = f"its rows are smaller units, whose codes in {column} begin with an area's: whole numbers were added up, "
    _note(layer, note + "others averaged" + ("" if people is None else f" by {people}"))
    return replace(layer, source=columns, notation=replace(layer.notation, separator=None))


def _codes(layer: Layer) -> list[str]:
    return [name for name in layer.columns if roles.ID.weight_of(name) or traits_of(layer.cells(name)).is_unique]


def _of_areas(values: NDArray[np.float64], area: Rows, there: Sequence[int], weight: Any) -> list[float | None]:
    known = np.isfinite(values)
    is_count = bool((values[known] == np.floor(values[known])).all())
    found: list[float | None] = []
    for each in there:
        rows = (area == each) & known
        if not rows.any():
            found.append(None)
        elif is_count:
            found.append(float(values[rows].sum()))
        else:
            by = None if weight is None or not weight[rows].any() else weight[rows]
            found.append(float(np.average(values[rows], weights=by)))
    return found


def shown_codes(layer: Layer) -> str:
    """Show how a table writes its codes or names, for a message: the first cell of its likeliest column."""
    names = [
        *(name for name, _ in roles.ranked(layer, roles.ID)),
        *(name for name, _ in roles.ranked(layer, roles.NAME)),
    ]
    column = next(iter(names), None)
    cells = [] if column is None else [cell for cell in layer.texts(column) if not is_nothing(cell)]
    return f"{column} has {cells[0]!r}" if column is not None and cells else ""
