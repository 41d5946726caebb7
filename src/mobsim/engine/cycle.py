"""The cycle of assessment, planning, action and review; only this floor sees both the truth and the briefing."""

import numpy as np

from mobsim.measures.assessment_error import assessment_error
from mobsim.mobilization.action import act, aim
from mobsim.mobilization.assessment import assess
from mobsim.mobilization.briefing import Briefing, Desk
from mobsim.mobilization.budget import place_means, priorities, spend
from mobsim.mobilization.planning import Planner, budget_for, plan_by_need
from mobsim.mobilization.policing import direct_officers, rotate, train
from mobsim.mobilization.review import Reviewed, pass_on, review
from mobsim.rules.forums import Word, agencies_data, hold_forums
from mobsim.rules.leadership import agency_ties, set_example, sit
from mobsim.rules.participation import release
from mobsim.rules.reaching import reach
from mobsim.rules.stock import take_stock
from mobsim.rules.turnover import move_house
from mobsim.scenario.initiatives import Measure, Reach
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.planning import RESIDENTS_PER_SIZE, sized
from mobsim.tools.calendar import DAYS_IN_CYCLE
from mobsim.tools.draws import Cycle, Day
from mobsim.world.columns import Beliefs, Counted, World
from mobsim.world.policies import Policies
from mobsim.world.public import PublicCommunities, PublicNeighbourhoods, public
from mobsim.world.rulebook import rulebook
from mobsim.world.whereabouts import neighbourhood_of, population


def hold_cycle(
    world: World,
    beliefs: Beliefs,
    counted: Counted,
    policies: Policies,
    p: Parameters,
    keys: np.ndarray,
    day: int,
    plan: Planner = plan_by_need,
) -> Reviewed:
    """Hold a cycle of assessment, review, planning and action at the leaders' tables; return what the review found.

    1. Forums are held; statistics, residents' word and agencies' data make an assessment of need.
    2. Initiatives are reviewed; what works is passed on.
    3. Leaders live a cycle at their table; officers are trained and rotate.
    4. The purse is spent, officers are directed, new initiatives are planned and started.
    5. Some residents move house.
    """
    briefing = _brief(world, counted, p, keys, day)
    desk = desk_of(world, beliefs, policies)
    _assess(world, counted, briefing, desk, p)
    found = _look_back(world, briefing, desk, p)
    sit(world, policies, found.met, briefing.kept, p.table, keys, briefing.cycle)
    train(desk, p.contacts)
    rotate(desk, p.patrol, keys, briefing.cycle)
    represented = _spend_and_direct(briefing, desk, p)
    plan_made = plan(briefing, budget_for(desk, represented, p.planning))
    started = act(briefing, plan_made, desk, p.planning, p.delivery, p.review, keys)
    _reach_residents(world, started, policies, p, keys, briefing.cycle)
    move_house(world, rulebook(p), Day(keys, day))
    _begin_cycle(world, beliefs, counted)
    return found


def desk_of(world: World, beliefs: Beliefs, policies: Policies) -> Desk:
    """Lay out what those who decide keep and command: of the world, what is theirs or public."""
    return Desk(
        beliefs=beliefs,
        policies=policies,
        neighbourhoods=public(PublicNeighbourhoods, world.neighbourhoods),
        communities=public(PublicCommunities, world.communities),
        leaders=world.leaders,
        officers=world.officers,
        collaboration=world.collaboration,
        initiatives=world.initiatives,
        targets=world.targets,
        known=world.places.known,
    )


def _brief(world: World, counted: Counted, p: Parameters, keys: np.ndarray, day: int) -> Briefing:
    """Gather what the leaders can know of the cycle that ends with a day."""
    cycle, problems = (day + 1) // DAYS_IN_CYCLE - 1, world.problems
    people, share = population_shares(world)
    word = Word(np.zeros_like(counted.true), *(np.zeros(people.size) for _ in Word._fields[1:]))
    hold_forums(world, word, rulebook(p), Cycle(keys, cycle))
    return Briefing(
        day=day,
        cycle=cycle,
        population=people,
        share=share,
        seen_participation=world.neighbourhoods.participation.copy(),
        reported=counted.reported.copy(),
        recorded=counted.recorded.copy(),
        told=word.told,
        attendees=word.attendees,
        told_trust=word.trust,
        told_cohesion=word.cohesion,
        kept=word.kept,
        agencies_data=agencies_data(counted.true, p.assessment.agency_noise, Cycle(keys, cycle)),
        typical_reported=problems.reported_mean,
        severity_mean=problems.severity_mean,
        crime=problems.crime.astype(float),
        right_agency=problems.agency,
    )


def population_shares(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Return the population of each neighbourhood, and its share of its community's."""
    neighbourhoods = world.neighbourhoods
    people = population(neighbourhoods).astype(float)
    return people, people / np.bincount(neighbourhoods.community, people)[neighbourhoods.community]


def _assess(world: World, counted: Counted, briefing: Briefing, desk: Desk, p: Parameters) -> None:
    """Assess need, and measure how far the assessment is from the truth, which no leader sees."""
    keep = p.assessment.memory if desk.beliefs.cycles[0] > 0 else 0.0
    estimate = assess(briefing, desk, p.assessment, p.reporting.founded)
    counted.smoothed[:] = keep * counted.smoothed + (1.0 - keep) * counted.true
    severity, community = world.problems.severity_mean, world.neighbourhoods.community
    world.communities.assessment_error[:] = assessment_error(estimate, counted.smoothed, severity, community)


def _look_back(world: World, briefing: Briefing, desk: Desk, p: Parameters) -> Reviewed:
    """Review initiatives, free the members of those that ended, aim anew, and pass on what works."""
    found = review(briefing, desk, p.review)
    if found.ended:
        release(world.residents, world.initiatives)
    for slot in found.renewed:
        aim(briefing, desk, slot, p.planning)
    pass_on(briefing, desk, p.review)
    return found


def _spend_and_direct(briefing: Briefing, desk: Desk, p: Parameters) -> np.ndarray:
    """Spend the purse and send officers out; return how far leaders represent each neighbourhood."""
    priority, represented = priorities(briefing, desk, p.table)
    placed = place_means(desk, briefing.share, priority)
    spend(briefing, desk, placed, p.money, p.planning, p.patrol)
    direct_officers(desk, placed, p.planning, p.money)
    return represented


def _reach_residents(
    world: World, started: list[int], policies: Policies, p: Parameters, keys: np.ndarray, cycle: int
) -> None:
    """Let agencies find the residents whom new initiatives reach, where their measure reaches residents."""
    initiatives, neighbourhoods = world.initiatives, world.neighbourhoods
    for slot in started:
        if Measure(initiatives.measure[slot]).reaches == Reach.RESIDENTS:
            neighbourhood = neighbourhood_of(slot, initiatives, neighbourhoods)
            sharing = policies.information_sharing[neighbourhoods.community[neighbourhood]]
            screened = sized(1, 1.0 + (p.planning.screened - 1) * sharing)
            living = population(neighbourhoods[neighbourhood])
            reach(world, Cycle(keys, cycle), slot, sized(p.planning.reached, living / RESIDENTS_PER_SIZE), screened)


def _begin_cycle(world: World, beliefs: Beliefs, counted: Counted) -> None:
    """Set the cycle's counters to nothing."""
    world.cycle_true[:] = 0.0
    world.neighbourhoods.follow_up_hours[:] = 0.0
    for counts in (counted.true, counted.reported, counted.recorded):
        counts[:] = 0.0
    beliefs.cycles[0] += 1


def prepare(world: World, beliefs: Beliefs, policies: Policies, p: Parameters) -> None:
    """Set what stands before the first day: officers on their beats, leaders' example, what places show of residents."""
    for row in range(world.communities.size):
        world.collaboration.handover[row] = agency_ties(world, row)
    _, share = population_shares(world)
    desk = desk_of(world, beliefs, policies)
    direct_officers(desk, place_means(desk, share, share), p.planning, p.money)
    set_example(world)
    take_stock(world, rulebook(p))
