"""What a screen shows of two towns: map, curves, history, scales and words, shared by the live page and a report's replay.

The views are modules that a browser reads as they lie here; nothing is built. Python only finds them.
"""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

FOLDER = Path(str(files("mobsim.screen")))
LANGUAGES = ("en", "fr")


@cache
def words(language: str) -> dict[str, Any]:
    """Return every sentence of a screen in a language, by its key."""
    return json.loads((FOLDER / "words" / f"{language}.json").read_text(encoding="utf-8"))
