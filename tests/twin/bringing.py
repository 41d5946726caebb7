"""Programmes of every kind, written into a model's town by the same functions as a trial's, and taken out again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mobsim.engine import programme
from mobsim.scenario.initiatives import Lead, Measure, Status
from mobsim.world.columns import World
from mobsim.world.extent import Reserved

ROOM = Reserved(slots=2, places=4, residents=9)
USUAL = {
    "measure": Measure.SITUATIONAL,
    "lead": Lead.POLICE_ASSISTED,
    "agency": 1,
    "day": 0,
    "end_day": 84,
    "staff_hours": 0.0,
    "money": 0.0,
    "closed": False,
}  # a programme's initiatives go on after their last day, until they are taken out
Piece = Callable[[World], None]


def at_places(**brought: float) -> Piece:
    """Bring officers' hours, and how they are spent, to every third place."""
    return lambda world: programme.bring_to_places(world, np.arange(0, world.places.size, 3), **brought)


def lower_crime(share: float) -> Piece:
    """Let a share of the offences at every third place not happen."""
    return lambda world: programme.spare(world, np.arange(0, world.places.size, 3), share)


def invitations(per_1000: float) -> Piece:
    """Invite to the forums of the first and the last neighbourhood."""
    return lambda world: programme.invite(world, first_and_last(world), per_1000)


def rotation(moves_per_year: float) -> Piece:
    """Give a rule of rotation to the first and the last neighbourhood."""
    return lambda world: programme.rotate(world, first_and_last(world), moves_per_year)


def first_and_last(world: World) -> np.ndarray:
    return np.unique([0, world.neighbourhoods.size - 1])


def training(gain: float) -> Piece:
    def write(world: World) -> None:
        world.officers.skill[:] = np.minimum(1.0, world.officers.skill + gain)

    return write


def initiative(neighbourhood: int, **row: Any) -> Piece:
    """Begin an initiative while a slot is left; ``targets`` and ``reached`` count from the neighbourhood's first."""

    def write(world: World) -> None:
        here = world.neighbourhoods
        reserved = np.flatnonzero(world.initiatives.reserved).reshape(here.size, -1)[neighbourhood]
        if (world.initiatives.status[reserved] == Status.EMPTY).any():
            described = {
                **USUAL,
                **row,
                "targets": [here.first_place[neighbourhood] + place for place in row.get("targets", ())],
                "reached": [here.first_resident[neighbourhood] + resident for resident in row.get("reached", ())],
            }
            programme.begin_initiative(world, neighbourhood, programme.ProgrammeInitiative(**described))

    return write


PIECES = {
    "patrol": at_places(patrol=3.0),
    "engagement": at_places(engagement=4.0),
    "follow_up": at_places(engagement=0.5, follow_up=0.4),
    "skill": at_places(skill=0.1),
    "lower crime": lower_crime(0.6),
    "invitations": invitations(150.0),
    "rotation": rotation(13.0),
    "training": training(0.08),
    "against every type": initiative(0, problem=-1, staff_hours=2.0, targets=[0, 1]),
    "hardening": initiative(0, problem=1, staff_hours=1.0, targets=[1], money=20.0, closed=True),
    "without staff": initiative(1, problem=0, lead=Lead.COMMUNITY_LED, targets=[0], money=9.0),
    "watch": initiative(1, problem=0, lead=Lead.COMMUNITY_LED, staff_hours=1.5, targets=[1]),
    "relief": initiative(2, problem=4, measure=Measure.SOCIAL, lead=Lead.COMMUNITY_LED, reached=[3, 5, 7], money=20.0),
    "planned": initiative(2, day=75, problem=3, measure=Measure.SOCIAL, staff_hours=1.5, reached=[1, 2], closed=True),
}
