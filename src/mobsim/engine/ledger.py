"""The ledger of a run: sums by week and community, and by neighbourhood over the measured period."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.engine.repeats import Repeats
from mobsim.engine.sums import COUNTED, FELT, IN_ZONE, KEPT, OFFICERS_IN_NEIGHBOURHOODS, SHARED_OUT, names_of_sums
from mobsim.measures.spread import percentile_ratio
from mobsim.scenario.enumerations import Activity, Age, CrimeSeries, Zone
from mobsim.scenario.initiatives import Lead, Status
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.problems import ProblemType
from mobsim.tools.calendar import DAYS_IN_WEEK, WEEKS_IN_YEAR
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Float, Neighbourhoods, Residents, World
from mobsim.world.table import NONE
from mobsim.world.whereabouts import neighbourhood_of, population


class Ledger:
    """Keep additive sums; every outcome follows from them.

    What belongs to a community as a whole (the purse, the leaders' table) is shared out over its neighbourhoods by
    population, so that sums over neighbourhoods are right.
    """

    def __init__(self, problems: Sequence[ProblemType], neighbourhoods: int) -> None:
        """Open a ledger for so many neighbourhoods."""
        self.names = names_of_sums(problems)
        self._column = {name: number for number, name in enumerate(self.names)}
        self._problems = len(problems)
        self._week = np.zeros((neighbourhoods, len(self.names)))
        self._noted = np.zeros((neighbourhoods, len(self.names)))
        self._held = np.zeros((neighbourhoods, len(KEPT)))
        self._repeats = Repeats()
        self.weeks: list[NDArray[np.float64]] = []
        self.total = np.zeros((neighbourhoods, len(self.names)))

    def copy(self) -> "Ledger":
        """Copy the ledger, for a run that goes on under another strategy."""
        other = object.__new__(Ledger)
        other.__dict__.update(self.__dict__)
        other._week, other._noted, other.total = self._week.copy(), self._noted.copy(), self.total.copy()
        other._held, other._repeats = self._held.copy(), self._repeats.copy()
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

    def close_week(self, world: World, rules: Parameters, *, measured: bool) -> None:
        """Take the week's tally, clear it, and add the state of the town."""
        self._week[:] = self._noted
        self._noted[:] = 0.0
        self._add_tally(world)
        self._add_volunteers(world, rules.participation.hours_per_week, rules.money.volunteer_hour)
        self._add_held(world, rules.participation.hours_per_week)
        self._add_state(world, rules)
        self._add_zones(world)
        self._repeats.close_week(world, self.sums(self._week), len(self.weeks) + 1)
        self._share_out(world, rules)
        self.weeks.append(np.add.reduceat(self._week, world.communities.first_neighbourhood, axis=0))
        if measured:
            self.total += self._week
        _clear_tally(world)

    def _add_tally(self, world: World) -> None:
        """Add what was counted in each neighbourhood."""
        for series in CrimeSeries:
            at = series * self._problems
            self._week[:, at : at + self._problems] += getattr(world.series, series.key)
        for name, field in COUNTED.items():
            self._week[:, self._column[name]] += getattr(world.tally, field)

    def _add_volunteers(self, world: World, hours_each: float, worth: float) -> None:
        """Add the hours that volunteers pledged and did not work, and what those that they worked would cost if paid."""
        sums, tally = self.sums(self._week), world.tally
        sums["volunteer_pledged"][:] += hours_each * tally.pledged_turnouts
        sums["volunteer_forgone"][:] += hours_each * tally.forgone_turnouts
        sums["volunteer_worth"][:] += worth * tally.volunteer_hours

    def _add_held(self, world: World, hours_each: float) -> None:
        """Add by how much more is held than a week before: volunteers' hours to come, money, agencies' hours, teams' calls."""
        team_calls = _shared_out(world, world.communities.team_credit)
        crisis_hours = _shared_out(world, world.crisis_hours.sum(1))
        held = np.stack([hours_each * _turnouts_to_come(world), _money_held(world), crisis_hours, team_calls], 1)
        for number, name in enumerate(KEPT):
            self._week[:, self._column[name]] += held[:, number] - self._held[:, number]
        self._held = held

    def _add_state(self, world: World, rules: Parameters) -> None:
        """Add what residents feel and leaders think of each neighbourhood, weighted by adults or residents."""
        neighbourhoods = world.neighbourhoods
        adults, living = neighbourhoods.adults, population(neighbourhoods).astype(float)
        sums = self.sums(self._week)
        for name in FELT:
            sums[name][:] += getattr(neighbourhoods, name) * adults
        levels = rules.insecurity.satisfied_below, rules.trust.great_deal
        count_answers(world.residents, neighbourhoods, *levels, sums["insecure"], sums["confident"])
        sums["adult_weeks"][:] += adults
        sums["person_weeks"][:] += living
        sums["neighbourhood_weeks"][:] += 1.0
        sums["need"][:] += neighbourhoods.need * living
        acute = world.residents.neighbourhood[world.residents.acute_until > world.counts.day[0]]
        sums["acute"][:] += np.bincount(acute, minlength=neighbourhoods.size)

    def _add_zones(self, world: World) -> None:
        """Add what officers, volunteers and initiatives did in the week under the zone in which each neighbourhood lay."""
        neighbourhoods, initiatives, sums = world.neighbourhoods, world.initiatives, self.sums(self._week)
        running = np.flatnonzero((initiatives.status == Status.RUNNING) & (initiatives.reserved == 0))
        owners = neighbourhood_of(running, initiatives, neighbourhoods)
        led = owners[initiatives.lead[running] == Lead.COMMUNITY_LED]
        week = {
            "officer_hours": sum(sums[name] for name in OFFICERS_IN_NEIGHBOURHOODS) - sums["hours_brought"],
            "volunteer_hours": sums["volunteer_hours"],
            "people": population(neighbourhoods).astype(float),
            "running": np.bincount(owners, minlength=neighbourhoods.size),
            "led": np.bincount(led, minlength=neighbourhoods.size),
        }
        for zone in Zone:
            here = neighbourhoods.zone == zone
            sums[zone.key][:] += here
            for name in IN_ZONE:
                sums[f"{name}_{zone.key}"][:] += here * week[name]

    def _share_out(self, world: World, rules: Parameters) -> None:
        """Add to each neighbourhood its share, by population, of what its community did as a whole."""
        of_communities = _of_communities(world, rules)
        for name in SHARED_OUT:
            self._week[:, self._column[name]] += _shared_out(world, of_communities[name])


def _turnouts_to_come(world: World) -> Float:
    """Return what is still to come of the turnouts of those who are active, in each neighbourhood."""
    residents = world.residents
    active = residents.active != NONE
    worked = (world.counts.day[0] - residents.place[active].astype(np.int64)) % DAYS_IN_WEEK
    to_come = residents.turnouts[active] * (DAYS_IN_WEEK - worked) / DAYS_IN_WEEK
    return np.bincount(residents.neighbourhood[active], to_come, world.neighbourhoods.size).astype(float)


def _money_held(world: World) -> Float:
    """Return the money of initiatives in each neighbourhood, with that of its accounts."""
    initiatives, neighbourhoods = world.initiatives, world.neighbourhoods
    under_way = np.flatnonzero(initiatives.status != Status.EMPTY)
    owners = neighbourhood_of(under_way, initiatives, neighbourhoods)
    in_initiatives = np.bincount(owners, initiatives.money[under_way], neighbourhoods.size)
    return in_initiatives + world.account.sum(1)


def _shared_out(world: World, of_communities: Float) -> Float:
    """Share amounts of communities out over their neighbourhoods by population."""
    community, living = world.neighbourhoods.community, population(world.neighbourhoods).astype(float)
    return of_communities[community] * living / np.bincount(community, living)[community]


def _clear_tally(world: World) -> None:
    """Set to nothing what a week counts."""
    communities = world.communities
    for series in world.series:
        series[:] = 0.0
    world.tally[:] = 0
    world.officer_hours[:] = 0.0
    communities.granted[:] = communities.spent_components[:] = communities.spent_overtime[:] = 0.0
    communities.overtime_hours[:] = communities.set_aside[:] = communities.hours_given[:] = 0.0
    communities.crisis_hours_given[:] = communities.crisis_hours_lapsed[:] = communities.spent_teams[:] = 0.0
    communities.team_calls_given[:] = communities.team_calls_lapsed[:] = communities.spent_table[:] = 0.0
    communities.tables_ended[:] = communities.won[:] = 0.0


def _of_communities(world: World, rules: Parameters) -> dict[str, Any]:
    communities, officers, leaders = world.communities, world.officers, world.leaders
    count = communities.mayor.size
    seats = np.bincount(leaders.community, minlength=count)
    wanted = (communities.end_officer - communities.first_officer) * communities.strength
    collaboration, pairs = world.collaboration, np.maximum(1, seats * (seats - 1))
    return {
        "hours_response": np.bincount(officers.community, world.officer_hours[:, Activity.RESPONSE], count),
        "hours_overhead": np.bincount(officers.community, world.officer_hours[:, Activity.OVERHEAD], count),
        "cost_officers": wanted * communities.purse_factor * rules.money.officer_year / WEEKS_IN_YEAR,
        "cost_components": communities.spent_components,
        "cost_teams": communities.spent_teams,
        "cost_table": communities.spent_table,
        "team_calls_given": communities.team_calls_given,
        "team_calls_lapsed": communities.team_calls_lapsed,
        "cost_overtime": communities.spent_overtime,
        "overtime_hours": communities.overtime_hours,
        "granted": communities.granted,
        "won": communities.won,
        "set_aside": communities.set_aside,
        "hours_given": communities.hours_given,
        "crisis_hours_given": communities.crisis_hours_given,
        "crisis_hours_lapsed": communities.crisis_hours_lapsed,
        "assessment_error": communities.assessment_error,
        "records_error": communities.records_error,
        "patrol_error": communities.patrol_error,
        "activity_spread": percentile_ratio(world.supervisors.diligence, world.supervisors.community, count),
        "commitment": np.bincount(leaders.community, leaders.commitment, count) / seats,
        "collaboration_ties": np.bincount(leaders.community, collaboration.in_use.sum(1), count) / pairs,
        "ties_personal": np.bincount(leaders.community, collaboration.tie.sum(1), count) / pairs,
        "ties_held": np.bincount(leaders.community, collaboration.held.sum(1), count) / pairs,
        "meeting": (communities.convenor != NONE).astype(float),
        "tables_ended": communities.tables_ended,
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
    for neighbourhood in range(neighbourhoods.size):
        here = neighbourhoods[neighbourhood]
        for resident in range(here.first_resident, here.end_resident):
            if residents.age[resident] != Age.CHILD:
                insecure[neighbourhood] += residents.insecurity[resident] >= satisfied_below
                confident[neighbourhood] += residents.trust[resident] >= great_deal
