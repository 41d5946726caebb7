"""Describe a declared parameter in the terms of a JSON Schema."""

from typing import Any

from mobsim.scenario.parameters import SETTABLE


def parameter_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a parameter's value: type, meaning, unit, default and bounds."""
    _, kind, declared = SETTABLE[name]
    return {
        "type": "integer" if kind is int else "number",
        "description": f"{declared.about} [{declared.unit}; source: {declared.source}]",
        "unit": declared.unit,
        "default": declared.default,
        "minimum": declared.low,
        "maximum": declared.high,
    }
