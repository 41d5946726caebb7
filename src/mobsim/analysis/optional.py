"""Libraries that only some analyses need, by one message where they are missing."""

from importlib import import_module
from typing import Any

from mobsim.errors import UsageError


def sklearn(module: str) -> Any:
    """Return a module of scikit-learn.

    Raises
    ------
    UsageError
        If it is not installed.
    """
    try:
        return import_module(f"sklearn.{module}")
    except ImportError:
        raise UsageError("needs scikit-learn", remedy="install it with: pip install 'mobsim[analysis]'") from None
