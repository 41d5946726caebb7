"""Add fractions so that every version of Python gives the same bits."""

import operator
from collections.abc import Iterable
from functools import reduce


def add_up(numbers: Iterable[float]) -> float:
    """Add numbers from left to right, rounding after each.

    The builtin ``sum`` does so up to Python 3.11 only; later versions carry the rounding errors along, and one last bit
    is enough to make another town of the same seed.
    """
    return reduce(operator.add, numbers, 0.0)
