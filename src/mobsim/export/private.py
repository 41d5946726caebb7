"""Take out of an archive what tells of the machine that it was made on: folders, and addresses of other machines."""

import getpass
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

FOLDERS = re.compile(r"(?<![\w/\\.:~-])(?:[A-Za-z]:)?[\\/](?:[^\\/\s\"'`,;:|<>()\[\]]+[\\/])+")
"""The folders of a whole path, down to what the path names; nothing of a web address or of a path from here."""
OPTIONS = ("--cluster",)
"""Options whose value is the address of a machine."""
ADDRESS = "ADDRESS"


def without_folders(text: str) -> str:
    """Leave of each whole path in a text what it names, without the folders above."""
    return FOLDERS.sub("", text)


def cleaned(value: Any) -> Any:
    """Return plain data with whole paths cut to what they name, in keys and texts alike."""
    if isinstance(value, str):
        return without_folders(value)
    if isinstance(value, Mapping):
        return {without_folders(str(key)): cleaned(each) for key, each in value.items()}
    return [cleaned(each) for each in value] if isinstance(value, (list, tuple)) else value


def cleaned_command(words: Sequence[str]) -> list[str]:
    """Return the words of a command without folders of the machine and without addresses."""
    found: list[str] = []
    for word in words:
        option, sign, _ = word.partition("=")
        if found and found[-1] in OPTIONS:
            found.append(ADDRESS)
        else:
            found.append(f"{option}={ADDRESS}" if sign and option in OPTIONS else without_folders(word))
    return found


def traces_in(text: str) -> list[str]:
    """List what a text says of the machine that is at work: its folders of users, work and programs."""
    return sorted({each for each in _of_this_machine() if each in text})


def _of_this_machine() -> Iterator[str]:
    places = [Path.home(), Path.cwd(), Path(tempfile.gettempdir())]
    for place in {*places, *(each.resolve() for each in places)}:
        if len(place.parts) > 1:
            yield f"{place}{'/' if '/' in str(place) else chr(92)}"
    try:
        yield from (f"/home/{getpass.getuser()}", f"/Users/{getpass.getuser()}")
    except (OSError, KeyError, ImportError):  # nobody in particular
        return
