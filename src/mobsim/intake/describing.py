"""Say of a file of any kind what it is, which column seems to be what, and what a town would still lack."""

from pathlib import Path

from mobsim.intake import roles
from mobsim.intake.layers import Layer
from mobsim.intake.opening import open_file
from mobsim.intake.sorting import crime_type_column, is_crimes, is_edges
from mobsim.intake.traits import is_nothing, traits_of
from mobsim.intake.words import is_private
from mobsim.scenario.findings import listed

_GEOMETRIES = {"areas": "areas with outlines", "points": "points", "lines": "lines", "none": "rows"}
_MOST_COLUMNS = 30


def describe_file(path: Path) -> tuple[str, tuple[str, ...]]:
    """Open a file and describe each of its layers.

    Returns
    -------
    tuple of (a sentence, notes)

    Raises
    ------
    MobsimError
        If it cannot be read.
    """
    layers = open_file(path)
    notes = [f"{layer.label}: {note}." for layer in layers for note in layer.notes]
    said = [
        f"{_GEOMETRIES[layer.geometry]}: {len(layer):,}; columns: {listed(layer.columns, _MOST_COLUMNS)}"
        for layer in layers
    ]
    if len(layers) == 1:
        return f"{layers[0].kind}, {said[0]}.", (*notes, describe_layer(layers[0]))
    shown = "; ".join(f"{layer.label} ({what})" for layer, what in zip(layers, said, strict=True))
    return f"{len(layers)} layers: {shown}.", (*notes, *(f"{layer.label}: {describe_layer(layer)}" for layer in layers))


def describe_layer(layer: Layer) -> str:
    """Say in a sentence or two what a layer seems to be, and what it lacks."""
    if is_edges(layer) or layer.geometry == "lines":
        return (
            "It seems to hold pairs of neighbours."
            if is_edges(layer)
            else "Lines say nothing of residents: `mobsim new` leaves them."
        )
    return _as_crimes(layer) if is_crimes(layer) else _as_areas(layer)


def _as_crimes(layer: Layer) -> str:
    found = {"category": crime_type_column(layer), "date": roles.best(layer, roles.DATE, 2.0)}
    if layer.geometry == "points":
        found["position"] = "its points"
    else:
        x, y = roles.best(layer, roles.X, 2.0), roles.best(layer, roles.Y, 2.0)
        found["position"] = f"{x} and {y}" if x and y else _place(layer, found)
    private = [name for name in layer.columns if _is_private(layer, name)]
    kept = f" What may be addresses ({listed(private)}) is never copied." if private else ""
    return f"It seems to list crimes: {_told(found)}.{kept} Add areas: `mobsim new TOWN AREAS {layer.file.name}`."


def _place(layer: Layer, found: dict[str, str | None]) -> str | None:
    taken = {*found.values(), roles.best(layer, roles.COUNT, 2.0)}
    return next((column for column, _ in roles.ranked(layer, roles.PLACE, 2.0) if column not in taken), None)


def _is_private(layer: Layer, column: str) -> bool:
    texts = [str(cell) for cell in layer.sample(column)[:200] if isinstance(cell, str) and not is_nothing(cell)]
    return bool(texts) and not traits_of(texts).is_number and sum(map(is_private, texts)) > len(texts) / 2


def _as_areas(layer: Layer) -> str:
    found = {
        "id": roles.best(layer, roles.ID),
        "name": roles.best(layer, roles.NAME),
        "residents": roles.best(layer, roles.POPULATION),
        "deprivation": roles.best(layer, roles.DEPRIVATION),
    }
    if layer.geometry == "none" and found["residents"] is None:
        what = "a table to be joined to areas" if found["id"] or found["name"] else "a table that names no areas"
        return f"It seems to be {what}: {_told(found)}."
    lacks = (
        ""
        if layer.geometry != "none" or layer.links is not None
        else " It lacks who is next to whom: outlines, or pairs of neighbours."
    )
    return f"It seems to hold neighbourhoods: {_told(found)}.{lacks} `mobsim new TOWN {layer.file.name}` makes a scenario of it."


def _told(found: dict[str, str | None]) -> str:
    there = [f"{what} in {column}" for what, column in found.items() if column is not None]
    lacking = [what for what, column in found.items() if column is None]
    without = f"{'nothing' if not there else 'no column'} says {listed(lacking, 9)}" if lacking else ""
    return "; ".join(part for part in (", ".join(there), without) if part)
