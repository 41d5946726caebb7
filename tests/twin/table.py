"""The leaders' table: who leaves, who convenes, who is committed, who works with whom, and what institutions hold of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations
from typing import Any

from twin.arithmetic import clip, mean, plain_sum
from twin.draws import Purpose, normal
from twin.happenings import COMMUNITY_LED, POLICE_ASSISTED
from twin.people import AGENCY_HEAD, ASSOCIATION, CHIEF, COUNCILLOR, MAYOR, Leader
from twin.places import Community


def meet_at_table(town: Any, cycle: int) -> None:
    """Live a cycle at the tables of all communities; before the first day, initiatives in common are taken to be there."""
    let_leave(town, cycle)
    for community in town.communities:
        renew_commitment(town, community)
        begin_table(town, community)
        renew_ties(town, community, act_together if cycle >= 0 else would_act_together)
        renew_standing(town, community)
        set_handover(town, community)
        set_examples(community)


def let_leave(town: Any, cycle: int) -> None:
    for leader in town.leaders:
        if town.uniform(Purpose.LEAVE, cycle, leader.number, 0) < town.rules.table.leaving_per_year / 13:
            replace(town, leader, cycle)


def set_examples(community: Community) -> None:
    for neighbourhood in community.neighbourhoods:
        leading = neighbourhood.leaders(MAYOR, CHIEF, COUNCILLOR, ASSOCIATION)
        neighbourhood.example = mean(leader.commitment * leader.credibility for leader in leading)


def replace(town: Any, leader: Leader, when: int) -> None:
    """Let a leader go: a new one takes office, with what institutions hold of the ties, and convenes or not."""
    rules = town.rules.table
    drawn = [normal(town.uniform(Purpose.LEAVE, when, leader.number, nth)) for nth in (1, 2)]
    leader.commitment = clip(rules.commitment_mean + rules.commitment_spread * drawn[0])
    leader.brought = clip(rules.representativeness_mean + rules.representativeness_spread * drawn[1])
    leader.representativeness = leader.brought
    leader.credibility = rules.credibility_new
    community, seat = leader.community, leader.community.leaders.index(leader)
    for other in range(len(community.ties)):
        community.ties[seat][other] = community.ties[other][seat] = community.held[seat][other]
    if leader is community.convenor and leader.commitment < commitment_to_go_on(town, community):
        community.convenor = None
        community.tables_ended += 1


def commitment_to_go_on(town: Any, community: Community) -> float:
    """Commitment that it takes to convene after another: less where institutions carry the table."""
    carried = mean(community.held_between(one, other) for one, other in combinations(community.officials, 2))
    return town.rules.table.convene_above * (1 - carried)


def begin_table(town: Any, community: Community) -> None:
    """Let a table that does not meet begin again with an official who is committed enough."""
    if community.convenor is None:
        official = most_committed_official(community)
        if official.commitment >= town.rules.table.begin_above:
            community.convenor = official
            community.tables_begun += 1


def most_committed_official(community: Community) -> Leader:
    return max(community.officials, key=lambda leader: leader.commitment)


def held_at_rest(town: Any, community: Community, tie: float) -> float:
    """What is held of a tie that stays as it is, at a table that meets."""
    taken = town.rules.table.held_rate * community.acting.collaboration
    lost = erosion_in_a_cycle(town)
    return tie * taken / (taken + lost) if taken + lost > 0 else 0.0


def erosion_in_a_cycle(town: Any) -> float:
    return 1 - (1 - town.rules.table.held_erosion) ** (1 / 13)


def renew_commitment(town: Any, community: Community) -> None:
    new = [clip(new_commitment(town, community, seat)) for seat in range(len(community.leaders))]
    for leader, commitment in zip(community.leaders, new, strict=True):
        leader.commitment = commitment


def new_commitment(town: Any, community: Community, seat: int) -> float:
    rules, leader = town.rules.table, community.leaders[seat]
    own, ties = leader.commitment, [community.used(leader, other) for other in community.leaders]
    strength = plain_sum(ties)
    weighed = plain_sum(tie * peer.commitment for tie, peer in zip(ties, community.leaders, strict=True))
    peers = weighed / strength if strength > 0 else own
    members = mean(neighbourhood.membership for neighbourhood in leader.area)
    results = mean(neighbourhood.result for neighbourhood in leader.area if neighbourhood.result is not None)
    return (
        own
        + rules.by_leadership * community.acting.leadership * (1 - own)
        + rules.by_peers * (peers - own) * min(1.0, strength / rules.ties_for_peers)
        + rules.by_advocacy * members * (1 - own)
        + rules.by_results * results * (1 - own)
        - rules.commitment_fade * own
    )


def renew_ties(town: Any, community: Community, in_common: Callable[[Community, Leader, Leader], bool]) -> None:
    rules, leaders = town.rules.table, community.leaders
    at_table = community.acting.collaboration if community.convenor else 0.0
    for a in range(len(leaders)):
        for b in range(a + 1, len(leaders)):
            together = 1.0 if in_common(community, leaders[a], leaders[b]) else at_table
            meeting = together * math.sqrt(leaders[a].commitment * leaders[b].commitment)
            tie, held = community.ties[a][b], community.held[a][b]
            tie += rules.tie_by_meeting * meeting * (1 - tie) - rules.tie_fade * tie
            held += rules.held_rate * at_table * max(0.0, tie - held) - erosion_in_a_cycle(town) * held
            community.ties[a][b] = community.ties[b][a] = tie
            community.held[a][b] = community.held[b][a] = held


def are_chief_and_head(one: Leader, other: Leader) -> bool:
    return {one.role, other.role} == {CHIEF, AGENCY_HEAD}


def would_act_together(community: Community, one: Leader, other: Leader) -> bool:
    """Say whether the two would have work in common in a usual town: not where residents lead everything."""
    return are_chief_and_head(one, other) and community.levers.lead != COMMUNITY_LED


def act_together(community: Community, one: Leader, other: Leader) -> bool:
    """Say whether a chief and an agency head have a running police-assisted initiative in common."""
    if not are_chief_and_head(one, other):
        return False
    head = one if one.role == AGENCY_HEAD else other
    return any(
        initiative.lead == POLICE_ASSISTED and initiative.agency == head.agency
        for neighbourhood in community.neighbourhoods
        for initiative in neighbourhood.leaders_running
    )


def renew_standing(town: Any, community: Community) -> None:
    rules, sharing = town.rules.table, community.acting.information_sharing
    for leader in community.leaders:
        concerns = sum(n.attendees for n in leader.area)
        if concerns > 0:
            kept = plain_sum(n.kept * n.attendees for n in leader.area) / concerns
            earned = 0.5 * mean(n.trust for n in leader.area) + 0.5 * kept
            leader.credibility += rules.credibility_rate * (earned - leader.credibility)
        now = leader.representativeness
        listened = rules.listening * leader.commitment * sharing * (1 - now)
        leader.representativeness = now + listened - rules.listening_fade * (now - leader.brought)


def set_handover(town: Any, community: Community) -> None:
    """Take each agency's tie: the mean between its head and mayor, chief and the other heads."""
    for agency in range(len(town.agencies)):
        heads = [leader for leader in community.leaders_as(AGENCY_HEAD) if leader.agency == agency]
        community.agency_tie[agency] = tie_of_head(community, heads[0]) if heads else 0.0


def tie_of_head(community: Community, head: Leader) -> float:
    return mean(community.used(head, other) for other in community.officials if other is not head)
