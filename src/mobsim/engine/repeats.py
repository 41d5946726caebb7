"""Who calls and who is struck again and again: counted over spans of weeks, by neighbourhood."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.tools.calendar import WEEKS_IN_YEAR
from mobsim.world.columns import World
from mobsim.world.table import Float

WEEKS_IN_QUARTER = WEEKS_IN_YEAR // 4
FREQUENT = 1000  # one resident in so many


class Repeats:
    """Keep what residents' counters stood at when a span of weeks began."""

    def __init__(self) -> None:
        """Begin with nothing counted, as a town is born."""
        self._before: dict[str, NDArray[Any]] = {}

    def copy(self) -> "Repeats":
        """Copy what is kept; counters that were noted are never written again."""
        other = Repeats()
        other._before = dict(self._before)
        return other

    def close_week(self, world: World, sums: Mapping[str, Float], week: int) -> None:
        """Add what a span that ends with week number ``week`` (from 1) counted, in the neighbourhoods of those concerned.

        A quarter tells how many of its calls the residents made who called most, one in a thousand of the town; a year how
        many of its victimisations were of somebody struck more than once in it.
        """
        home, count = world.residents.neighbourhood, world.neighbourhoods.size
        if week % WEEKS_IN_QUARTER == 0:
            made = self._since("calls_made", world.residents.calls_made)
            most = most_frequent(made, max(1, round(made.size / FREQUENT)))
            sums["calls_of_quarters"][:] += np.bincount(home, made, count)
            sums["calls_of_frequent"][:] += np.bincount(home[most], made[most], count)
        if week % WEEKS_IN_YEAR == 0:
            struck = self._since("victimisations", world.residents.victimisations)
            sums["victimised_in_years"][:] += np.bincount(home, struck, count)
            sums["victimised_again"][:] += np.bincount(home, np.where(struck > 1, struck, 0), count)

    def _since(self, name: str, now: NDArray[Any]) -> NDArray[np.int64]:
        """Return what was counted since the span began, and let the next begin; who moved in begins at 0."""
        counted = now.astype(np.int64)
        before = self._before.get(name, np.zeros_like(counted))
        self._before[name] = counted
        return np.where(counted >= before, counted - before, counted)


def most_frequent(counts: NDArray[np.int64], number: int) -> NDArray[np.int64]:
    """Return the rows with the greatest counts, so many; of equals the first."""
    # Counts are small: how many there are of each tells the least that is among the greatest, without ordering all.
    at_least = np.bincount(counts)[::-1].cumsum()[::-1]
    least = int(np.flatnonzero(at_least >= number)[-1])
    above = np.flatnonzero(counts > least)
    return np.concatenate([above, np.flatnonzero(counts == least)[: number - above.size]])
