"""Designs: how the points of a sweep are laid out over its factors. A new one is a file here that holds a ``DESIGN``."""

from importlib import import_module
from pkgutil import iter_modules

from mobsim.experiment.sweep.designs.design import Design


def _found() -> dict[str, Design]:
    modules = (import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__))
    designs = (getattr(module, "DESIGN", None) for module in modules)
    return {design.name: design for design in designs if design is not None}


DESIGNS = _found()
"""Every design by the name that experiment files give it."""
