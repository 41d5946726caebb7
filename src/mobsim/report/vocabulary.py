"""Name things in plain words: outcomes, strategies, and the terms a reader may not know."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from mobsim.report.language import Sentences, spoken, typeset
from mobsim.report.nouns import Noun, definite, without_article
from mobsim.scenario.prices import load_prices
from mobsim.scenario.sources import GRADES
from mobsim.scenario.unit_costs import SHIPPED_CURRENCY
from mobsim.screen import words as screen_words
from mobsim.store.meanings import Meaning, meanings_of, read_meanings

OF_A_PROBLEM = ("true", "reported", "recorded", "discovered", "pooled", "unseen", "on_record")
"""What outcomes of a problem type begin with: ``true_theft``."""

_MEANINGS: ContextVar[Mapping[str, Meaning]] = ContextVar("meanings")
_names, _say = Sentences("outcomes"), Sentences("vocabulary")


@contextmanager
def in_words_of(folder: Path) -> Generator[None]:
    """Speak of outcomes as the results folder does that is reported."""
    token = _MEANINGS.set(read_meanings(folder))
    try:
        yield
    finally:
        _MEANINGS.reset(token)


def outcome(name: str) -> Meaning:
    """Return the label, unit, meaning and better direction of an outcome; an unknown one speaks for itself.

    Within :func:`in_words_of` it is what the folder's scenario calls so, else what ships.
    """
    found = _declared(name)
    if spoken() == "en":
        return found
    return found._replace(label=without_article(_called(found)), unit=unit_in_words(found.unit))


def noun(name: str) -> Noun:
    """Return what an outcome is called within a sentence."""
    found = _declared(name)
    if spoken() == "en":
        return Noun(found.label[:1].lower() + found.label[1:])
    return definite(_called(found))


def _declared(name: str) -> Meaning:
    known = _MEANINGS.get(None)
    return (_shipped() if known is None else known).get(name) or Meaning(name, sentence_case(name), "", "", "neither")


def _called(meaning: Meaning) -> str:
    """Return the name of an outcome in the language that is written in; the label alone where it is a scenario's own."""
    shipped = _shipped().get(meaning.name)
    if shipped is not None and shipped.label == meaning.label and (known := _names.known(meaning.name)):
        return known
    for series in OF_A_PROBLEM:
        rest = meaning.name.removeprefix(f"{series}_")
        if rest != meaning.name:
            return _say(f"{series}_of", problem=problem(rest))
    return meaning.label


def unit_in_words(unit: str) -> str:
    """Return a unit in the language that is written in."""
    if spoken() == "en":
        return unit
    currency, _, rest = unit.partition(" ")
    if rest == PER_RESIDENT and currency != SHIPPED_CURRENCY:
        return _say("money_a_resident", currency=currency)
    known = screen_words(spoken())["units"].get(unit)
    return typeset(known) if known else Sentences("units").known(unit) or unit


def problem(name: str) -> str:
    """Return what a problem type is called, by itself: one that ships in the language, a scenario's own by its name."""
    known = _say.known(f"problem_{name}")
    return known or sentence_case(name)


def strategy(name: str) -> str:
    """Return what a strategy is called, by itself: one that ships in the language, one's own by its name."""
    known = screen_words(spoken())["strategies"] if spoken() != "en" else {}
    return known.get(name) or sentence_case(name)


def strategy_named(name: str) -> str:
    """Return what a strategy is called within a sentence: in French between guillemets, so that it takes no article."""
    return _say("title", name=strategy(name))


def town_title(title: str) -> str:
    """Return the title of a scenario: that of one that ships in the language, another in its author's words."""
    known = Sentences("towns").known(title) if spoken() != "en" else None
    return known or title


def ensemble_title(title: str) -> str:
    """Return the title of an ensemble: that which ships in the language, another in its author's words."""
    if spoken() == "en":
        return title
    known = _say.known("ensemble_evidence") if title == EVIDENCE else None
    return _say("title", name=known or title)


def problem_kind(name: str) -> str:
    """Return what a kind of incident is called within a sentence, by itself: ``break in``."""
    known = Sentences("incidents").known(name) if spoken() != "en" else None
    return known or sentence_case(name).lower()


def grade(key: str) -> str:
    """Return how a price was taken from its source."""
    if spoken() == "en":
        return GRADES.get(key, key)
    return Sentences("grades").known(key) or key


def price_list(title: str) -> str:
    """Return the title of a list of prices: that which ships in the language, another in its author's words."""
    return _say("price_list") if title == load_prices().title else title


def lever(name: str) -> str:
    """Return what a lever is called."""
    known = screen_words(spoken())["levers"] if spoken() != "en" else {}
    return known.get(name) or _say.known(f"lever_{name}") or sentence_case(name)


def lead(name: str) -> str:
    """Return who leads, as a lever says it; in English by its key."""
    return name if spoken() == "en" else screen_words(spoken())["leads"].get(name, name)


def kind_of_initiative(kind: str) -> str:
    """Return what a kind of initiatives is called, such as ``community-led, social``."""
    if spoken() == "en":
        return sentence_case(kind)
    return _say("initiatives", kind=screen_words(spoken())["kinds"].get(kind, kind))


def event_kind(name: str) -> str:
    """Return what an event is called."""
    known = screen_words(spoken())["events"] if spoken() != "en" else {}
    return known.get(name) or sentence_case(name)


def named(group: str, name: str) -> str:
    """Return what something that ships is called, by its group in the words; its own name made readable if there is no word."""
    known = Sentences(group).known(name) if spoken() != "en" else None
    return known or sentence_case(name)


def money_sign() -> str:
    """Return what stands before amounts: a dollar sign, or the currency of the folder that is reported."""
    currency = _currency()
    return "$" if currency in ("", SHIPPED_CURRENCY) else f"{currency} "


def money_in_words() -> str:
    """Return what amounts are: Canadian dollars, or the currency of the folder that is reported."""
    currency = _currency()
    return _say("canadian_dollars") if currency in ("", SHIPPED_CURRENCY) else currency


def one_of_money() -> str:
    """Return what one of it is called: a dollar, or the currency of the folder that is reported."""
    currency = _currency()
    return _say("one_dollar") if currency in ("", SHIPPED_CURRENCY) else currency


def money_unit(unit: str) -> str:
    """Return a unit with the sign of the currency for its code."""
    currency = _currency() or SHIPPED_CURRENCY
    return (
        unit.replace(SHIPPED_CURRENCY, "$")
        if currency == SHIPPED_CURRENCY
        else unit.replace(SHIPPED_CURRENCY, currency)
    )


def _currency() -> str:
    return _declared("cost").unit.partition(" ")[0]


def own_problems() -> list[str]:
    """Return the problem types that are counted as true and recorded crime, by the names of their outcomes."""
    known = _MEANINGS.get(None) or _shipped()
    kinds = [name.removeprefix("true_") for name in known if name.startswith("true_")]
    return [kind for kind in kinds if kind != "crime" and f"recorded_{kind}" in known]


def own_outcomes() -> list[str]:
    """Return the outcomes that a user's own functions measure: none that ships, nor one of a problem type."""
    known, problems = _MEANINGS.get(None) or _shipped(), own_problems()
    counted = {name for name in known for problem in problems if name.endswith(f"_{problem}")}
    return [name for name in known if name not in _shipped() and name not in counted]


@cache
def _shipped() -> dict[str, Meaning]:
    from mobsim.measures import OUTCOMES

    return meanings_of(OUTCOMES)


def sentence_case(name: str) -> str:
    """Turn the name of a file or column into words."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def glossary() -> dict[str, str]:
    """Return the terms that a reader may not know, and what they mean."""
    terms = Sentences("glossary")
    return {terms(key): terms(f"{key}_meaning") for key in TERMS}


TERMS = (
    "adaptive",
    "chance",
    "cohesion",
    "harm",
    "initiative",
    "insecurity",
    "interval",
    "need",
    "paired",
    "recorded",
    "reference",
    "reported",
    "smallest",
    "true",
    "trust",
)
EVIDENCE = "What the evidence leaves open"
"""Title of the ensemble that ships."""
PER_RESIDENT = "per resident a year"
