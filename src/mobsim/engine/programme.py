"""Programmes: what is brought to some places, neighbourhoods or residents from outside the strategy, and withdrawn again.

A programme adds inputs (officers' hours, training, invitations, an initiative with means of its own); what comes of them
passes through the same rules as everything else. Trials use it, see :mod:`mobsim.experiment.trial`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mobsim.rules.contacts import meet_sample
from mobsim.rules.reaching import reach
from mobsim.rules.volunteering import release
from mobsim.scenario.initiatives import Measure, Reach, Status
from mobsim.scenario.parameters import Parameters
from mobsim.tools.draws import Cycle, Day
from mobsim.world.columns import World
from mobsim.world.rulebook import rulebook
from mobsim.world.whereabouts import neighbourhood_of, slots_of

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


def spare(world: World, places: Rows, share: float) -> None:
    """Let a share of the offences at some places not happen; what several programmes leave is multiplied."""
    world.programmes.spared[places] = 1.0 - (1.0 - world.programmes.spared[places]) * (1.0 - share)


def invite(world: World, neighbourhoods: Rows, per_1000: float) -> None:
    """Invite more residents of some neighbourhoods to forums."""
    world.neighbourhoods.programme_invited[neighbourhoods] += per_1000


def rotate(world: World, neighbourhoods: Rows, moves_per_year: float) -> None:
    """Set the rule by which officers whose beats cover some neighbourhoods move on."""
    world.neighbourhoods.programme_rotation[neighbourhoods] = moves_per_year


def meet(world: World, rules: Parameters, today: Day, residents: Rows, *, good: bool) -> None:
    """Let each of some residents have one contact with an officer."""
    meet_sample(world, rulebook(rules), today, residents.astype(np.int32), good)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeInitiative:
    """An initiative with means of its own; ``staff_hours`` and ``money`` are a day's.

    ``problem`` is -1 for every problem type; residents cannot work in a closed one. ``targets`` are places, ``reached``
    residents.
    """

    problem: int
    measure: int
    lead: int
    agency: int
    day: int
    end_day: int
    staff_hours: float
    money: float
    closed: bool
    targets: Sequence[int] = ()
    reached: Sequence[int] = ()


def begin_initiative(world: World, neighbourhood: int, begun: ProgrammeInitiative) -> int:
    """Put an initiative into an empty reserved slot of a neighbourhood; return the slot."""
    initiatives = world.initiatives
    here = np.arange(*slots_of(neighbourhood, initiatives, world.neighbourhoods))
    slot = int(here[(initiatives.reserved[here] == 1) & (initiatives.status[here] == Status.EMPTY)][0])
    cost = begun.money * (begun.end_day - begun.day)
    row = {
        "status": Status.PLANNED,
        "match": 1.0,
        "tested": 1.0,
        "fidelity": 1.0,  # delivered as designed
        "planned_day": begun.day,
        "start_day": begun.day,
        "cost": cost,
        "money": cost,
        "daily_money": begun.money,
        "begun": begun.lead,
        "closed": int(begun.closed),
        "target_count": len(begun.targets),
        "reached_count": len(begun.reached),
    }
    row |= {name: getattr(begun, name) for name in ("problem", "measure", "lead", "agency", "end_day", "staff_hours")}
    for name in initiatives.columns:
        if name != "reserved":
            getattr(initiatives, name)[slot] = row.get(name, 0)
    world.tally.money_brought[neighbourhood] += cost
    world.targets[slot, : len(begun.targets)] = begun.targets
    world.reached[slot, : len(begun.reached)] = begun.reached
    return slot


def reach_most_in_need(world: World, cycle: Cycle, slot: int, picks: int, screened: int) -> None:
    """Let an agency find the residents most in need among those it screens, for a social-development initiative."""
    assert Measure(world.initiatives.measure[slot]).reaches == Reach.RESIDENTS
    reach(world, cycle, slot, picks, screened)


def withdraw(world: World) -> None:
    """Take everything that programmes brought out again; volunteers of their initiatives are free."""
    for column in (
        world.programmes.patrol,
        world.programmes.engagement,
        world.programmes.follow_up,
        world.programmes.skill,
        world.programmes.spared,
    ):
        column[:] = 0.0
    world.counts.programmes[0] = 0
    world.neighbourhoods.programme_invited[:] = 0.0
    world.neighbourhoods.programme_rotation[:] = -1.0
    taken = np.flatnonzero((world.initiatives.reserved == 1) & (world.initiatives.status != Status.EMPTY))
    owners = neighbourhood_of(taken, world.initiatives, world.neighbourhoods)
    np.subtract.at(world.tally.money_brought, owners, world.initiatives.money[taken])
    world.initiatives.status[taken] = Status.EMPTY
    release(world)
