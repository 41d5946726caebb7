"""Studies of strategies as data: the arms in which a town is run, read from ``studies.toml``."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from mobsim.scenario.events import Event


@dataclass(frozen=True, slots=True)
class Arm:
    """What one arm follows: a strategy with levers of its own, and parameters and events of its own world.

    ``levers`` are as files write them; ``parameters`` have full names, and so have ``times``, which multiply the world's own.
    All hold from the end of burn-in on.
    """

    strategy: str
    levers: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, float] = field(default_factory=dict)
    times: Mapping[str, float] = field(default_factory=dict)
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class DeclaredStudy:
    """A study: the town, its arms, for how many years they are run, and on how many seeds in either form."""

    name: str
    scenario: str
    years: int
    seeds: int
    seeds_full: int
    arms: Mapping[str, Arm]

    def with_arms(self, names: Collection[str]) -> "DeclaredStudy":
        """Keep some arms, in the order of their declaration."""
        return replace(self, arms={name: arm for name, arm in self.arms.items() if name in names})


@cache
def studies() -> dict[str, DeclaredStudy]:
    """Read every study, by name."""
    tables = tomllib.loads(files("mobsim.validation").joinpath("studies.toml").read_text(encoding="utf-8"))
    return {name: _study(name, table) for name, table in tables.items()}


def _study(name: str, table: dict[str, Any]) -> DeclaredStudy:
    arms = {each: _arm(arm) for each, arm in table.pop("arms").items()}
    return DeclaredStudy(name=name, arms=arms, **table)


def _arm(table: dict[str, Any]) -> Arm:
    events = tuple(Event(**event) for event in table.pop("events", ()))
    return Arm(**table, events=events)
