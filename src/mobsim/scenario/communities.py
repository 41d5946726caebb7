"""Build a community from its table in the scenario file and the data files that the table names."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.community_files import CommunityFiles
from mobsim.scenario.findings import Findings, likewise
from mobsim.scenario.problems import AGENCIES
from mobsim.scenario.scenario import Community, DeclaredNeighbourhoods, PlaceTable, Seats
from mobsim.scenario.synthetic import grid

if TYPE_CHECKING:
    from mobsim.scenario.schema import CommunityTable, LeadersTable, SyntheticTable

FEWEST_SIMULATED = 10
_MOST_OFFICERS = 0.02
"""Share of residents: no police service has so many officers."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What can be told of a community even where its files hold mistakes: name, ids of its areas, seats.

    ``name``, ``ids`` and ``community`` are ``None`` where they cannot be told.
    """

    name: str | None
    ids: tuple[str, ...] | None
    leaders: Seats
    community: Community | None

    @classmethod
    def of(cls, community: Community) -> "Standing":
        """Describe a community that was built."""
        return cls(community.name, community.neighbourhoods.ids, community.leaders, community)


@dataclass(slots=True)
class CommunityReader:
    """Read one community: its file, where in the file, the scale, what was found and which files were read."""

    file: Path
    where: str
    scale: float
    findings: Findings
    inputs: dict[str, str]

    def read(self, name: str, table: "CommunityTable", leaders: "LeadersTable") -> Standing:
        """Build the community, or record all that keeps it from being built."""
        ids: tuple[str, ...] | None = None
        neighbourhoods = None
        if table.areas is not None:
            ids, neighbourhoods = self._from_areas(table)
        elif table.synthetic is not None:
            neighbourhoods = self._synthetic(table.synthetic)
            ids = tuple(str(number + 1) for number in range(table.synthetic.neighbourhoods))
        seats = self._leaders(leaders, None if ids is None else len(ids))
        known = None if table.title is None and self.findings.lost("title") else name
        if neighbourhoods is None:
            return Standing(known, ids, seats, None)
        officers = officers_wanted(table, neighbourhoods)
        self._check_officers(officers, table, neighbourhoods)
        return Standing(known, ids, seats, Community(name, neighbourhoods, officers, seats))

    def _from_areas(self, table: "CommunityTable") -> tuple[tuple[str, ...] | None, DeclaredNeighbourhoods | None]:
        before = len(self.findings.errors)
        data = CommunityFiles(self.file, self.where, self.findings, self.inputs).read(table)
        if data is None:
            return None, None
        ids = tuple(data.areas.ids) if data.areas.ids_known else None
        simulated = self._simulated(data.people, data.areas.ids)
        if len(self.findings.errors) > before or np.isnan(data.people).any():
            return ids, None
        if data.places is not None:
            self._check_room(data.places, simulated, data.areas.ids)
        return ids, data.laid_out(simulated, self.findings)

    def _leaders(self, table: "LeadersTable", neighbourhoods: int | None) -> Seats:
        agencies = AGENCIES if table.agencies is None else tuple(table.agencies)
        associations = neighbourhoods or 0 if table.associations == "each neighbourhood" else int(table.associations)
        if neighbourhoods is not None and associations > neighbourhoods:
            self.findings.note(
                f"{associations} associations were asked for; {neighbourhoods} neighbourhoods have one each."
            )
            associations = neighbourhoods
        return Seats(table.councillors, agencies, associations)

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

    def _simulated(self, people: NDArray[np.float64], ids: Sequence[str]) -> NDArray[np.int64]:
        simulated = np.floor(np.nan_to_num(people) * self.scale + 0.5).astype(np.int64)
        few = np.flatnonzero((simulated < FEWEST_SIMULATED) & (people >= 1))
        keys = (f"{self.where}.population", f"{self.where}.residents_per_area", f"{self.where}.synthetic")
        if len(few) and self.findings.sound(*keys):
            first = int(few[0])
            self.findings.wrong(
                f"leaves {simulated[first]} simulated residents in area {ids[first]} ({people[first]:g} residents), "
                f"fewer than {FEWEST_SIMULATED}" + likewise([ids[number] for number in few[1:]]),
                "scale" if self.scale < 1 else f"{self.where}.population",
                "raise scale, or merge the area with a neighbour"
                if self.scale < 1
                else "merge the area with a neighbour",
                value=self.scale if self.scale < 1 else float(people[first]),
            )
        return simulated

    def _check_room(self, places: PlaceTable, simulated: NDArray[np.int64], ids: Sequence[str]) -> None:
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

    def _check_officers(self, officers: float, table: "CommunityTable", neighbourhoods: DeclaredNeighbourhoods) -> None:
        """Refuse more officers than any town has: a count mistaken for a rate."""
        residents = int(neighbourhoods.population.sum())
        key = "officers" if table.officers is not None else "officers_per_100k"
        if officers <= _MOST_OFFICERS * residents or not self.findings.sound(f"{self.where}.{key}"):
            return
        self.findings.wrong(
            f"makes officers more than {_MOST_OFFICERS:.0%} of residents ({officers:,.0f} for {residents:,} simulated residents)",
            f"{self.where}.{key}",
            "correct it, or the residents",
            value=getattr(table, key),
        )


def officers_wanted(table: "CommunityTable", neighbourhoods: DeclaredNeighbourhoods) -> float:
    """Compute how many officers serve the simulated residents; the number need not be whole."""
    people = float(neighbourhoods.people.sum())
    real = table.officers if table.officers is not None else (table.officers_per_100k or 0.0) * people / 100_000
    return real * float(neighbourhoods.population.sum()) / people
