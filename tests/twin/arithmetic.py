"""The few words of arithmetic that the rules use."""

import math
from collections.abc import Iterable, Sequence


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


def logit(share: float) -> float:
    share = min(max(share, 1e-9), 1 - 1e-9)
    return math.log(share / (1 - share))


def clip(x: float) -> float:
    return min(1.0, max(0.0, x))


def raised(x: float, by: float) -> float:
    return x + by * (1 - x)


def lowered(x: float, by: float) -> float:
    return x - by * x


def half(half_life: float) -> float:
    return 0.5 ** (1 / half_life)


def mean(values: Iterable[float], where_none: float = 0.0) -> float:
    values = list(values)
    return plain_sum(values) / len(values) if values else where_none


def plain_sum(values: Iterable[float]) -> float:
    """Add from left to right; the built-in sum compensates rounding from Python 3.12 on."""
    total = 0.0
    for value in values:
        total += value
    return total


def weighted_mean(values: Iterable[float], weights: Iterable[float]) -> float:
    pairs = list(zip(values, weights, strict=True))
    return plain_sum(value * weight for value, weight in pairs) / plain_sum(weight for _, weight in pairs)


def shares(values: Sequence[float], where_none: Sequence[float]) -> list[float]:
    """Divide by the sum; where all are nil, fall back on other shares."""
    total = plain_sum(values)
    return [value / total for value in values] if total > 0 else list(where_none)


def cumulated(values: Iterable[float]) -> list[float]:
    running, out = 0.0, []
    for value in values:
        running += value
        out.append(running)
    return out


def first_exceeding(bounds: Sequence[float], level: float) -> int:
    """Index of the first bound above the level; the last where rounding leaves none."""
    for index, bound in enumerate(bounds):
        if bound > level:
            return index
    return len(bounds) - 1
