"""Find the crimes among a user's files, which may be one file for each month or year, and read those as one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from mobsim.intake import roles
from mobsim.intake.layers import Layer


class Stacked(Mapping[str, list[Any]]):
    """The columns of several tables, one below the other; a cell is empty where a table lacks the column.

    Columns are put together when they are asked for: files of crimes are large.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._layers = tuple(layers)
        self._columns = tuple(dict.fromkeys(column for layer in layers for column in layer.columns))

    def __getitem__(self, column: str) -> list[Any]:
        if column not in self._columns:
            raise KeyError(column)
        return [
            cell
            for layer in self._layers
            for cell in (layer.cells(column) if column in layer.columns else [""] * len(layer))
        ]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def likeliest_crimes(layers: Sequence[Layer], type_columns: Sequence[str | None]) -> list[Layer]:
    """Choose the tables of crimes that belong together: those with categories before others, then the more rows.

    Parameters
    ----------
    layers
        Tables that may list crimes.
    type_columns
        The column of categories of each.
    """
    groups: dict[Any, list[Layer]] = {}
    for layer, column in zip(layers, type_columns, strict=True):
        groups.setdefault(_kind_of(layer, column), []).append(layer)
    chosen = max(groups, key=lambda kind: (kind[0] is not None, sum(map(len, groups[kind]))), default=None)
    return [] if chosen is None else groups[chosen]


def _kind_of(layer: Layer, type_column: str | None) -> tuple[str | None, str | None, str, str]:
    """Say what tables must have in common to be parts of one: category, date, and how they say where."""
    return type_column, roles.best(layer, roles.DATE, 2.0), layer.geometry, str(layer.crs)


def stacked(layers: Sequence[Layer]) -> Layer:
    """Read several tables of crimes as one; copies of one table count once."""
    different = _without_copies(layers)
    first, *others = different
    notes = (
        [f"copies of tables of crimes were left out: {len(layers) - len(different)}"]
        if len(different) < len(layers)
        else []
    )
    if not others:
        return replace(first, notes=[*first.notes, *notes])
    one_file = all(layer.file == first.file for layer in others)
    name = f"{len(different)} tables" if one_file else f"and {len(others)} more"
    shapes = [layer.shapes for layer in different if layer.shapes is not None]
    return Layer(
        first.file, name, first.kind, Stacked(different), first.sha256, np.concatenate(shapes) if shapes else None,
        first.crs, notation=first.notation, notes=["read as one table of crimes", *notes],
    )  # fmt: skip


def _without_copies(layers: Sequence[Layer]) -> list[Layer]:
    """Leave out each table whose cells are those of one before it."""
    kept: list[Layer] = []
    for layer in layers:
        alike = (other for other in kept if other.columns == layer.columns and len(other) == len(layer))
        if not any(all(other.cells(column) == layer.cells(column) for column in layer.columns) for other in alike):
            kept.append(layer)
    return kept
