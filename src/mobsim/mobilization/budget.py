"""Hours and money: what the components cost, what programmes get, what overtime is bought, where officers go."""

import numpy as np

from mobsim.mobilization.briefing import Briefing, Policies
from mobsim.mobilization.table import local_leaders, mean_of
from mobsim.scenario.enumerations import Role
from mobsim.scenario.leaders import TableParameters
from mobsim.scenario.money import MoneyParameters
from mobsim.scenario.planning import PlanningParameters
from mobsim.scenario.police import ContactsParameters, PatrolParameters
from mobsim.tools.calendar import CYCLES_IN_YEAR
from mobsim.tools.draws import Purpose, below, uniform
from mobsim.world.columns import Assessed, Communities, Float, Leaders, Neighbourhoods, Officers
from mobsim.world.organisations import RESIDENTS_PER_SIZE

ROTATE = int(Purpose.ROTATE)
SHIFTS_IN_CYCLE = 12
ADAPTIVE = 2


def train_and_rotate(
    officers: Officers,
    leaders: Leaders,
    neighbourhoods: Neighbourhoods,
    communities: Communities,
    policies: Policies,
    contacts: ContactsParameters,
    patrol: PatrolParameters,
    keys: np.ndarray,
    cycle: int,
) -> None:
    """Move officers' skill towards what the chief's leadership asks; move some to other beats."""
    asked = policies.leadership * leaders.commitment[communities.chief]
    target = np.minimum(1.0, officers.base_skill + contacts.training_gain * asked[officers.community])
    officers.skill[:] += contacts.training_rate * (target - officers.skill)
    rule = _rotation(officers, neighbourhoods, communities, patrol) / CYCLES_IN_YEAR
    for officer in range(officers.slot.size):
        if uniform(keys[ROTATE], cycle, officer, 0) < rule[officer]:
            first = communities.first_officer[officers.community[officer]]
            count = communities.end_officer[officers.community[officer]] - first
            slot = below(count, uniform(keys[ROTATE], cycle, officer, 1))
            _swap(officers, first, officer, slot)


def _rotation(
    officers: Officers, neighbourhoods: Neighbourhoods, communities: Communities, patrol: PatrolParameters
) -> Float:
    """Return how many moves a year each officer may expect; a programme's rule holds for the beats it covers."""
    rule = np.full(officers.size, float(patrol.rotation_per_year))
    for community in np.unique(neighbourhoods.community[neighbourhoods.programme_rotation >= 0.0]):
        first, end = communities.first_officer[community], communities.end_officer[community]
        here = slice(communities.first_neighbourhood[community], communities.end_neighbourhood[community])
        middle = (officers.slot[first:end] + 0.5) / (end - first)
        beat = np.searchsorted(neighbourhoods.deploy_upper[here], middle, side="right")
        given = neighbourhoods.programme_rotation[here][beat]
        rule[first:end] = np.where(given >= 0.0, given, rule[first:end])
    return rule


def _swap(officers: Officers, first: int, officer: int, slot: int) -> None:
    other, own = officers.at_slot[first + slot], officers.slot[officer]
    officers.at_slot[first + slot], officers.at_slot[first + own] = officer, other
    officers.slot[officer], officers.slot[other] = slot, own


def priorities(
    briefing: Briefing,
    assessed: Assessed,
    neighbourhoods: Neighbourhoods,
    communities: Communities,
    leaders: Leaders,
    table: TableParameters,
) -> tuple[Float, Float]:
    """Return each neighbourhood's priority (shares of its community) and how far its leaders represent residents.

    Leaders who represent residents follow assessed need; others follow the loudest: those who already take part and
    are well off.
    """
    community = neighbourhoods.community
    represented = mean_of(
        leaders.representativeness, local_leaders(neighbourhoods, communities, chief=False, association=True)
    )
    loud = briefing.population * (neighbourhoods.participation + table.voice_floor) * (1.0 - neighbourhoods.deprivation)
    need = assessed.severity.sum(1) * briefing.population
    loud, need = _shares(loud, community, briefing.share), _shares(need, community, briefing.share)
    heard = represented * need + (1.0 - represented) * loud  # need not sum to 1 where wards are represented unequally
    return _shares(heard, community, briefing.share), represented


def _shares(values: Float, community: np.ndarray, otherwise: Float) -> Float:
    total = np.bincount(community, values)[community]
    return np.divide(values, total, out=otherwise.copy(), where=total > 0)


def spend(
    briefing: Briefing,
    neighbourhoods: Neighbourhoods,
    communities: Communities,
    leaders: Leaders,
    officers: Officers,
    policies: Policies,
    priority: Float,
    money: MoneyParameters,
    planning: PlanningParameters,
    patrol: PatrolParameters,
) -> None:
    """Split the cycle's purse between the components' cost, programmes and overtime; every strategy has the same purse."""
    population = np.bincount(neighbourhoods.community, briefing.population)
    purse = money.purse * population / CYCLES_IN_YEAR * communities.purse_factor
    components = np.minimum(purse, component_cost(policies, money) * population / CYCLES_IN_YEAR)
    won = 1.0 - money.advocacy_share * (1.0 - _commitment_of_elected(leaders, communities))
    programme = np.maximum(0.0, policies.programme_share * (purse - components) * won)
    focus = policies.risk_focus[neighbourhoods.community]
    placed = (1.0 - focus) * briefing.share + focus * priority
    neighbourhoods.account[:] += programme[neighbourhoods.community] * placed
    dearest = max(planning.cost_situational, planning.cost_social) * briefing.population / RESIDENTS_PER_SIZE
    handed_back = np.maximum(0.0, neighbourhoods.account - 2.0 * dearest)
    neighbourhoods.account[:] -= handed_back
    overtime = purse - components - programme + np.bincount(neighbourhoods.community, handed_back)
    officers_paid = np.bincount(officers.community, minlength=population.size)
    regular = officers_paid * patrol.shift_hours * SHIFTS_IN_CYCLE
    hours = overtime / money.officer_hour
    communities.overtime[:] = communities.purse_factor + hours / regular
    communities.overtime_hours[:] += hours
    communities.granted[:] += purse
    communities.spent_components[:] += components
    communities.spent_overtime[:] += overtime


def component_cost(policies: Policies, money: MoneyParameters) -> Float:
    """Return what the components cost a resident and year."""
    return (
        policies.leadership * money.leadership_cost
        + policies.collaboration * money.collaboration_cost
        + policies.risk_focus * money.risk_focus_cost
        + policies.information_sharing * money.information_cost
    )


def _commitment_of_elected(leaders: Leaders, communities: Communities) -> Float:
    """Return the mean commitment of mayor, councillors and chief: what programmes win of the purse depends on it."""
    counts = np.isin(leaders.role, (Role.MAYOR, Role.COUNCILLOR, Role.CHIEF)).astype(float)
    total = np.bincount(leaders.community, counts, communities.mayor.size)
    return np.bincount(leaders.community, counts * leaders.commitment, communities.mayor.size) / total


def direct_officers(
    share: Float,
    neighbourhoods: Neighbourhoods,
    communities: Communities,
    policies: Policies,
    priority: Float,
    planning: PlanningParameters,
    money: MoneyParameters,
) -> None:
    """Set where officers go (``share`` of residents against priority) and what they do there.

    As need falls, an adaptive strategy hands police hours back.
    """
    community = neighbourhoods.community
    focus = policies.risk_focus[community]
    adaptive = policies.lead[community] == ADAPTIVE
    zone = neighbourhoods.zone
    weight = (1.0 - focus) * share + focus * priority
    weight *= np.where(adaptive, planning.zone_hours_top - planning.zone_hours_step * zone, 1.0)
    patrol = policies.patrol_share[community]
    engagement = np.minimum(policies.engagement_share[community], 1.0 - patrol)
    tilted = np.minimum(1.0, patrol * (planning.zone_patrol_top - planning.zone_patrol_step * zone))
    tilted = np.where(adaptive, tilted, patrol)
    rest = 1.0 - patrol
    engaged = np.where(rest > 0, (1.0 - tilted) * engagement / np.where(rest > 0, rest, 1.0), 1.0 - tilted)
    neighbourhoods.patrol_share[:] = tilted
    neighbourhoods.engagement_share[:] = engaged
    neighbourhoods.initiative_share[:] = 1.0 - tilted - engaged
    levels = policies.leadership + policies.collaboration + policies.risk_focus + policies.information_sharing
    communities.overhead[:] = np.minimum(1.0, money.component_hours * levels)
    instruct(communities, policies)
    _cover(weight, neighbourhoods, communities)


def instruct(communities: Communities, policies: Policies) -> None:
    """Set the levers that officers heed from day to day: channels for tips, focus of patrol, follow-up."""
    communities.information_sharing[:] = policies.information_sharing
    communities.risk_focus[:] = policies.risk_focus
    communities.follow_up[:] = policies.follow_up


def _cover(weight: Float, neighbourhoods: Neighbourhoods, communities: Communities) -> None:
    """Lay the neighbourhoods of each community side by side by weight; officers' slots cover equal lengths of the line."""
    for number in range(communities.mayor.size):
        first, end = communities.first_neighbourhood[number], communities.end_neighbourhood[number]
        here = slice(first, end)
        upper = np.cumsum(weight[here] / weight[here].sum())
        upper[-1] = 1.0
        neighbourhoods.deploy_upper[here] = upper
        neighbourhoods.deploy_lower[here] = np.concatenate([[0.0], upper[:-1]])
        first_officer = communities.first_officer[number]
        slots = communities.end_officer[number] - first_officer
        at_first = np.floor(neighbourhoods.deploy_lower[here] * slots)
        at_last = np.ceil(neighbourhoods.deploy_upper[here] * slots) - 1
        first_slot = np.minimum(slots - 1, at_first)
        neighbourhoods.cover_first[here] = first_officer + first_slot
        neighbourhoods.cover_last[here] = first_officer + np.clip(at_last, first_slot, slots - 1)
