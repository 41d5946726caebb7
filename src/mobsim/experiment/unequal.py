"""Say on what terms the strategies of a comparison were followed, wherever it is shown: means of their own are no equal cost."""

from collections.abc import Mapping
from typing import Any


def terms_of(scenario_strategy: Any) -> dict[str, Any]:
    """Return the terms of a strategy as ``comparison.json`` holds them; nothing where they are the usual ones."""
    terms = scenario_strategy.terms.described()
    return {"terms": terms} if terms else {}


def has_own_means(entry: Mapping[str, Any]) -> bool:
    """Whether a strategy of ``comparison.json`` has other officers, or another purse, than the town."""
    return bool({"officers_share", "purse_share"} & (entry.get("terms") or {}).keys())


def terms_in_words(entry: Mapping[str, Any]) -> list[str]:
    """Say on what terms a strategy of ``comparison.json`` was followed, one phrase each; none for the usual ones."""
    terms: Mapping[str, Any] = entry.get("terms") or {}
    phrases = []
    if "officers_share" in terms:
        phrases.append(f"{terms['officers_share']:g} times the town's officers")
    if "purse_share" in terms:
        phrases.append(f"{terms['purse_share']:g} times the town's purse")
    if "start_day" in terms:
        phrases.append(f"in force from day {terms['start_day'] + 1}")
    waves = terms.get("waves") or []
    joining = sum(len(wave["neighbourhoods"]) for wave in waves)
    if joining:
        where = "one neighbourhood" if joining == 1 else f"{joining} neighbourhoods"
        days = list(dict.fromkeys(wave["day"] + 1 for wave in waves))
        when = f" that join on days {', '.join(map(str, days))}" if len(days) > 1 else ""
        phrases.append(f"programmes in {where} only{when}")
    return phrases
