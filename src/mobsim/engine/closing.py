"""How a week is closed: the sums of each neighbourhood, of what the week counted and of the state of the town at its end."""

from typing import Any, NamedTuple

import numpy as np

from mobsim.engine.sums import BY_ZONE, COUNTED, FIXED, KEPT, SHARED_OUT
from mobsim.scenario.enumerations import Activity, CrimeSeries, Zone
from mobsim.scenario.initiatives import Lead, Status
from mobsim.scenario.money import MoneyParameters
from mobsim.scenario.parameters import Parameters
from mobsim.tools.bundle import bundle
from mobsim.tools.calendar import DAYS_IN_WEEK, WEEKS_IN_YEAR
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Float, Tally, World
from mobsim.world.table import NONE, Row, Table, table_of
from mobsim.world.whereabouts import people_of, population, slots_of

TALLIED = np.array([[*Tally.__annotations__].index(field) for field in COUNTED.values()])
ZONES = len(Zone)
KEPT_AT, LAY_IN, BY_ZONE_AT, SHARED_AT = (FIXED.index(names[0]) for names in (KEPT, Zone.keys(), BY_ZONE, SHARED_OUT))
"""Where groups of sums that are gone through by number stand among the others."""

Closed: Any = table_of("Closed", FIXED)
OfCommunity: Any = table_of("OfCommunity", SHARED_OUT)


@bundle
class Books(NamedTuple):
    """What a ledger closes a week with: two tables, and their numbers side by side, ``(rows, columns)``."""

    closed: Table  # sums of the week, (neighbourhoods,)
    sums: Float
    of_community: Table  # what belongs to each community as a whole, (communities,)
    amounts: Float
    series: Float  # of crime, (neighbourhoods, series, problems)
    held: Float  # (neighbourhoods, sums of what is kept), a week before


class Known(NamedTuple):
    """What NumPy has added up: its order of adding is the one that results rest on."""

    agencies_left: Float  # (communities,), hours of agencies' staff left for crises
    in_use: Float  # (leaders,), of the ties by which each works together,
    personal: Float  # of their personal part,
    held: Float  # and of the part that institutions hold
    spread: Float  # (communities,), of what squads get done


class Around(NamedTuple):
    """What a week's end finds among the residents and initiatives of a neighbourhood."""

    to_come: float  # of the turnouts of those who are active
    money: float  # of initiatives
    running: float  # initiatives of the strategy
    led: float  # of these, by the community


@kernel
def sum_up_week(
    world: World,
    rules: Parameters,
    tally: Float,
    books: Books,
    added_up: tuple[Float, Float, Float, Float, Float],
    community: int,
) -> None:
    """Set the sums of a community's neighbourhoods to what was counted in the week and how things stand; clear the counts.

    What belongs to the community as a whole is shared out over them by population. ``tally`` are the cells of the tally; what
    was ``added_up`` is :class:`Known`.
    """
    agencies_left, in_use, personal, held, spread = added_up
    known, here = Known(agencies_left, in_use, personal, held, spread), world.communities[community]
    sum_up_community(world, rules.money, community, known, books.of_community[community])
    count_acute(world, books, community)
    in_community = float(people_of(here, world.neighbourhoods))
    for neighbourhood in range(here.first_neighbourhood, here.end_neighbourhood):
        share = float(population(world.neighbourhoods[neighbourhood])), in_community
        found = look_around(world, neighbourhood)
        take_counts(world, rules, books, neighbourhood, tally)
        take_what_is_held(world, rules, books, neighbourhood, found, share, known.agencies_left[community])
        take_state(world, books, neighbourhood)
        take_zone(world, books, neighbourhood, found)
        for number in range(books.amounts.shape[1]):
            books.sums[neighbourhood, SHARED_AT + number] = shared(books.amounts[community, number], share)
    clear_counts(world, here, tally)


@kernel(inner=True)
def clear_counts(world: World, here: Row, tally: Float) -> None:
    """Set to nothing what a week counts in a community."""
    series, first, end = world.series, here.first_neighbourhood, here.end_neighbourhood
    tally[first:end], world.officer_hours[here.first_officer : here.end_officer] = 0.0, 0.0
    series.true[first:end], series.reported[first:end], series.recorded[first:end] = 0.0, 0.0, 0.0
    series.cleared[first:end], series.discovered[first:end], series.pooled[first:end] = 0.0, 0.0, 0.0
    here.granted, here.won, here.set_aside = 0.0, 0.0, 0.0
    here.spent_components, here.spent_teams, here.spent_table, here.spent_overtime = 0.0, 0.0, 0.0, 0.0
    here.overtime_hours, here.hours_given = 0.0, 0.0
    here.crisis_hours_given, here.crisis_hours_lapsed = 0.0, 0.0
    here.team_calls_given, here.team_calls_lapsed, here.tables_ended = 0.0, 0.0, 0.0


@kernel(inner=True)
def shared(amount: float, share: tuple[float, float]) -> float:
    """Return a neighbourhood's part of an amount of its community, by the residents of both."""
    return amount * share[0] / share[1]


@kernel(inner=True)
def look_around(world: World, neighbourhood: int) -> Around:
    """Count the turnouts still to come, initiatives and their money."""
    initiatives, here = world.initiatives, world.neighbourhoods[neighbourhood]
    to_come, money, running, led = turnouts_to_come(world, here), 0.0, 0.0, 0.0
    first, end = slots_of(neighbourhood, initiatives, world.neighbourhoods)
    for slot in range(first, end):
        initiative = initiatives[slot]
        if initiative.status != Status.EMPTY:
            money += initiative.money
        if initiative.status == Status.RUNNING and not initiative.reserved:
            running += 1.0
            led += initiative.lead == Lead.COMMUNITY_LED
    return Around(to_come, money, running, led)


@kernel(inner=True)
def turnouts_to_come(world: World, here: Row) -> float:
    """Return the turnouts that those who are active in a neighbourhood still have to come of their weeks."""
    today, to_come = world.lists.day[here.community], 0.0
    for place in range(here.first_place, here.end_place):
        if not world.places.at_work[place]:
            continue
        days_left = DAYS_IN_WEEK - (today - place) % DAYS_IN_WEEK
        for resident in range(world.places.first[place], world.places.end[place]):
            if world.residents.active[resident] != NONE:
                to_come += world.residents.turnouts[resident] * days_left / DAYS_IN_WEEK
    return to_come


@kernel(inner=True)
def count_acute(world: World, books: Books, community: int) -> None:
    """Count who is in an episode of acute risk, in each neighbourhood of a community."""
    here, lists = world.communities[community], world.lists[community]
    for neighbourhood in range(here.first_neighbourhood, here.end_neighbourhood):
        books.closed[neighbourhood].acute = 0.0
    for row in range(lists.first_resident, lists.end_acute):
        person = world.residents[world.acute[row]]
        books.closed[person.neighbourhood].acute += person.acute_until > lists.day


@kernel(inner=True)
def take_counts(world: World, rules: Parameters, books: Books, neighbourhood: int, tally: Float) -> None:
    """Take what was counted: crimes, the tally, hours that volunteers pledged and did not work, and what theirs would cost."""
    series, sums = world.series, books.closed[neighbourhood]
    for problem in range(world.problems.size):
        books.series[neighbourhood, CrimeSeries.TRUE, problem] = series.true[neighbourhood, problem]
        books.series[neighbourhood, CrimeSeries.REPORTED, problem] = series.reported[neighbourhood, problem]
        books.series[neighbourhood, CrimeSeries.RECORDED, problem] = series.recorded[neighbourhood, problem]
        books.series[neighbourhood, CrimeSeries.CLEARED, problem] = series.cleared[neighbourhood, problem]
        books.series[neighbourhood, CrimeSeries.DISCOVERED, problem] = series.discovered[neighbourhood, problem]
        books.series[neighbourhood, CrimeSeries.POOLED, problem] = series.pooled[neighbourhood, problem]
    for number in range(TALLIED.size):
        books.sums[neighbourhood, number] = tally[neighbourhood, TALLIED[number]]
    counted = world.tally[neighbourhood]
    sums.volunteer_pledged = rules.participation.hours_per_week * counted.pledged_turnouts
    sums.volunteer_forgone = rules.participation.hours_per_week * counted.forgone_turnouts
    sums.volunteer_worth = rules.money.volunteer_hour * counted.volunteer_hours


@kernel(inner=True)
def take_what_is_held(
    world: World,
    rules: Parameters,
    books: Books,
    neighbourhood: int,
    found: Around,
    share: tuple[float, float],
    agencies_left: float,
) -> None:
    """Take by how much more is held than a week before: volunteers' hours to come, money, agencies' hours, teams' calls."""
    account = 0.0
    for measure in range(world.account.shape[1]):
        account += world.account[neighbourhood, measure]
    team_credit = world.communities.team_credit[world.neighbourhoods.community[neighbourhood]]
    volunteers = rules.participation.hours_per_week * found.to_come
    now = volunteers, found.money + account, shared(agencies_left, share), shared(team_credit, share)
    for number in range(len(now)):
        books.sums[neighbourhood, KEPT_AT + number] = now[number] - books.held[neighbourhood, number]
        books.held[neighbourhood, number] = now[number]


@kernel(inner=True)
def take_state(world: World, books: Books, neighbourhood: int) -> None:
    """Take what residents feel and leaders think of a neighbourhood, weighted by adults or residents."""
    here, sums = world.neighbourhoods[neighbourhood], books.closed[neighbourhood]
    sums.trust = here.trust * here.adults
    sums.cohesion = here.cohesion * here.adults
    sums.insecurity = here.insecurity * here.adults
    sums.participation = here.participation * here.adults
    sums.membership = here.membership * here.adults
    sums.insecure = here.unsafe
    sums.confident = here.confident
    sums.adult_weeks = here.adults
    sums.person_weeks = float(population(here))
    sums.neighbourhood_weeks = 1.0
    sums.need = here.need * float(population(here))


@kernel(inner=True)
def take_zone(world: World, books: Books, neighbourhood: int, found: Around) -> None:
    """Take what officers, volunteers and initiatives did in the week under the zone in which a neighbourhood lay."""
    here, tally = world.neighbourhoods[neighbourhood], world.tally[neighbourhood]
    officers = tally.patrol_hours + tally.engagement_hours + tally.initiative_hours + tally.standby_hours
    living = float(population(here))
    in_zone = officers - tally.brought_hours, tally.volunteer_hours, living, found.running, found.led
    for zone in range(ZONES):
        lay_in = 1.0 if here.zone == zone else 0.0
        books.sums[neighbourhood, LAY_IN + zone] = lay_in
        for number in range(len(in_zone)):
            books.sums[neighbourhood, BY_ZONE_AT + number * ZONES + zone] = in_zone[number] * lay_in


@kernel(inner=True)
def sum_up_community(world: World, money: MoneyParameters, community: int, known: Known, sums: Row) -> None:
    """Set the sums of what belongs to a community as a whole: its officers, purse, leaders and their tables."""
    here = world.communities[community]
    wanted = (here.end_officer - here.first_officer) * here.strength
    sums.hours_response, sums.hours_overhead = 0.0, 0.0
    for officer in range(here.first_officer, here.end_officer):
        sums.hours_response += world.officer_hours[officer, Activity.RESPONSE]
        sums.hours_overhead += world.officer_hours[officer, Activity.OVERHEAD]
    sums.cost_officers = wanted * here.purse_factor * money.officer_year / WEEKS_IN_YEAR
    sums.cost_components, sums.cost_teams, sums.cost_table = here.spent_components, here.spent_teams, here.spent_table
    sums.team_calls_given, sums.team_calls_lapsed = here.team_calls_given, here.team_calls_lapsed
    sums.cost_overtime, sums.overtime_hours = here.spent_overtime, here.overtime_hours
    sums.granted, sums.won, sums.set_aside, sums.hours_given = here.granted, here.won, here.set_aside, here.hours_given
    sums.crisis_hours_given, sums.crisis_hours_lapsed = here.crisis_hours_given, here.crisis_hours_lapsed
    sums.assessment_error, sums.records_error = here.assessment_error, here.records_error
    sums.patrol_error, sums.activity_spread = here.patrol_error, known.spread[community]
    sum_up_leaders(world, community, known, sums)
    sums.meeting = 1.0 if here.convenor != NONE else 0.0
    sums.tables_ended = here.tables_ended
    sums.community_weeks = 1.0


@kernel(inner=True)
def sum_up_leaders(world: World, community: int, known: Known, sums: Row) -> None:
    """Set a community's sums of its leaders: means over them, and over the ties between them."""
    here, leaders = world.communities[community], world.leaders
    commitment, represents, in_use, personal, held = 0.0, 0.0, 0.0, 0.0, 0.0
    for leader in range(here.first_leader, here.end_leader):
        commitment += leaders.commitment[leader]
        represents += leaders.representativeness[leader]
        in_use += known.in_use[leader]
        personal += known.personal[leader]
        held += known.held[leader]
    seats = here.end_leader - here.first_leader
    pairs = max(1, seats * (seats - 1))
    sums.commitment, sums.representativeness = commitment / seats, represents / seats
    sums.collaboration_ties, sums.ties_personal, sums.ties_held = in_use / pairs, personal / pairs, held / pairs
