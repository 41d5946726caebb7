"""Write a page where its reader wants it."""

from pathlib import Path

from mobsim.store import unwritable
from mobsim.store.atomic import write_text


def deliver(out: Path, text: str) -> Path:
    """Write a text file, its folder too if need be, and return it.

    Raises
    ------
    UsageError
        If it cannot be written.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_text(out, text)
    except OSError as error:
        raise unwritable(out, error) from None
    return out
