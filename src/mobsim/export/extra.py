"""The library that describes an archive comes in an extra: without it, one message says how to install it."""

from importlib import import_module
from typing import Any

from mobsim.errors import UsageError

INSTALL = "pip install 'mobsim[export]'"


def crate_library() -> Any:
    """Import the library of RO-Crates.

    Raises
    ------
    UsageError
        If it is not installed, with the command that installs it.
    """
    try:
        return import_module("rocrate.rocrate")
    except ImportError:
        problem = "an archive cannot be described without rocrate, which is not installed"
        raise UsageError(problem, remedy=f"run {INSTALL}") from None
