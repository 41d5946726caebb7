"""Taking part: who is a member, and who is active in which initiative this week."""

from __future__ import annotations

import math
from typing import Any

from twin.draws import Purpose
from twin.happenings import POLICE_ASSISTED, SITUATIONAL, SOCIAL, Initiative
from twin.people import Resident
from twin.places import Place


def take_part(town: Any, resident: Resident, share: float, week: int) -> None:
    """Let an adult think about being a member, and a member find work for the week; ``share`` of the ties are members."""
    if not resident.adult:
        return
    think_about_it(town, resident, share, week)
    resident.be_set_free()
    if resident.member:
        give_time(town, resident, week)


def think_about_it(town: Any, resident: Resident, share: float, week: int) -> None:
    rules = town.rules.participation
    if town.uniform(Purpose.JOIN, week, resident.number, 0) >= rules.attention:
        return
    now = score(rules, resident, share, resident.neighbourhood.example)
    if resident.member and now < resident.threshold - rules.hysteresis:
        resident.member = 0
    elif not resident.member and now > resident.threshold:
        resident.member = 1


def score(rules: Any, resident: Resident, share: float, example: float) -> float:
    return (
        rules.by_ties * share
        + rules.by_cohesion * (resident.cohesion - rules.usual_cohesion)
        + rules.by_problem * min(1.0, 2 * resident.insecurity)
        + rules.by_example * example
        - rules.cost
        - rules.by_fear * resident.fear
    )


def is_member_at_birth(rules: Any, resident: Resident) -> bool:
    usual = score(rules, resident, rules.usual_members, rules.usual_example)
    return resident.adult and usual > resident.threshold - rules.still_members * rules.hysteresis


def give_time(town: Any, member: Resident, week: int) -> None:
    """Look for work, unless other things come first this week; take part as far as one likes it and is not tired."""
    rules = town.rules.participation
    u, ready = town.uniform(Purpose.JOIN, week, member.number, 1), rules.turnout * member.zeal
    found = find_work(town, member, week) if u < ready else None
    if found is not None and u < ready * (1 - member.fatigue) * liking(rules, member, found):
        member.active, member.turnouts = found.slot, turnouts_of(ready)
        member.volunteer_hours += member.turnouts * rules.hours_per_week


def turnouts_of(ready: float) -> int:
    """How often somebody who is so ready turns out in a week: once at least, and no more than once a day."""
    return min(7, max(1, math.floor(ready)))


def liking(rules: Any, member: Resident, initiative: Initiative) -> float:
    """How much a member likes who leads."""
    if initiative.lead == POLICE_ASSISTED:
        return max(0.0, 1 + rules.by_lead * (member.trust - rules.usual_trust))
    return max(0.0, 1 + rules.by_lead * (member.cohesion - rules.usual_cohesion))


def find_work(town: Any, member: Resident, week: int) -> Initiative | None:
    """Find what is at work near home, or else near a tie's home, or else for the neighbourhood's people."""
    return work_near(member.place) or work_near_tie(town, member, week) or social_work(town, member, week)


def work_near(place: Place) -> Initiative | None:
    """The initiative in the slot that was near at the week's end, if it is still one that residents can work in."""
    near = [initiative for initiative in place.neighbourhood.open if initiative.slot == place.near]
    return near[0] if near and near[0].measure == SITUATIONAL else None


def work_near_tie(town: Any, member: Resident, week: int) -> Initiative | None:
    if not member.ties:
        return None
    tie = town.pick(member.ties, Purpose.JOIN, week, member.number, 2)
    return work_near(tie.place) if tie.neighbourhood is member.neighbourhood else None


def social_work(town: Any, member: Resident, week: int) -> Initiative | None:
    social = [initiative for initiative in member.neighbourhood.open if initiative.measure == SOCIAL]
    asks = town.uniform(Purpose.JOIN, week, member.number, 3) < town.rules.participation.social_appeal
    return social[week % len(social)] if social and asks else None
