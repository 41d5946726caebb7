"""Phase 7: running initiatives do a day's work."""

from __future__ import annotations

from typing import Any

from twin.arithmetic import lowered, raised
from twin.happenings import PLANNED, POLICE_ASSISTED, RUNNING, SOCIAL, Initiative
from twin.places import Neighbourhood


def deliver(town: Any) -> None:
    for neighbourhood in town.neighbourhoods:
        for initiative in neighbourhood.initiatives:
            if initiative.status == PLANNED and initiative.start_day <= town.day:
                initiative.status = RUNNING
    for neighbourhood in town.neighbourhoods:
        for initiative in neighbourhood.running:
            apply(town, initiative, day_of_work(town, neighbourhood, initiative))


def day_of_work(town: Any, neighbourhood: Neighbourhood, initiative: Initiative) -> float:
    """Spend the day's money, volunteers and officers; return hours worth an agency's hours."""
    rules = town.rules.delivery
    money = min(initiative.daily_money, initiative.money)
    initiative.money -= money
    initiative.spent += money
    agency = money / rules.agency_hour_cost
    volunteer = neighbourhood.volunteers(initiative) * town.rules.participation.hours_per_week / 7
    police = police_hours(neighbourhood, initiative)
    initiative.agency_hours += agency
    initiative.volunteer_hours += volunteer
    initiative.police_hours += police
    return initiative.match * agency + rules.volunteer_efficiency * volunteer + police


def police_hours(neighbourhood: Neighbourhood, initiative: Initiative) -> float:
    if initiative.reserved:
        return initiative.staff_hours
    if initiative.lead != POLICE_ASSISTED:
        return 0.0
    sharing = [other for other in neighbourhood.leaders_running if other.lead == POLICE_ASSISTED]
    return neighbourhood.initiative_hours / len(sharing)


def apply(town: Any, initiative: Initiative, work: float) -> None:
    if initiative.measure == SOCIAL:
        relieve_need(town.rules.delivery, initiative, work)
    elif initiative.lead == POLICE_ASSISTED:
        harden_places(town.rules.delivery, initiative, work)
    else:
        watch_places(town.rules.delivery, initiative, work)


def relieve_need(rules: Any, initiative: Initiative, work: float) -> None:
    for resident in initiative.reached:
        relief = min(1.0, rules.need_per_hour * work / len(initiative.reached))
        resident.need = lowered(resident.need, relief)


def harden_places(rules: Any, initiative: Initiative, work: float) -> None:
    for place in initiative.targets:
        rise = min(1.0, rules.hardening_per_hour * work / len(initiative.targets))
        every_type = range(len(place.hardening))
        for q in every_type if initiative.problem is None else [initiative.problem.number]:
            place.hardening[q] = raised(place.hardening[q], rise)


def watch_places(rules: Any, initiative: Initiative, work: float) -> None:
    for place in initiative.targets:
        rise = min(1.0, rules.watch_per_hour * work / len(initiative.targets))
        place.watch = raised(place.watch, rise)
