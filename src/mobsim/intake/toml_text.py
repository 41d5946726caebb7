"""Write TOML with comments: quoted text, tables, and lines that say what each key is."""

import json
import textwrap

_WIDTH = 110


def quoted(text: str) -> str:
    """Return a text as a TOML string."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False).replace("\x7f", "\\u007F")


def comment(text: str) -> str:
    """Return a text as lines of comment."""
    return (
        "\n".join(
            f"# {line}"
            for line in textwrap.wrap(
                " ".join(text.split()), _WIDTH - 2, break_on_hyphens=False, break_long_words=False
            )
        )
        + "\n"
    )


def line(key: str, value: str, about: str = "") -> str:
    """Return a key with its value, and what it is."""
    start = f"{key} = {value}"
    said = " ".join(about.split())
    if not said:
        return f"{start}\n"
    if len(start) + len(said) + 6 > _WIDTH + 20:
        return f"{comment(said)}{start}\n"
    return f"{start:<32}  # {said}\n"
