"""Write numbers as a reader wants them: rounded to what is known, with real minus signs, as the report's language has them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mobsim.report.language import HARD, THIN, Sentences, spoken
from mobsim.report.markup import Markup, number
from mobsim.report.vocabulary import money_sign, outcome

MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EM DASH}"
HALF_A_CENT = 0.005
"""Amounts below it are shown as nought, and so better not at all."""
say = Sentences("numbers")


def decimals_for(*values: float) -> int:
    """Count the decimals that show about two figures of the smallest non-zero size given."""
    sizes = [abs(value) for value in values if math.isfinite(value) and value]
    if not sizes:
        return 0
    return max(0, min(5, 1 - math.floor(math.log10(min(sizes)))))


def in_signs(shown: str) -> str:
    """Write a number, given as computers write it, with the signs of the language."""
    if spoken() != "fr":
        return shown
    return shown.replace(",", THIN).replace(".", ",")


def plain(value: float, decimals: int = 0, *, sign: bool = False) -> str:
    """Write one number with its thousands apart."""
    if value is None or not math.isfinite(value):
        return NOTHING
    shown = f"{abs(value):,.{decimals}f}"
    if not shown.strip("0.,"):
        return in_signs(shown)
    before = MINUS if value < 0 else "+" if sign else ""
    return before + in_signs(shown)


def brief(value: float, form: str = "g") -> str:
    """Write one number in a short form of Python's, such as ``.2g``."""
    return in_signs(format(value, form))


def percent(share: float, *, sign: bool = False, decimals: int | None = None) -> str:
    """Write a share as a percentage: whole above 10 %, one decimal below, never a nought for what is not nought."""
    if not math.isfinite(share):
        return NOTHING
    if not sign and decimals is None and 0 < abs(share) < 0.0005:
        return say("under_a_thousandth")
    places = decimals if decimals is not None else 0 if abs(share) >= 0.0995 else 1
    return per_cent_sign(plain(100 * share, places, sign=sign))


def per_cent_sign(shown: str) -> str:
    """Put the sign of per cent behind a number."""
    return f"{shown}{HARD}%" if spoken() == "fr" else f"{shown}%"


def count(number: int, *, feminine: bool = False) -> str:
    """Write a count: small ones in words, in French of either gender."""
    small = say("small_feminine" if feminine else "small").split()
    return small[number] if 0 <= number < len(small) else plain(number)


def listed(names: Sequence[str], last: str = "and") -> str:
    """Write names one after another."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {say(last)} {names[-1]}"


def span(low: str, high: str) -> str:
    """Write an interval in words that survive a line break and a minus sign."""
    return say("span", low=low, high=high)


def from_to(low: str, high: str) -> str:
    """Write an interval within a sentence."""
    return say("from_to", low=low, high=high)


def with_interval(value: str, low: str, high: str) -> str:
    """Write a number with its interval in brackets."""
    return say("with_interval", value=value, low=low, high=high)


def ranks_in_words(first: int, last: int) -> str:
    """Write the ranks that one may have: ``4``, or ``4 to 6``."""
    return str(first) if first == last else span(str(first), str(last))


def in_hundred(probability: float) -> str:
    """Write a probability as a count out of a hundred, never as a certainty that few runs cannot give."""
    if not math.isfinite(probability):
        return NOTHING
    if probability >= 0.995:
        return say("nearly_all")
    if probability < 0.005:
        return say("hardly_any")
    return say("in_hundred", number=round(100 * probability))


def hundredths(probability: float) -> str:
    """Write the same where a heading says of how many: ``47``, ``over 99``."""
    if not math.isfinite(probability):
        return NOTHING
    if probability >= 0.995:
        return say("nearly_all_brief")
    if probability < 0.005:
        return say("hardly_any_brief")
    return str(round(100 * probability))


def dollars(amount: float, decimals: int | None = None) -> str:
    """Write an amount of money: its sign before it in English, behind it in French."""
    if not math.isfinite(amount):
        return NOTHING
    places = decimals if decimals is not None else 0 if abs(amount) >= 100 else 2
    shown, sign = plain(amount, places), money_sign()
    if spoken() == "fr":
        return f"{shown}{HARD}{sign.strip()}"
    return f"{MINUS}{sign}{shown[1:]}" if shown.startswith(MINUS) else f"{sign}{shown}"


class Scale:
    """How one outcome is shown: its factor (shares in per cent), its unit and its decimals."""

    def __init__(self, name: str, *widths: float) -> None:
        self.outcome = outcome(name)
        share = say("share")
        is_share = self.outcome.unit.split(" ")[0] == share
        self.factor = 100.0 if is_share else 1.0
        self.unit = self.outcome.unit.replace(share, "%", 1) if is_share else self.outcome.unit
        self.decimals = decimals_for(*(self.factor * width for width in widths))

    def text(self, value: float, *, sign: bool = False) -> str:
        """Write a value of the outcome without its unit."""
        return plain(self.factor * value, self.decimals, sign=sign)

    def cell(self, value: float, *, sign: bool = False) -> Markup:
        """Show a value that carries its unrounded self."""
        return number(self.text(value, sign=sign), value)

    def interval(self, low: float, high: float, *, sign: bool = False) -> Markup:
        """Show an interval whose ends carry their unrounded selves."""
        return Markup(span(self.cell(low, sign=sign), self.cell(high, sign=sign)))
