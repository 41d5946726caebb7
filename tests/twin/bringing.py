"""Programmes of every kind, written into the columns of a model's town as a trial writes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mobsim.world.columns import COMMUNITY_LED, EMPTY, PLANNED, POLICE_ASSISTED, RUNNING, SITUATIONAL, SOCIAL, World
from mobsim.world.organisations import Reserved

ROOM = Reserved(slots=2, places=4, residents=9)
USUAL = {
    "status": RUNNING,
    "measure": SITUATIONAL,
    "lead": POLICE_ASSISTED,
    "agency": 1,
    "match": 1.0,
    "start_day": 0,
    "end_day": 84,
    "money": 0.0,
    "daily_money": 0.0,
    "volunteers": 0.0,
    "staff_hours": 0.0,
    **dict.fromkeys(("agency_hours", "volunteer_hours", "police_hours", "work", "forecast", "here", "rest"), 0.0),
}  # a programme's initiatives go on after their last day, until they are taken out
Piece = Callable[[World], None]


def at_places(**brought: float) -> Piece:
    """Bring officers' hours, and how they are spent, to every third place."""

    def write(world: World) -> None:
        for name, value in brought.items():
            world.programmes[name][::3] = value
        world.counts.programmes[0] = np.count_nonzero(world.programmes.engagement)

    return write


def in_neighbourhoods(**brought: float) -> Piece:
    """Bring a rule to the first and the last neighbourhood."""

    def write(world: World) -> None:
        for name, value in brought.items():
            world.neighbourhoods[name][[0, -1]] = value

    return write


def training(gain: float) -> Piece:
    def write(world: World) -> None:
        world.officers.skill[:] = np.minimum(1.0, world.officers.skill + gain)

    return write


def initiative(neighbourhood: int, nth: int, **row: Any) -> Piece:
    """Start an initiative in a reserved slot that is empty; ``targets`` and ``reached`` count from the neighbourhood's first."""

    def write(world: World) -> None:
        here = np.flatnonzero(world.initiatives.reserved)[ROOM.slots * neighbourhood + nth]
        if world.initiatives.status[here] != EMPTY:
            return
        described = {**USUAL, **row}
        for name, value in described.items():
            if name not in ("targets", "reached"):
                world.initiatives[name][here] = value
        world.initiatives.cost[here] = world.initiatives.money[here]
        places = world.neighbourhoods.first_place[neighbourhood] + np.array(row.get("targets", []), int)
        residents = world.neighbourhoods.first_resident[neighbourhood] + np.array(row.get("reached", []), int)
        world.initiatives.target_count[here], world.targets[here, : places.size] = places.size, places
        world.initiatives.reached_count[here], world.reached[here, : residents.size] = residents.size, residents

    return write


PIECES = {
    "patrol": at_places(patrol=3.0),
    "engagement": at_places(engagement=4.0),
    "follow_up": at_places(follow_up=0.4),
    "skill": at_places(skill=0.1),
    "invitations": in_neighbourhoods(programme_invited=150.0),
    "rotation": in_neighbourhoods(programme_rotation=13.0),
    "training": training(0.08),
    "against every type": initiative(0, 0, problem=-1, staff_hours=2.0, targets=[0, 1]),
    "hardening": initiative(0, 1, problem=1, staff_hours=1.0, targets=[1], money=900.0, daily_money=20.0),
    "without staff": initiative(1, 0, problem=0, lead=COMMUNITY_LED, targets=[0], money=300.0, daily_money=9.0),
    "watch": initiative(1, 1, problem=0, lead=COMMUNITY_LED, staff_hours=1.5, targets=[1]),
    "relief": initiative(
        2, 0, problem=4, measure=SOCIAL, lead=COMMUNITY_LED, reached=[3, 5, 7], money=900.0, daily_money=20.0
    ),
    "planned": initiative(
        2, 1, status=PLANNED, start_day=75, problem=3, measure=SOCIAL, staff_hours=1.5, reached=[1, 2]
    ),
}


def take_out(world: World) -> None:
    """Take out all that programmes have brought; what officers have learned they keep."""
    for name in ("patrol", "engagement", "follow_up", "skill"):
        world.programmes[name][:] = 0.0
    world.counts.programmes[0] = 0
    world.neighbourhoods.programme_invited[:] = 0.0
    world.neighbourhoods.programme_rotation[:] = -1.0
    world.initiatives.status[world.initiatives.reserved > 0] = EMPTY
