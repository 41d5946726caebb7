"""Numbers as plain data: JSON has no word for what is not known."""

import math


def plain(number: float) -> float | None:
    """Return a number, or None where it is not finite."""
    return float(number) if math.isfinite(number) else None


def whole(number: float) -> int | None:
    """Return a whole number, or None where it is not finite."""
    return int(number) if math.isfinite(number) else None
