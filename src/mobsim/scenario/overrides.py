"""Check the parameters that a scenario, an experiment or a caller overrides."""

import math
from collections.abc import Mapping
from typing import Any

from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.parameters import ALL, GROUPS, LEVERS, SETTABLE
from mobsim.tools.sums import add_up

# Shares of one whole: together they must not exceed 1.
_WHOLES = (
    ("people.share_child", "people.share_young", "people.share_older"),
    ("ties.same_place", "ties.next_places", "ties.anywhere"),
)


def flattened(table: Mapping[str, Any]) -> dict[str, Any]:
    """Write nested tables as full names: ``{"trust": {"misconduct": 0.2}}`` as ``{"trust.misconduct": 0.2}``."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, Mapping) and key in GROUPS:
            flat.update({f"{key}.{field}": inner for field, inner in value.items()})
        else:
            flat[key] = value
    return flat


def check_overrides(table: Mapping[str, Any], findings: Findings, prefix: str = "parameters.") -> dict[str, float]:
    """Check names, types and bounds of overriding values; return those that are good, by full name."""
    values: dict[str, float] = {}
    for name, value in flattened(table).items():
        error = _wrong_with(name, value)
        if error is None:
            values[name] = SETTABLE[name].kind(value)
        else:
            problem, remedy = error
            findings.wrong(problem, f"{prefix}{name}", remedy, value=value)
    _check_wholes(values, findings, prefix)
    return values


def _check_wholes(values: Mapping[str, float], findings: Findings, prefix: str) -> None:
    """Refuse shares of one whole that exceed it."""
    for names in _WHOLES:
        given = [name for name in names if name in values]
        shares = {name: values.get(name, SETTABLE[name].declared.default) for name in names}
        if given and add_up(shares.values()) > 1 + 1e-9:
            listed = ", ".join(f"{name} {share:g}" for name, share in shares.items())
            problem = f"exceeds the whole together with the others ({listed})"
            remedy = "lower one of them until they sum to at most 1"
            findings.wrong(problem, f"{prefix}{given[-1]}", remedy, value=values[given[-1]])


def _wrong_with(name: str, value: Any) -> tuple[str, str] | None:
    if name in LEVERS:
        return "is a lever of a strategy, not a parameter", f"write it in [strategies.NAME] as {name.split('.')[1]}"
    if name not in SETTABLE:
        return "is not a known parameter", did_you_mean(name, SETTABLE)
    return wrong_value(name, value)


def wrong_value(name: str, value: Any) -> tuple[str, str] | None:
    """Say what is wrong with a declared parameter's or lever's value, and the remedy; ``None`` if nothing is."""
    _, kind, declared = ALL[name]
    bounds = f"write a value from {declared.low:g} to {declared.high:g} ({declared.unit})"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "must be a number", f"{bounds}, without quotation marks"
    if not math.isfinite(value):
        return "must be a finite number", bounds
    if kind is int and value != int(value):
        return "must be a whole number", bounds
    if not declared.low <= value <= declared.high:
        return f"must lie between {declared.low:g} and {declared.high:g} ({declared.unit})", (
            f"{bounds}; the default is {declared.default:g}"
        )
    return None
