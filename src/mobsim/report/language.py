"""The language that a report is written in, and what it says, by subject and key: English and French beside each other."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import Any

from mobsim.errors import UsageError
from mobsim.scenario.names import did_you_mean
from mobsim.screen import LANGUAGES

HARD, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
FRENCH_SIGNS = (
    ("'", "\N{RIGHT SINGLE QUOTATION MARK}"),
    ("« ", f"«{HARD}"),
    (r" (?=[»:%$])", HARD),
    (r"(?<=\d) (?=\d{3}\b)", THIN),
)
"""What is typed, and what is set: curved apostrophes, and spaces that do not break, in Québec none before ``;`` ``!`` ``?``."""

_ACTIVE: ContextVar[str] = ContextVar("language", default="en")


def check_language(code: str) -> None:
    """Raise a UsageError if reports are not written in a language."""
    if code not in LANGUAGES:
        raise UsageError(
            "is not a language of reports", field="--language", value=code, remedy=did_you_mean(code, LANGUAGES)
        )


@contextmanager
def in_language(code: str) -> Generator[None]:
    """Write in a language.

    Raises
    ------
    UsageError
        If reports are not written in it.
    """
    check_language(code)
    token = _ACTIVE.set(code)
    try:
        yield
    finally:
        _ACTIVE.reset(token)


def spoken() -> str:
    """Return the code of the language that is written in: ``en`` outside of :func:`in_language`."""
    return _ACTIVE.get()


def marked_english() -> dict[str, str]:
    """Return the attribute that marks what stands in English on a page that does not."""
    return {} if spoken() == "en" else {"lang": "en"}


def file_name(stem: str, ending: str = "") -> str:
    """Name what is written in a language: ``report.html`` in English, ``report-fr.html`` in French."""
    return f"{stem}{'' if spoken() == 'en' else f'-{spoken()}'}{ending}"


class Sentences:
    """What is said of one subject, from ``words/<subject>.toml``, in the language that is written in.

    An entry has a text for each language, or two where number matters: ``one`` and ``many``.
    """

    def __init__(self, subject: str) -> None:
        self.subject = subject

    def __call__(self, key: str, /, *, of: object = None, **values: object) -> str:
        """Return a sentence with its places filled; ``of`` is the number that it agrees with, where it has two forms."""
        text = self._found(key)[spoken()]
        if not isinstance(text, str):
            text = text["one" if isinstance(of, (int, float)) and is_one(of) else "many"]
        return text.format(**values)

    def known(self, key: str) -> str | None:
        """Return a text without places; ``None`` where there is none of this key."""
        return self(key) if key in catalogue(self.subject) else None

    def _found(self, key: str) -> Mapping[str, Any]:
        return catalogue(self.subject)[key]


def is_one(number: float) -> bool:
    """Whether a number takes the singular: one in English, anything below two in French."""
    return abs(number) < 2 if spoken() == "fr" else number == 1


@cache
def catalogue(subject: str) -> dict[str, dict[str, Any]]:
    """Return all that is said of a subject, by key and language."""
    text = files("mobsim.report").joinpath("words", f"{subject}.toml").read_text(encoding="utf-8")
    return {key: {**entry, "fr": typeset(entry["fr"])} for key, entry in tomllib.loads(text).items()}


def typeset(text: Any) -> Any:
    """Set French as printers do."""
    if isinstance(text, Mapping):
        return {form: typeset(each) for form, each in text.items()}
    for typed, sign in FRENCH_SIGNS:
        text = re.sub(typed, sign, text)
    return text


common = Sentences("common")
"""Headings and small words that many sections share."""
