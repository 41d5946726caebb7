"""How a week is closed: what it counted, and the state of the town at its end, are added to the sums of each neighbourhood."""

from typing import Any, NamedTuple

import numpy as np

from mobsim.engine.sums import COUNTED, FIXED, SHARED_OUT
from mobsim.scenario.enumerations import Activity, Age, CrimeSeries, Zone
from mobsim.scenario.initiatives import Lead, Status
from mobsim.scenario.money import MoneyParameters
from mobsim.scenario.parameters import Parameters
from mobsim.tools.bundle import bundle
from mobsim.tools.calendar import DAYS_IN_WEEK, WEEKS_IN_YEAR
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Float, Tally, World
from mobsim.world.table import NONE, Int, Row, Table, table_of
from mobsim.world.whereabouts import people_of, population, slots_of

TALLIED = np.array([[*Tally.__annotations__].index(field) for field in COUNTED.values()])
ZONES = len(Zone)

Columns: Any = table_of("Columns", FIXED, Int)
OfCommunity: Any = table_of("OfCommunity", SHARED_OUT, Float)


@bundle
class Books(NamedTuple):
    """What a ledger closes a week with."""

    sums: Float  # of the week, (neighbourhoods, sums)
    held: Float  # (neighbourhoods, sums of what is kept), a week before
    columns: Table  # where each sum stands, those by problem apart (a table of one row)
    of_community: Table  # what belongs to the community at hand as a whole (a table of one row),
    amounts: Float  # and the same as numbers side by side


class Known(NamedTuple):
    """What NumPy has added up: its order of adding is the one that results rest on."""

    agencies_left: Float  # (communities,), hours of agencies' staff left for crises
    in_use: Float  # (leaders,), of the ties by which each works together,
    personal: Float  # of their personal part,
    held: Float  # and of the part that institutions hold
    spread: Float  # (communities,), of what squads get done


class Around(NamedTuple):
    """What a week's end finds among the residents and initiatives of a neighbourhood."""

    insecure: float  # adults not satisfied with their safety
    confident: float  # adults with a great deal of confidence in police
    acute: float  # in an episode of acute risk
    to_come: float  # of the turnouts of those who are active
    money: float  # of initiatives
    running: float  # initiatives of the strategy
    led: float  # of these, by the community


@kernel
def add_week(world: World, rules: Parameters, tally: Float, books: Books, known: Known) -> None:
    """Add to the sums of each neighbourhood what was counted in the week and how things stand at its end; clear what was counted.

    What belongs to a community as a whole is shared out over its neighbourhoods by population. ``tally`` are the cells of the
    tally.
    """
    at = books.columns[0]
    for community in range(world.communities.size):
        here = world.communities[community]
        add_up_community(world, rules.money, community, known, books.of_community[0])
        in_community = float(people_of(here, world.neighbourhoods))
        for neighbourhood in range(here.first_neighbourhood, here.end_neighbourhood):
            share = float(population(world.neighbourhoods[neighbourhood])), in_community
            found = look_around(world, rules, neighbourhood)
            add_series(world, books.sums, neighbourhood)
            for number in range(TALLIED.size):
                books.sums[neighbourhood, at.harm + number] += tally[neighbourhood, TALLIED[number]]
            add_volunteers(world, rules, books, neighbourhood)
            add_held(world, rules, books, neighbourhood, found, share, known.agencies_left[community])
            add_state(world, books, neighbourhood, found)
            add_zone(world, books, neighbourhood, found)
            for number in range(books.amounts.shape[1]):
                books.sums[neighbourhood, at.hours_response + number] += shared(books.amounts[0, number], share)
    clear(world)
    tally[:] = 0.0


@kernel(inner=True)
def shared(amount: float, share: tuple[float, float]) -> float:
    """Return a neighbourhood's part of an amount of its community, by the residents of both."""
    return amount * share[0] / share[1]


@kernel(inner=True)
def look_around(world: World, rules: Parameters, neighbourhood: int) -> Around:
    """Count who feels unsafe, trusts police or is at acute risk, the turnouts still to come, and initiatives and their money."""
    residents, initiatives, here = world.residents, world.initiatives, world.neighbourhoods[neighbourhood]
    insecure, confident, acute, to_come, money, running, led = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for resident in range(here.first_resident, here.end_resident):
        person = residents[resident]
        if person.age != Age.CHILD:
            insecure += person.insecurity >= rules.insecurity.satisfied_below
            confident += person.trust >= rules.trust.great_deal
        acute += person.acute_until > world.counts.day[0]
        if person.active != NONE:
            days_left = DAYS_IN_WEEK - (world.counts.day[0] - person.place) % DAYS_IN_WEEK
            to_come += person.turnouts * days_left / DAYS_IN_WEEK
    first, end = slots_of(neighbourhood, initiatives, world.neighbourhoods)
    for slot in range(first, end):
        initiative = initiatives[slot]
        if initiative.status != Status.EMPTY:
            money += initiative.money
        if initiative.status == Status.RUNNING and not initiative.reserved:
            running += 1.0
            led += initiative.lead == Lead.COMMUNITY_LED
    return Around(insecure, confident, acute, to_come, money, running, led)


@kernel(inner=True)
def add_series(world: World, sums: Float, neighbourhood: int) -> None:
    """Add the crimes that were counted, by series and problem."""
    series, problems = world.series, world.problems.size
    for problem in range(problems):
        sums[neighbourhood, CrimeSeries.TRUE * problems + problem] += series.true[neighbourhood, problem]
        sums[neighbourhood, CrimeSeries.REPORTED * problems + problem] += series.reported[neighbourhood, problem]
        sums[neighbourhood, CrimeSeries.RECORDED * problems + problem] += series.recorded[neighbourhood, problem]
        sums[neighbourhood, CrimeSeries.CLEARED * problems + problem] += series.cleared[neighbourhood, problem]
        sums[neighbourhood, CrimeSeries.DISCOVERED * problems + problem] += series.discovered[neighbourhood, problem]
        sums[neighbourhood, CrimeSeries.POOLED * problems + problem] += series.pooled[neighbourhood, problem]


@kernel(inner=True)
def add_volunteers(world: World, rules: Parameters, books: Books, neighbourhood: int) -> None:
    """Add the hours that volunteers pledged and did not work, and what those that they worked would cost if paid."""
    tally, at, sums = world.tally[neighbourhood], books.columns[0], books.sums
    sums[neighbourhood, at.volunteer_pledged] += rules.participation.hours_per_week * tally.pledged_turnouts
    sums[neighbourhood, at.volunteer_forgone] += rules.participation.hours_per_week * tally.forgone_turnouts
    sums[neighbourhood, at.volunteer_worth] += rules.money.volunteer_hour * tally.volunteer_hours


@kernel(inner=True)
def add_held(
    world: World,
    rules: Parameters,
    books: Books,
    neighbourhood: int,
    found: Around,
    share: tuple[float, float],
    agencies_left: float,
) -> None:
    """Add by how much more is held than a week before: volunteers' hours to come, money, agencies' hours, teams' calls."""
    account = 0.0
    for measure in range(world.account.shape[1]):
        account += world.account[neighbourhood, measure]
    team_credit = world.communities.team_credit[world.neighbourhoods.community[neighbourhood]]
    volunteers = rules.participation.hours_per_week * found.to_come
    now = volunteers, found.money + account, shared(agencies_left, share), shared(team_credit, share)
    for number in range(len(now)):
        column = books.columns[0].volunteer_kept + number
        books.sums[neighbourhood, column] += now[number] - books.held[neighbourhood, number]
        books.held[neighbourhood, number] = now[number]


@kernel(inner=True)
def add_state(world: World, books: Books, neighbourhood: int, found: Around) -> None:
    """Add what residents feel and leaders think of a neighbourhood, weighted by adults or residents."""
    here, at, sums = world.neighbourhoods[neighbourhood], books.columns[0], books.sums
    living = float(population(here))
    sums[neighbourhood, at.trust] += here.trust * here.adults
    sums[neighbourhood, at.cohesion] += here.cohesion * here.adults
    sums[neighbourhood, at.insecurity] += here.insecurity * here.adults
    sums[neighbourhood, at.participation] += here.participation * here.adults
    sums[neighbourhood, at.membership] += here.membership * here.adults
    sums[neighbourhood, at.insecure] += found.insecure
    sums[neighbourhood, at.confident] += found.confident
    sums[neighbourhood, at.adult_weeks] += here.adults
    sums[neighbourhood, at.person_weeks] += living
    sums[neighbourhood, at.neighbourhood_weeks] += 1.0
    sums[neighbourhood, at.need] += here.need * living
    sums[neighbourhood, at.acute] += found.acute


@kernel(inner=True)
def add_zone(world: World, books: Books, neighbourhood: int, found: Around) -> None:
    """Add what officers, volunteers and initiatives did in the week under the zone in which a neighbourhood lay."""
    here, tally, at = world.neighbourhoods[neighbourhood], world.tally[neighbourhood], books.columns[0]
    officers = tally.patrol_hours + tally.engagement_hours + tally.initiative_hours + tally.standby_hours
    living = float(population(here))
    did = (
        officers - tally.brought_hours,
        tally.volunteer_hours,
        living,
        found.running,
        found.led,
    )  # as IN_ZONE names them
    books.sums[neighbourhood, at.zone_0 + here.zone] += 1.0
    for number in range(len(did)):
        books.sums[neighbourhood, at.officer_hours_zone_0 + number * ZONES + here.zone] += did[number]


@kernel(inner=True)
def add_up_community(world: World, money: MoneyParameters, community: int, known: Known, sums: Row) -> None:
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
    add_up_leaders(world, community, known, sums)
    sums.meeting = 1.0 if here.convenor != NONE else 0.0
    sums.tables_ended = here.tables_ended
    sums.community_weeks = 1.0


@kernel(inner=True)
def add_up_leaders(world: World, community: int, known: Known, sums: Row) -> None:
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


@kernel(inner=True)
def clear(world: World) -> None:
    """Set to nothing what a week counts beside the tally."""
    series, communities = world.series, world.communities
    for each in (series.true, series.reported, series.recorded, series.cleared, series.discovered, series.pooled):
        each[:] = 0.0
    world.officer_hours[:] = 0.0
    for row in range(communities.size):
        here = communities[row]
        here.granted, here.won, here.set_aside, here.hours_given = 0.0, 0.0, 0.0, 0.0
        here.spent_components, here.spent_teams, here.spent_table, here.spent_overtime = 0.0, 0.0, 0.0, 0.0
        here.overtime_hours, here.tables_ended = 0.0, 0.0
        here.crisis_hours_given, here.crisis_hours_lapsed = 0.0, 0.0
        here.team_calls_given, here.team_calls_lapsed = 0.0, 0.0
