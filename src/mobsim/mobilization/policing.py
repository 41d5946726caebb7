"""Police service: move officers between beats, set where they go and what they do there."""

import numpy as np

from mobsim.mobilization.briefing import Desk
from mobsim.mobilization.handback import ADAPTIVE, free_hours
from mobsim.mobilization.rollout import Rollout, leads_in_force
from mobsim.scenario.money import MoneyParameters
from mobsim.scenario.planning import PlanningParameters
from mobsim.scenario.police import PatrolParameters
from mobsim.tools.calendar import CYCLES_IN_YEAR
from mobsim.tools.draws import below, uniform, uniforms
from mobsim.tools.purposes import Purpose, RotateDraw
from mobsim.world.policies import Policies
from mobsim.world.public import PublicCommunities, PublicOfficers
from mobsim.world.table import Float

ROTATE = int(Purpose.ROTATE)


def rotate(desk: Desk, patrol: PatrolParameters, keys: np.ndarray, cycle: int) -> None:
    """Move some officers to other beats."""
    officers, communities = desk.officers, desk.communities
    chance = _moves_per_year(desk, patrol) / CYCLES_IN_YEAR
    moves = uniforms(keys[ROTATE], cycle, np.arange(officers.slot.size), RotateDraw.MOVES) < chance
    for officer in moves.nonzero()[0].tolist():
        first = communities.first_officer[officers.community[officer]]
        count = communities.end_officer[officers.community[officer]] - first
        slot = below(count, uniform(keys[ROTATE], cycle, officer, int(RotateDraw.SLOT)))
        _swap(officers, first, officer, slot)


def _moves_per_year(desk: Desk, patrol: PatrolParameters) -> Float:
    """Return how many moves a year each officer may expect; a programme's rule holds for the beats it covers."""
    officers, neighbourhoods, communities = desk.officers, desk.neighbourhoods, desk.communities
    moves = np.full(officers.slot.size, float(patrol.rotation_per_year))
    for community in set(neighbourhoods.community[neighbourhoods.programme_rotation >= 0.0].tolist()):
        first, end = communities.first_officer[community], communities.end_officer[community]
        here = slice(communities.first_neighbourhood[community], communities.end_neighbourhood[community])
        middle = (officers.slot[first:end] + 0.5) / (end - first)
        beat = np.searchsorted(neighbourhoods.deploy_upper[here], middle, side="right")
        given = neighbourhoods.programme_rotation[here][beat]
        moves[first:end] = np.where(given >= 0.0, given, moves[first:end])
    return moves


def _swap(officers: PublicOfficers, first: int, officer: int, slot: int) -> None:
    other, own = officers.at_slot[first + slot], officers.slot[officer]
    officers.at_slot[first + slot], officers.at_slot[first + own] = officer, other
    officers.slot[officer], officers.slot[other] = slot, own


def direct_officers(
    desk: Desk,
    placed: Float,
    planning: PlanningParameters,
    money: MoneyParameters,
    rollout: Rollout | None = None,
) -> None:
    """Set where officers go, by shares of their hours that are ``placed``, and what they do there.

    As need falls, an adaptive strategy hands police hours back. Where a neighbourhood has not joined the strategy, officers split
    their hours as before.
    """
    policies, neighbourhoods = desk.policies, desk.neighbourhoods
    _split_hours(desk, planning)
    if rollout is not None:
        _split_as_before(desk, rollout, planning)
    weight = _by_zone(placed, desk, planning)
    lead = leads_in_force(policies, neighbourhoods.community, rollout)
    _cover(free_hours(weight, desk, lead, planning.handback_hours), desk)
    levels = policies.leadership + policies.collaboration + policies.risk_focus + policies.information_sharing
    desk.communities.overhead[:] = np.minimum(1.0, money.component_hours * levels)


def _by_zone(placed: Float, desk: Desk, planning: PlanningParameters) -> Float:
    """Weight neighbourhoods by zone where the strategy is adaptive, unless that leaves a community nothing."""
    neighbourhoods, community = desk.neighbourhoods, desk.neighbourhoods.community
    factor = np.maximum(0.0, planning.zone_hours_top - planning.zone_hours_step * neighbourhoods.zone)
    weight = placed * np.where(desk.policies.lead[community] == ADAPTIVE, factor, 1.0)
    return np.where(np.bincount(community, weight)[community] > 0.0, weight, placed)


def _split_hours(desk: Desk, planning: PlanningParameters) -> None:
    """Split each neighbourhood's hours between patrol, engagement and initiatives; an adaptive strategy patrols by zone."""
    policies, neighbourhoods = desk.policies, desk.neighbourhoods
    community, zone = neighbourhoods.community, neighbourhoods.zone
    patrol = policies.patrol_share[community]
    engagement = np.minimum(policies.engagement_share[community], 1.0 - patrol)
    tilted = np.clip(patrol * (planning.zone_patrol_top - planning.zone_patrol_step * zone), 0.0, 1.0)
    tilted = np.where(policies.lead[community] == ADAPTIVE, tilted, patrol)
    rest, left = 1.0 - patrol, 1.0 - tilted
    engaged = np.divide(left * engagement, rest, out=left.copy(), where=rest > 0)
    neighbourhoods.patrol_share[:] = tilted
    neighbourhoods.engagement_share[:] = engaged
    neighbourhoods.initiative_share[:] = left - engaged


def _split_as_before(desk: Desk, rollout: Rollout, planning: PlanningParameters) -> None:
    """Split hours as before the strategy where a neighbourhood has not joined it."""
    neighbourhoods = desk.neighbourhoods
    columns = neighbourhoods.patrol_share, neighbourhoods.engagement_share, neighbourhoods.initiative_share
    under_strategy = [column.copy() for column in columns]
    _split_hours(desk._replace(policies=rollout.before), planning)
    for column, own in zip(columns, under_strategy, strict=True):
        column[rollout.joined] = own[rollout.joined]


def instruct(communities: PublicCommunities, policies: Policies) -> None:
    """Set the levers that officers heed from day to day: tips, referrals, focus of patrol, follow-up, crisis teams."""
    communities.information_sharing[:] = policies.information_sharing
    communities.collaboration[:] = policies.collaboration
    communities.risk_focus[:] = policies.risk_focus
    communities.follow_up[:] = policies.follow_up
    communities.crisis_teams[:] = policies.crisis_teams


def _cover(weight: Float, desk: Desk) -> None:
    """Lay the neighbourhoods of each community side by side by weight; officers' slots cover equal lengths of the line."""
    neighbourhoods, communities = desk.neighbourhoods, desk.communities
    for number in range(communities.mayor.size):
        here = slice(communities.first_neighbourhood[number], communities.end_neighbourhood[number])
        upper, lower = neighbourhoods.deploy_upper[here], neighbourhoods.deploy_lower[here]
        np.cumsum(weight[here] / weight[here].sum(), out=upper)
        upper[-1] = 1.0
        lower[0], lower[1:] = 0.0, upper[:-1]
        first_officer = int(communities.first_officer[number])
        slots = int(communities.end_officer[number]) - first_officer
        if slots == 0:  # nobody covers
            neighbourhoods.cover_first[here], neighbourhoods.cover_last[here] = first_officer, first_officer - 1
            continue
        first_slot = np.minimum(slots - 1, np.floor(lower * slots))
        last_slot = np.minimum(slots - 1, np.maximum(first_slot, np.ceil(upper * slots) - 1))
        neighbourhoods.cover_first[here] = first_officer + first_slot
        neighbourhoods.cover_last[here] = first_officer + last_slot
