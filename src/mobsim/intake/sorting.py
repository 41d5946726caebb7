"""Decide which layer holds the areas, which the crimes, which the links between areas, and which are to be joined."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mobsim.errors import UsageError
from mobsim.intake import roles
from mobsim.intake.choices import FileChoices
from mobsim.intake.crime_types import draft_type
from mobsim.intake.layers import Layer
from mobsim.intake.surveys import is_survey
from mobsim.intake.traits import is_nothing
from mobsim.scenario.names import did_you_mean

_MANY = 3
"""Rows an area from which a table with a category is one of crimes."""


@dataclass
class Sorted:
    """The layers of a town by what they are for."""

    areas: Layer
    crimes: Layer | None = None
    edges: Layer | None = None
    survey: Layer | None = None
    joins: list[Layer] = field(default_factory=list)
    unused: list[Layer] = field(default_factory=list)
    chosen: set[str] = field(default_factory=set)
    """Uses that the user named: areas, crimes, edges, survey."""


def sort_layers(layers: Sequence[Layer], choices: FileChoices) -> Sorted:
    """Sort layers by what they are for.

    Raises
    ------
    UsageError
        If no layer holds areas, or an option names none.
    """
    given = {
        use: named(layers, name, f"--{use}")
        for use in ("areas", "crimes", "edges", "survey")
        if (name := getattr(choices, use)) is not None
    }
    asked = [named(layers, name, "--join") for name in choices.joins]
    left = [each for each in layers if not any(each is other for other in [*given.values(), *asked])]
    areas = given.get("areas") or _likeliest_areas(left)
    found = Sorted(areas, given.get("crimes"), given.get("edges"), given.get("survey"), asked, chosen=set(given))
    for layer in left:
        if layer is not areas:
            _place(layer, found)
    if areas.links is not None and found.edges is None:
        found.edges = areas
    return found


def named(layers: Sequence[Layer], name: str, option: str) -> Layer:
    """Find the layer that an option names: by file, or by file and layer (``town.gpkg:wards``)."""
    file, _, layer = name.rpartition(":") if ":" in name and not Path(name).exists() else (name, "", "")
    found = [
        each
        for each in layers
        if each.file.name == Path(file).name and layer in ("", each.name, each.name.partition(":")[0].strip())
    ]
    if not found:
        known = [_written(each) for each in layers]
        raise UsageError("is not among the files", field=option, value=name, remedy=did_you_mean(name, known))
    if len(found) > 1 and not layer:
        raise UsageError(
            "has several layers", field=option, value=name, remedy=f"name one: {', '.join(map(_written, found[:8]))}"
        )
    return found[0]


def _written(layer: Layer) -> str:
    return f"{layer.file.name}:{layer.name}" if layer.name else layer.file.name


def _likeliest_areas(layers: Sequence[Layer]) -> Layer:
    """Choose the areas: outlines before networks before tables of residents; those with residents first."""
    scored = [(score, -place, layer) for place, layer in enumerate(layers) if (score := _score_as_areas(layer)) > 0]
    if scored:
        return max(scored, key=lambda each: each[:2])[2]
    raise UsageError(
        "hold no neighbourhoods", field="FILES",
        value=", ".join(layer.label for layer in layers[:5]),
        remedy="add a map of areas, or a table with a row an area (id, name, residents), or name one by --areas FILE",
    )  # fmt: skip


def _score_as_areas(layer: Layer) -> float:
    residents = roles.best(layer, roles.POPULATION) is not None
    if layer.geometry == "areas" and len(layer) > 1:
        return 8.0 + 2.0 * residents + 1.0 * (roles.best(layer, roles.DEPRIVATION) is not None)
    if layer.links is not None:
        return 5.0 + 2.0 * residents
    if layer.geometry == "lines" or is_edges(layer) or is_crimes(layer):
        return 0.0
    named_areas = roles.best(layer, roles.ID) is not None or roles.best(layer, roles.NAME) is not None
    return (2.0 + 1.0 * (layer.geometry == "points")) * residents * named_areas


def is_edges(layer: Layer) -> bool:
    """Whether a table lists pairs of neighbours."""
    if layer.shapes is not None or layer.links is not None or len(layer.columns) > 6:
        return False
    return roles.best(layer, roles.LINK_FROM) is not None and roles.best(layer, roles.LINK_TO) is not None


def is_crimes(layer: Layer) -> bool:
    """Whether a layer lists crimes: points or rows with a date or a category of crime."""
    if layer.geometry in ("areas", "lines") or layer.links is not None or is_edges(layer):
        return False
    kind = crime_type_column(layer)
    date = roles.best(layer, roles.DATE, 2.0)
    positions = layer.geometry == "points" or (roles.best(layer, roles.X) and roles.best(layer, roles.Y))
    counts = roles.best(layer, roles.COUNT, 2.0)
    residents = roles.best(layer, roles.POPULATION, 2.5)
    if kind is not None and (date or positions or counts):
        return True
    return bool(positions) and not residents and (date is not None or layer.geometry == "points")


def crime_type_column(layer: Layer) -> str | None:
    """Return the column of categories, most of whose values are words for crimes or repeat often."""
    best, weight = None, 0.0
    for column, said in roles.ranked(layer, roles.TYPE, 2.0):
        values = [str(cell) for cell in layer.sample(column) if not is_nothing(cell)]
        different = set(values)
        if not different or (len(different) > 200 and len(different) * _MANY > len(values)):
            continue
        known = sum(draft_type(each) is not None for each in different) / len(different)
        if known > 0.3 and said + 2 * known > weight:
            best, weight = column, said + 2 * known
    return best


def _place(layer: Layer, found: Sorted) -> None:
    """Put a layer that no option names where it belongs."""
    if found.edges is None and (is_edges(layer) or layer.links is not None):
        found.edges = layer
    elif found.survey is None and is_survey(layer) and not is_crimes(layer):
        found.survey = layer
    elif found.crimes is None and is_crimes(layer):
        found.crimes = layer
    elif layer.geometry in ("none", "areas") and not is_crimes(layer) and layer.columns:
        found.joins.append(layer)
    else:
        found.unused.append(layer)
