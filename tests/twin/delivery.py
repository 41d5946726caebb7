"""Phase 7: running initiatives do a day's work."""

from __future__ import annotations

from typing import Any

from twin.arithmetic import lowered, plain_sum, raised
from twin.dose import can_pay, reinforced, response, share_agencies, take_dose
from twin.happenings import PLANNED, POLICE_ASSISTED, RUNNING, SOCIAL, Initiative
from twin.places import Neighbourhood


def deliver(town: Any) -> None:
    for neighbourhood in town.neighbourhoods:
        for initiative in neighbourhood.initiatives:
            if initiative.status == PLANNED and initiative.start_day <= town.day:
                initiative.status = RUNNING
    for community in town.communities:
        share_agencies(town, community)
    for neighbourhood in town.neighbourhoods:
        for initiative in neighbourhood.running:
            work = day_of_work(town, neighbourhood, initiative)
            take_effect(town, neighbourhood, initiative, work * reinforced(town, neighbourhood, initiative))


def day_of_work(town: Any, neighbourhood: Neighbourhood, initiative: Initiative) -> float:
    """Spend the day's money, volunteers and officers, and take what is a dose; return hours worth an agency's hours."""
    rules = town.rules.delivery
    wanted = can_pay(rules, initiative)
    agency = wanted if initiative.reserved else wanted * neighbourhood.community.agency_share[initiative.agency]
    volunteer = neighbourhood.turnouts(initiative) * town.rules.participation.hours_per_week / 7
    police = police_hours(neighbourhood, initiative)
    initiative.money -= agency * rules.agency_hour_cost
    initiative.spent += agency * rules.agency_hour_cost
    initiative.agency_hours += agency
    initiative.volunteer_hours += volunteer
    initiative.police_hours += police
    neighbourhood.counts.agency_hours += agency
    neighbourhood.counts.agency_hours_wanted += wanted
    free_of_agency = rules.volunteer_efficiency * volunteer + police
    work = initiative.match * agency + free_of_agency
    take_dose(town, initiative, work, wanted + free_of_agency)
    return work


def police_hours(neighbourhood: Neighbourhood, initiative: Initiative) -> float:
    if initiative.reserved:
        return initiative.staff_hours
    if initiative.lead != POLICE_ASSISTED:
        return 0.0
    sharing = [other for other in neighbourhood.leaders_running if other.lead == POLICE_ASSISTED]
    return neighbourhood.initiative_hours / len(sharing)


def take_effect(town: Any, neighbourhood: Neighbourhood, initiative: Initiative, work: float) -> None:
    rules = town.rules.delivery
    useful = initiative.tested * work
    if initiative.measure == SOCIAL:
        relieve_need(rules, initiative, useful)
    elif initiative.lead == POLICE_ASSISTED:
        spread = useful / len(town.offences) if initiative.problem is None else useful
        harden_places(rules, initiative, spread, backing_of(neighbourhood, initiative))
    else:
        watch_places(rules, initiative, useful)


def relieve_need(rules: Any, initiative: Initiative, useful: float) -> None:
    done = response(rules, initiative.dose) * useful
    for resident in initiative.reached:
        relief = min(1.0, rules.need_per_hour * done / len(initiative.reached))
        resident.need = lowered(resident.need, relief)


def watch_places(rules: Any, initiative: Initiative, useful: float) -> None:
    done = response(rules, initiative.dose) * useful
    for place in initiative.targets:
        rise = min(1.0, rules.watch_per_hour * done / len(initiative.targets))
        place.watch = raised(place.watch, rise)


def backing_of(neighbourhood: Neighbourhood, initiative: Initiative) -> float:
    """The tie of the partner whose powers stand behind the work: none but of the agency best placed."""
    backed = initiative.match == 1 and not initiative.reserved
    return neighbourhood.community.agency_tie[initiative.agency] if backed else 0.0


def harden_places(rules: Any, initiative: Initiative, useful: float, behind: float) -> None:
    """Harden places, further with a partner's powers; of what a low dose fails to achieve, a part only moves crime."""
    achieved = response(rules, initiative.dose)
    moves = rules.moved_at_low_dose * (1 - achieved)
    rise = rules.hardening_per_hour * useful * (achieved + moves) / max(1, len(initiative.targets))
    for place in initiative.targets:
        had, gained_in_all = plain_sum(place.hardening), 0.0
        for q in range(len(place.hardening)) if initiative.problem is None else [initiative.problem.number]:
            gained = min(1.0, rise) * max(0.0, 1 + rules.powers * behind - place.hardening[q])
            place.hardening[q] += gained
            place.shallow[q] += gained * moves / (achieved + moves) if moves > 0 else 0.0
            gained_in_all += gained
        if gained_in_all > 0:
            place.backing += (behind - place.backing) * gained_in_all / (had + gained_in_all)
