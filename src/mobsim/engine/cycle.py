"""The cycle of assessment, planning, action and review; only this floor sees both the truth and the briefing."""

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from mobsim.engine.threads import in_each_community
from mobsim.measures.assessment_error import assessment_error, distance
from mobsim.mobilization.action import act
from mobsim.mobilization.assessment import assess
from mobsim.mobilization.briefing import Briefing, Desk
from mobsim.mobilization.budget import assessed_risk, divide, pay_components, place_means, priorities, spend
from mobsim.mobilization.comparison import aim
from mobsim.mobilization.experience import learn
from mobsim.mobilization.handback import hand_back
from mobsim.mobilization.planning import Planner, budget_for
from mobsim.mobilization.policing import direct_officers, instruct, rotate
from mobsim.mobilization.review import Reviewed, review
from mobsim.mobilization.rollout import Rollout, leads_in_force
from mobsim.mobilization.worth import preventable, worth
from mobsim.rules.clients import assess_clients
from mobsim.rules.forums import Word, agencies_data, concerns_of_all, hold_forums
from mobsim.rules.leadership import Session, sit
from mobsim.rules.reaching import reach
from mobsim.rules.services import serve_clients
from mobsim.rules.situation_table import hold_situation_tables
from mobsim.rules.supervision import lead_supervisors, move_supervisors
from mobsim.rules.training import train
from mobsim.rules.turnover import begin_and_desist, move_house
from mobsim.rules.volunteering import release
from mobsim.scenario.initiatives import REACHES_PLACES, Measure
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.planning import RESIDENTS_PER_SIZE, aimed_at, costs_of_initiatives
from mobsim.tools.calendar import CYCLES_IN_YEAR, DAYS_IN_CYCLE
from mobsim.tools.draws import Cycle, Day, cycle_of
from mobsim.world.columns import Beliefs, Counted, Float, World
from mobsim.world.policies import Policies
from mobsim.world.problem_table import weights_with_police
from mobsim.world.public import PublicCommunities, PublicNeighbourhoods, PublicOfficers, public
from mobsim.world.rulebook import rulebook
from mobsim.world.whereabouts import neighbourhood_of, population


class Governance(NamedTuple):
    """What a run keeps for its cycles beside the world: beliefs, counts, levers, parameters, keys, the planner, the roll-out."""

    beliefs: Beliefs
    counted: Counted
    policies: Policies
    parameters: Parameters
    keys: np.ndarray
    plan: Planner
    reference_until: int  # day from which the reference of need stands still
    rollout: Rollout | None = None  # where the strategy's programmes go, if not everywhere from its first day
    threads: int = 1


def hold_cycle(world: World, governance: Governance, day: int) -> Reviewed:
    """Hold a cycle of assessment, review, planning and action at the leaders' tables; return what the review found.

    1. The purse is granted; the components, crisis teams and the situation table are paid from it, and act as far
       as they are paid.
    2. Forums are held; statistics, residents' word and agencies' data make an assessment of need.
    3. Initiatives are reviewed; what works is passed on.
    4. Leaders live a cycle at their table; a situation table answers for people at acute risk; officers are trained and rotate,
       supervisors are led and move.
    5. The rest of the purse is spent, officers are directed; as need changed, the lead of initiatives under way passes to the
       community or back; new initiatives are planned and started.
    6. Agencies serve clients of their own with hours that nobody asked for; some of the prone desist and others become prone;
       some residents move house.
    """
    p, keys = governance.parameters, governance.keys
    # At the ends of lines stand the steps of docs/rules.md.
    policies = pay_for_policies(world, governance.policies, p)  # 0
    briefing = _brief(world, governance, day)  # 1, and what agencies say in 3 and 5
    desk = desk_of(world, governance.beliefs, policies)
    _assess(world, governance.counted, briefing, desk, p)  # 2 to 4
    found = _look_back(world, briefing, desk, p)  # 5
    session = Session(world.neighbourhoods.membership, found.met, briefing.attendees, briefing.kept)
    sit(world, policies, session, p, keys, briefing.cycle)  # 6
    hold_situation_tables(world, policies, p, Cycle(keys, briefing.cycle))
    train(world, policies, p.contacts)  # 7
    move_supervisors(world, p.supervision, keys, briefing.cycle)
    lead_supervisors(world, policies, p.supervision)
    rotate(desk, p.patrol, keys, briefing.cycle)
    started = _spend_and_plan(briefing, desk, governance)
    reach_residents(world, started, policies, p, Cycle(keys, briefing.cycle))
    in_each_community(governance.threads, world, partial(live_cycle, world, rulebook(p), Day(keys, day)))  # 9 to 11
    _begin_cycle(world, governance)
    return found


def live_cycle(world: World, rules: Parameters, last: Day, community: int) -> None:
    """Let a community's residents live the end of a cycle: clients are served, some begin and desist, some move."""
    serve_clients(world, rules, cycle_of(last), community)  # 9
    begin_and_desist(world, rules, last, community)  # 10
    move_house(world, rules, last, community)  # 11


def ask_everybody(world: World, governance: Governance) -> Float:
    """Return what residents would raise, were all of them asked, which no leader is told; ``(neighbourhoods, problems)``."""
    return concerns_of_all(world, governance.parameters, governance.threads)


def pay_for_policies(world: World, policies: Policies, p: Parameters) -> Policies:
    """Grant the purse and pay the components; return what is paid for, which officers follow from now on."""
    communities = public(PublicCommunities, world.communities)
    paid = pay_components(communities, _people(world), policies, p.money, p.situation_table)
    instruct(communities, paid)
    return paid


def _people(world: World) -> np.ndarray:
    """Return the population of each community."""
    return np.bincount(world.neighbourhoods.community, population(world.neighbourhoods).astype(float))


def desk_of(world: World, beliefs: Beliefs, policies: Policies) -> Desk:
    """Lay out what those who decide keep and command: of the world, what is theirs or public."""
    return Desk(
        beliefs=beliefs,
        policies=policies,
        neighbourhoods=public(PublicNeighbourhoods, world.neighbourhoods),
        communities=public(PublicCommunities, world.communities),
        leaders=world.leaders,
        officers=public(PublicOfficers, world.officers),
        collaboration=world.collaboration,
        initiatives=world.initiatives,
        targets=world.targets,
        compared=world.compared,
        known=world.known,
        account=world.account,
        extent=world.extent,
        usual_records={},
    )


def _brief(world: World, governance: Governance, day: int) -> Briefing:
    """Gather what the leaders can know of the cycle that ends with a day."""
    counted, p, keys = governance.counted, governance.parameters, governance.keys
    cycle = (day + 1) // DAYS_IN_CYCLE - 1
    people, share = population_shares(world)
    word = Word(np.zeros(counted.true.shape), *np.zeros((len(Word._fields) - 1, people.size)))
    hold_forums(world, word, rulebook(p), Cycle(keys, cycle))
    clients = np.zeros((world.initiatives.size, 2))
    assess_clients(world, clients, p.assessment.agency_noise, Cycle(keys, cycle))
    return Briefing(
        day=day,
        cycle=cycle,
        reference_open=day < governance.reference_until,
        population=people,
        share=share,
        reported=counted.reported.copy(),
        recorded=counted.recorded.copy(),
        discovered=counted.discovered.copy(),
        pooled=counted.pooled.copy(),
        patrol_hours=counted.patrol_hours.copy(),
        places=(world.neighbourhoods.end_place - world.neighbourhoods.first_place).astype(float),
        told=word.told,
        attendees=word.attendees,
        told_trust=word.trust,
        told_cohesion=word.cohesion,
        told_members=word.members,
        kept=word.kept,
        agencies_data=agencies_data(counted.true, p.assessment.agency_noise, Cycle(keys, cycle)),
        recorded_at=world.cycle_recorded.copy(),
        clients=clients,
        **known_of_problems(world, p),
    )


def known_of_problems(world: World, p: Parameters) -> dict[str, Any]:
    """Return what a briefing tells of types of problems, which everybody knows."""
    problems = world.problems
    return {
        "typical_reported": problems.reported_mean,
        "severity_mean": problems.severity_mean,
        "crime": problems.crime.astype(float),
        "may_discover": problems.discovered.astype(float),
        "weight": weights_with_police(problems, p.patrol.by_severity),
        "right_agency": problems.agency,
        "unseen_treated": problems.unseen_treated,
        "treated_by": problems.treated_by,
    }


def population_shares(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Return the population of each neighbourhood, and its share of its community's."""
    neighbourhoods = world.neighbourhoods
    people = population(neighbourhoods).astype(float)
    return people, people / np.bincount(neighbourhoods.community, people)[neighbourhoods.community]


def _assess(world: World, counted: Counted, briefing: Briefing, desk: Desk, p: Parameters) -> None:
    """Assess need, and measure how far the assessment, records and patrol are from the truth, which no leader sees."""
    keep = p.assessment.memory if desk.beliefs.cycles[0] > 0 else 0.0
    estimate = assess(briefing, desk, p)
    counted.smoothed[:] = keep * counted.smoothed + (1.0 - keep) * counted.true
    severity, crime, first = world.problems.severity_mean, world.problems.crime, world.communities.first_neighbourhood
    world.communities.assessment_error[:] = assessment_error(estimate, counted.smoothed, severity, first)
    _keep_lately(counted, int(desk.beliefs.cycles[0]))
    in_the_open = world.problems.discovered.astype(float)
    shown, happened = counted.lately_known @ in_the_open, counted.lately_true @ in_the_open
    world.communities.records_error[:] = distance(shown, happened, first)
    grave = counted.lately_true @ (severity * crime)
    world.communities.patrol_error[:] = distance(counted.lately_patrol, grave, first)


def _keep_lately(counted: Counted, cycles: int) -> None:
    """Blend the cycle into what happened, was known and was patrolled over the last year or so."""
    new = 1.0 / min(CYCLES_IN_YEAR, cycles + 1)
    for lately, now in (
        (counted.lately_true, counted.true),
        (counted.lately_known, counted.recorded + counted.discovered),
        (counted.lately_patrol, counted.patrol_hours),
    ):
        lately += new * (now - lately)


def _look_back(world: World, briefing: Briefing, desk: Desk, p: Parameters) -> Reviewed:
    """Review initiatives, free the volunteers of those that ended, aim anew, and pass on what works."""
    found = review(briefing, desk, p.review, p.delivery)
    if found.ended:
        release(world)
    for slot in found.renewed:
        aim(briefing, desk, slot, p.planning, p.review)
    learn(desk, briefing.population, p.review)
    return found


def _spend_and_plan(briefing: Briefing, desk: Desk, governance: Governance) -> list[int]:
    """Spend the purse, direct officers, hand back what need no longer asks for, and begin what is planned; return its slots."""
    p, rollout = governance.parameters, governance.rollout
    cost = costs_of_initiatives(p.planning, briefing.population)
    represented = _spend_and_direct(briefing, desk, cost, p, rollout)
    leads = leads_in_force(desk.policies, desk.neighbourhoods.community, rollout)
    hand_back(briefing, desk, leads, cost, p.planning)  # 8
    plan_made = governance.plan(briefing, budget_for(briefing, desk, represented, cost, p.planning))
    plan_made = plan_made if rollout is None else rollout.begun(plan_made)
    return act(briefing, plan_made, desk, p, governance.keys)


def _spend_and_direct(
    briefing: Briefing, desk: Desk, cost: np.ndarray, p: Parameters, rollout: Rollout | None
) -> np.ndarray:
    """Spend the purse and send officers out; return how far leaders represent each neighbourhood."""
    could = preventable(briefing, desk)
    priority, represented = priorities(briefing, desk, could, p.table)
    placed = place_means(desk, briefing.share[:, None].repeat(len(Measure), 1), priority, p.planning.by_worth)
    placed = placed if rollout is None else rollout.placed(placed)
    mix = divide(desk.policies, worth(briefing, desk, could, p.review) ** p.planning.mix_by_worth)
    spend(briefing, desk, placed, mix, cost, p.money, p.patrol, p.situation_table)
    risk = assessed_risk(briefing, desk)
    direct_officers(desk, place_means(desk, briefing.share, risk), p.planning, p.money, rollout)
    return represented


def reach_residents(world: World, started: list[int], policies: Policies, p: Parameters, cycle: Cycle) -> None:
    """Let agencies find the residents whom new initiatives reach, where their measure reaches residents."""
    initiatives, neighbourhoods = world.initiatives, world.neighbourhoods
    for slot in started:
        if not REACHES_PLACES[initiatives.measure[slot]]:
            neighbourhood = neighbourhood_of(slot, initiatives, neighbourhoods)
            sharing = policies.information_sharing[neighbourhoods.community[neighbourhood]]
            screened = aimed_at(1, 1.0 + (p.planning.screened - 1) * sharing)
            picks = aimed_at(p.planning.reached, population(neighbourhoods[neighbourhood]) / RESIDENTS_PER_SIZE)
            reach(world, cycle, slot, 2 * int(picks), int(screened), every_other_waits=True)


def _begin_cycle(world: World, governance: Governance) -> None:
    """Set the cycle's counters to nothing, and agencies' hours for crises to what they have in a cycle."""
    staff_agencies(world, governance.parameters)
    world.cycle_true[:] = 0.0
    world.cycle_recorded[:] = 0.0
    world.neighbourhoods.follow_up_hours[:] = 0.0
    governance.counted.begin_cycle()
    governance.beliefs.cycles[0] += 1


def staff_agencies(world: World, p: Parameters) -> None:
    """Give agencies with a head their hours for the crises of a cycle.

    What is left of the cycle before lapses; what the last crisis took beyond it comes off.
    """
    each = p.response.agency_hours * _people(world) / 1000.0 / CYCLES_IN_YEAR
    given = np.where(world.collaboration.heads >= 0, each[:, None], 0.0)
    world.communities.crisis_hours_lapsed[:] += np.maximum(0.0, world.crisis_hours).sum(1)
    world.communities.crisis_hours_given[:] += given.sum(1)
    world.crisis_hours[:] = np.minimum(0.0, world.crisis_hours) + given
