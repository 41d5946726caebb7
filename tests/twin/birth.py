"""What is there before the first day: people, members, accounts, and leaders who have worked together before."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

from twin.arithmetic import clip
from twin.draws import Purpose, normal
from twin.happenings import MEASURES
from twin.money import (
    CYCLES_OF_YEAR,
    cost_of,
    cost_of_levels,
    crisis_hours_of,
    even_shares,
    extent_of,
    open_purses,
    purse_of,
    send_out,
)
from twin.moving import Newcomer
from twin.participation import is_member_at_birth
from twin.people import Leader
from twin.places import Community
from twin.review import cells, usual_fall
from twin.silence import draw_silence
from twin.supervision import first_supervisors
from twin.table import held_at_rest, meet_at_table, most_committed_official, set_examples, set_handover
from twin.week import take_means, take_stock

OF_LEADERS, OF_NEIGHBOURHOODS = 3, 4  # in place of a time, in draws of BIRTH


def build_town(town: Any) -> None:
    """Draw anew all of a town just born that follows from draws and from the shape of the town."""
    for resident in town.residents:
        arrived = resident.arrived
        Newcomer(town, resident, when=0).take_home()
        resident.arrived = arrived
        resident.member = int(is_member_at_birth(town.rules.participation, resident))
        resident.speak()
    draw_silence(town)
    for place in town.places:
        take_stock(town.rules.places, place)
    open_purses(town)
    for community in town.communities:
        community.crisis_hours = crisis_hours_of(town, community)
        fill_accounts(town, community)
        send_out(town, community, even_shares(community))
    be_without_experience(town)
    meet_before(town)
    for neighbourhood in town.neighbourhoods:
        take_means(neighbourhood)


def fill_accounts(town: Any, community: Community) -> None:
    """Let each neighbourhood be somewhere on its way to its next initiative, of each measure that has an income."""
    rules, levers = town.rules.money, community.levers
    left = purse_of(rules, community) - community.paid * cost_of_levels(town, community)
    for measure, share in zip(MEASURES, (1 - levers.social_share, levers.social_share), strict=True):
        has_income = left * levers.programme_share * share > 1e-9 * community.population / CYCLES_OF_YEAR
        for neighbourhood in community.neighbourhoods:
            drawn = partial(town.uniform, Purpose.BIRTH, OF_NEIGHBOURHOODS, neighbourhood.number)
            neighbourhood.extent[measure] = extent_of(town, drawn(32 + measure))
            cost = cost_of(town, neighbourhood, measure, levers.lead)
            neighbourhood.account[measure] = drawn(16 + measure) * cost if has_income else 0.0


def be_without_experience(town: Any) -> None:
    """Let leaders expect what is usual, as nobody has seen anything."""
    for neighbourhood in town.neighbourhoods:
        for q, measure, lead in cells(town):
            neighbourhood.expected[q][measure][lead] = neighbourhood.seen[q][measure][lead] = 0.0
            neighbourhood.belief[q][measure][lead] = usual_fall(town, measure)


def meet_before(town: Any) -> None:
    """Let leaders live the cycles before the first day."""
    for leader in town.leaders:
        seat(town, leader)
    for community in town.communities:
        seats = range(len(community.leaders))
        community.ties = [[0.0 if a == b else town.rules.table.tie_at_birth for b in seats] for a in seats]
        community.held = [[held_at_rest(town, community, tie) for tie in row] for row in community.ties]
        community.convenor = most_committed_official(community)
    for neighbourhood in town.neighbourhoods:
        neighbourhood.membership = neighbourhood.heard_members = town.rules.participation.usual_members
        neighbourhood.result = town.rules.table.usual_met
    for cycle in range(-math.floor(town.rules.table.years_together * CYCLES_OF_YEAR + 0.5), 0):
        meet_at_table(town, cycle)
    for neighbourhood in town.neighbourhoods:
        neighbourhood.result = None
    for community in town.communities:
        set_handover(town, community)
        set_examples(community)
        first_supervisors(town, community)
        community.tables_ended = community.tables_begun = 0


def seat(town: Any, leader: Leader) -> None:
    rules = town.rules.table
    drawn = [normal(town.uniform(Purpose.BIRTH, OF_LEADERS, leader.number, nth)) for nth in (0, 1)]
    leader.commitment = clip(rules.commitment_mean + rules.commitment_spread * drawn[0])
    leader.brought = clip(rules.representativeness_mean + rules.representativeness_spread * drawn[1])
    leader.representativeness, leader.credibility = leader.brought, 0.5
