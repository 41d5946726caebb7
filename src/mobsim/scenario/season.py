"""The seasons of crime: factors by weekday and by month."""

from collections.abc import Sequence

from mobsim.tools.sums import add_up

# Crimes a day in Toronto, 2014-2019, against the mean of the year, first days of months left out (scenarios/toronto).
WEEKDAY = (0.978, 0.959, 0.973, 0.991, 1.073, 1.034, 0.992)
MONTH = (0.904, 0.914, 0.923, 0.968, 1.021, 1.059, 1.042, 1.024, 1.043, 1.063, 1.068, 0.971)


def profile(given: Sequence[float] | None, default: Sequence[float]) -> tuple[float, ...]:
    """Rescale factors to mean 1, taking the default where none were given."""
    factors = default if given is None else given
    mean = add_up(factors) / len(factors)
    return tuple(factor / mean for factor in factors)
