"""How a week is closed: what it counted, and the state of the town at its end, are added to the sums of each neighbourhood."""

from typing import NamedTuple

import numpy as np

from mobsim.engine.sums import COUNTED, FELT, OTHERS, SHARED_OUT, VOLUNTEERS
from mobsim.scenario.enumerations import Activity, Age, Zone
from mobsim.scenario.initiatives import Lead, Status
from mobsim.scenario.money import MoneyParameters
from mobsim.scenario.parameters import Parameters
from mobsim.tools.calendar import DAYS_IN_WEEK, WEEKS_IN_YEAR
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Float, Tally, World
from mobsim.world.table import NONE, Row, table_of
from mobsim.world.whereabouts import people_of, population, slots_of

TALLIED = np.array([[*Tally.__annotations__].index(field) for field in COUNTED.values()])
ZONES = len(Zone)

Volunteers, Felt, Others = table_of("Volunteers", VOLUNTEERS), table_of("Felt", FELT), table_of("Others", OTHERS)
OfCommunities = table_of("OfCommunities", SHARED_OUT)


class Week(NamedTuple):
    """The sums of a week by group, as the ledger keeps them: ``(neighbourhoods, sums of the group)``, or tables of these."""

    series: tuple[Float, ...]  # of crime, by problem
    counted: Float
    volunteers: Row
    kept: Float
    felt: Row
    others: Row
    lay_in: Float  # by zone
    by_zone: Float
    shared_out: Float


class Counted(NamedTuple):
    """What a week counted, in the order of the ledger's columns."""

    series: tuple[Float, ...]  # (neighbourhoods, problems)
    tally: Float  # all cells, (neighbourhoods, columns)


class Books(NamedTuple):
    """What the ledger keeps beside the sums, to close a week by."""

    held: Float  # (neighbourhoods, sums of what is kept), a week before
    of_community: Row  # what belongs to the community at hand as a whole,
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
def add_week(world: World, rules: Parameters, counted: Counted, week: Week, books: Books, known: Known) -> None:
    """Add to the sums of each neighbourhood what was counted in the week and how things stand at its end; clear what was counted.

    What belongs to a community as a whole is shared out over its neighbourhoods by population.
    """
    for community in range(world.communities.size):
        here = world.communities[community]
        add_up_community(world, rules.money, community, known, books.of_community[0])
        in_community = float(people_of(here, world.neighbourhoods))
        for neighbourhood in range(here.first_neighbourhood, here.end_neighbourhood):
            share = float(population(world.neighbourhoods[neighbourhood])), in_community
            found = look_around(world, rules, neighbourhood)
            add_tally(world, rules, neighbourhood, counted, week)
            add_held(world, rules, neighbourhood, found, share, (week.kept, books.held, known.agencies_left))
            add_state(world, neighbourhood, found, share[0], week)
            add_zone(world, neighbourhood, found, share[0], week)
            for number in range(week.shared_out.shape[1]):
                week.shared_out[neighbourhood, number] += shared(books.amounts[0, number], share)
    clear(world, counted)


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
def add_tally(world: World, rules: Parameters, neighbourhood: int, counted: Counted, week: Week) -> None:
    """Add what was counted, and the hours that volunteers pledged and did not work, and what those worked would cost if paid."""
    for number in range(len(counted.series)):
        sums, crimes = week.series[number], counted.series[number]
        for problem in range(crimes.shape[1]):
            sums[neighbourhood, problem] += crimes[neighbourhood, problem]
    tally, volunteers = world.tally[neighbourhood], week.volunteers[neighbourhood]
    for number in range(TALLIED.size):
        week.counted[neighbourhood, number] += counted.tally[neighbourhood, TALLIED[number]]
    volunteers.volunteer_pledged += rules.participation.hours_per_week * tally.pledged_turnouts
    volunteers.volunteer_forgone += rules.participation.hours_per_week * tally.forgone_turnouts
    volunteers.volunteer_worth += rules.money.volunteer_hour * tally.volunteer_hours


@kernel(inner=True)
def add_held(
    world: World,
    rules: Parameters,
    neighbourhood: int,
    found: Around,
    share: tuple[float, float],
    kept: tuple[Float, Float, Float],
) -> None:
    """Add by how much more is held than a week before: volunteers' hours to come, money, agencies' hours, teams' calls."""
    sums, held, agencies_left = kept
    community = world.neighbourhoods.community[neighbourhood]
    account = 0.0
    for measure in range(world.account.shape[1]):
        account += world.account[neighbourhood, measure]
    now = (
        rules.participation.hours_per_week * found.to_come,
        found.money + account,
        shared(agencies_left[community], share),
        shared(world.communities.team_credit[community], share),
    )
    for number in range(len(now)):
        sums[neighbourhood, number] += now[number] - held[neighbourhood, number]
        held[neighbourhood, number] = now[number]


@kernel(inner=True)
def add_state(world: World, neighbourhood: int, found: Around, living: float, week: Week) -> None:
    """Add what residents feel and leaders think of a neighbourhood, weighted by adults or residents."""
    here, felt, others = world.neighbourhoods[neighbourhood], week.felt[neighbourhood], week.others[neighbourhood]
    felt.trust += here.trust * here.adults
    felt.cohesion += here.cohesion * here.adults
    felt.insecurity += here.insecurity * here.adults
    felt.participation += here.participation * here.adults
    felt.membership += here.membership * here.adults
    others.insecure += found.insecure
    others.confident += found.confident
    others.adult_weeks += here.adults
    others.person_weeks += living
    others.neighbourhood_weeks += 1.0
    others.need += here.need * living
    others.acute += found.acute


@kernel(inner=True)
def add_zone(world: World, neighbourhood: int, found: Around, living: float, week: Week) -> None:
    """Add what officers, volunteers and initiatives did in the week under the zone in which a neighbourhood lay."""
    zone, tally = world.neighbourhoods.zone[neighbourhood], world.tally[neighbourhood]
    officers = tally.patrol_hours + tally.engagement_hours + tally.initiative_hours + tally.standby_hours
    did = (officers - tally.brought_hours, tally.volunteer_hours, living, found.running, found.led)
    week.lay_in[neighbourhood, zone] += 1.0
    for number in range(len(did)):
        week.by_zone[neighbourhood, number * ZONES + zone] += did[number]


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
def clear(world: World, counted: Counted) -> None:
    """Set to nothing what a week counts."""
    communities = world.communities
    for number in range(len(counted.series)):
        counted.series[number][:] = 0.0
    counted.tally[:] = 0.0
    world.officer_hours[:] = 0.0
    for row in range(communities.size):
        here = communities[row]
        here.granted, here.won, here.set_aside, here.hours_given = 0.0, 0.0, 0.0, 0.0
        here.spent_components, here.spent_teams, here.spent_table, here.spent_overtime = 0.0, 0.0, 0.0, 0.0
        here.overtime_hours, here.tables_ended = 0.0, 0.0
        here.crisis_hours_given, here.crisis_hours_lapsed = 0.0, 0.0
        here.team_calls_given, here.team_calls_lapsed = 0.0, 0.0
