"""The situation table: agencies answer together for people at acute risk whom police know or who are referred."""

from __future__ import annotations

import math
from typing import Any

from twin.arithmetic import lowered
from twin.dose import mean_tie
from twin.draws import Purpose
from twin.people import AGENCY_HEAD, Leader, Resident
from twin.places import Community

CYCLES_OF_YEAR = 13
IS_REFERRED, TURN, IS_ENOUGH, ENDS, COMES = 0, 1, 2, 3, 16


def hold_situation_tables(town: Any, cycle: int) -> None:
    for community in town.communities:
        for resident in taken_up(town, community, cycle):
            answer_case(town, resident, cycle)


def taken_up(town: Any, community: Community, cycle: int) -> list[Resident]:
    """Whose cases are taken up in this cycle, in turn: as many as the table has room for."""
    a_cycle = community.acting.situation_table * town.rules.situation_table.cases / CYCLES_OF_YEAR
    rounded = town.uniform(Purpose.TABLE, cycle, community.number, -1)
    room = math.floor(a_cycle * community.population / 1000 + rounded)
    refers = community.acting.information_sharing * mean_tie(community)
    tomorrow = town.day + 1
    acute = [r for n in community.neighbourhoods for r in n.residents if r.acute_until > tomorrow]
    candidates = [resident for resident in acute if is_candidate(town, resident, cycle, refers)]
    in_turn = sorted(candidates, key=lambda resident: town.uniform(Purpose.TABLE, cycle, resident.number, TURN))
    return in_turn[:room]


def is_candidate(town: Any, resident: Resident, cycle: int, refers: float) -> bool:
    """Whether police know somebody, or an agency refers them."""
    known = resident.known_to_police > 0 or resident.calls_made >= town.rules.situation_table.known_calls
    return known or town.uniform(Purpose.TABLE, cycle, resident.number, IS_REFERRED) < refers


def answer_case(town: Any, resident: Resident, cycle: int) -> None:
    rules, tally = town.rules.situation_table, resident.neighbourhood.coming
    tally.table_cases += 1
    if town.uniform(Purpose.TABLE, cycle, resident.number, IS_ENOUGH) >= rules.threshold:
        tally.table_turned_down += 1
        return
    came = sum(comes(town, resident, cycle, head) for head in heads_in_order(resident.neighbourhood.community))
    tally.table_agencies += came
    tally.table_hours += came * rules.case_hours
    if town.uniform(Purpose.TABLE, cycle, resident.number, ENDS) < 1 - (1 - rules.per_agency) ** came:
        resident.acute_until = min(resident.acute_until, town.day + 1 + rules.answer_days)
        resident.need = lowered(resident.need, town.rules.response.handover_relief)
        tally.table_ended += 1


def heads_in_order(community: Community) -> list[Leader]:
    return sorted(community.leaders_as(AGENCY_HEAD), key=lambda head: head.agency)


def comes(town: Any, resident: Resident, cycle: int, head: Leader) -> bool:
    """Whether an agency comes to a case, for which it gives hours: by habit, or for what ties it to the others."""
    rules, community, agency = town.rules.situation_table, head.community, head.agency
    tied = math.sqrt(community.agency_tie[agency] * head.commitment)
    u = town.uniform(Purpose.TABLE, cycle, resident.number, COMES + agency)
    if community.crisis_hours[agency] <= 0 or u >= rules.habit + (1 - rules.habit) * tied:
        return False
    community.crisis_hours[agency] -= rules.case_hours
    return True
