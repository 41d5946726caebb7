"""Hours and money: what the components cost, what programmes get, what overtime is bought, where officers go."""

import numpy as np

from mobsim.mobilization.briefing import Briefing, Desk
from mobsim.scenario.enumerations import Role
from mobsim.scenario.initiatives import Measure
from mobsim.scenario.leaders import TableParameters
from mobsim.scenario.money import MoneyParameters
from mobsim.scenario.planning import RESIDENTS_PER_SIZE, PlanningParameters
from mobsim.scenario.police import PatrolParameters
from mobsim.tools.calendar import CYCLES_IN_YEAR
from mobsim.world.policies import Policies
from mobsim.world.seats import local_leaders, mean_of
from mobsim.world.table import Float, Int

SHIFTS_IN_CYCLE = 12


def priorities(briefing: Briefing, desk: Desk, table: TableParameters) -> tuple[Float, Float]:
    """Return each neighbourhood's priority (shares of its community) and how far its leaders represent residents.

    Leaders who represent residents follow assessed need; others follow the loudest: those who already take part and
    are well off.
    """
    neighbourhoods = desk.neighbourhoods
    community = neighbourhoods.community
    rows = local_leaders(neighbourhoods, desk.communities, chief=False, association=True)
    represented = mean_of(desk.leaders.representativeness, rows)
    voice = briefing.seen_participation + table.voice_floor
    loud = briefing.population * voice * (1.0 - neighbourhoods.deprivation)
    need = desk.beliefs.severity.sum(1) * briefing.population
    loud, need = _shares(loud, community, briefing.share), _shares(need, community, briefing.share)
    heard = represented * need + (1.0 - represented) * loud  # need not sum to 1 where wards are represented unequally
    return _shares(heard, community, briefing.share), represented


def _shares(values: Float, community: Int, otherwise: Float) -> Float:
    total = np.bincount(community, values)[community]
    return np.divide(values, total, out=otherwise.copy(), where=total > 0)


def place_means(desk: Desk, share: Float, priority: Float) -> Float:
    """Return how money and officers are placed: by share of residents, or by priority as far as a strategy focuses on risk."""
    focus = desk.policies.risk_focus[desk.neighbourhoods.community]
    return (1.0 - focus) * share + focus * priority


def spend(
    briefing: Briefing,
    desk: Desk,
    placed: Float,
    money: MoneyParameters,
    planning: PlanningParameters,
    patrol: PatrolParameters,
) -> None:
    """Split the cycle's purse between the components' cost, programmes and overtime; every strategy has the same purse."""
    policies, community = desk.policies, desk.neighbourhoods.community
    population = np.bincount(community, briefing.population)
    purse = money.purse * population / CYCLES_IN_YEAR * desk.communities.purse_factor
    components = np.minimum(purse, component_cost(policies, money) * population / CYCLES_IN_YEAR)
    won = 1.0 - money.advocacy_share * (1.0 - _commitment_of_elected(desk))
    programme = np.maximum(0.0, policies.programme_share * (purse - components) * won)
    handed_back = _fund(briefing, desk, programme[community] * placed, planning)
    overtime = purse - components - programme + np.bincount(community, handed_back)
    desk.communities.granted[:] += purse
    desk.communities.spent_components[:] += components
    _buy_overtime(desk, overtime, money, patrol)


def component_cost(policies: Policies, money: MoneyParameters) -> Float:
    """Return what the components cost a resident and year."""
    return (
        policies.leadership * money.leadership_cost
        + policies.collaboration * money.collaboration_cost
        + policies.risk_focus * money.risk_focus_cost
        + policies.information_sharing * money.information_cost
    )


def _commitment_of_elected(desk: Desk) -> Float:
    """Return the mean commitment of mayor, councillors and chief: what programmes win of the purse depends on it."""
    leaders, communities = desk.leaders, desk.communities.mayor.size
    counts = np.isin(leaders.role, (Role.MAYOR, Role.COUNCILLOR, Role.CHIEF)).astype(float)
    total = np.bincount(leaders.community, counts, communities)
    return np.bincount(leaders.community, counts * leaders.commitment, communities) / total


def _fund(briefing: Briefing, desk: Desk, programme: Float, planning: PlanningParameters) -> Float:
    """Put programme money into the neighbourhoods' accounts; return what each hands back of more than it can use."""
    account = desk.neighbourhoods.account
    account[:] += programme
    dearest = max(planning.cost_of(measure) for measure in Measure) * briefing.population / RESIDENTS_PER_SIZE
    handed_back = np.maximum(0.0, account - 2.0 * dearest)
    account[:] -= handed_back
    return handed_back


def _buy_overtime(desk: Desk, overtime: Float, money: MoneyParameters, patrol: PatrolParameters) -> None:
    communities = desk.communities
    officers_paid = np.bincount(desk.officers.community, minlength=overtime.size)
    regular = officers_paid * patrol.shift_hours * SHIFTS_IN_CYCLE
    hours = overtime / money.officer_hour
    communities.overtime[:] = communities.purse_factor + hours / regular
    communities.overtime_hours[:] += hours
    communities.spent_overtime[:] += overtime
