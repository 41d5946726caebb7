"""What is decided about a town, said so that the screen and SOURCE.md have it in English and the data report in its language."""

from collections.abc import Mapping
from numbers import Integral
from typing import Any

from mobsim.report.language import Sentences, in_language, spoken
from mobsim.report.markup import Markup, escape, tag

say = Sentences("data_account")


class Problem(str):
    """A problem type, called what the language calls it."""


class Clauses(tuple):
    """Values that are clauses of a sentence, with semicolons between them."""


class Told(str):
    """A text in English that knows what it says: which sentence of ``words/data_account.toml``, of what."""

    key: str
    of: object
    values: Mapping[str, Any]


def tell(key: str, /, *, of: object = None, **values: Any) -> Told:
    """Say a sentence of given values: names, whole numbers, others with four figures, texts told before, or several of these."""
    with in_language("en"):
        told = Told(say(key, of=of, **{name: in_words(value) for name, value in values.items()}))
    told.key, told.of, told.values = key, of, values
    return told


def in_words(value: Any) -> str:
    """Write a value, or say again what was told, in the language that is written in."""
    if isinstance(value, Told):
        return say(value.key, of=value.of, **{name: in_words(each) for name, each in value.values.items()})
    if isinstance(value, Problem) and spoken() != "en":
        from mobsim.report.vocabulary import problem  # loads what `mobsim check` of a table need not

        return problem(value)
    if isinstance(value, Integral | float):
        return _number(value)
    if isinstance(value, Clauses):
        return "; ".join(map(in_words, value))
    if isinstance(value, list | tuple):
        return ", ".join(map(in_words, value))
    return str(value)


def _number(value: Any) -> str:
    """Write a number as the language does."""
    if spoken() == "en" and isinstance(value, Integral):
        return f"{int(value):,}"
    from mobsim.report.numbers import brief, plain

    if isinstance(value, Integral):
        return plain(int(value))
    return brief(value, ",.4g") if value < 1000 else plain(value)


def few(names: Any, most: int) -> Any:
    """Return the first of some names, and how many more there are."""
    return tell("and_more", names=names[:most], more=len(names) - most) if len(names) > most else list(names)


def sentence(text: str) -> Markup:
    """Show a sentence in the language of the page, or marked as English where there is only that."""
    return escape(in_words(text)) if isinstance(text, Told) or spoken() == "en" else tag("span", text, lang="en")
