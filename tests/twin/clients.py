"""Clients of agencies' own: whom they serve with hours of their own staff that nobody asked for."""

from __future__ import annotations

import math
from typing import Any

from twin.acute import IS_ACUTE, chance_to_be_acute
from twin.arithmetic import lowered
from twin.draws import Purpose
from twin.money import CYCLES_OF_YEAR, crisis_hours_of
from twin.moving import chance_to_be_prone
from twin.people import Resident
from twin.places import Community

WEEKS_OF_CYCLE = 4


def serve_clients(town: Any, cycle: int) -> None:
    """Spend with clients a share of the hours that are left in a cycle."""
    for community in town.communities:
        for agency, left in enumerate(community.crisis_hours):
            hours = town.rules.delivery.client_share * max(0.0, left)
            serve(town, cycle, community, (agency, hours), counted=True)
            community.crisis_hours[agency] -= hours


def serve(town: Any, cycle: int, community: Community, what: tuple[int, float], *, counted: bool) -> None:
    """Serve one client after the other, while the agency has hours."""
    rules, (agency, hours), nth = town.rules.delivery, what, 0
    everybody = community.residents
    while hours > 0:
        spent = min(rules.client_hours, hours)
        client = who_goes_first(town, cycle, everybody, (community.number * len(town.agencies) + agency, nth))
        if client.adult:
            client.need = lowered(client.need, min(1.0, rules.need_per_hour * rules.client_worth * spent))
        if counted:
            client.neighbourhood.coming.clients += spent / rules.client_hours
            client.neighbourhood.coming.client_hours += spent
        hours -= spent
        nth += 1


def who_goes_first(town: Any, cycle: int, everybody: list[Resident], draw: tuple[int, int]) -> Resident:
    """The candidate who goes first: an adult before a child, then who is in the greatest need, of equals the first."""
    who, nth = draw
    candidates = [
        town.pick(everybody, Purpose.CLIENT, cycle, who, 32 * nth + j) for j in range(town.rules.planning.screened)
    ]
    return max(candidates, key=lambda resident: (resident.adult, resident.need))


def serve_before(town: Any) -> None:
    """Live the cycles before the first day, in which agencies served clients; then hold people against their need of now."""
    rules = town.rules.delivery
    for cycle in range(-math.floor(rules.client_years * CYCLES_OF_YEAR + 0.5), 0):
        for community in town.communities:
            for agency, given in enumerate(crisis_hours_of(town, community)):
                hours = rules.client_share * rules.usual_left * given
                serve(town, cycle, community, (agency, hours), counted=False)
        for resident in town.residents:
            if resident.need < resident.need_ground:
                come_back_to_need(town, cycle, resident)
    for resident in town.residents:
        hold_against_need(town, resident)


def come_back_to_need(town: Any, cycle: int, resident: Resident) -> None:
    """Let a mover be followed by somebody as needy as the home has them, or a stayer need more by the week."""
    moves = town.uniform(Purpose.MOVE, cycle, resident.number, 0) < resident.neighbourhood.turnover / CYCLES_OF_YEAR
    back = 1.0 if moves else 1 - (1 - town.rules.need.relapse) ** WEEKS_OF_CYCLE
    resident.need += back * (resident.need_ground - resident.need)


def hold_against_need(town: Any, resident: Resident) -> None:
    """Let who was prone or acute at the need of before be so no more where the chance at that of now is lower."""
    if town.uniform(Purpose.PERSON, 0, resident.number, 2) >= chance_to_be_prone(
        town.rules.people, resident.age, resident.need
    ):
        resident.propensity = 0.0
    if town.uniform(Purpose.ACUTE, 0, resident.number, IS_ACUTE) >= chance_to_be_acute(town.rules.acute, resident.need):
        resident.acute_until = 0
