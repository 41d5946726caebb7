"""Suggest the known name that a mistyped one was meant to be, and name a few of many."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

_OBEYED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
OBEYED, WITHOUT = "holds a mark that a screen would obey, not show", "write it anew, without the mark"


def is_obeyed(text: str) -> bool:
    """Whether a text holds what a screen obeys: the codes of terminals, and marks that turn the direction of writing."""
    return _OBEYED.search(text) is not None


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Find the known name nearest to a mistyped one, or ``None`` where nothing is near."""
    by_lower = {each.lower(): each for each in known}
    found = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.55)
    if found:
        return by_lower[found[0]]
    return next((each for lower, each in by_lower.items() if lower.split(".")[-1] == name.lower()), None)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Word the remedy for an unknown name: the nearest known one, or the choice there is."""
    choice = list(known)
    near = nearest(name, choice)
    if near is not None:
        return f"did you mean {near!r}?"
    if not choice:
        return "leave it out"
    listed = ", ".join(choice[:8]) + (", ..." if len(choice) > 8 else "")
    return f"choose from {listed}"


def first_few(names: Sequence[str], few: int = 3) -> str:
    """Name the first few, and count the others: ``a, b, c and 9 more``."""
    more = f" and {len(names) - few:,} more" if len(names) > few else ""
    return ", ".join(names[:few]) + more
