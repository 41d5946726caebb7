"""Supervisors: who comes to a squad, and what they make of it under the chief's leadership."""

from __future__ import annotations

from typing import Any

from twin.arithmetic import clip, mean
from twin.draws import Purpose, lognormal
from twin.people import CHIEF, Supervisor
from twin.places import Community

CYCLES_OF_YEAR = 13


def squads_of(town: Any, community: Community) -> int:
    return -(-len(community.officers) // town.rules.supervision.span)


def first_supervisors(town: Any, community: Community) -> None:
    """Let the supervisors of the first day come, in the cycle before it."""
    for supervisor in community.supervisors:
        come(town, supervisor, -1)
    lead(town, community)


def change_supervisors(town: Any, community: Community, cycle: int) -> None:
    """Move some supervisors, and let all go by the leadership of now."""
    for supervisor in community.supervisors:
        u = town.uniform(Purpose.SUPERVISE, cycle, supervisor.number, 0)
        if u < town.rules.supervision.moves_per_year / CYCLES_OF_YEAR:
            come(town, supervisor, cycle)
            supervisor.others_came += 1
    lead(town, community)


def come(town: Any, supervisor: Supervisor, cycle: int) -> None:
    u = town.uniform(Purpose.SUPERVISE, cycle, supervisor.number, 1)
    supervisor.own = lognormal(town.rules.supervision.spread, u)


def lead(town: Any, community: Community) -> None:
    """Lift the lax towards the usual, and ask all to use what is known."""
    rules = town.rules.supervision
    commitment = mean(leader.commitment for leader in community.leaders_as(CHIEF))
    asked = community.acting.leadership * commitment
    for supervisor in community.supervisors:
        supervisor.diligence = supervisor.own + rules.raised * asked * max(0.0, 1 - supervisor.own)
        supervisor.use = clip(supervisor.diligence * (rules.use_usual + rules.use_by_leadership * asked))
