"""The cycle of assessment, planning, action and review; only this floor sees both the truth and the briefing."""

import numpy as np

from mobsim.mobilization.action import act, aim
from mobsim.mobilization.assessment import assess, error_of
from mobsim.mobilization.briefing import Briefing, Policies
from mobsim.mobilization.budget import direct_officers, priorities, spend, train_and_rotate
from mobsim.mobilization.planning import Planner, budget_for, plan_by_need
from mobsim.mobilization.review import Ended, pass_on, review
from mobsim.mobilization.table import agency_ties, set_example, sit
from mobsim.rules.forums import Word, agencies_data, hold_forums
from mobsim.rules.participation import release
from mobsim.rules.reaching import reach
from mobsim.rules.stock import take_stock
from mobsim.rules.turnover import move_house
from mobsim.scenario.parameters import Parameters
from mobsim.tools.calendar import DAYS_IN_CYCLE
from mobsim.tools.draws import Cycle, Day
from mobsim.world.columns import SOCIAL, Assessed, World
from mobsim.world.organisations import RESIDENTS_PER_SIZE, sized


def hold_cycle(
    world: World,
    assessed: Assessed,
    policies: Policies,
    p: Parameters,
    keys: np.ndarray,
    day: int,
    plan: Planner = plan_by_need,
) -> list[Ended]:
    """Hold a cycle of assessment, review, planning and action at the leaders' tables; return what ended.

    1. Forums are held; statistics, residents' word and agencies' data make an assessment of need.
    2. Initiatives are reviewed; what works is passed on.
    3. Leaders live a cycle at their table; officers are trained and rotate.
    4. The purse is spent, officers are directed, new initiatives are planned and started.
    5. Some residents move house.
    """
    briefing = _brief(world, assessed, p, keys, day, (day + 1) // DAYS_IN_CYCLE - 1)
    _assess(world, assessed, policies, p, briefing)
    ended, results = _look_back(world, assessed, policies, p, briefing)
    sit(
        briefing, world.leaders, world.neighbourhoods, world.communities, world.collaboration, world.initiatives,
        results, policies, p.table, keys,
    )  # fmt: skip
    represented = _spend_and_direct(world, assessed, policies, p, keys, briefing)
    _start_initiatives(world, assessed, policies, p, keys, briefing, represented, plan)
    move_house(world, p, Day(keys, day))
    _begin_cycle(world, assessed)
    return ended


def _assess(world: World, assessed: Assessed, policies: Policies, p: Parameters, briefing: Briefing) -> None:
    """Assess need, and measure how far the assessment is from the truth, which no leader sees."""
    estimate = assess(
        briefing, assessed, world.neighbourhoods, world.communities, policies, world.collaboration.handover,
        p.assessment, p.reporting.founded,
    )  # fmt: skip
    keep = p.assessment.memory if assessed.cycles[0] > 0 else 0.0
    assessed.truth[:] = keep * assessed.truth + (1.0 - keep) * assessed.true
    severity, community = world.problems.severity_mean, world.neighbourhoods.community
    world.communities.assessment_error[:] = error_of(estimate, assessed.truth, severity, community)


def _look_back(
    world: World, assessed: Assessed, policies: Policies, p: Parameters, briefing: Briefing
) -> tuple[list[Ended], np.ndarray]:
    """Review initiatives, free the members of those that ended, aim anew, and pass on what works."""
    neighbourhoods, initiatives = world.neighbourhoods, world.initiatives
    ended, renewed, results = review(briefing, assessed, neighbourhoods, initiatives, p.review)
    if ended:
        release(world.residents, initiatives)
    for slot in renewed:
        aim(neighbourhoods, initiatives, world.targets, world.places.known, slot, p.planning)
    pass_on(briefing, assessed, neighbourhoods, policies, p.review)
    return ended, results


def _spend_and_direct(
    world: World, assessed: Assessed, policies: Policies, p: Parameters, keys: np.ndarray, briefing: Briefing
) -> np.ndarray:
    """Train officers, spend the purse, send officers out; return how far leaders represent each neighbourhood."""
    neighbourhoods, communities, leaders = world.neighbourhoods, world.communities, world.leaders
    train_and_rotate(
        world.officers, leaders, neighbourhoods, communities, policies, p.contacts, p.patrol, keys, briefing.cycle
    )
    priority, represented = priorities(briefing, assessed, neighbourhoods, communities, leaders, p.table)
    spend(
        briefing, neighbourhoods, communities, leaders, world.officers, policies, priority, p.money, p.planning,
        p.patrol,
    )  # fmt: skip
    direct_officers(briefing.share, neighbourhoods, communities, policies, priority, p.planning, p.money)
    return represented


def _start_initiatives(
    world: World,
    assessed: Assessed,
    policies: Policies,
    p: Parameters,
    keys: np.ndarray,
    briefing: Briefing,
    represented: np.ndarray,
    plan: Planner,
) -> None:
    """Ask the planner, start what it proposes, and find the residents whom social development reaches."""
    budget = budget_for(
        world.neighbourhoods, world.initiatives, assessed.severity, assessed.belief, represented, policies, p.planning
    )
    started = act(
        briefing, plan(briefing, budget), assessed, world.neighbourhoods, world.collaboration, world.communities,
        world.leaders, world.initiatives, world.targets, world.places.known, p.planning, p.delivery, p.review, keys,
    )  # fmt: skip
    _reach_residents(world, started, policies, p, keys, briefing.cycle)


def population_shares(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Return the population of each neighbourhood, and its share of its community's."""
    neighbourhoods = world.neighbourhoods
    population = (neighbourhoods.end_resident - neighbourhoods.first_resident).astype(float)
    return population, population / np.bincount(neighbourhoods.community, population)[neighbourhoods.community]


def _brief(world: World, assessed: Assessed, p: Parameters, keys: np.ndarray, day: int, cycle: int) -> Briefing:
    """Gather what the leaders can know of the cycle."""
    problems = world.problems
    population, share = population_shares(world)
    told = np.zeros_like(assessed.true)
    word = Word(told, *(np.zeros(population.size) for _ in Word._fields[1:]))
    hold_forums(world, word, p, Cycle(keys, cycle))
    data = agencies_data(assessed.true, p.assessment.agency_noise, Cycle(keys, cycle))
    return Briefing(
        day, cycle, population, share, assessed.reported.copy(), assessed.recorded.copy(), word.told, word.attendees,
        word.trust, word.cohesion, word.kept, data, problems.reported_mean, problems.severity_mean,
        problems.crime.astype(float), problems.agency,
    )  # fmt: skip


def _reach_residents(
    world: World, started: list[int], policies: Policies, p: Parameters, keys: np.ndarray, cycle: int
) -> None:
    """Let agencies find the residents whom new social-development initiatives reach."""
    initiatives, neighbourhoods = world.initiatives, world.neighbourhoods
    for slot in started:
        if initiatives.measure[slot] == SOCIAL:
            neighbourhood = slot * neighbourhoods.community.size // initiatives.status.size
            sharing = policies.information_sharing[neighbourhoods.community[neighbourhood]]
            screened = sized(1, 1.0 + (p.planning.screened - 1) * sharing)
            living = neighbourhoods.end_resident[neighbourhood] - neighbourhoods.first_resident[neighbourhood]
            reach(world, Cycle(keys, cycle), slot, sized(p.planning.reached, living / RESIDENTS_PER_SIZE), screened)


def _begin_cycle(world: World, assessed: Assessed) -> None:
    """Set the cycle's counters to nothing."""
    world.cycle_true[:] = 0.0
    world.neighbourhoods.follow_up_hours[:] = 0.0
    for counted in (assessed.true, assessed.reported, assessed.recorded):
        counted[:] = 0.0
    assessed.cycles[0] += 1


def prepare(world: World, policies: Policies, p: Parameters) -> None:
    """Set what stands before the first day: officers on their beats, leaders' example, what places show of residents."""
    _, share = population_shares(world)
    communities = world.communities
    for row in range(communities.mayor.size):
        world.collaboration.handover[row] = agency_ties(world.leaders, communities, world.collaboration, row)
    direct_officers(share, world.neighbourhoods, communities, policies, share, p.planning, p.money)
    set_example(world.leaders, world.neighbourhoods, communities)
    take_stock(world, p)
