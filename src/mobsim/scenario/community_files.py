"""Read every data file that a community names, whatever is wrong with the others, and lay its areas out in order."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import InputError, InputErrors
from mobsim.scenario import network
from mobsim.scenario.areas import Areas, read_areas
from mobsim.scenario.columns import (
    Values,
    deprivation_of,
    note_basis,
    people_of,
    relative_risk,
    risk_column,
    turnover_of,
)
from mobsim.scenario.doubtful_areas import check_totals, note_same_outlines
from mobsim.scenario.findings import Findings
from mobsim.scenario.geometry import curve_order
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.place_files import in_order, read_places
from mobsim.scenario.readings import Notation
from mobsim.scenario.scenario import DeclaredNeighbourhoods, PlaceTable
from mobsim.scenario.tables import note_unused
from mobsim.scenario.text_files import TextFile, beside, read_text

if TYPE_CHECKING:
    from mobsim.scenario.schema import CommunityTable

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class CommunityData:
    """What the files of a community hold, areas in the order of their file; ``None`` for what could not be read."""

    areas: Areas
    pairs: network.Pairs | None
    places: PlaceTable | None
    people: Values
    deprivation: Values
    turnover: Values
    risks: dict[str, Values]

    def laid_out(self, simulated: NDArray[np.int64], findings: Findings) -> DeclaredNeighbourhoods:
        """Join parts of the network that hang apart, and order areas so that neighbours stand near each other."""
        areas, pairs = self.areas, network.joined(self.pairs or set(), self.areas, findings)
        order, x, y = _order_and_positions(areas, pairs)
        position = np.empty(len(order), dtype=np.int64)
        position[order] = np.arange(len(order))
        return DeclaredNeighbourhoods(
            ids=tuple(areas.ids[i] for i in order),
            names=tuple(areas.names[i] for i in order),
            population=simulated[order],
            people=self.people[order],
            deprivation=self.deprivation[order],
            turnover=self.turnover[order],
            risks={kind: values[order] for kind, values in self.risks.items()},
            x=x[order],
            y=y[order],
            polygons=None if areas.polygons is None else tuple(areas.polygons[i] for i in order),
            edges=network.as_array({(int(position[a]), int(position[b])) for a, b in pairs}),
            places=None if self.places is None else in_order(self.places, position),
        )


@dataclass(slots=True)
class CommunityFiles:
    """The files of one community: the scenario file, where in it they are named, what was found, which were read."""

    file: Path
    where: str
    findings: Findings
    inputs: dict[str, str]

    def read(self, table: "CommunityTable") -> CommunityData | None:
        """Read and check them all; ``None`` where not even the areas can be told."""
        areas = self._tried(lambda: self._areas(table))
        known = areas if areas is not None and areas.ids_known else None
        pairs = self._tried(lambda: self._pairs(table, known))
        places = self._tried(lambda: self._places(table, known))
        if areas is None:
            return None
        note_basis(table, self.findings)
        people = people_of(areas, _residents(table), self.findings)
        check_totals(areas, people, self.findings)
        note_same_outlines(areas, self.findings)
        return CommunityData(
            areas=areas,
            pairs=pairs,
            places=places,
            people=people,
            deprivation=deprivation_of(areas, table.deprivation, self.findings),
            turnover=turnover_of(areas, table.turnover, self.findings),
            risks={
                kind: relative_risk(areas, kind, given, people, self.findings) for kind, given in table.risks.items()
            },
        )

    def _tried(self, read: Callable[[], Read]) -> Read | None:
        """Read a file, or record why it cannot be read."""
        try:
            return read()
        except (InputError, InputErrors) as error:
            self.findings.add(error)
            return None

    def _areas(self, table: "CommunityTable") -> Areas:
        path = beside(self.file, table.areas or "", f"{self.where}.areas")
        areas = read_areas(path, table.id, table.name, self.findings, self._notation(table))
        self.inputs[self._name_of(areas.path)] = areas.sha256
        if "name" in table.model_fields_set and table.name not in areas.table.columns:
            remedy = did_you_mean(table.name, areas.table.columns)
            self.findings.wrong_data(path, "is not a column", table.name, remedy)
        note_unused(areas.table, _columns_named(table), {"x", "y"} if areas.polygons is None else set(), self.findings)
        return areas

    def _pairs(self, table: "CommunityTable", areas: Areas | None) -> network.Pairs | None:
        if table.edges is not None:
            return network.edges_of_file(self._opened(table.edges, "edges"), areas, self.findings)
        return None if areas is None else network.edges_of_outlines(areas, table.neighbours, self.findings)

    def _places(self, table: "CommunityTable", areas: Areas | None) -> PlaceTable | None:
        if table.places is None:
            return None
        ids = None if areas is None else areas.ids
        return read_places(self._opened(table.places, "places"), ids, self.findings, self._notation(table, "places_"))

    def _opened(self, name: str, key: str) -> TextFile:
        file = read_text(beside(self.file, name, f"{self.where}.{key}"))
        self.inputs[self._name_of(file.path)] = file.sha256
        return file

    def _name_of(self, path: Path) -> str:
        """Return the path of a data file below the scenario's folder."""
        return path.resolve().relative_to(self.file.parent.resolve()).as_posix()

    def _notation(self, table: "CommunityTable", prefix: str = "") -> Notation:
        place = f"under {'[[communities]]' if '[' in self.where else '[community]'} of {self.file.name}"
        marks = (getattr(table, f"{prefix}{name}") for name in ("decimal", "thousands"))
        return Notation(*marks, place=place, prefix=prefix)


def _residents(table: "CommunityTable") -> int | str | None:
    """Return the column of residents, or their number in every area."""
    return table.population if table.population is not None else table.residents_per_area


def _columns_named(table: "CommunityTable") -> set[str]:
    """Return the columns of the areas that a community's table names."""
    of_table = table.deprivation if isinstance(table.deprivation, str) else getattr(table.deprivation, "column", None)
    risks = map(risk_column, table.risks.values())
    named = (table.id, table.name, _residents(table), of_table, table.turnover, *risks)
    return {each for each in named if isinstance(each, str)}


def _order_and_positions(areas: Areas, pairs: network.Pairs) -> tuple[NDArray[np.int64], Values, Values]:
    """Order areas so that neighbours stand near each other; without positions, set them on a square for drawing."""
    if areas.x is not None and areas.y is not None:
        return curve_order(areas.x, areas.y), areas.x, areas.y
    order = network.walk_order(pairs, len(areas.ids))
    side = int(np.ceil(np.sqrt(len(order))))
    x, y = np.empty(len(order)), np.empty(len(order))
    x[order], y[order] = np.arange(len(order)) % side, np.arange(len(order)) // side
    return order, x, y
