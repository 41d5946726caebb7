"""The ledger of a run: sums by week and community, and by neighbourhood over the measured period."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.enumerations import Activity, Age, CrimeSeries, Zone
from mobsim.scenario.initiatives import KINDS_OF_INITIATIVE
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.problems import ProblemType
from mobsim.tools.calendar import WEEKS_IN_YEAR
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Float, Neighbourhoods, Residents, World
from mobsim.world.whereabouts import population

COUNTED = {
    "harm": "harm", "recorded_severity": "recorded_severity", "cleared_severity": "cleared_severity", "calls": "calls",
    "answered": "answered", "unanswered": "unanswered", "delay": "delay", "tips": "tips", "stops": "stops",
    "good": "good", "bad": "bad", "hours_patrol": "patrol_hours", "hours_engagement": "engagement_hours",
    "hours_initiatives": "initiative_hours", "agency_hours": "agency_hours", "volunteer_hours": "volunteer_hours",
    "cost_programmes": "money",
}  # fmt: skip
FELT = ("trust", "cohesion", "insecurity", "participation")
SHARED_OUT = (
    "hours_response", "hours_overhead", "cost_officers", "cost_components", "cost_overtime", "overtime_hours",
    "granted",
    "assessment_error", "commitment", "collaboration_ties", "representativeness", "community_weeks",
)  # fmt: skip
OTHERS = (
    "insecure", "confident", "person_weeks", "adult_weeks", "neighbourhood_weeks", "need", *Zone.keys(), "ended", "met",
)  # fmt: skip


class Ledger:
    """Keep additive sums; every outcome follows from them.

    What belongs to a community as a whole (the purse, the leaders' table) is shared out over its neighbourhoods by
    population, so that sums over neighbourhoods are right.
    """

    def __init__(self, problems: Sequence[ProblemType], neighbourhoods: int, communities: int) -> None:
        """Open a ledger for so many neighbourhoods and communities."""
        by_problem = [f"{series.key}_{problem.name}" for series in CrimeSeries for problem in problems]
        started = [f"started_{kind}" for kind in KINDS_OF_INITIATIVE]
        self.names: tuple[str, ...] = (*by_problem, *COUNTED, *FELT, *OTHERS, *started, *SHARED_OUT)
        self._column = {name: number for number, name in enumerate(self.names)}
        self._problems = len(problems)
        self._week = np.zeros((neighbourhoods, len(self.names)))
        self._noted = np.zeros((neighbourhoods, len(self.names)))
        self.weeks: list[NDArray[np.float64]] = []
        self.total = np.zeros((neighbourhoods, len(self.names)))
        self._communities = communities

    def copy(self) -> "Ledger":
        """Copy the ledger, for a run that goes on under another strategy."""
        other = object.__new__(Ledger)
        other.__dict__.update(self.__dict__)
        other._week, other._noted, other.total = self._week.copy(), self._noted.copy(), self.total.copy()
        other.weeks = list(self.weeks)
        return other

    @property
    def last_week(self) -> NDArray[np.float64]:
        """Sums of the week that was closed last, ``(neighbourhoods, names)``; overwritten when the next is closed."""
        return self._week

    def note(self, name: str, neighbourhood: int, amount: float = 1.0) -> None:
        """Add to a sum of the week that is still running."""
        self._noted[neighbourhood, self._column[name]] += amount

    def sums(self, table: NDArray[np.float64]) -> Mapping[str, NDArray[np.float64]]:
        """Name the columns of a table of sums (last axis)."""
        return {name: table[..., number] for name, number in self._column.items()}

    def close_week(self, world: World, p: Parameters, *, measured: bool) -> None:
        """Take the week's tally, clear it, and add the state of the town."""
        week, column = self._week, self._column
        week[:] = self._noted
        self._noted[:] = 0.0
        tally, neighbourhoods = world.tally, world.neighbourhoods
        for series in CrimeSeries:
            at = series * self._problems
            week[:, at : at + self._problems] += getattr(world.series, series.key)
        for name, field in COUNTED.items():
            week[:, column[name]] += getattr(tally, field)
        adults = neighbourhoods.adults
        for name in FELT:
            week[:, column[name]] += getattr(neighbourhoods, name) * adults
        insecure, confident = week[:, column["insecure"]], week[:, column["confident"]]
        count_answers(
            world.residents, neighbourhoods, p.insecurity.satisfied_below, p.trust.great_deal, insecure, confident
        )
        people = population(neighbourhoods).astype(float)
        week[:, column["adult_weeks"]] += adults
        week[:, column["person_weeks"]] += people
        week[:, column["neighbourhood_weeks"]] += 1.0
        week[:, column["need"]] += neighbourhoods.need * people
        for zone in Zone:
            week[:, column[zone.key]] += neighbourhoods.zone == zone
        self._share_out(world, p, people)
        starts = world.communities.first_neighbourhood
        self.weeks.append(np.add.reduceat(week, starts, axis=0))
        if measured:
            self.total += week
        for series in world.series:
            series[:] = 0.0
        tally[:] = 0

    def _share_out(self, world: World, p: Parameters, people: Float) -> None:
        community = world.neighbourhoods.community
        share = people / np.bincount(community, people)[community]
        of_communities = _of_communities(world, p)
        for name in SHARED_OUT:
            self._week[:, self._column[name]] += of_communities[name][community] * share
        world.officer_hours[:] = 0.0
        for spent in (
            world.communities.granted, world.communities.spent_components, world.communities.spent_overtime,
            world.communities.overtime_hours,
        ):  # fmt: skip
            spent[:] = 0.0


def _of_communities(world: World, p: Parameters) -> dict[str, Any]:
    communities, officers, leaders = world.communities, world.officers, world.leaders
    count = communities.mayor.size
    seats = np.bincount(leaders.community, minlength=count)
    hired = np.bincount(officers.community, minlength=count)
    ties = np.bincount(leaders.community, world.collaboration.tie.sum(1), count)
    return {
        "hours_response": np.bincount(officers.community, world.officer_hours[:, Activity.RESPONSE], count),
        "hours_overhead": np.bincount(officers.community, world.officer_hours[:, Activity.OVERHEAD], count),
        "cost_officers": hired * communities.purse_factor * p.money.officer_year / WEEKS_IN_YEAR,
        "cost_components": communities.spent_components,
        "cost_overtime": communities.spent_overtime,
        "overtime_hours": communities.overtime_hours,
        "granted": communities.granted,
        "assessment_error": communities.assessment_error,
        "commitment": np.bincount(leaders.community, leaders.commitment, count) / seats,
        "collaboration_ties": ties / np.maximum(1, seats * (seats - 1)),
        "representativeness": np.bincount(leaders.community, leaders.representativeness, count) / seats,
        "community_weeks": np.ones(count),
    }


@kernel
def count_answers(
    residents: Residents,
    neighbourhoods: Neighbourhoods,
    satisfied_below: float,
    great_deal: float,
    insecure: Float,
    confident: Float,
) -> None:
    """Count adults not satisfied with their safety, and adults with a great deal of confidence in police."""
    for neighbourhood in range(neighbourhoods.trust.size):
        for resident in range(neighbourhoods.first_resident[neighbourhood], neighbourhoods.end_resident[neighbourhood]):
            if residents.age[resident] != Age.CHILD:
                insecure[neighbourhood] += residents.insecurity[resident] >= satisfied_below
                confident[neighbourhood] += residents.trust[resident] >= great_deal
