"""Fitting: declared parameters chosen so that runs look like given figures, with what the figures leave open."""

from typing import Any

__all__ = ["Effort", "Fit", "Free", "PointStudy", "Space", "Target", "fit"]

_HOME = {
    "Effort": "fitting",
    "Fit": "findings",
    "Free": "space",
    "PointStudy": "table",
    "Space": "space",
    "Target": "targets",
    "fit": "fitting",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: checking a targets file needs no emulator."""
    from importlib import import_module

    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
