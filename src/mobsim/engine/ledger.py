"""The ledger of a run: sums by week and community, and by neighbourhood over the measured period."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.engine.closing import Books, Closed, OfCommunity, sum_up_week
from mobsim.engine.repeats import Repeats
from mobsim.engine.sums import AT_FIRST, AT_LAST, KEPT, Sums, names_of_sums
from mobsim.engine.threads import in_each_community
from mobsim.measures.spread import percentile_ratio
from mobsim.scenario.enumerations import CrimeSeries
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.problems import ProblemType
from mobsim.world.columns import Float, World
from mobsim.world.rulebook import rulebook


class Ledger:
    """Keep additive sums; every outcome follows from them.

    What belongs to a community as a whole (the purse, the leaders' table) is shared out over its neighbourhoods by
    population, so that sums over neighbourhoods are right.
    """

    def __init__(self, problems: Sequence[ProblemType], neighbourhoods: int, communities: int) -> None:
        """Open a ledger for so many neighbourhoods and communities."""
        self._communities = communities
        self.names = names_of_sums(problems)
        self._column = {name: number for number, name in enumerate(self.names)}
        self._week = np.zeros((neighbourhoods, len(self.names)))
        self._noted = np.zeros((neighbourhoods, len(self.names)))
        self._held = np.zeros((neighbourhoods, len(KEPT)))
        self._diligence = b""  # of squads,
        self._spread = np.zeros(0)  # and how far it differs in each community
        self._repeats = Repeats()
        self.weeks: list[NDArray[np.float64]] = []
        self.total = np.zeros((neighbourhoods, len(self.names)))
        self._books = self._open()

    def copy(self) -> "Ledger":
        """Copy the ledger, for a run that goes on under another strategy."""
        other = object.__new__(Ledger)
        other.__dict__.update(self.__dict__)
        other._week, other._noted, other.total = self._week.copy(), self._noted.copy(), self.total.copy()
        other._held, other._repeats = self._held.copy(), self._repeats.copy()
        other.weeks = list(self.weeks)
        other._books = other._open()
        return other

    def __getstate__(self) -> dict[str, Any]:
        """Leave the books behind: those of a copy are its own."""
        return {name: kept for name, kept in vars(self).items() if name != "_books"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take what was kept, and open the books again."""
        vars(self).update(state)
        self._books = self._open()

    @property
    def last_week(self) -> NDArray[np.float64]:
        """Sums of the week that was closed last, ``(neighbourhoods, names)``; overwritten when the next is closed."""
        return self._week

    def note(self, name: str, neighbourhood: int, amount: float = 1.0) -> None:
        """Add to a sum of the week that is still running."""
        self._noted[neighbourhood, self._column[name]] += amount

    def note_everywhere(self, names: Sequence[str], amounts: Float) -> None:
        """Add to sums that stand side by side, of the week that is still running, in every neighbourhood."""
        self.sums(self._noted).side_by_side(names)[:] += amounts

    def sums(self, table: Float) -> Sums:
        """Name the columns of a table of sums (last axis)."""
        return Sums(table, self._column)

    def close_week(self, world: World, rules: Parameters, *, measured: bool, threads: int = 1) -> None:
        """Take the week's tally, clear it, and add the state of the town."""
        books = self._books
        sum_up = partial(sum_up_week, world, rulebook(rules), world.tally.cells, books, self._added_up(world))
        in_each_community(threads, world, sum_up)
        self._week[:] = self._noted
        self._noted[:] = 0.0
        self._week[:, : books.series[0].size] += books.series.reshape(books.sums.shape[0], -1)
        for first, names in ((0, AT_FIRST), (len(AT_FIRST), AT_LAST)):
            self.sums(self._week).side_by_side(names)[:] += books.sums[:, first : first + len(names)]
        self._repeats.close_week(world, self.sums(self._week), len(self.weeks) + 1)
        self.weeks.append(np.add.reduceat(self._week, world.communities.first_neighbourhood, axis=0))
        if measured:
            self.total += self._week

    def _open(self) -> Books:
        """Lay out what a week is closed with."""
        count, of_series = self._week.shape[0], self._column[AT_FIRST[0]]
        closed, of_community = Closed.rows(count), OfCommunity.rows(self._communities)
        series = np.zeros((count, len(CrimeSeries), of_series // len(CrimeSeries)))
        return Books(closed, closed.cells, of_community, of_community.cells, series, self._held)

    def _added_up(self, world: World) -> tuple[Float, Float, Float, Float, Float]:
        """Add up what is added in NumPy's order (see :class:`~mobsim.engine.closing.Known`)."""
        ties, squads = world.collaboration, world.supervisors
        diligence = squads.diligence.tobytes()
        if diligence != self._diligence:  # it moves at cycles
            self._diligence = diligence
            self._spread = percentile_ratio(squads.diligence.copy(), squads.community, world.communities.size)
        agencies_left, in_use, personal, held = (
            np.add.reduce(each, 1) for each in (world.crisis_hours, ties.in_use, ties.tie, ties.held)
        )
        return agencies_left, in_use, personal, held, self._spread
