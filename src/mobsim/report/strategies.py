"""What is told of a strategy beside its name: what it does, and on what terms it was followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mobsim.report.language import Sentences, spoken
from mobsim.report.numbers import brief
from mobsim.scenario.presets import PRESETS

_say, _abouts = Sentences("terms"), Sentences("strategies")


def about_strategy(name: str, about: str) -> str:
    """Say what a strategy does: one that ships in the language, one's own in its author's words."""
    shipped = PRESETS.get(name)
    if spoken() == "en" or shipped is None or shipped.about != about:
        return about
    return _abouts.known(name) or about


def terms_in_words(entry: Mapping[str, Any]) -> list[str]:
    """Say on what terms a strategy of ``comparison.json`` was followed, one phrase each; none for the usual ones."""
    terms: Mapping[str, Any] = entry.get("terms") or {}
    phrases = [_say(key, share=brief(terms[key])) for key in ("officers_share", "purse_share") if key in terms]
    if "start_day" in terms:
        phrases.append(_say("from_day", day=terms["start_day"] + 1))
    waves = terms.get("waves") or []
    joining = sum(len(wave["neighbourhoods"]) for wave in waves)
    if joining:
        days = list(dict.fromkeys(wave["day"] + 1 for wave in waves))
        key = "in_places_on_days" if len(days) > 1 else "in_places"
        phrases.append(_say(key, of=joining, joining=joining, days=", ".join(map(str, days))))
    return phrases
