"""Decide which layer holds the areas, which the crimes, which the links between areas, and which are to be joined."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mobsim.errors import UsageError
from mobsim.intake import roles
from mobsim.intake.choices import FileChoices
from mobsim.intake.crime_layers import likeliest_crimes, stacked
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
    crime_tables: list[Layer] = field(default_factory=list)
    """What ``crimes`` is put together from."""
    other_crimes: list[Layer] = field(default_factory=list)
    """Tables that list crimes too, and are not used."""
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
        for use in ("areas", "edges", "survey")
        if (name := getattr(choices, use)) is not None
    }
    asked = [named(layers, name, "--join") for name in choices.joins]
    crimes = [] if choices.crimes is None else _all_named(layers, choices.crimes, "--crimes")
    left = [each for each in layers if not any(each is other for other in [*given.values(), *asked, *crimes])]
    areas = given.get("areas") or _likeliest_areas(left)
    chosen = set(given) | ({"crimes"} if crimes else set())
    found = Sorted(areas, None, given.get("edges"), given.get("survey"), asked, chosen=chosen)
    maybe = list(crimes)
    for layer in left:
        if layer is not areas and not _place(layer, found):
            (found.other_crimes if crimes else maybe).append(layer)
    _take_crimes(maybe, found)
    if areas.links is not None and found.edges is None:
        found.edges = areas
    return found


def _take_crimes(maybe: Sequence[Layer], found: Sorted) -> None:
    """Take the tables of crimes that belong together, and keep account of the others."""
    if maybe:
        found.crime_tables = likeliest_crimes(maybe, [crime_type_column(layer) for layer in maybe])
        found.crimes = stacked(found.crime_tables)
        found.other_crimes += [layer for layer in maybe if not any(layer is each for each in found.crime_tables)]
        found.unused += found.other_crimes


def named(layers: Sequence[Layer], name: str, option: str) -> Layer:
    """Find the layer that an option names: by file, or by file and layer (``town.gpkg:wards``)."""
    found = _all_named(layers, name, option)
    if len(found) > 1:
        raise UsageError(
            "has several layers", field=option, value=name, remedy=f"name one: {', '.join(map(_written, found[:8]))}"
        )
    return found[0]


def _all_named(layers: Sequence[Layer], name: str, option: str) -> list[Layer]:
    """Find all layers of a file that an option names, or the one of its layers that is named too."""
    file, _, layer = name.rpartition(":") if ":" in name and not Path(name).exists() else (name, "", "")
    found = [
        each
        for each in layers
        if each.file.name == Path(file).name and layer in ("", each.name, each.name.partition(":")[0].strip())
    ]
    if not found:
        known = [_written(each) for each in layers]
        raise UsageError("is not among the files", field=option, value=name, remedy=did_you_mean(name, known))
    return found[:1] if layer else found


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


def _place(layer: Layer, found: Sorted) -> bool:
    """Put a layer that no option names where it belongs; return whether it belongs anywhere but among the crimes."""
    if found.edges is None and (is_edges(layer) or layer.links is not None):
        found.edges = layer
    elif is_crimes(layer):
        return False
    elif found.survey is None and is_survey(layer):
        found.survey = layer
    elif layer.geometry in ("none", "areas") and layer.columns:
        found.joins.append(layer)
    else:
        found.unused.append(layer)
    return True
