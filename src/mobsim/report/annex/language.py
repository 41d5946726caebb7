"""Words and numbers of the annex, in English and in French, each as its readers write them."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from mobsim.errors import UsageError
from mobsim.report.language import in_language
from mobsim.report.numbers import NOTHING, per_cent_sign, plain
from mobsim.report.vocabulary import strategy
from mobsim.scenario.names import did_you_mean
from mobsim.screen import LANGUAGES


@dataclass(frozen=True)
class Language:
    """One language: its code, and its words by key."""

    code: str
    words: dict[str, Any]

    def say(self, *keys: str, **values: object) -> str:
        """Return a sentence by the keys that lead to it, with values put in; one that stands nowhere is empty."""
        found: Any = self.words
        for key in keys:
            found = found.get(key, "") if isinstance(found, dict) else ""
        return str(found).format(**values)

    def strategy(self, name: str) -> str:
        """Return what a strategy is called: one that ships in the language, one's own by its name."""
        with in_language(self.code):
            return strategy(name)

    def number(self, value: float, decimals: int = 0, *, sign: bool = False) -> str:
        """Write a number."""
        with in_language(self.code):
            return plain(value, decimals, sign=sign)

    def percent(self, share: float, *, sign: bool = False) -> str:
        """Write a share in per cent: whole from 10 % on, one decimal below."""
        if not math.isfinite(share):
            return NOTHING
        shown = self.number(100 * share, 0 if abs(share) >= 0.0995 else 1, sign=sign)
        with in_language(self.code):
            return per_cent_sign(shown)

    def points(self, points: float, *, sign: bool = False) -> str:
        """Write points of per cent; French has one of them below two."""
        shown = self.number(points, 1, sign=sign)
        single = abs(points) < 2 if self.code == "fr" else shown == "1.0"
        return self.say("points", "one" if single else "many", n=shown)

    def years(self, years: float) -> str:
        """Write a length in whole years, at least one."""
        whole = max(1, math.ceil(years - 1e-9))
        return self.say("year", "one") if whole == 1 else self.say("year", "many", n=self.number(whole))


@cache
def language(code: str) -> Language:
    """Return a language by its code.

    Raises
    ------
    UsageError
        If there are no words in it.
    """
    if code not in LANGUAGES:
        raise UsageError(
            "is not a language of the annex", field="--language", value=code, remedy=did_you_mean(code, LANGUAGES)
        )
    text = files("mobsim.report.annex").joinpath("words", f"{code}.json").read_text(encoding="utf-8")
    return Language(code, json.loads(text))
