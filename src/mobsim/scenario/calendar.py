"""The seasons of crime: factors by weekday and by month."""

from collections.abc import Sequence

# Assumed, and mild: more on Fridays and Saturdays, and from late spring to autumn.
WEEKDAY = (0.98, 0.98, 0.98, 0.99, 1.05, 1.04, 0.98)
MONTH = (0.93, 0.90, 0.95, 0.97, 1.02, 1.05, 1.07, 1.07, 1.04, 1.03, 0.99, 0.98)


def profile(given: Sequence[float] | None, default: Sequence[float]) -> tuple[float, ...]:
    """Rescale factors to mean 1, taking the default where none were given."""
    factors = default if given is None else given
    mean = sum(factors) / len(factors)
    return tuple(factor / mean for factor in factors)
