"""Names within sentences: in French with the article, or the word before it, that the sentence needs."""

from __future__ import annotations

import re

from mobsim.report.language import HARD

CONTRACTED = {"le ": "du ", "les ": "des "}
ARTICLE = re.compile(r"^(le |la |les |l\N{RIGHT SINGLE QUOTATION MARK})")
VOWELS = "aâàeéèêëiîïoôuûùyhœ"
"""Letters before which ``de`` is elided; no name here begins with an aspirated h."""


class Noun(str):
    """A name with its forms: ``{word}`` is the bare one, ``{word.the}``, ``{word.of}`` and ``{word.some}`` those of French.

    In English all forms are the bare one, as a sentence there has its own articles.
    """

    __slots__ = ("of", "some", "the")

    def __new__(cls, bare: str, the: str | None = None, of: str | None = None, some: str | None = None) -> Noun:
        """Make a name that is its bare form."""
        noun = str.__new__(cls, bare)
        noun.the, noun.of, noun.some = the or bare, of or bare, some or bare
        return noun


def definite(name: str) -> Noun:
    """Return the forms of a French name that is given with its article: ``le préjudice``, ``l’insécurité``, ``les heures``.

    One without an article is somebody's own, and stands between guillemets.
    """
    bare = without_article(name)
    if bare == name:
        quoted = f"«{HARD}{name}{HARD}»"
        return Noun(quoted, quoted, f"de {quoted}", f"de {quoted}")
    article = name[: len(name) - len(bare)]
    of = f"{CONTRACTED.get(article, f'de {article}')}{_lower(bare)}"
    return Noun(_lower(bare), f"{article}{_lower(bare)}", of, some(_lower(bare)))


def without_article(name: str) -> str:
    """Return a French name as a heading has it."""
    bare = ARTICLE.sub("", name)
    return bare[:1].upper() + bare[1:] if bare != name else name


def some(bare: str) -> str:
    """Put ``de`` before a French name, elided where it must be."""
    return f"d\N{RIGHT SINGLE QUOTATION MARK}{bare}" if bare[:1].lower() in VOWELS else f"de {bare}"


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]
