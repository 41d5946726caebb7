"""Belong to the residents' group, and turn out for work nearby: a threshold (Granovetter 1978) and a heavy tail of zeal.

Many belong, few are active in any week, and a few of those give most of the hours. What members bring about they bring
about by what they do: belonging guards no place.
"""

import math
from typing import NamedTuple

import numpy as np

from mobsim.rules.influence import fear
from mobsim.rules.volunteering import work_found
from mobsim.scenario.enumerations import Age
from mobsim.scenario.initiatives import Lead
from mobsim.scenario.residents import ParticipationParameters
from mobsim.tools.calendar import DAYS_IN_WEEK
from mobsim.tools.draws import Week, moment, nth_draw, subject
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import JoinDraw, Purpose
from mobsim.world.columns import Residents, World
from mobsim.world.table import NONE, Row


class Joining(NamedTuple):
    """A week in which residents take part, and what the names of all its draws begin with."""

    week: Week
    begun: np.uint64


@kernel(inner=True)
def joining_in(week: Week) -> Joining:
    """Return a week in which residents take part."""
    return Joining(week, moment(week, Purpose.JOIN))


@kernel(inner=True)
def take_part(
    world: World,
    resident: int,
    members: float,
    example: float,
    participation: ParticipationParameters,
    joining: Joining,
) -> None:
    """Let an adult live a week of participation: think about belonging, then perhaps turn out."""
    person = world.residents[resident]
    if person.age == Age.CHILD:
        return
    drawn = subject(joining.begun, resident)
    if nth_draw(drawn, JoinDraw.ATTENTION) < participation.attention:
        score = _score(person, members, example, participation)
        if person.member:
            person.member = score >= np.float64(person.threshold) - participation.hysteresis
        else:
            person.member = score > np.float64(person.threshold)
    person.active = NONE
    if person.member:
        _turn_out(world, resident, participation, joining.week, nth_draw(drawn, JoinDraw.TURNOUT))


@kernel
def _score(person: Row, members: float, example: float, participation: ParticipationParameters) -> float:
    """Return how much speaks for belonging: ties, cohesion, crime as it is felt, leaders' example; against cost and fear."""
    worry = np.float64(person.insecurity)
    return (
        participation.by_ties * members
        + participation.by_cohesion * (np.float64(person.cohesion) - participation.usual_cohesion)
        + participation.by_problem * min(1.0, 2.0 * worry)
        + participation.by_example * example
        - participation.cost
        - participation.by_fear * fear(worry)
    )


@kernel
def _turn_out(world: World, resident: int, participation: ParticipationParameters, week: Week, u: float) -> None:
    """Let a member who turns out this week work in an initiative that they come upon and whose lead they trust."""
    person = world.residents[resident]
    chance = participation.turnout * np.float64(person.zeal)
    if u >= chance:
        return
    slot = work_found(world, participation.social_appeal, resident, week)
    if slot == NONE:
        return
    willing = max(0.0, 1.0 + participation.by_lead * _trusted(person, world.initiatives.lead[slot], participation))
    if u < chance * (1.0 - np.float64(person.fatigue)) * willing:
        person.active = slot
        person.turnouts = _turnouts(chance)
        person.volunteer_hours += person.turnouts * participation.hours_per_week


@kernel
def _turnouts(expected: float) -> int:
    """Return how often who is active turns out in the week: as often as the zealous mean to, once a day at most."""
    return min(DAYS_IN_WEEK, max(1, math.floor(expected)))


@kernel
def _trusted(person: Row, lead: int, participation: ParticipationParameters) -> float:
    """Return a resident's trust in who leads, police or neighbours, against what is usual."""
    if lead == Lead.POLICE_ASSISTED:
        return np.float64(person.trust) - participation.usual_trust
    return np.float64(person.cohesion) - participation.usual_cohesion


@kernel
def found_groups(residents: Residents, participation: ParticipationParameters) -> None:
    """Let those adults be members when the town is born whom the rule would keep in a town as it usually is.

    Between joining and leaving lies what past years decide.
    """
    way_down = participation.still_members * participation.hysteresis
    for resident in range(residents.size):
        person = residents[resident]
        if person.age != Age.CHILD:
            score = _score(person, participation.usual_members, participation.usual_example, participation)
            person.member = score > np.float64(person.threshold) - way_down
