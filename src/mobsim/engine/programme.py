"""Programmes: what is brought to some places, neighbourhoods or residents from outside the strategy, and withdrawn again.

A programme adds inputs (officers' hours, training, invitations, an initiative with means of its own); what comes of them
passes through the same rules as everything else. Trials use it, see :mod:`mobsim.experiment.trial`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mobsim.rules.contacts import meet_sample
from mobsim.rules.participation import release
from mobsim.rules.reaching import reach
from mobsim.scenario.initiatives import Measure, Reach, Status
from mobsim.scenario.parameters import Parameters
from mobsim.world.columns import World

Rows = NDArray[np.int64]


def bring_to_places(
    world: World,
    places: Rows,
    *,
    patrol: float = 0.0,
    engagement: float = 0.0,
    follow_up: float = 0.0,
    skill: float = 0.0,
) -> None:
    """Add officers' hours a day, and skill, at each of some places; ``follow_up`` is the share of the engagement added."""
    programmes = world.programmes
    programmes.patrol[places] += patrol
    programmes.engagement[places] += engagement
    programmes.skill[places] += skill
    if engagement > 0.0:
        kept = programmes.follow_up[places]
        programmes.follow_up[places] = kept + (follow_up - kept) * engagement / programmes.engagement[places]
    world.counts.programmes[0] = np.count_nonzero(programmes.engagement)


def invite(world: World, neighbourhoods: Rows, per_1000: float) -> None:
    """Invite more residents of some neighbourhoods to forums."""
    world.neighbourhoods.programme_invited[neighbourhoods] += per_1000


def rotate(world: World, neighbourhoods: Rows, moves_per_year: float) -> None:
    """Set the rule by which officers whose beats cover some neighbourhoods move on."""
    world.neighbourhoods.programme_rotation[neighbourhoods] = moves_per_year


def meet(world: World, p: Parameters, keys: np.ndarray, day: int, residents: Rows, *, good: bool) -> None:
    """Let each of some residents have one contact with an officer."""
    meet_sample(world, p.trust, p.insecurity, keys, day, residents.astype(np.int32), good)


def begin_initiative(
    world: World,
    neighbourhood: int,
    *,
    problem: int,
    measure: int,
    lead: int,
    agency: int,
    day: int,
    end_day: int,
    staff_hours: float,
    money: float,
    closed: bool,
    targets: Sequence[int] = (),
    reached: Sequence[int] = (),
) -> int:
    """Put an initiative into an empty reserved slot of a neighbourhood; return the slot.

    ``staff_hours`` and ``money`` are a day's; ``problem`` is -1 for every problem; residents cannot join a closed one.
    """
    initiatives = world.initiatives
    each = initiatives.size // world.neighbourhoods.size
    here = np.arange(neighbourhood * each, (neighbourhood + 1) * each)
    slot = int(here[(initiatives.reserved[here] == 1) & (initiatives.status[here] == Status.EMPTY)][0])
    days = end_day - day
    row = {
        "status": Status.PLANNED, "problem": problem, "measure": measure, "lead": lead, "agency": agency, "match": 1.0,
        "planned_day": day, "start_day": day, "end_day": end_day, "cost": money * days, "money": money * days,
        "daily_money": money, "staff_hours": staff_hours, "closed": int(closed), "target_count": len(targets),
        "reached_count": len(reached),
    }  # fmt: skip
    for name in initiatives.columns:
        if name != "reserved":
            getattr(initiatives, name)[slot] = row.get(name, 0)
    world.targets[slot, : len(targets)] = targets
    world.reached[slot, : len(reached)] = reached
    return slot


def reach_most_in_need(world: World, slot: int, picks: int, screened: int, keys: np.ndarray, cycle: int) -> None:
    """Let an agency find the residents most in need among those it screens, for a social-development initiative."""
    assert Measure(world.initiatives.measure[slot]).reaches == Reach.RESIDENTS
    reach(world, slot, picks, screened, keys, cycle)


def withdraw(world: World) -> None:
    """Take everything that programmes brought out again; members of their initiatives are free."""
    for column in (
        world.programmes.patrol,
        world.programmes.engagement,
        world.programmes.follow_up,
        world.programmes.skill,
    ):
        column[:] = 0.0
    world.counts.programmes[0] = 0
    world.neighbourhoods.programme_invited[:] = 0.0
    world.neighbourhoods.programme_rotation[:] = -1.0
    world.initiatives.status[world.initiatives.reserved == 1] = Status.EMPTY
    release(world.residents, world.initiatives)
