"""Write numbers as a reader wants them: rounded to what is known, with real minus signs."""

from __future__ import annotations

import math

from mobsim.report.markup import Markup, join, number
from mobsim.report.vocabulary import money_sign, outcome

MINUS = "\N{MINUS SIGN}"
THIN = "\N{NARROW NO-BREAK SPACE}"
NOTHING = "\N{EM DASH}"


def decimals_for(*values: float) -> int:
    """Count the decimals that show about two figures of the smallest non-zero size given."""
    sizes = [abs(value) for value in values if math.isfinite(value) and value]
    if not sizes:
        return 0
    return max(0, min(5, 1 - math.floor(math.log10(min(sizes)))))


def plain(value: float, decimals: int = 0, *, sign: bool = False) -> str:
    """Write one number with thousands separated by commas."""
    if value is None or not math.isfinite(value):
        return NOTHING
    shown = f"{abs(value):,.{decimals}f}"
    if not shown.strip("0.,"):
        return shown
    before = MINUS if value < 0 else "+" if sign else ""
    return before + shown


def percent(share: float, *, sign: bool = False) -> str:
    """Write a share as a percentage: whole above 10 %, one decimal below, never a nought for what is not nought."""
    if not math.isfinite(share):
        return NOTHING
    if not sign and 0 < abs(share) < 0.0005:
        return "under 0.1%"
    return plain(100 * share, 0 if abs(share) >= 0.0995 else 1, sign=sign) + "%"


def span(low: str, high: str) -> str:
    """Write an interval in words that survive a line break and a minus sign."""
    return f"{low} to {high}"


def ranks_in_words(first: int, last: int) -> str:
    """Write the ranks that one may have: ``4``, or ``4 to 6``."""
    return str(first) if first == last else f"{first} to {last}"


def in_hundred(probability: float) -> str:
    """Write a probability as a count out of a hundred, never as a certainty that few runs cannot give."""
    if not math.isfinite(probability):
        return NOTHING
    if probability >= 0.995:
        return "more than 99 in 100"
    if probability < 0.005:
        return "less than 1 in 100"
    return f"{round(100 * probability)} in 100"


def dollars(amount: float) -> str:
    """Write an amount of money."""
    if not math.isfinite(amount):
        return NOTHING
    shown = plain(amount, 0 if abs(amount) >= 100 else 2)
    sign = money_sign()
    return f"{MINUS}{sign}{shown[1:]}" if shown.startswith(MINUS) else f"{sign}{shown}"


class Scale:
    """How one outcome is shown: its factor (shares in per cent), its unit and its decimals."""

    def __init__(self, name: str, *widths: float) -> None:
        self.outcome = outcome(name)
        is_share = self.outcome.unit.split(" ")[0] == "share"
        self.factor = 100.0 if is_share else 1.0
        self.unit = self.outcome.unit.replace("share", "%", 1) if is_share else self.outcome.unit
        self.decimals = decimals_for(*(self.factor * width for width in widths))

    def text(self, value: float, *, sign: bool = False) -> str:
        """Write a value of the outcome without its unit."""
        return plain(self.factor * value, self.decimals, sign=sign)

    def cell(self, value: float, *, sign: bool = False) -> Markup:
        """Show a value that carries its unrounded self."""
        return number(self.text(value, sign=sign), value)

    def interval(self, low: float, high: float, *, sign: bool = False) -> Markup:
        """Show an interval whose ends carry their unrounded selves."""
        return join([self.cell(low, sign=sign), " to ", self.cell(high, sign=sign)])
