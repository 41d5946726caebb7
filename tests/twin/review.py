"""Review: those aimed at against others like them; initiatives end or aim anew, experience grows and beliefs follow."""

from __future__ import annotations

import math
from typing import Any

from twin.arithmetic import mean, plain_sum
from twin.dose import is_effective
from twin.draws import Purpose, normal
from twin.happenings import MEASURES, SITUATIONAL, Initiative
from twin.people import Resident
from twin.places import Community, Neighbourhood
from twin.targeting import aim

DAYS_OF_CYCLE, CYCLES_OF_YEAR = 28, 13
LEADS = (0, 1)
USUAL_SIZE = 2500
OF_REACHED, OF_WAITING = 1000, 1001
Experience = list[list[list[float]]]  # by problem, measure and lead


def review(town: Any, cycle: int) -> None:
    for neighbourhood in town.neighbourhoods:
        for initiative in neighbourhood.leaders_running:
            count_recorded(town, initiative)
    go_on = [each for neighbourhood in town.neighbourhoods for each in review_neighbourhood(town, cycle, neighbourhood)]
    for neighbourhood, initiative in go_on:
        aim(town, neighbourhood, initiative)
    fade_experience(town)
    pass_on_experience(town)


def count_recorded(town: Any, initiative: Initiative) -> None:
    """Add what was recorded in this cycle at the targets, and at the places compared, if it ran all the time."""
    if initiative.measure == SITUATIONAL and initiative.start_day <= town.day + 1 - DAYS_OF_CYCLE:
        q = initiative.problem.number
        initiative.seen += sum(place.cycle_recorded[q] for place in initiative.targets)
        initiative.matched += sum(place.cycle_recorded[q] for place in initiative.compared)


def review_neighbourhood(town: Any, cycle: int, neighbourhood: Neighbourhood) -> list[tuple[Neighbourhood, Initiative]]:
    """Judge what is due, and end it or not; return what is to be aimed anew, once all have been judged everywhere."""
    rules, met_or_not, go_on = town.rules.review, [], []
    for initiative in neighbourhood.leaders_running:
        ends = initiative.end_day <= town.day + 1
        if not ends and not at_half_time(town, initiative):
            continue
        initiative.reviewed = True
        seen, expected = findings(town, cycle, neighbourhood, initiative)
        drawn = rules.judged * size_of(neighbourhood.community)
        result = 1 - (seen + drawn) / (expected + drawn)
        if ends or result < rules.end_below:
            if is_effective(town.rules.delivery, initiative):
                learn(town, neighbourhood, initiative, (seen, expected))
            end(neighbourhood, initiative)
            met_or_not.append(float(ends and result >= rules.met_share * initiative.forecast))
        elif initiative.measure == SITUATIONAL:
            go_on.append((neighbourhood, initiative))
    neighbourhood.result = mean(met_or_not) if met_or_not else None
    return go_on


def at_half_time(town: Any, initiative: Initiative) -> bool:
    if town.rules.review.at_half_time != 1 or initiative.reviewed:
        return False
    return 2 * (town.day + 1) >= initiative.start_day + initiative.end_day


def findings(town: Any, cycle: int, neighbourhood: Neighbourhood, initiative: Initiative) -> tuple[float, float]:
    """What was seen of those aimed at, and what was to be expected of them by others like them."""
    if initiative.measure == SITUATIONAL:
        return initiative.seen, initiative.expected_before + initiative.matched * initiative.likeness
    reached = need_of_those_still_there(initiative, initiative.reached)
    waiting = need_of_those_still_there(initiative, initiative.waiting)
    return (
        as_agencies_see(town, cycle, neighbourhood, initiative, OF_REACHED, reached or waiting),
        as_agencies_see(town, cycle, neighbourhood, initiative, OF_WAITING, waiting or reached),
    )


def need_of_those_still_there(initiative: Initiative, residents: list[Resident]) -> list[float]:
    return [resident.need for resident in residents if resident.arrived < initiative.planned_day]


def as_agencies_see(
    town: Any, cycle: int, neighbourhood: Neighbourhood, initiative: Initiative, which: int, needs: list[float]
) -> float:
    """Need of as many clients as are reached, of whom some were looked at, with the error of agencies' data."""
    clients = len(initiative.reached)
    if clients == 0:
        return 0.0
    error = town.rules.assessment.agency_noise / math.sqrt(clients)
    nth = which + 2 * neighbourhood.slots.index(initiative)
    return (
        clients * mean(needs) * math.exp(error * normal(town.uniform(Purpose.AGENCY, cycle, neighbourhood.number, nth)))
    )


def learn(town: Any, neighbourhood: Neighbourhood, initiative: Initiative, found: tuple[float, float]) -> None:
    seen, expected = found
    q, measure, begun = initiative.problem.number, initiative.measure, initiative.begun
    neighbourhood.expected[q][measure][begun] += town.rules.review.learning * expected
    neighbourhood.seen[q][measure][begun] += town.rules.review.learning * seen


def end(neighbourhood: Neighbourhood, initiative: Initiative) -> None:
    neighbourhood.account[initiative.measure] += initiative.money
    for resident in neighbourhood.residents:
        if resident.active == initiative.slot:
            resident.be_set_free()
    neighbourhood.slots[neighbourhood.slots.index(initiative)] = None


def fade_experience(town: Any) -> None:
    left = 0.5 ** (1 / (CYCLES_OF_YEAR * town.rules.review.experience_half_life))
    for neighbourhood in town.neighbourhoods:
        for experience in (neighbourhood.expected, neighbourhood.seen):
            for q, measure, lead in cells(town):
                experience[q][measure][lead] *= left


def cells(town: Any) -> list[tuple[int, int, int]]:
    return [(problem.number, measure, lead) for problem in town.problems for measure in MEASURES for lead in LEADS]


def pass_on_experience(town: Any) -> None:
    """Let each neighbourhood count others' experience too, as leaders work together, and believe what follows."""
    for community in town.communities:
        for neighbourhood in community.neighbourhoods:
            expected, seen = (told(town, neighbourhood, name) for name in ("expected", "seen"))
            believe(town, neighbourhood, expected, seen)


def told(town: Any, neighbourhood: Neighbourhood, name: str) -> Experience:
    """Experience of the community, with that of other communities as far as it is passed on."""
    rules, collaboration = town.rules.review, neighbourhood.community.acting.collaboration
    far = min(1.0, rules.province_spread * collaboration)
    counted = [[[0.0 for _ in LEADS] for _ in MEASURES] for _ in town.problems]
    for q, measure, lead in cells(town):
        sums = [sum_of(community, name, (q, measure, lead)) for community in town.communities]
        of_community = sums[neighbourhood.community.number]
        counted[q][measure][lead] = of_community + far * (plain_sum(sums) - of_community)
    return counted


def sum_of(community: Community, name: str, cell: tuple[int, int, int]) -> float:
    q, measure, lead = cell
    return plain_sum(getattr(neighbourhood, name)[q][measure][lead] for neighbourhood in community.neighbourhoods)


def believe(town: Any, neighbourhood: Neighbourhood, expected: Experience, seen: Experience) -> None:
    """Expect the fall that was seen of this problem, as far as there is experience of it, else of all problems."""
    rules = town.rules.review
    prior = rules.prior * size_of(neighbourhood.community)
    for q, measure, lead in cells(town):
        of_all = [plain_sum(table[p][measure][lead] for p in range(len(table))) for table in (seen, expected)]
        left_usually = prior * (1 - usual_fall(town, measure))
        left = (of_all[0] + left_usually) / (of_all[1] + prior)
        own = (seen[q][measure][lead] + prior * left) / (expected[q][measure][lead] + prior)
        neighbourhood.belief[q][measure][lead] = max(rules.least_belief, 1 - own)


def size_of(community: Community) -> float:
    """The mean size of a community's neighbourhoods against the usual one, for which incidents are declared."""
    return mean([n.population for n in community.neighbourhoods]) / USUAL_SIZE


def usual_fall(town: Any, measure: int) -> float:
    """The fall that leaders expect of a measure before they have seen any."""
    rules = town.rules.review
    return rules.usual_situational if measure == SITUATIONAL else rules.usual_social
