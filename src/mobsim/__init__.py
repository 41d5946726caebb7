"""Simulate how communities mobilize, with police and without, and compare strategies at equal cost.

The public names are loaded when first used, so that importing mobsim costs next to nothing.
"""

TYPE_CHECKING = False  # nothing is imported here: what is interrupted this early would show a traceback
if TYPE_CHECKING:
    from typing import Any

__version__ = "0.1.0"

_LAZY = {
    "Leader": "mobsim.views.agents",
    "Model": "mobsim.engine.model",
    "Officer": "mobsim.views.agents",
    "Resident": "mobsim.views.agents",
    "analyse": "mobsim.analysis.analyse",
    "compare": "mobsim.experiment.compare",
    "intervention": "mobsim.extensions.declared",
    "load_scenario": "mobsim.scenario",
    "on_threads": "mobsim.tools.sharing",
    "outcome": "mobsim.extensions.declared",
    "rule": "mobsim.extensions.declared",
    "run": "mobsim.experiment.single",
    "search": "mobsim.experiment.search.running",
    "show_progress": "mobsim.cli.progress",
    "sweep": "mobsim.experiment.sweep.running",
    "validate": "mobsim.validation",
}

__all__ = [
    "Leader",
    "Model",
    "Officer",
    "Resident",
    "analyse",
    "compare",
    "intervention",
    "load_scenario",
    "on_threads",
    "outcome",
    "rule",
    "run",
    "search",
    "show_progress",
    "sweep",
    "validate",
]


def __getattr__(name: str) -> "Any":
    """Load a public name from the module that defines it, and keep it."""
    from importlib import import_module

    if name not in _LAZY:
        raise AttributeError(f"module 'mobsim' has no attribute {name!r}")
    value = getattr(import_module(_LAZY[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *_LAZY})
