"""Hours and money: the purse, overhead, skill, supervisors, rotation, and where hours and money go."""

from __future__ import annotations

import math
from typing import Any

from twin.arithmetic import cumulated, mean, plain_sum, shares
from twin.draws import Purpose, lognormal, normal
from twin.happenings import COMMUNITY_LED, MEASURES, POLICE_ASSISTED, SITUATIONAL, SOCIAL, Problem
from twin.people import AGENCY_HEAD, ASSOCIATION, CHIEF, COUNCILLOR, MAYOR, Officer
from twin.places import Community, Neighbourhood
from twin.review import usual_fall
from twin.supervision import change_supervisors
from twin.targeting import sized

CYCLES_OF_YEAR = 13
SHIFTS_OF_CYCLE = 12
ADAPTIVE = 2


def open_purses(town: Any) -> None:
    for community in town.communities:
        cost = cost_of_levels(town, community)
        community.paid = min(1.0, purse_of(town.rules.money, community) / cost) if cost > 0 else 1.0


def purse_of(rules: Any, community: Community) -> float:
    return rules.purse * community.population / CYCLES_OF_YEAR * community.purse_factor


def cost_of_levels(town: Any, community: Community) -> float:
    """What the four levels, crisis teams and the situation table cost in full, in a cycle."""
    rules, levers, cases = town.rules.money, community.levers, town.rules.situation_table.cases
    a_year = (
        levers.leadership * rules.leadership_cost
        + levers.collaboration * rules.collaboration_cost
        + levers.risk_focus * rules.risk_focus_cost
        + levers.information_sharing * rules.information_cost
        + levers.crisis_teams * rules.crisis_teams_cost
        + levers.situation_table * cases / 1000 * rules.situation_case_cost
    )
    return a_year * community.population / CYCLES_OF_YEAR


def give_crisis_hours(town: Any) -> None:
    """Give agencies their hours for crises: what is left lapses, what is owed comes off."""
    for community in town.communities:
        given = crisis_hours_of(town, community)
        community.crisis_hours = [min(0.0, left) + new for left, new in zip(community.crisis_hours, given, strict=True)]


def crisis_hours_of(town: Any, community: Community) -> list[float]:
    """Hours that each agency is given for crises in a cycle: none where it has no head at the table."""
    hours = town.rules.response.agency_hours * community.population / 1000 / CYCLES_OF_YEAR
    with_head = {leader.agency for leader in community.leaders_as(AGENCY_HEAD)}
    return [hours if agency in with_head else 0.0 for agency in range(len(town.agencies))]


def share_hours_and_money(town: Any, cycle: int) -> None:
    for community in town.communities:
        train(town, community)
        change_supervisors(town, community, cycle)
        rotate(town, community, cycle)
        share_money(town, community)
        share_hours(town, community)


def train(town: Any, community: Community) -> None:
    levers, contacts = community.acting, town.rules.contacts
    chief = mean(leader.commitment for leader in community.leaders_as(CHIEF))
    for officer in community.officers:
        goal = min(1.0, officer.base_skill + contacts.training_gain * levers.leadership * chief)
        officer.skill += contacts.training_rate * (goal - officer.skill)


def overhead_of(town: Any, community: Community) -> float:
    """Share of officers' free hours that the four levels take."""
    levers = community.acting
    four = levers.leadership + levers.collaboration + levers.risk_focus + levers.information_sharing
    return min(1.0, town.rules.money.component_hours * four)


def rotate(town: Any, community: Community, cycle: int) -> None:
    rules = [rotation_of(town, officer) for officer in community.officers]
    for officer, a_year in zip(community.officers, rules, strict=True):
        if town.uniform(Purpose.ROTATE, cycle, officer.number, 0) < a_year / CYCLES_OF_YEAR:
            slot = town.draws.below(len(community.officers), Purpose.ROTATE, cycle, officer.number, 1)
            other = community.officer_in(slot)
            officer.slot, other.slot = other.slot, officer.slot


def rotation_of(town: Any, officer: Officer) -> float:
    """Moves a year: by a programme's rule where the middle of the officer's slot lies under one."""
    middle = (officer.slot + 0.5) / len(officer.community.officers)
    here = next((n for n in officer.community.neighbourhoods if n.deploy_upper > middle), None)
    ruled = here is not None and here.programme_rotation >= 0
    return here.programme_rotation if ruled else town.rules.patrol.rotation_per_year


def representativeness(neighbourhood: Neighbourhood) -> float:
    return mean(leader.representativeness for leader in neighbourhood.leaders(MAYOR, COUNCILLOR, ASSOCIATION))


def even_shares(community: Community) -> list[float]:
    return [neighbourhood.population_share for neighbourhood in community.neighbourhoods]


def mixed(focus: float, even: list[float], other: list[float]) -> list[float]:
    """Mix even shares with others, by risk focus."""
    return [(1 - focus) * share + focus * placed for share, placed in zip(even, other, strict=True)]


def placed_money(town: Any, community: Community, measure: int) -> list[float]:
    """Shares of programme money: by priority as far as risk is in focus and money follows worth."""
    focus = community.acting.risk_focus * town.rules.planning.by_worth
    return mixed(focus, even_shares(community), priorities(town, community, measure))


def priorities(town: Any, community: Community, measure: int) -> list[float]:
    """Shares by what could be prevented, as far as residents are heard, else by who is loud."""
    table, neighbourhoods, even = town.rules.table, community.neighbourhoods, even_shares(community)
    could = shares([n.population * could_prevent(town, n, measure) for n in neighbourhoods], even)
    loud = shares(
        [n.population * (n.heard_members + table.voice_floor) * (1 - n.deprivation) for n in neighbourhoods], even
    )
    both = []
    for neighbourhood, need, voice in zip(neighbourhoods, could, loud, strict=True):
        heard = 1 - table.by_voice * (1 - representativeness(neighbourhood))
        both.append(heard * need + (1 - heard) * voice)
    return shares(both, even)


def could_prevent(town: Any, neighbourhood: Neighbourhood, measure: int) -> float:
    """Severity that a measure is believed to prevent, of the problems that it suits."""
    lead = choose_lead(neighbourhood)
    severity, belief = neighbourhood.severity, neighbourhood.belief
    return plain_sum(severity[q] * belief[q][measure][lead] for q in suited(town, measure))


def suited(town: Any, measure: int) -> list[int]:
    """Numbers of the problems that a measure suits."""
    return [problem.number for problem in town.problems if suits(problem, measure)]


def suits(problem: Problem, measure: int) -> bool:
    """Whether a measure may be taken against a problem: places are made safer against crime only."""
    return problem.crime or measure == SOCIAL


def choose_lead(neighbourhood: Neighbourhood) -> int:
    lead = neighbourhood.community.levers.lead
    if lead == ADAPTIVE:
        return COMMUNITY_LED if leads_itself(neighbourhood) else POLICE_ASSISTED
    return lead


def assessed_crime(town: Any, community: Community) -> list[float]:
    """Shares of the severity of crime of all types, as assessed."""
    crimes = [problem.number for problem in town.offences]
    severities = [plain_sum(n.severity[q] for q in crimes) * n.population for n in community.neighbourhoods]
    return shares(severities, even_shares(community))


def share_money(town: Any, community: Community) -> None:
    rules, levers = town.rules.money, community.levers
    left = purse_of(rules, community) - community.paid * cost_of_levels(town, community)
    commitment = mean(leader.commitment for leader in community.leaders_as(MAYOR, COUNCILLOR, CHIEF))
    programme = levers.programme_share * left * (1 - rules.advocacy_share * (1 - commitment))
    social = social_part(town, community) * programme
    handed_back = 0.0
    for measure, income in zip(MEASURES, (programme - social, social), strict=True):
        placed = placed_money(town, community, measure)
        for neighbourhood, share in zip(community.neighbourhoods, placed, strict=True):
            most = rules.saved_at_most * cost_of(town, neighbourhood, measure)
            above = max(0.0, neighbourhood.account[measure] - most)
            neighbourhood.account[measure] += income * share - above
            handed_back += above
    buy_overtime(town, community, left - programme + handed_back)


def social_part(town: Any, community: Community) -> float:
    """Share of programme money for social measures: as the strategy has it, tilted to the measure that is worth more."""
    social = community.levers.social_share
    tilted = [social * tilt(town, community, SOCIAL), (1 - social) * tilt(town, community, SITUATIONAL)]
    return tilted[0] / plain_sum(tilted) if plain_sum(tilted) > 0 else social


def tilt(town: Any, community: Community, measure: int) -> float:
    return worth(town, community, measure) ** town.rules.planning.mix_by_worth


def worth(town: Any, community: Community, measure: int) -> float:
    """The fall that is believed possible of what is assessed, against what is usual of the measure."""
    could = plain_sum(n.population * could_prevent(town, n, measure) for n in community.neighbourhoods)
    assessed = plain_sum(
        n.population * plain_sum(n.severity[q] for q in suited(town, measure)) for n in community.neighbourhoods
    )
    return could / assessed / usual_fall(town, measure) if assessed > 0 else 1.0


def cost_of(town: Any, neighbourhood: Neighbourhood, measure: int, lead: int | None = None) -> float:
    """Money of the next initiative: as much for each place or resident and day, wherever; less if community-led."""
    return usual_cost(town, neighbourhood, measure, lead) * neighbourhood.extent[measure]


def usual_cost(town: Any, neighbourhood: Neighbourhood, measure: int, lead: int | None = None) -> float:
    """Money of an initiative of the usual extent."""
    rules = town.rules.planning
    full, declared = (
        (rules.cost_social, rules.reached) if measure == SOCIAL else (rules.cost_situational, rules.targets)
    )
    cost = full * sized(declared, neighbourhood) / declared
    return cost * rules.community_cost_share if lead == COMMUNITY_LED else cost


def days_of(town: Any, measure: int) -> int:
    """How long an initiative takes, from its first day."""
    return town.rules.planning.days_social if measure == SOCIAL else town.rules.planning.days_situational


def extent_of(town: Any, u: float) -> float:
    """How dear an initiative is, times the usual."""
    return lognormal(town.rules.planning.extent_spread, u)


def extent_at_birth(town: Any, u: float) -> float:
    """How dear that initiative is for which a neighbourhood saves at a given moment: for a dear one it saves longer."""
    spread = town.rules.planning.extent_spread
    return math.exp(spread * (normal(u) + spread) - spread**2 / 2)


def buy_overtime(town: Any, community: Community, money: float) -> None:
    """Buy officers' hours; where there are no officers, set the money aside."""
    community.overtime = community.purse_factor
    if not community.officers:
        community.set_aside += money
        return
    hours = len(community.officers) * community.strength * town.rules.patrol.shift_hours * SHIFTS_OF_CYCLE
    community.overtime += money / town.rules.money.officer_hour / hours


def share_hours(town: Any, community: Community) -> None:
    """Share officers among neighbourhoods: by assessed crime as far as risk is in focus."""
    even = even_shares(community)
    send_out(town, community, mixed(community.acting.risk_focus, even, assessed_crime(town, community)))


def send_out(town: Any, community: Community, weights: list[float]) -> None:
    """Send officers out by weights, which the zone changes where the lead is adaptive; split their time."""
    community.overhead = overhead_of(town, community)
    if community.levers.lead == ADAPTIVE:
        rules = town.rules.planning
        zones = [neighbourhood.zone for neighbourhood in community.neighbourhoods]
        factors = [max(0.0, rules.zone_hours_top - rules.zone_hours_step * zone) for zone in zones]
        by_zone = [weight * factor for weight, factor in zip(weights, factors, strict=True)]
        weights = by_zone if plain_sum(by_zone) > 0 else weights
    for neighbourhood in community.neighbourhoods:
        share_activities(town.rules.planning, neighbourhood)
    if community.levers.lead == ADAPTIVE:
        weights = free_hours(town.rules.planning.handback_hours, community, weights)
    lower = 0.0
    uppers = [*cumulated(shares(weights, weights))[:-1], 1.0]
    for neighbourhood, upper in zip(community.neighbourhoods, uppers, strict=True):
        neighbourhood.deploy_lower, neighbourhood.deploy_upper = lower, upper
        lower = upper


def free_hours(part: float, community: Community, weights: list[float]) -> list[float]:
    """Take a part of the hours for initiatives from where the community leads to where police assist; give the new weights."""
    weighed = list(zip(community.neighbourhoods, weights, strict=True))
    freed = plain_sum(part * weight * n.initiative_share for n, weight in weighed if leads_itself(n))
    assisted = plain_sum(weight for n, weight in weighed if not leads_itself(n))
    if freed <= 0 or assisted <= 0:
        return weights
    return [
        weigh_anew(n, weight, -part * weight * n.initiative_share if leads_itself(n) else freed / assisted * weight)
        for n, weight in weighed
    ]


def leads_itself(neighbourhood: Neighbourhood) -> bool:
    """Whether the zone asks for the community's lead."""
    return neighbourhood.zone >= 2


def weigh_anew(neighbourhood: Neighbourhood, weight: float, more: float) -> float:
    """Let the hours for initiatives be more, or less, and those for the rest the same; return the new weight."""
    hours = [weight * neighbourhood.patrol_share, weight * neighbourhood.engagement_share]
    hours.append(weight * neighbourhood.initiative_share + more)
    new = plain_sum(hours)
    if new > 0:
        neighbourhood.patrol_share, neighbourhood.engagement_share, neighbourhood.initiative_share = (
            hour / new for hour in hours
        )
    return new


def share_activities(rules: Any, neighbourhood: Neighbourhood) -> None:
    """Scale patrol by zone where the lead is adaptive, and the rest so that all sum to 1."""
    levers = neighbourhood.community.levers
    patrol, rest = levers.patrol_share, 1 - levers.patrol_share
    if levers.lead == ADAPTIVE:
        by_zone = rules.zone_patrol_top - rules.zone_patrol_step * neighbourhood.zone
        patrol = min(1.0, max(0.0, patrol * by_zone))
    neighbourhood.patrol_share = patrol
    if rest <= 0:
        neighbourhood.engagement_share, neighbourhood.initiative_share = 1 - patrol, 0.0
        return
    scale = (1 - patrol) / rest
    neighbourhood.engagement_share = levers.engagement_share * scale
    neighbourhood.initiative_share = (1 - levers.patrol_share - levers.engagement_share) * scale
