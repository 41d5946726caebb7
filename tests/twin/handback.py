"""Hand-back: where the lead is adaptive, the lead of what is under way follows the zone, and its money with it."""

from __future__ import annotations

from typing import Any

from twin.happenings import COMMUNITY_LED, Initiative
from twin.money import ADAPTIVE, choose_lead, days_of, usual_cost
from twin.places import Neighbourhood


def hand_back(town: Any) -> None:
    """Let what is under way pass to whom the zone asks for."""
    for neighbourhood in town.neighbourhoods:
        for initiative in neighbourhood.initiatives:
            if passes(town, neighbourhood, initiative):
                pass_on(town, neighbourhood, initiative)


def passes(town: Any, neighbourhood: Neighbourhood, initiative: Initiative) -> bool:
    """Whether the zone asks for another lead than the initiative has, and enough of it is still to come."""
    if initiative.reserved or neighbourhood.community.levers.lead != ADAPTIVE:
        return False
    asked_for = choose_lead(neighbourhood)
    return initiative.lead != asked_for and days_left(town, initiative) > town.rules.planning.handback_days


def days_left(town: Any, initiative: Initiative) -> int:
    return initiative.end_day - max(initiative.start_day, town.day + 1)


def pass_on(town: Any, neighbourhood: Neighbourhood, initiative: Initiative) -> None:
    """Change who leads; give what is no longer needed to the account, or take what is needed now, if it is there."""
    initiative.lead = choose_lead(neighbourhood)
    measure, left = initiative.measure, days_left(town, initiative)
    whole = initiative.extent * usual_cost(town, neighbourhood, measure, initiative.lead)
    due = whole * left / days_of(town, measure)
    if initiative.lead == COMMUNITY_LED:
        given = -max(0.0, initiative.money - due)
    else:
        given = min(neighbourhood.account[measure], max(0.0, due - initiative.money))
    initiative.money += given
    initiative.granted += given
    neighbourhood.account[measure] -= given
    initiative.daily_money = initiative.money / left
