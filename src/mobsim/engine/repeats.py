"""Who calls and who is struck again and again: counted over spans of weeks, by neighbourhood."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mobsim.tools.calendar import WEEKS_IN_YEAR
from mobsim.world.columns import World
from mobsim.world.table import Float

WEEKS_IN_QUARTER = WEEKS_IN_YEAR // 4
FREQUENT = 1000  # one resident in so many
AT_ONCE = 1_000_000  # residents whose counters are looked at in one go: NumPy makes wide copies of them

Counters = NDArray[np.uint16]


class Repeats:
    """Keep what residents' counters stood at when a span of weeks began."""

    def __init__(self) -> None:
        """Begin with nothing counted, as a town is born."""
        self._before: dict[str, Counters] = {}

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
        home, first = world.residents.neighbourhood, world.neighbourhoods.first_resident
        if week % WEEKS_IN_QUARTER == 0:
            made = self._since("calls_made", world.residents.calls_made)
            most = most_frequent(made, max(1, round(made.size / FREQUENT)))
            sums["calls_of_quarters"][:] += np.add.reduceat(made, first, dtype=float)
            sums["calls_of_frequent"][:] += np.bincount(home[most], made[most], first.size)
        if week % WEEKS_IN_YEAR == 0:
            struck = self._since("victimisations", world.residents.victimisations)
            sums["victimised_in_years"][:] += np.add.reduceat(struck, first, dtype=float)
            struck[struck == 1] = 0
            sums["victimised_again"][:] += np.add.reduceat(struck, first, dtype=float)

    def _since(self, name: str, now: Counters) -> Counters:
        """Return what was counted since the span began, and let the next begin; who moved in begins at 0."""
        before, counted = self._before.get(name), now.copy()
        self._before[name] = now.copy()
        if before is not None:
            np.subtract(now, before, out=counted, where=now >= before)
        return counted


def most_frequent(counts: Counters, number: int) -> NDArray[np.int64]:
    """Return the rows with the greatest counts, so many; of equals the first."""
    # Counts are small: how many there are of each tells the least that is among the greatest, without ordering all.
    most = int(counts.max()) + 1
    parts = np.array_split(counts, -(-counts.size // AT_ONCE))
    at_least = np.sum([np.bincount(part, minlength=most) for part in parts], 0)[::-1].cumsum()[::-1]
    least = int(np.flatnonzero(at_least >= number)[-1])
    above = np.flatnonzero(counts > least)
    return np.concatenate([above, np.flatnonzero(counts == least)[: number - above.size]])
