"""What a scenario is once it is read and checked: communities, parameters, strategies, events. Nothing here changes."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import UsageError
from mobsim.extensions.finding import find_planner
from mobsim.scenario.ensemble import Ensemble
from mobsim.scenario.enumerations import Role
from mobsim.scenario.events import Event
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.overrides import check_overrides
from mobsim.scenario.parameters import Parameters, build_parameters
from mobsim.scenario.problem_numbers import check_numbers, numbers_in, with_numbers
from mobsim.scenario.problems import AGENCIES, ProblemType
from mobsim.scenario.shipped import shipped_scenarios
from mobsim.scenario.showing import scenario_in_html
from mobsim.scenario.strategy import Levers, StrategyKind
from mobsim.scenario.terms import USUAL, Terms
from mobsim.scenario.unit_costs import SHIPPED_CURRENCY, Costs

Ring = NDArray[np.float64]
_NOTHING = 1e-9
"""Of an officer: what scaling leaves over by rounding is nobody."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """A named strategy: one sentence about it, its levers, and whether it is a policy or an arm of an experiment.

    ``planner`` is the reference of a planner of a user's own, ``package.module:name``; empty for the shipped one. ``terms`` say
    with what means, from when and where it is followed; they are in the identity of results where they are not the usual ones.
    """

    name: str
    about: str
    levers: Levers
    kind: StrategyKind = StrategyKind.POLICY
    planner: str = ""
    terms: Terms = field(default=USUAL, metadata={"unless_default": True})

    @property
    def is_policy(self) -> bool:
        """Whether it could be followed and may be ranked."""
        return self.kind == StrategyKind.POLICY


@dataclass(frozen=True, slots=True)
class Seats:
    """Who sits at the table beside one mayor and one chief of police."""

    councillors: int = 5
    agencies: tuple[str, ...] = AGENCIES
    associations: int = 0

    def held_by(self, role: Role) -> int:
        """Return how many seats leaders of a role hold."""
        seats = {
            Role.MAYOR: 1,
            Role.COUNCILLOR: self.councillors,
            Role.CHIEF: 1,
            Role.AGENCY_HEAD: len(self.agencies),
            Role.ASSOCIATION: self.associations,
        }
        return seats[role]


@dataclass(frozen=True, slots=True, eq=False)
class PlaceTable:
    """Given places, ordered by neighbourhood.

    ``neighbourhood`` is an index per place; ``weight`` relative attractiveness, or ``None`` where it is to be drawn.
    """

    neighbourhood: NDArray[np.int64]
    weight: NDArray[np.float64] | None
    x: NDArray[np.float64]
    y: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class DeclaredNeighbourhoods:
    """The neighbourhoods of a community, ordered so that a run of indices is a contiguous area.

    ``population`` counts simulated residents, ``people`` the real ones they stand for; ``deprivation`` is 0-1;
    ``turnover`` the share of residents who move in a year; ``risks`` relative rates by problem type (mean 1 over
    residents); ``polygons`` one list of closed rings a neighbourhood; ``edges`` pairs of indices, lower first, each
    pair once.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    population: NDArray[np.int64]
    people: NDArray[np.float64]
    deprivation: NDArray[np.float64]
    turnover: NDArray[np.float64]
    risks: dict[str, NDArray[np.float64]]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    polygons: tuple[list[Ring], ...] | None
    edges: NDArray[np.int64]
    places: PlaceTable | None = None

    def __len__(self) -> int:
        """Count the neighbourhoods."""
        return len(self.ids)

    def count_places(self, residents_per_place: float) -> NDArray[np.int64]:
        """Count the places of each neighbourhood, at least one: those given, or as many as its residents need."""
        if self.places is not None:
            given = np.bincount(self.places.neighbourhood, minlength=len(self))
            return np.maximum(1, given).astype(np.int64)
        return np.maximum(1, np.round(self.population / residents_per_place)).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Community:
    """One municipality with one police service.

    ``officers`` serve the simulated residents. Scaled down, their number need not be whole: as many as are ``hired`` share
    their hours.
    """

    name: str
    neighbourhoods: DeclaredNeighbourhoods
    officers: float
    leaders: Seats

    @property
    def hired(self) -> int:
        """How many officers there are: none only where none are wanted."""
        return math.ceil(self.officers - _NOTHING)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Scenario:
    """All that a run needs beside a strategy and a seed.

    ``days`` follow ``burn_in_days``; ``reference`` names the strategy lived in burn-in and compared against;
    ``weekday`` (from Monday) and ``month`` (from January) are factors of mean 1; ``scale`` simulated residents per
    real one; ``inputs`` SHA-256 by the path of a file below the folder; ``notes`` what was assumed in reading;
    ``ensemble`` what the town's own figures leave open, where it was fitted to them; ``costs`` and ``severity`` tell of the unit
    costs and severity weights that it was given, which parameters and problem types hold already.
    """

    name: str
    title: str
    folder: Path | None
    days: int
    burn_in_days: int
    seed: int
    communities: tuple[Community, ...]
    parameters: Parameters
    overrides: dict[str, float]
    problems: tuple[ProblemType, ...]
    strategies: dict[str, Strategy]
    reference: str
    events: tuple[Event, ...]
    weekday: tuple[float, ...]
    month: tuple[float, ...]
    scale: float
    inputs: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    about: str = ""
    ensemble: Ensemble | None = None
    costs: Costs | None = field(default=None, metadata={"unless_default": True})
    severity: Mapping[str, Any] | None = field(default=None, metadata={"unless_default": True})

    @property
    def currency(self) -> str:
        """In what money is counted, as three letters."""
        return SHIPPED_CURRENCY if self.costs is None else self.costs.currency

    @property
    def called(self) -> str:
        """What a command calls the scenario by: its folder or file, or its name where it was not read from one."""
        ships = shipped_scenarios().get(self.name)
        if self.folder is None or (ships is not None and ships.parent == self.folder):
            return self.name
        own = self.folder / f"{self.name}.toml"
        return str(own if own.is_file() else self.folder)

    @property
    def population(self) -> int:
        """Simulated residents of all communities."""
        return int(sum(community.neighbourhoods.population.sum() for community in self.communities))

    def __repr__(self) -> str:
        places = sum(len(community.neighbourhoods) for community in self.communities)
        return f"<Scenario: {self.title}, {places:,} neighbourhoods, {self.population:,} residents, {self.days:,} days>"

    def _repr_html_(self) -> str:
        facts = {
            "communities": len(self.communities),
            "neighbourhoods": sum(len(community.neighbourhoods) for community in self.communities),
            "simulated residents": self.population, "of each real one": self.scale,
            "days": f"{self.days:,} after {self.burn_in_days:,} of burn-in under {self.reference}",
            "problem types": ", ".join(problem.name for problem in self.problems),
            "strategies": ", ".join(self.policies), "events": len(self.events),
            "parameters set": ", ".join(f"{name} = {value:g}" for name, value in self.overrides.items()) or "none",
        }  # fmt: skip
        return scenario_in_html(self.title, self.about, facts)

    def count_places(self) -> int:
        """Count the places of all communities."""
        per_place = self.parameters.places.residents_per_place
        return int(sum(community.neighbourhoods.count_places(per_place).sum() for community in self.communities))

    @property
    def agencies(self) -> tuple[str, ...]:
        """Agencies in the order of their numbers: those with a head at some table, then others that problems name."""
        seated = [agency for community in self.communities for agency in community.leaders.agencies]
        return tuple(dict.fromkeys([*seated, *(problem.agency for problem in self.problems)]))

    def strategy(self, name: str) -> Strategy:
        """Find a strategy by name, or raise a UsageError that names the nearest."""
        if name not in self.strategies:
            raise UsageError(
                f"no strategy named {name!r} in scenario {self.name!r}", remedy=did_you_mean(name, self.strategies)
            )
        return self.strategies[name]

    @property
    def policies(self) -> tuple[str, ...]:
        """Names of the strategies that a comparison takes unless some are named: all but arms of experiments."""
        return tuple(name for name, each in self.strategies.items() if each.is_policy)

    def with_planners(self, planners: Mapping[str, Any]) -> "Scenario":
        """Copy the scenario with planners of one's own, by the names of strategies: ``{"full_model": my_planner}``.

        Parameters
        ----------
        planners
            Functions that can be imported, their references (``"package.module:name"``), or names of installed ones;
            ``"by_need"`` is the planner that ships.

        Raises
        ------
        UsageError
            If a strategy is not known, or a planner is none.
        """
        strategies = dict(self.strategies)
        for name, planner in planners.items():
            strategies[name] = replace(self.strategy(name), planner=find_planner(planner, f"planners.{name}"))
        return replace(self, strategies=strategies)

    def with_strategy(self, name: str, extends: str, *, planner: Any = None, **levers: Any) -> "Scenario":
        """Copy the scenario with one more strategy: another one with a planner, or some levers, of its own.

        Raises
        ------
        MobsimError
            If the name is taken, the other strategy is not known, or a planner or lever is none.
        """
        from mobsim.scenario.given import levers_with

        if name in self.strategies:
            raise UsageError("is a strategy already", field="name", value=name, remedy="choose another name")
        base = self.strategy(extends)
        about = f"A variant of {extends}."
        further = replace(base, name=name, about=about, levers=levers_with(base.levers, levers))
        named = replace(self, strategies={**self.strategies, name: further})
        return named if planner is None else named.with_planners({name: planner})

    def with_parameters(self, overrides: Mapping[str, Any]) -> "Scenario":
        """Copy the scenario with further parameters overridden, by full name: ``{"trust.misconduct": 0.1}``.

        Numbers of problem types are named ``problems.theft.ceiling``.

        Raises
        ------
        InputErrors
            Everything that is wrong with them: names, types, bounds.
        """
        findings = Findings(None)
        of_problems = numbers_in(overrides)
        others = {name: value for name, value in overrides.items() if name not in of_problems}
        merged = {**self.overrides, **check_overrides(others, findings, prefix="")}
        problems = (
            with_numbers(self.problems, check_numbers(of_problems, findings), findings)
            if of_problems
            else self.problems
        )
        findings.stop_if_wrong()
        return replace(self, overrides=merged, parameters=build_parameters(merged), problems=problems)

    def drawn(self, ensemble: Ensemble, draw: int) -> "Scenario":
        """Return the scenario as it would be if a draw of an ensemble were true."""
        return self.with_parameters(ensemble.doubted(self.overrides, draw))
