"""Build a community from its table in the scenario file and the data files that the table names."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import InputError, InputErrors
from mobsim.scenario import network
from mobsim.scenario.areas import Areas, numbers, read_areas
from mobsim.scenario.columns import Values, deprivation_of, relative_risk, turnover_of
from mobsim.scenario.findings import Findings, likewise
from mobsim.scenario.geometry import curve_order
from mobsim.scenario.place_files import read_places
from mobsim.scenario.problems import AGENCIES
from mobsim.scenario.scenario import Community, DeclaredNeighbourhoods, PlaceTable, Seats
from mobsim.scenario.synthetic import grid
from mobsim.scenario.text_files import beside, read_text

if TYPE_CHECKING:
    from mobsim.scenario.schema import CommunityTable, LeadersTable, SyntheticTable

_FEWEST_SIMULATED = 10


@dataclass(slots=True)
class CommunityReader:
    """Read one community: its file, where in the file, the scale, what was found and which files were read."""

    file: Path
    where: str
    scale: float
    findings: Findings
    inputs: dict[str, str]

    def read(self, name: str, table: "CommunityTable", leaders: "LeadersTable") -> Community | None:
        """Build the community, or record why it cannot be and return ``None``."""
        before = len(self.findings.errors)
        neighbourhoods = None
        try:
            if table.synthetic is not None:
                neighbourhoods = self._synthetic(table.synthetic)
            elif table.areas is not None:
                neighbourhoods = self._from_areas(table)
        except (InputError, InputErrors) as error:
            self.findings.add(error)
        if neighbourhoods is None or len(self.findings.errors) > before:
            return None
        officers = max(1, round(officers_wanted(table, neighbourhoods)))
        return Community(name, neighbourhoods, officers, self._leaders(leaders, len(neighbourhoods)))

    def _leaders(self, table: "LeadersTable", neighbourhoods: int) -> Seats:
        agencies = AGENCIES if table.agencies is None else tuple(table.agencies)
        associations = neighbourhoods if table.associations == "each neighbourhood" else table.associations
        if associations > neighbourhoods:
            self.findings.note(
                f"{associations} associations were asked for; {neighbourhoods} neighbourhoods have one each."
            )
        return Seats(table.councillors, agencies, min(int(associations), neighbourhoods))

    def _synthetic(self, table: "SyntheticTable") -> DeclaredNeighbourhoods | None:
        low, high = table.deprivation_range
        if low > high:
            self.findings.wrong(
                "must ascend",
                f"{self.where}.synthetic.deprivation_range",
                "write the lower share first",
                value=table.deprivation_range,
            )
            return None
        people = np.full(table.neighbourhoods, float(table.residents_per_neighbourhood))
        simulated = self._simulated(people, [str(number + 1) for number in range(table.neighbourhoods)])
        return grid(simulated, people, (low, high), table.turnover, table.seed)

    def _simulated(self, people: NDArray[np.float64], ids: list[str]) -> NDArray[np.int64]:
        simulated = np.floor(np.nan_to_num(people) * self.scale + 0.5).astype(np.int64)
        few = np.flatnonzero((simulated < _FEWEST_SIMULATED) & (people >= 1))
        if len(few):
            first = int(few[0])
            self.findings.wrong(
                f"leaves {simulated[first]} simulated residents in area {ids[first]} ({people[first]:g} residents), "
                f"fewer than {_FEWEST_SIMULATED}" + likewise([ids[number] for number in few[1:]]),
                "scale" if self.scale < 1 else f"{self.where}.population",
                "raise scale, or merge the area with a neighbour"
                if self.scale < 1
                else "merge the area with a neighbour",
                value=self.scale if self.scale < 1 else float(people[first]),
            )
        return simulated

    def _from_areas(self, table: "CommunityTable") -> DeclaredNeighbourhoods | None:
        path = beside(self.file, table.areas or "", f"{self.where}.areas")
        areas = read_areas(path, table.id, table.name, self.findings)
        self.inputs[areas.path.name] = areas.sha256
        if self.findings.errors:
            return None
        pairs = network.joined(self._pairs(table, areas), areas, self.findings)
        order, x, y = _order_and_positions(areas, pairs)
        position = np.empty(len(order), dtype=np.int64)
        position[order] = np.arange(len(order))
        people = self._people(table, areas)
        simulated = self._simulated(people, areas.ids)
        places = self._places(table, areas, position)
        if places is not None and not self.findings.errors:
            self._check_room(places, simulated[order], [areas.ids[i] for i in order])
        return DeclaredNeighbourhoods(
            ids=tuple(areas.ids[i] for i in order),
            names=tuple(areas.names[i] for i in order),
            population=simulated[order],
            people=people[order],
            deprivation=deprivation_of(areas, table.deprivation, self.findings)[order],
            turnover=turnover_of(areas, table.turnover, self.findings)[order],
            risks={
                kind: relative_risk(areas, name, people, self.findings)[order] for kind, name in table.risks.items()
            },
            x=x[order],
            y=y[order],
            polygons=None if areas.polygons is None else tuple(areas.polygons[i] for i in order),
            edges=network.as_array({(int(position[a]), int(position[b])) for a, b in pairs}),
            places=places,
        )

    def _places(self, table: "CommunityTable", areas: Areas, position: NDArray[np.int64]) -> PlaceTable | None:
        if table.places is None:
            return None
        file = read_text(beside(self.file, table.places, f"{self.where}.places"))
        self.inputs[file.path.name] = file.sha256
        return read_places(file, areas.ids, position, self.findings)

    def _check_room(self, places: PlaceTable, simulated: NDArray[np.int64], ids: list[str]) -> None:
        """Refuse places that would stand empty: each needs a simulated resident."""
        count = np.bincount(places.neighbourhood, minlength=len(ids))
        crowded = np.flatnonzero(count > simulated)
        if len(crowded):
            first = int(crowded[0])
            self.findings.wrong(
                f"gives area {ids[first]} {count[first]} places for {simulated[first]} simulated residents"
                + likewise([ids[number] for number in crowded[1:]]),
                f"{self.where}.places",
                "raise scale, or leave the line out to have places made",
                value=int(count[first]),
            )

    def _pairs(self, table: "CommunityTable", areas: Areas) -> network.Pairs:
        if table.edges is None:
            return network.edges_of_outlines(areas, table.neighbours, self.findings)
        file = read_text(beside(self.file, table.edges, f"{self.where}.edges"))
        self.inputs[file.path.name] = file.sha256
        return network.edges_of_file(file, areas, self.findings)

    def _people(self, table: "CommunityTable", areas: Areas) -> NDArray[np.float64]:
        given = table.population if table.population is not None else table.residents_per_area
        if isinstance(given, int):
            return np.full(len(areas.ids), float(given))
        return numbers(areas, str(given), self.findings, low=1.0, high=5_000_000.0)


def officers_wanted(table: "CommunityTable", neighbourhoods: DeclaredNeighbourhoods) -> float:
    """Compute how many officers would serve the simulated residents, before rounding."""
    people = float(neighbourhoods.people.sum())
    real = table.officers if table.officers is not None else (table.officers_per_100k or 0.0) * people / 100_000
    return real * float(neighbourhoods.population.sum()) / people


def _order_and_positions(areas: Areas, pairs: network.Pairs) -> tuple[NDArray[np.int64], Values, Values]:
    """Order areas so that neighbours stand near each other; without positions, set them on a square for drawing."""
    if areas.x is not None and areas.y is not None:
        return curve_order(areas.x, areas.y), areas.x, areas.y
    order = network.walk_order(pairs, len(areas.ids))
    side = int(np.ceil(np.sqrt(len(order))))
    x, y = np.empty(len(order)), np.empty(len(order))
    x[order], y[order] = np.arange(len(order)) % side, np.arange(len(order)) // side
    return order, x, y
