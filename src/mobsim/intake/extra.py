"""The libraries that read maps and workbooks come in an extra: without it, one message says how to install it."""

from importlib import import_module
from pathlib import Path
from typing import Any

from mobsim.errors import UsageError

INSTALL = "pip install 'mobsim[new]'"


def part(name: str, file: Path) -> Any:
    """Import a library of the extra, for a file that cannot be read without it.

    Raises
    ------
    UsageError
        If it is not installed, with the command that installs it.
    """
    try:
        return import_module(name)
    except ImportError:
        library = name.partition(".")[0]
        raise UsageError(
            f"cannot be read without {library}, which is not installed", field=file.name, remedy=f"run {INSTALL}"
        ) from None
