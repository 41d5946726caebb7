"""The ledger of a run: sums by week and community, and by neighbourhood over the measured period."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.engine.repeats import Repeats
from mobsim.engine.sums import (
    BY_ZONE,
    COUNTED,
    FELT,
    IN_ZONE,
    KEPT,
    OFFICERS_IN_NEIGHBOURHOODS,
    SHARED_OUT,
    Sums,
    names_of_sums,
)
from mobsim.measures.spread import percentile_ratio
from mobsim.scenario.enumerations import Activity, Age, CrimeSeries, Zone
from mobsim.scenario.initiatives import Lead, Status
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.problems import ProblemType
from mobsim.tools.calendar import DAYS_IN_WEEK, WEEKS_IN_YEAR
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Float, Initiatives, Neighbourhoods, Residents, Tally, World
from mobsim.world.table import NONE
from mobsim.world.whereabouts import population, slots_of

SERIES = tuple(series.key for series in CrimeSeries)
TALLIED = np.array([[*Tally.__annotations__].index(field) for field in COUNTED.values()])
ZONES = np.array([int(zone) for zone in Zone])


class Found(NamedTuple):
    """What a week's end finds among residents and initiatives; shapes ``(neighbourhoods,)``."""

    insecure: Float  # adults not satisfied with their safety
    confident: Float  # adults with a great deal of confidence in police
    acute: Float  # in an episode of acute risk
    to_come: Float  # of the turnouts of those who are active
    money: Float  # of initiatives
    running: Float  # initiatives of the strategy
    led: Float  # of these, by the community


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

    def note_everywhere(self, name: str, amounts: Float) -> None:
        """Add to a sum of the week that is still running, in every neighbourhood."""
        self._noted[:, self._column[name]] += amounts

    def sums(self, table: Float) -> Sums:
        """Name the columns of a table of sums (last axis)."""
        return Sums(table, self._column)

    def close_week(self, world: World, rules: Parameters, *, measured: bool) -> None:
        """Take the week's tally, clear it, and add the state of the town."""
        self._week[:] = self._noted
        self._noted[:] = 0.0
        sums, living = self.sums(self._week), population(world.neighbourhoods).astype(float)
        found = _look_around(world, rules)
        self._add_tally(world)
        _add_volunteers(sums, world, rules)
        self._add_held(world, found, rules.participation.hours_per_week, living)
        _add_state(sums, world, found, living)
        _add_zones(sums, world, found, living)
        self._repeats.close_week(world, sums, len(self.weeks) + 1)
        of_communities = _of_communities(world, rules)
        shared_out = np.array([of_communities[name] for name in SHARED_OUT]).T
        sums.side_by_side(SHARED_OUT)[:] += _shared_out(world, shared_out, living)
        self.weeks.append(np.add.reduceat(self._week, world.communities.first_neighbourhood, axis=0))
        if measured:
            self.total += self._week
        _clear_tally(world)

    def _add_tally(self, world: World) -> None:
        """Add what was counted in each neighbourhood."""
        crimes = np.concatenate([getattr(world.series, name) for name in SERIES], 1)
        self._week[:, : crimes.shape[1]] += crimes
        self.sums(self._week).side_by_side(tuple(COUNTED))[:] += world.tally.cells[:, TALLIED]

    def _add_held(self, world: World, found: Found, hours_each: float, living: Float) -> None:
        """Add by how much more is held than a week before: volunteers' hours to come, money, agencies' hours, teams' calls."""
        of_communities = np.stack([world.crisis_hours.sum(1), world.communities.team_credit], 1)
        held = np.empty_like(self._held)
        held[:, 0] = hours_each * found.to_come
        held[:, 1] = found.money + world.account.sum(1)
        held[:, 2:] = _shared_out(world, of_communities, living)
        self.sums(self._week).side_by_side(KEPT)[:] += held - self._held
        self._held = held


def _look_around(world: World, rules: Parameters) -> Found:
    found = Found(*np.zeros((len(Found._fields), world.neighbourhoods.size)))
    levels = rules.insecurity.satisfied_below, rules.trust.great_deal
    count_residents(world.residents, world.neighbourhoods, int(world.counts.day[0]), *levels, found)
    count_initiatives(world.initiatives, world.neighbourhoods, found)
    return found


def _add_volunteers(sums: Sums, world: World, rules: Parameters) -> None:
    """Add the hours that volunteers pledged and did not work, and what those that they worked would cost if paid."""
    hours_each, tally = rules.participation.hours_per_week, world.tally
    sums["volunteer_pledged"][:] += hours_each * tally.pledged_turnouts
    sums["volunteer_forgone"][:] += hours_each * tally.forgone_turnouts
    sums["volunteer_worth"][:] += rules.money.volunteer_hour * tally.volunteer_hours


def _add_state(sums: Sums, world: World, found: Found, living: Float) -> None:
    """Add what residents feel and leaders think of each neighbourhood, weighted by adults or residents."""
    neighbourhoods, adults = world.neighbourhoods, world.neighbourhoods.adults
    for name in FELT:
        sums[name][:] += getattr(neighbourhoods, name) * adults
    sums["insecure"][:] += found.insecure
    sums["confident"][:] += found.confident
    sums["adult_weeks"][:] += adults
    sums["person_weeks"][:] += living
    sums["neighbourhood_weeks"][:] += 1.0
    sums["need"][:] += neighbourhoods.need * living
    sums["acute"][:] += found.acute


def _add_zones(sums: Sums, world: World, found: Found, living: Float) -> None:
    """Add what officers, volunteers and initiatives did in the week under the zone in which each neighbourhood lay."""
    neighbourhoods = world.neighbourhoods
    week = {
        "officer_hours": sum(sums[name] for name in OFFICERS_IN_NEIGHBOURHOODS) - sums["hours_brought"],
        "volunteer_hours": sums["volunteer_hours"],
        "people": living,
        "running": found.running,
        "led": found.led,
    }
    lies_in = neighbourhoods.zone[:, None] == ZONES
    by_zone = np.stack([week[name] for name in IN_ZONE], 1)[:, :, None] * lies_in[:, None]
    sums.side_by_side(Zone.keys())[:] += lies_in
    sums.side_by_side(BY_ZONE)[:] += by_zone.reshape(neighbourhoods.size, -1)


def _shared_out(world: World, of_communities: Float, living: Float) -> Float:
    """Share amounts of communities, ``(communities, amounts)``, out over their neighbourhoods by population."""
    community = world.neighbourhoods.community
    return of_communities[community] * living[:, None] / np.bincount(community, living)[community, None]


def _clear_tally(world: World) -> None:
    """Set to nothing what a week counts."""
    communities = world.communities
    for series in world.series:
        series[:] = 0.0
    world.tally.cells[:] = 0.0
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
def count_residents(
    residents: Residents,
    neighbourhoods: Neighbourhoods,
    day: int,
    satisfied_below: float,
    great_deal: float,
    found: Found,
) -> None:
    """Count in each neighbourhood who feels unsafe, trusts police or is at acute risk, and the turnouts still to come."""
    for neighbourhood in range(neighbourhoods.size):
        here = neighbourhoods[neighbourhood]
        for resident in range(here.first_resident, here.end_resident):
            person = residents[resident]
            if person.age != Age.CHILD:
                found.insecure[neighbourhood] += person.insecurity >= satisfied_below
                found.confident[neighbourhood] += person.trust >= great_deal
            found.acute[neighbourhood] += person.acute_until > day
            if person.active != NONE:
                days_left = DAYS_IN_WEEK - (day - person.place) % DAYS_IN_WEEK
                found.to_come[neighbourhood] += person.turnouts * days_left / DAYS_IN_WEEK


@kernel
def count_initiatives(initiatives: Initiatives, neighbourhoods: Neighbourhoods, found: Found) -> None:
    """Add up what initiatives have left of their money in each neighbourhood, and count those at work."""
    for neighbourhood in range(neighbourhoods.size):
        first, end = slots_of(neighbourhood, initiatives, neighbourhoods)
        for slot in range(first, end):
            initiative = initiatives[slot]
            if initiative.status != Status.EMPTY:
                found.money[neighbourhood] += initiative.money
            if initiative.status == Status.RUNNING and not initiative.reserved:
                found.running[neighbourhood] += 1.0
                found.led[neighbourhood] += initiative.lead == Lead.COMMUNITY_LED
