"""Compare names as people do: without case, accents, marks and leading noughts."""

import re
import unicodedata

_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
_NO_LETTER = re.compile(r"[^a-z0-9%]+")
_NOUGHTS = re.compile(r"\b0+(?=\d)")
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "Ø": "O", "Ł": "L"})
_NUMBER_BEHIND = re.compile(r"\s*\(\d+\)\s*$")
"""As in ``Agincourt North (129)``."""
_NUMBERED = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_STREETS = (
    "st|str|street|rd|road|ave?|avenue|blvd|boulevard|dr|drive|ln|lane|cres|crescent|ct|court|pl|place|way|hwy|highway"
    "|rue|chemin|chem|strasse|straat|calle|via|block|unit|apt"
)
_ADDRESS = re.compile(
    rf"\b\d+[a-z]?\b.*\b(?:{_STREETS})\b|\b(?:{_STREETS})\b.*\b\d+|\b(?:{_STREETS})\s*(?:&|/|and|at|@)\s"
)
_POSITION = re.compile(r"-?\d{1,3}\.\d{3,}")
_POSTCODE = re.compile(r"\b[a-z]\d[a-z] ?\d[a-z]\d\b|\b[a-z]{1,2}\d[a-z0-9]? ?\d[a-z]{2}\b")


def without_accents(text: str) -> str:
    """Return a text in plain lower-case letters."""
    apart = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def spelled(name: str) -> str:
    """Return the words of a column's name: ``MedianIncome_2016`` is ``median income 2016``."""
    apart = _NO_LETTER.sub(" ", without_accents(_CAMEL.sub(" ", name)))
    return " ".join(_NUMBERED.sub(" ", apart).split())


def matched(text: str) -> str:
    """Return what two ways of writing an area's id or name have in common."""
    text = _NUMBER_BEHIND.sub("", text)
    words = _NO_LETTER.sub(" ", without_accents(text).replace("&", " and ").replace("'", "").replace("’", ""))
    return _NOUGHTS.sub("", " ".join(words.split()))


def is_private(text: str) -> bool:
    """Whether a text looks like a street address, a crossing, a postal code or a coordinate, which no result may show."""
    plain = without_accents(text)
    return any(pattern.search(plain) for pattern in (_ADDRESS, _POSITION, _POSTCODE))
