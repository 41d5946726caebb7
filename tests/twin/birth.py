"""What is there before the first day: people, members, leaders who have worked together, accounts, what is under way."""

from __future__ import annotations

import math
from typing import Any

from twin.arithmetic import clip
from twin.clients import serve_before
from twin.draws import Purpose, normal
from twin.happenings import MEASURES
from twin.money import (
    CYCLES_OF_YEAR,
    crisis_hours_of,
    even_shares,
    extent_at_birth,
    open_purses,
    send_out,
)
from twin.moving import Newcomer
from twin.participation import is_member_at_birth
from twin.people import Leader
from twin.review import cells, usual_fall
from twin.silence import draw_silence
from twin.supervision import first_supervisors
from twin.table import held_at_rest, meet_at_table, most_committed_official, set_examples, set_handover
from twin.under_way import fill_accounts, have_begun_before
from twin.week import take_means, take_stock

OF_LEADERS, OF_NEIGHBOURHOODS = 3, 4  # in place of a time, in draws of BIRTH
SETTLED_SINCE = -3640


def build_town(town: Any) -> None:
    """Draw anew all of a town just born that follows from draws and from the shape of the town."""
    draw_people(town)
    draw_silence(town)
    draw_extents(town)
    for place in town.places:
        take_stock(town.rules.places, place)
    for neighbourhood in town.neighbourhoods:
        take_means(neighbourhood)
    open_purses(town)
    for community in town.communities:
        community.crisis_hours = crisis_hours_of(town, community)
        send_out(town, community, even_shares(community))
    be_without_experience(town)
    meet_before(town)
    for community in town.communities:
        fill_accounts(town, community)
    have_begun_before(town)


def draw_people(town: Any) -> None:
    """Draw everybody; agencies have served clients before."""
    for resident in town.residents:
        Newcomer(town, resident, when=0).take_home()
        resident.arrived = SETTLED_SINCE
    serve_before(town)
    for resident in town.residents:
        resident.member = int(is_member_at_birth(town.rules.participation, resident))
        resident.speak()


def draw_extents(town: Any) -> None:
    for neighbourhood in town.neighbourhoods:
        for measure in MEASURES:
            u = town.uniform(Purpose.BIRTH, OF_NEIGHBOURHOODS, neighbourhood.number, 32 + measure)
            neighbourhood.extent[measure] = extent_at_birth(town, u)


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
        neighbourhood.heard_members = town.rules.participation.usual_members
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
    leader.representativeness, leader.credibility = leader.brought, rules.credibility_new
