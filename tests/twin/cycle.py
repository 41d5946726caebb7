"""The order of a cycle: assess, review, lead, fund, plan, serve clients; then propensities change and movers move."""

from __future__ import annotations

from typing import Any

from twin.assessment import assess, find_need
from twin.clients import serve_clients
from twin.concerns import ask_all
from twin.forums import hold_forums
from twin.handback import hand_back
from twin.happenings import Tally
from twin.money import give_crisis_hours, open_purses, share_hours_and_money
from twin.moving import change_propensity, move_house
from twin.planning import plan
from twin.review import review
from twin.situation_table import hold_situation_tables
from twin.table import meet_at_table


def run_cycle(town: Any, cycle: int) -> None:
    open_purses(town)
    ask_all(town)
    told = hold_forums(town, cycle)
    assess(town, cycle, told)
    find_need(town, cycle)
    review(town, cycle)
    meet_at_table(town, cycle)
    hold_situation_tables(town, cycle)
    share_hours_and_money(town, cycle)
    hand_back(town)
    plan(town, cycle)
    serve_clients(town, cycle)
    change_propensity(town, cycle)
    move_house(town, cycle)
    reset_counters(town)
    give_crisis_hours(town)


def reset_counters(town: Any) -> None:
    for neighbourhood in town.neighbourhoods:
        neighbourhood.cycle = Tally(len(town.problems))
        neighbourhood.follow_up_hours = 0.0
    for place in town.places:
        place.cycle_true = [0] * len(town.problems)
        place.cycle_recorded = [0] * len(town.problems)
