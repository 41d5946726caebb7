"""Hours and money: what the components cost, what programmes get, what overtime is bought, where officers go."""

import numpy as np

from mobsim.mobilization.briefing import Briefing, Desk, shares_of_community
from mobsim.scenario.enumerations import Role
from mobsim.scenario.initiatives import AT_PLACES, REACHES_PLACES, WITH_RESIDENTS
from mobsim.scenario.leaders import TableParameters
from mobsim.scenario.money import MoneyParameters
from mobsim.scenario.police import PatrolParameters
from mobsim.scenario.situation_table import SituationTableParameters
from mobsim.tools.calendar import CYCLES_IN_YEAR
from mobsim.world.policies import Policies, in_force
from mobsim.world.public import PublicCommunities
from mobsim.world.seats import local_leaders, mean_of
from mobsim.world.table import Float

SHIFTS_IN_CYCLE = 12
HAS_SAY = np.array([role in (Role.MAYOR, Role.COUNCILLOR, Role.CHIEF) for role in Role], float)
"""Who has a say in what programmes win of the purse: 1 or 0, by role."""


def pay_components(
    communities: PublicCommunities,
    population: Float,
    policies: Policies,
    money: MoneyParameters,
    table: SituationTableParameters,
) -> Policies:
    """Grant the cycle's purse and pay components, crisis teams and situation table from it first; return what is paid for.

    ``population`` is that of each community.
    """
    purse = _purse(communities, population, money)
    asked = cost_of_levels(policies, money, table) * population / CYCLES_IN_YEAR
    communities.paid[:] = np.minimum(1.0, np.divide(purse, asked, out=np.ones(purse.shape), where=asked > 0))
    communities.granted[:] += purse
    return in_force(policies, communities.paid)


def _purse(communities: PublicCommunities, population: Float, money: MoneyParameters) -> Float:
    return money.purse * population / CYCLES_IN_YEAR * communities.purse_factor


def assessed_risk(briefing: Briefing, desk: Desk) -> Float:
    """Return each neighbourhood's share of its community's assessed harm by crime: where patrol is wanted."""
    harm = (desk.beliefs.severity * briefing.crime).sum(1) * briefing.population
    return shares_of_community(harm[:, None], desk.neighbourhoods.community, briefing.share[:, None])[:, 0]


def priorities(briefing: Briefing, desk: Desk, preventable: Float, table: TableParameters) -> tuple[Float, Float]:
    """Return each neighbourhood's priority for programmes, by measure, and how far leaders represent it.

    Priorities are shares of the community. Leaders who represent residents follow the harm that work is believed to
    prevent (``preventable``, by neighbourhood and measure); others follow the loudest: those where many are members, and who are
    well off.
    """
    neighbourhoods = desk.neighbourhoods
    community = neighbourhoods.community
    rows = local_leaders(neighbourhoods, desk.communities, chief=False, association=True)
    represented = mean_of(desk.leaders.representativeness, rows)
    voice = neighbourhoods.heard_members + table.voice_floor
    share, each = briefing.share[:, None], briefing.share[:, None].repeat(preventable.shape[1], 1)
    loud = (briefing.population * voice * (1.0 - neighbourhoods.deprivation))[:, None]
    loud = shares_of_community(loud, community, share)
    followed = (1.0 - table.by_voice * (1.0 - represented))[:, None]
    could = shares_of_community(preventable, community, each)
    heard = followed * could + (1.0 - followed) * loud  # need not sum to 1 where wards are represented unequally
    return shares_of_community(heard, community, each), represented


def place_means(desk: Desk, share: Float, wanted: Float, by_worth: float = 1.0) -> Float:
    """Return how means are placed: by share of residents, or where they are ``wanted`` as far as a strategy focuses on risk."""
    focus = by_worth * desk.policies.risk_focus[desk.neighbourhoods.community]
    return ((1.0 - focus) * share.T + focus * wanted.T).T


def spend(
    briefing: Briefing,
    desk: Desk,
    placed: Float,
    mix: Float,
    cost: Float,
    money: MoneyParameters,
    patrol: PatrolParameters,
    table: SituationTableParameters,
) -> None:
    """Split what is left of the purse, the same for every strategy, between programmes and overtime.

    Programme money goes to the neighbourhoods' accounts of each measure, by the ``mix`` of measures of today and as it is
    ``placed``: what was spent before is not repaid when either changes. ``cost`` is that of initiatives of usual extent.
    """
    policies, communities = desk.policies, desk.communities
    population = np.bincount(desk.neighbourhoods.community, briefing.population).astype(float)
    purse = _purse(communities, population, money)
    components = component_cost(policies, money) * population / CYCLES_IN_YEAR
    teams = team_cost(policies, money) * population / CYCLES_IN_YEAR
    cases = table_cost(policies, money, table) * population / CYCLES_IN_YEAR
    left = purse - components - teams - cases
    committed = commitment_of_elected(desk)
    won = 1.0 - money.advocacy_share * (1.0 - committed)
    meant = policies.programme_share * left
    programme = np.maximum(0.0, meant * won)
    communities.won[:] += np.maximum(0.0, meant * money.advocacy_share * committed)
    income = programme[:, None] * mix
    handed_back = _fund(desk, income, placed, cost * desk.extent, money)
    communities.spent_components[:] += components
    communities.spent_teams[:] += teams
    communities.spent_table[:] += cases
    _buy_overtime(desk, left - programme + handed_back, money, patrol)


def component_cost(policies: Policies, money: MoneyParameters) -> Float:
    """Return what the components cost a resident and year."""
    return (
        policies.leadership * money.leadership_cost
        + policies.collaboration * money.collaboration_cost
        + policies.risk_focus * money.risk_focus_cost
        + policies.information_sharing * money.information_cost
    )


def team_cost(policies: Policies, money: MoneyParameters) -> Float:
    """Return what crisis teams cost a resident and year."""
    return policies.crisis_teams * money.crisis_teams_cost


def table_cost(policies: Policies, money: MoneyParameters, table: SituationTableParameters) -> Float:
    """Return what the cases of a situation table cost a resident and year."""
    return policies.situation_table * table.cases / 1000.0 * money.situation_case_cost


def cost_of_levels(policies: Policies, money: MoneyParameters, table: SituationTableParameters) -> Float:
    """Return what the components, crisis teams and the situation table cost a resident and year."""
    return component_cost(policies, money) + team_cost(policies, money) + table_cost(policies, money, table)


def commitment_of_elected(desk: Desk) -> Float:
    """Return the mean commitment of mayor, councillors and chief: what programmes win of the purse depends on it."""
    leaders, communities = desk.leaders, desk.communities.mayor.size
    counts = HAS_SAY[leaders.role]
    total = np.bincount(leaders.community, counts, communities)
    return np.bincount(leaders.community, counts * leaders.commitment, communities) / total


def divide(policies: Policies, worth: Float) -> Float:
    """Return the share of each measure in programme money, ``(communities, measures)``.

    A strategy's mix is of measures that reach residents and of those that reach places; several of a kind are meant to have equal
    parts. It holds where all are worth what is usual; where one is worth more, more goes to it.
    """
    social = policies.social_share[:, None]
    meant = np.where(REACHES_PLACES, (1.0 - social) / AT_PLACES, social / WITH_RESIDENTS)
    weights = meant * worth
    total = weights.sum(1, keepdims=True)
    mix = np.divide(weights, total, out=meant, where=total > 0)
    mix[:, 0] = 1.0 - mix[:, 1:].sum(1)
    return mix


def _fund(desk: Desk, income: Float, placed: Float, costs: Float, money: MoneyParameters) -> Float:
    """Pay programme money into the accounts; return what these hand back of what they could not use in the cycle before."""
    community = desk.neighbourhoods.community
    above = np.maximum(0.0, desk.account - money.saved_at_most * costs)
    desk.account[:] -= above
    desk.account[:] += income[community] * placed
    return np.add.reduceat(above.sum(1), desk.communities.first_neighbourhood)


def _buy_overtime(desk: Desk, overtime: Float, money: MoneyParameters, patrol: PatrolParameters) -> None:
    """Buy officers' hours; where there are no officers the money is set aside."""
    communities = desk.communities
    hired = communities.end_officer - communities.first_officer
    serve = hired > 0
    regular = hired * communities.strength * patrol.shift_hours * SHIFTS_IN_CYCLE
    hours = np.where(serve, overtime / money.officer_hour, 0.0)
    bought = np.divide(hours, regular, out=np.zeros(hours.shape), where=serve)
    communities.overtime[:] = communities.purse_factor + bought
    communities.overtime_hours[:] += hours
    communities.spent_overtime[:] += np.where(serve, overtime, 0.0)
    communities.set_aside[:] += np.where(serve, 0.0, overtime)
