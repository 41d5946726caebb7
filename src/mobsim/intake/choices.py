"""What a user chose by options, and what was guessed where they chose nothing."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from mobsim.scenario.neighbour_rules import Rule

Small = Literal["merge", "drop", "keep"]
Direction = Literal["lower", "higher"]
PartYears = Literal["relative", "estimate"]
NeighbourRule = Rule | Literal["distance", "all"]


@dataclass(frozen=True)
class FileChoices:
    """Which file, or layer, holds what: ``wards.gpkg``, or ``town.gpkg:wards``."""

    areas: str | None = None
    crimes: str | None = None
    survey: str | None = None
    edges: str | None = None
    joins: tuple[str, ...] = ()
    encoding: str | None = None
    decimal: str | None = None
    thousands: str | None = None


@dataclass(frozen=True)
class AreaChoices:
    """Columns of the areas, and what is done with them."""

    id: str | None = None
    name: str | None = None
    population: str | None = None
    population_unit: int = 1
    households: str | None = None
    town_population: int | None = None
    residents_per_area: int | None = None
    people_per_household: float = 2.4
    deprivation: str | None = None
    direction: Direction | None = None
    transform: Literal["minmax", "rank", "none"] | None = None
    small: Small = "merge"
    min_residents: int | None = None
    system: str | None = None
    match: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class CrimeChoices:
    """Columns of crimes, and what they count as."""

    type: str | None = None
    date: str | None = None
    x: str | None = None
    y: str | None = None
    area: str | None = None
    count: str | None = None
    years: tuple[int, int] | None = None
    part_years: PartYears | None = None
    types: tuple[tuple[str, str], ...] = ()
    system: str | None = None


@dataclass(frozen=True)
class TownChoices:
    """What the scenario says beyond its files."""

    title: str | None = None
    officers: str | None = None
    neighbours: NeighbourRule | None = None
    distance: float | None = None
    scale: float | None = None


@dataclass(frozen=True)
class Choices:
    """All options of the command."""

    name: str
    files: tuple[Path, ...]
    file: FileChoices = field(default_factory=FileChoices)
    area: AreaChoices = field(default_factory=AreaChoices)
    crime: CrimeChoices = field(default_factory=CrimeChoices)
    town: TownChoices = field(default_factory=TownChoices)


@dataclass(frozen=True)
class Guess:
    """Something that was decided: what, how, and the option that decides otherwise.

    ``given`` where the user decided it; ``others`` are what else there was to choose from.
    """

    what: str
    value: str
    option: str
    why: str = ""
    given: bool = False
    others: tuple[str, ...] = ()


@dataclass
class Account:
    """What was read, decided, dropped, assumed and estimated, for the data report and the screen."""

    guesses: list[Guess] = field(default_factory=list)
    files: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    """Label of a layer, what it is, and its uses: ``areas``, ``edges``, ``survey``, ``crimes``, ``joined``, ``nothing``."""
    dropped: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    unjoined: list[str] = field(default_factory=list)
    """Tables that name no areas."""
    estimated: list[str] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def guess(self, guess: Guess) -> None:
        """Record a decision, once an option."""
        if all(guess.option != other.option or guess.what != other.what for other in self.guesses):
            self.guesses.append(guess)
