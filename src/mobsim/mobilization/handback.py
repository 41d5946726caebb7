"""Hand-back: as need for police assistance falls, the lead of what is under way passes to the community; it returns with need.

Ontario's model lets police lead where need is high and step back as a neighbourhood can do more for itself ("should the level of
need for police assistance change, modifications can be implemented").
"""

import numpy as np

from mobsim.mobilization.briefing import Briefing, Desk
from mobsim.scenario.enumerations import Zone
from mobsim.scenario.initiatives import COMMUNITY_LED, EMPTY, Lead
from mobsim.scenario.planning import PlanningParameters
from mobsim.scenario.strategy import LeadPolicy
from mobsim.world.table import Float, Int

ADAPTIVE = int(LeadPolicy.ADAPTIVE)
LEAD_IN_ZONE = np.array(
    [Lead.COMMUNITY_LED if zone >= Zone.ENGAGEMENT else Lead.POLICE_ASSISTED for zone in Zone], np.int64
)
"""Who leads under an adaptive strategy: the community where need is low."""


def leads_asked_for(policy: Int, zone: Int) -> Int:
    """Return who is to lead in each neighbourhood; an adaptive strategy leaves it to the community where need is low."""
    return np.where(policy == ADAPTIVE, LEAD_IN_ZONE[zone], policy)


def hand_back(briefing: Briefing, desk: Desk, policy: Int, cost: Float, planning: PlanningParameters) -> None:
    """Pass initiatives under way to the lead that their neighbourhood's zone asks for, where the policy of lead is adaptive.

    ``cost`` is that of police-assisted initiatives of usual extent, ``(neighbourhoods, measures)``, CAD.
    """
    adaptive = (policy == ADAPTIVE).repeat(desk.slots_each)
    if not adaptive.any():
        return
    initiatives = desk.initiatives
    asked = leads_asked_for(policy, desk.neighbourhoods.zone).repeat(desk.slots_each)
    own = (initiatives.status != EMPTY) & (initiatives.reserved == 0)
    left = initiatives.end_day - np.maximum(initiatives.start_day, briefing.day + 1)
    passing = adaptive & own & (initiatives.lead != asked) & (left > planning.handback_days)
    share = planning.share_of_cost(asked)
    for slot in passing.nonzero()[0].tolist():
        measure = int(initiatives.measure[slot])
        of_whole = initiatives.extent[slot] * left[slot] / planning.days_of(measure)
        _settle(desk, slot, share[slot] * cost[desk.neighbourhood_of(slot), measure] * of_whole)
        initiatives.daily_money[slot] = initiatives.money[slot] / left[slot]
        initiatives.lead[slot] = asked[slot]


def _settle(desk: Desk, slot: int, due: float) -> None:
    """Give back what an initiative has beyond what is due for the work to come, or add what it lacks, as the account has it."""
    initiatives, neighbourhood = desk.initiatives, desk.neighbourhood_of(slot)
    measure = initiatives.measure[slot]
    if initiatives.lead[slot] == Lead.POLICE_ASSISTED:
        moved = -max(0.0, initiatives.money[slot] - due)
    else:
        moved = min(desk.account[neighbourhood, measure], max(0.0, due - initiatives.money[slot]))
    initiatives.money[slot] += moved
    initiatives.cost[slot] += moved
    desk.account[neighbourhood, measure] -= moved


def free_hours(weight: Float, desk: Desk, policy: Int, share: float) -> Float:
    """Send a share of the hours for initiatives from where the community leads to where police assist; return the new weights.

    Hours of patrol and engagement stay what they are; all hours of a community together do, too. Hours are freed only
    among neighbourhoods whose policy of lead is adaptive, and only where police assist in one of them.
    """
    neighbourhoods, adaptive = desk.neighbourhoods, policy == ADAPTIVE
    if not adaptive.any():
        return weight
    hours = np.array([neighbourhoods.patrol_share, neighbourhoods.engagement_share, neighbourhoods.initiative_share])
    hours *= weight
    community = neighbourhoods.community
    led = adaptive & (LEAD_IN_ZONE[neighbourhoods.zone] == COMMUNITY_LED)
    assisted = adaptive & ~led
    freed = np.bincount(community, np.where(led, share * hours[2], 0.0))
    asking = np.bincount(community, np.where(assisted, weight, 0.0))
    moved = (freed > 0.0) & (asking > 0.0)
    if not moved.any():
        return weight
    more = np.divide(freed, asking, out=np.zeros(freed.shape), where=moved)[community] * weight
    hours[2] = np.where(led, (1.0 - share) * hours[2], hours[2] + np.where(assisted, more, 0.0))
    total = hours.sum(0)
    changed = moved[community] & adaptive
    here = changed & (total > 0.0)
    for column, part in zip(
        (neighbourhoods.patrol_share, neighbourhoods.engagement_share, neighbourhoods.initiative_share),
        hours, strict=True,
    ):  # fmt: skip
        column[here] = part[here] / total[here]
    return np.where(changed, total, weight)
