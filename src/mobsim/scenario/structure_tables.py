"""Resolve which mechanisms a scenario does without, and which structural alternatives it chooses, to values of parameters."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mobsim.errors import UsageError
from mobsim.scenario.findings import Findings
from mobsim.scenario.mechanisms import at_stake, chosen_values, neutral_values

if TYPE_CHECKING:
    from mobsim.scenario.schema import ScenarioFile

NOTHING = "nothing"


def resolve_structure(table: "ScenarioFile", given: Mapping[str, float], findings: Findings) -> dict[str, float]:
    """Return the values that the structure of a scenario sets, by full name of parameter.

    Parameters
    ----------
    table
        The scenario file; ``[mechanisms]`` and ``[alternatives]`` are read.
    given
        Parameters that the file or the caller sets: one that the structure sets as well is told as wrong.
    findings
        Where errors and notes go.
    """
    values: dict[str, float] = {}
    for field, name in _left_out(table.mechanisms.without):
        found = _looked_up(field, name, findings, mechanism=name)
        _join(values, found, f"mechanism {name} is switched off", given, findings)
        if found:
            findings.note(f"Without {name}: {_in_words(found)}.")
    for name, choice in table.alternatives.items():
        field = f"alternatives.{name}"
        found = _looked_up(field, choice, findings, choice={name: choice})
        _join(values, found, f"alternative {name} is {choice}", given, findings)
        if found:
            findings.note(f"Alternative {name}, {choice}: {_in_words(found)}.")
        if findings.sound(field):
            # A side that is taken is not in doubt, also where it is the model as it is.
            values |= {key: each for key, each in at_stake(name).items() if key not in given and key not in values}
    return values


def _left_out(without: list[str] | str) -> list[tuple[str, str]]:
    """Return key and name of each mechanism that is left out."""
    if isinstance(without, str):
        return [] if without == NOTHING else [("mechanisms.without", without)]
    return [(f"mechanisms.without[{number}]", name) for number, name in enumerate(without, start=1)]


def _looked_up(
    field: str, value: str, findings: Findings, *, mechanism: str | None = None, choice: Mapping[str, str] | None = None
) -> dict[str, float]:
    try:
        return neutral_values([mechanism]) if mechanism is not None else chosen_values(choice or {})
    except UsageError as error:
        findings.wrong(error.problem, field, error.remedy or "", value=value)
        return {}


def _join(
    values: dict[str, float], found: Mapping[str, float], why: str, given: Mapping[str, float], findings: Findings
) -> None:
    for name, value in found.items():
        if name in given and given[name] != value:
            findings.wrong(
                f"cannot be set where {why}", f"parameters.{name}", "leave one of the two out", value=given[name]
            )
        elif name in values and values[name] != value:
            findings.wrong(
                f"is set to {values[name]:g} already, and {why}", f"parameters.{name}", "leave one of the two out"
            )
        values[name] = value


def _in_words(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} = {value:g}" for name, value in values.items())
