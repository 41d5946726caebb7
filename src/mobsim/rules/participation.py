"""Join or leave an initiative: a threshold rule (Granovetter 1978)."""

import numpy as np

from mobsim.rules.influence import fear
from mobsim.scenario.enumerations import Age
from mobsim.scenario.initiatives import Lead, Status
from mobsim.scenario.residents import ParticipationParameters
from mobsim.tools.draws import Week, draw
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import Purpose
from mobsim.world.columns import Initiatives, Neighbourhoods, Residents
from mobsim.world.table import NONE, Row
from mobsim.world.whereabouts import slots_of


@kernel(inner=True)
def take_part(
    person: Row,
    resident: int,
    share_of_ties: float,
    initiatives: Initiatives,
    neighbourhoods: Neighbourhoods,
    participation: ParticipationParameters,
    week: Week,
) -> None:
    """Let a resident consider their own initiative, or one that is open in the neighbourhood."""
    if person.age == Age.CHILD:
        return
    if person.joined != NONE and initiatives[person.joined].status == Status.EMPTY:
        person.joined = NONE
    example = neighbourhoods[person.neighbourhood].example
    if person.joined != NONE:
        score = _score(person, initiatives[person.joined].lead, share_of_ties, example, participation)
        if score < np.float64(person.threshold) - participation.hysteresis:
            person.joined = NONE
        else:
            person.volunteer_hours += participation.hours_per_week
        return
    if draw(week, Purpose.JOIN, resident) >= participation.attention:
        return
    first, end = slots_of(person.neighbourhood, initiatives, neighbourhoods)
    slot = _open_initiative(initiatives, first, end, resident + week.week)
    if slot != NONE:
        score = _score(person, initiatives[slot].lead, share_of_ties, example, participation)
        if score > person.threshold:
            person.joined = slot


@kernel
def _open_initiative(initiatives: Initiatives, first: int, end: int, turn: int) -> int:
    """Return one of the open initiatives in slots ``first`` to ``end - 1``, taken in turn; NONE where there is none."""
    open_count = 0
    for slot in range(first, end):
        open_count += _is_open(initiatives[slot])
    if open_count == 0:
        return NONE
    wanted = turn % open_count
    for slot in range(first, end):
        if _is_open(initiatives[slot]):
            if wanted == 0:
                return slot
            wanted -= 1
    return NONE


@kernel
def _is_open(initiative: Row) -> bool:
    return initiative.status != Status.EMPTY and initiative.closed == 0


@kernel
def _score(
    person: Row, lead: int, share_of_ties: float, example: float, participation: ParticipationParameters
) -> float:
    """Return how much speaks for taking part: ties, trust in who leads, the problem, the example; against cost and fear."""
    worry = np.float64(person.insecurity)
    if lead == Lead.POLICE_ASSISTED:
        trusted = np.float64(person.trust) - participation.usual_trust
    else:
        trusted = np.float64(person.cohesion) - participation.usual_cohesion
    return (
        participation.by_ties * share_of_ties
        + participation.by_lead * trusted
        + participation.by_problem * min(1.0, 2.0 * worry)
        + participation.by_example * example
        - participation.cost
        - participation.by_fatigue * np.float64(person.fatigue)
        - participation.by_fear * fear(worry)
    )


@kernel
def release(residents: Residents, initiatives: Initiatives) -> None:
    """Set free the members of initiatives that have ended."""
    for resident in range(residents.size):
        slot = residents.joined[resident]
        if slot != NONE and initiatives[slot].status == Status.EMPTY:
            residents.joined[resident] = NONE
