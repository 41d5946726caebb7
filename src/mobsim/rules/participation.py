"""Join or leave an initiative: a threshold rule (Granovetter 1978)."""

import numpy as np

from mobsim.rules.influence import Resident, fear
from mobsim.scenario.enumerations import Age
from mobsim.scenario.initiatives import Lead, Status
from mobsim.scenario.residents import ParticipationParameters
from mobsim.tools.draws import uniform
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Initiatives, Neighbourhoods, Residents


@kernel(inner=True)
def take_part(
    r: Resident,
    resident: int,
    share_of_ties: float,
    initiatives: Initiatives,
    neighbourhoods: Neighbourhoods,
    participation: ParticipationParameters,
    key: np.uint64,
    week: int,
) -> None:
    """Let a resident consider the initiative he is in, or one that is open in his neighbourhood."""
    if r.age == Age.CHILD:
        return
    if r.joined >= 0 and initiatives[r.joined].status == Status.EMPTY:
        r.joined = -1
    example = neighbourhoods[r.neighbourhood].example
    if r.joined >= 0:
        score = _score(r, initiatives[r.joined].lead, share_of_ties, example, participation)
        if score < np.float64(r.threshold) - participation.hysteresis:
            r.joined = -1
        else:
            r.volunteer_hours += participation.hours_per_week
        return
    if uniform(key, week, resident, 0) >= participation.attention:
        return
    slot = _open_initiative(initiatives, neighbourhoods.size, r.neighbourhood, resident + week)
    if slot >= 0 and _score(r, initiatives[slot].lead, share_of_ties, example, participation) > r.threshold:
        r.joined = slot


@kernel
def _open_initiative(initiatives: Initiatives, neighbourhoods: int, neighbourhood: int, turn: int) -> int:
    """Return the slot of one of the initiatives open in a neighbourhood, taken in turn; -1 where there is none."""
    slots = initiatives.size // neighbourhoods
    first = neighbourhood * slots
    open_count = 0
    for slot in range(first, first + slots):
        open_count += _is_open(initiatives, slot)
    if open_count == 0:
        return -1
    wanted = turn % open_count
    for slot in range(first, first + slots):
        if _is_open(initiatives, slot):
            if wanted == 0:
                return slot
            wanted -= 1
    return -1


@kernel
def _is_open(initiatives: Initiatives, slot: int) -> bool:
    return initiatives[slot].status != Status.EMPTY and initiatives[slot].closed == 0


@kernel
def _score(
    r: Resident, lead: int, share_of_ties: float, example: float, participation: ParticipationParameters
) -> float:
    """Return how much speaks for taking part: ties, trust in who leads, the problem, the example; against cost and fear."""
    worry = np.float64(r.insecurity)
    if lead == Lead.POLICE_ASSISTED:
        trusted = np.float64(r.trust) - participation.usual_trust
    else:
        trusted = np.float64(r.cohesion) - participation.usual_cohesion
    return (
        participation.by_ties * share_of_ties
        + participation.by_lead * trusted
        + participation.by_problem * min(1.0, 2.0 * worry)
        + participation.by_example * example
        - participation.cost
        - participation.by_fatigue * np.float64(r.fatigue)
        - participation.by_fear * fear(worry)
    )


@kernel
def release(residents: Residents, initiatives: Initiatives) -> None:
    """Set free the members of initiatives that have ended."""
    for resident in range(residents.size):
        slot = residents.joined[resident]
        if slot >= 0 and initiatives[slot].status == Status.EMPTY:
            residents.joined[resident] = -1
