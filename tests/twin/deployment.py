"""Phase 1: officers' hours go to calls, then to neighbourhoods and their places."""

from __future__ import annotations

from typing import Any

from twin.arithmetic import plain_sum, raised
from twin.happenings import POLICE_ASSISTED
from twin.people import Officer
from twin.places import Community, Neighbourhood


def deploy(town: Any) -> None:
    for community in town.communities:
        hold_reserve(town, community)
        for neighbourhood in community.neighbourhoods:
            send_officers(neighbourhood)
            patrol_places(town, neighbourhood)
        for officer in community.officers:
            note_hours(officer)
            grow_familiar(officer, town.rules.patrol)


def hold_reserve(town: Any, community: Community) -> None:
    of_a_day = town.rules.patrol.shift_hours * 3 / 7 * community.strength * community.overtime
    for officer in community.officers:
        officer.hours = give_back(officer, of_a_day)
    all_hours = plain_sum(officer.hours for officer in community.officers)
    waiting = plain_sum(call.hours for call in town.calls if call.neighbourhood.community is community)
    load = community.call_load + waiting
    reserved = min(1.0, load / all_hours) if all_hours > 0 else 0.0
    for officer in community.officers:
        officer.reserve = reserved * officer.hours
        free = officer.hours - officer.reserve
        officer.able = free * (1 - community.overhead)
        officer.worked["response"] += officer.reserve
        officer.worked["overhead"] += free - officer.able


def give_back(officer: Officer, hours: float) -> float:
    """Give back what earlier calls took beyond the officer's hours; return what is left of the day's."""
    back = min(officer.owed, hours)
    officer.owed -= back
    officer.worked["response"] += back
    return hours - back


def send_officers(neighbourhood: Neighbourhood) -> None:
    by_slot = sorted(neighbourhood.community.officers, key=lambda officer: officer.slot)
    neighbourhood.able_hours = 0.0
    for officer in by_slot:
        give_hours(neighbourhood, officer)
    able = neighbourhood.able_hours
    patrol, engagement, initiatives = shares_of_today(neighbourhood)
    neighbourhood.patrol_hours = patrol * able
    neighbourhood.engagement_hours = engagement * able
    neighbourhood.initiative_hours = initiatives * able


def give_hours(neighbourhood: Neighbourhood, officer: Officer) -> None:
    """Add an officer's hours of today; how diligent they are, and go by what is known, is their mean over hours."""
    part = officer.hours_in(neighbourhood)
    neighbourhood.able_hours += part
    if part > 0:
        share, supervisor = part / neighbourhood.able_hours, officer.community.supervisor_of(officer.slot)
        neighbourhood.diligence += share * (supervisor.diligence - neighbourhood.diligence)
        neighbourhood.use += share * (supervisor.use - neighbourhood.use)


def shares_of_today(neighbourhood: Neighbourhood) -> tuple[float, float, float]:
    patrol, engagement = neighbourhood.patrol_share, neighbourhood.engagement_share
    if any(initiative.lead == POLICE_ASSISTED for initiative in neighbourhood.leaders_running):
        return patrol, engagement, neighbourhood.initiative_share
    if patrol + engagement <= 0:
        return 0.0, 0.0, 0.0
    return patrol / (patrol + engagement), engagement / (patrol + engagement), 0.0


def patrol_places(town: Any, neighbourhood: Neighbourhood) -> None:
    patrol, focus = town.rules.patrol, neighbourhood.community.acting.risk_focus * neighbourhood.use
    places = neighbourhood.places
    pulls = [(place.known_in_all(town.offences) + 0.01) ** patrol.focus_exponent for place in places]
    all_pull = plain_sum(pulls)
    for place, pull in zip(places, pulls, strict=True):
        own = neighbourhood.patrol_hours * ((1 - focus) / len(places) + focus * pull / all_pull)
        place.hours = own + place.programme.patrol
        place.presence = place.presence * patrol.linger + neighbourhood.diligence * place.hours
    for place in places:
        neighbourhood.patrol_hours += place.programme.patrol


def note_hours(officer: Officer) -> None:
    for neighbourhood in officer.community.neighbourhoods:
        hours, shares = officer.hours_in(neighbourhood), shares_of_today(neighbourhood)
        for activity, share in zip(("patrol", "engagement", "initiatives"), shares, strict=True):
            officer.worked[activity] += hours * share
        if not any(shares):
            officer.worked["standby"] += hours


def grow_familiar(officer: Officer, patrol: Any) -> None:
    for neighbourhood in officer.community.neighbourhoods:
        rise = min(1.0, patrol.familiarity_rate * officer.hours_in(neighbourhood))
        officer.familiarity[neighbourhood.local] = raised(officer.familiarity[neighbourhood.local], rise)
