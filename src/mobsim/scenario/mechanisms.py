"""The mechanisms of the model by name, and the structural alternatives: what each sets when it is switched off or chosen.

The data stand in ``mechanisms.toml``, ``scales.toml`` and ``alternatives.toml``.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from mobsim.errors import UsageError
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.parameters import SETTABLE


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One mechanism.

    ``rule`` is the file of its rule; ``neutral`` the values that switch it off, by full name of parameter;
    ``parameters`` the others that shape it; ``needed_by`` the parts of the evidence expected to break without it;
    ``kept`` why it is kept if none does.
    """

    name: str
    about: str
    rule: str
    neutral: Mapping[str, float]
    parameters: tuple[str, ...] = ()
    needed_by: tuple[str, ...] = ()
    kept: str = ""

    @property
    def members(self) -> tuple[str, ...]:
        """Every parameter that belongs to it."""
        return (*self.neutral, *self.parameters)


@dataclass(frozen=True, slots=True)
class Scale:
    """Parameters that belong to no mechanism, and why."""

    why: str
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One side of a disagreement: the parameters it sets, and a study that takes it."""

    name: str
    about: str
    source: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Alternative:
    """A disagreement between studies; the first of its choices is the model as it is."""

    name: str
    about: str
    choices: Mapping[str, Choice]

    @property
    def default(self) -> str:
        """The choice that is the model as it is."""
        return next(iter(self.choices))


@cache
def mechanisms() -> dict[str, Mechanism]:
    """Read every mechanism, by name."""
    return {name: Mechanism(name, **_frozen(table)) for name, table in _read("mechanisms.toml").items()}


@cache
def scales() -> tuple[Scale, ...]:
    """Read what belongs to no mechanism."""
    return tuple(Scale(**_frozen(table)) for table in _read("scales.toml")["scale"])


@cache
def alternatives() -> dict[str, Alternative]:
    """Read every structural alternative, by name."""
    return {
        name: Alternative(name, table["about"], {key: _choice(key, each) for key, each in table["choices"].items()})
        for name, table in _read("alternatives.toml").items()
    }


def neutral_values(without: Iterable[str]) -> dict[str, float]:
    """Return the values of parameters that switch mechanisms off.

    Raises
    ------
    UsageError
        If there is no such mechanism, with the nearest there is.
    """
    values: dict[str, float] = {}
    for name in without:
        if name not in mechanisms():
            raise UsageError(
                "is not a known mechanism", field="without", value=name, remedy=did_you_mean(name, mechanisms())
            )
        values.update(mechanisms()[name].neutral)
    return values


def chosen_values(chosen: Mapping[str, str]) -> dict[str, float]:
    """Return the values of parameters that choices among structural alternatives set.

    Raises
    ------
    UsageError
        If there is no such alternative or choice, with the nearest there is.
    """
    values: dict[str, float] = {}
    for name, choice in chosen.items():
        if name not in alternatives():
            raise UsageError(
                "is not a known alternative",
                field="alternatives",
                value=name,
                remedy=did_you_mean(name, alternatives()),
            )
        choices = alternatives()[name].choices
        if choice not in choices:
            raise UsageError(
                "is not one of its choices",
                field=f"alternatives.{name}",
                value=choice,
                remedy=did_you_mean(choice, choices),
            )
        values.update(choices[choice].values)
    return values


def at_stake(name: str) -> dict[str, float]:
    """Return what is declared of the parameters that any side of a question sets; nothing for a question that there is not."""
    known = alternatives().get(name)
    sides = () if known is None else known.choices.values()
    return {parameter: _default(parameter) for choice in sides for parameter in choice.values}


def _choice(name: str, table: Mapping[str, Any]) -> Choice:
    values = dict(table.get("values", {}))
    for key, other in table.get("balance", {}).items():
        values[key] = _default(key) * _default(other) / values[other]
    return Choice(name, table["about"], table["source"], values)


def _default(name: str) -> float:
    return SETTABLE[name].declared.default


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("mobsim.scenario").joinpath(name).read_text(encoding="utf-8"))


def _frozen(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
