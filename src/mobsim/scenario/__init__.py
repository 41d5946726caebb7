"""What is declared: parameters, problems, strategies, events, and the scenario files that bring them together."""

from typing import Any

__all__ = ["Scenario", "Strategy", "find_scenario", "load_scenario", "village"]

_HOME = {
    "Scenario": "scenario",
    "Strategy": "scenario",
    "find_scenario": "reading",
    "load_scenario": "reading",
    "village": "synthetic",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    from importlib import import_module

    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
