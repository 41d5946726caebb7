"""Name things in plain words: outcomes, strategies, and the terms a reader may not know."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from mobsim.scenario.unit_costs import SHIPPED_CURRENCY
from mobsim.store.meanings import Meaning, meanings_of, read_meanings

_MEANINGS: ContextVar[Mapping[str, Meaning]] = ContextVar("meanings")


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
    known = _MEANINGS.get(None)
    return (_shipped() if known is None else known).get(name) or Meaning(name, sentence_case(name), "", "", "neither")


def money_sign() -> str:
    """Return what stands before amounts: a dollar sign, or the currency of the folder that is reported."""
    currency = outcome("cost").unit.partition(" ")[0]
    return "$" if currency in ("", SHIPPED_CURRENCY) else f"{currency} "


def money_in_words() -> str:
    """Return what amounts are: Canadian dollars, or the currency of the folder that is reported."""
    currency = outcome("cost").unit.partition(" ")[0]
    return "Canadian dollars" if currency in ("", SHIPPED_CURRENCY) else currency


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


GLOSSARY = {
    "Adaptive": (
        "Who leads is chosen by need: police-assisted work where much help from the police is needed, "
        "community-led work where little is."
    ),
    "Chance of being best": (
        "How often this strategy would come out best, given how much the runs differ from one another. It "
        "speaks of the simulated town only."
    ),
    "Cohesion": "How far residents trust their neighbours and are ready to step in.",
    "Harm": (
        "Crime and social crises added up by seriousness, so that one assault counts for more than one act of mischief."
    ),
    "Initiative": (
        "A planned piece of work on one problem in one neighbourhood, with people, hours and money of its "
        "own. Situational initiatives change places (locks, lighting, watches); social-development "
        "initiatives help people."
    ),
    "Insecurity": "How much residents worry about crime, from 0 (not at all) to 1 (it rules their day).",
    "Interval": (
        "The range in which the average over very many runs would probably lie: 95 times in 100 when such "
        "ranges are made again and again."
    ),
    "Need for police assistance": (
        "How much a neighbourhood's problems exceed what it can deal with itself, from 0 to 1."
    ),
    "Paired runs": (
        "Every strategy meets the same town, the same people and the same temptations to offend, run by run. "
        "What differs is what the strategy did."
    ),
    "Recorded crime": "Crime that was reported and that the police found to be crime. The usual crime figures.",
    "Reference": "The strategy with which all others are compared, as a rule the way things are done now.",
    "Reported crime": "Crime that somebody told the police about.",
    "Smallest difference that can be seen": (
        "A difference smaller than this would be lost in the ups and downs between runs, or between one year "
        "and the next."
    ),
    "True crime": (
        "All crime that happens in the simulated town, known to the police or not. Nobody knows it in a real town."
    ),
    "Trust in police": "Residents' trust, from 0 to 1. It decides who reports a crime and who speaks up.",
}

USE_STATEMENT = "mobsim compares strategies in a simulated community; it does not predict persons or addresses."
