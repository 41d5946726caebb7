"""Groups of neighbourhoods, and the rates by which figures and runs are compared in them."""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def statistic_name(type_: str, number: int, groups: int) -> str:
    """Name the statistic of a type in a group of neighbourhoods."""
    return f"{type_} {number}/{groups}"


def grouped_log_rates(
    rate: Values, people: Values, group: NDArray[np.int64], groups: int, relative: bool, floor: float = 0.0
) -> Values:
    """Return the log of each group's rate, or of its ratio to the town's; the last axis of ``rate`` is neighbourhoods."""
    of_town = (rate * people).sum(-1, keepdims=True) / people.sum()
    means = np.stack(
        [(rate * people)[..., group == number].sum(-1) / people[group == number].sum() for number in range(groups)], -1
    )
    means = np.maximum(means, floor)
    return np.log(means / np.maximum(of_town, floor)) if relative else np.log(means)


def groups_by(order_by: Values, people: Values, groups: int) -> NDArray[np.int64]:
    """Put neighbourhoods into numbered groups of about as many residents each, the least of ``order_by`` first."""
    order = np.argsort(order_by, kind="stable")
    middle = (np.cumsum(people[order]) - people[order] / 2) / people.sum()
    wanted = np.minimum((middle * groups).astype(np.int64), groups - 1)
    least = np.arange(len(order)) - (len(order) - groups)
    most = np.arange(len(order))
    number = np.maximum.accumulate(np.clip(wanted, np.maximum(least, 0), np.minimum(most, groups - 1)))
    for place in range(1, len(number)):
        number[place] = min(number[place], number[place - 1] + 1)
    found = np.empty(len(order), np.int64)
    found[order] = number
    return found
