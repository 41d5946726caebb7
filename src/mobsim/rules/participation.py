"""Join or leave an initiative: a threshold rule (Granovetter 1978)."""

import numpy as np

from mobsim.draws import Purpose, uniform
from mobsim.kernel import kernel
from mobsim.rules.influence import fear
from mobsim.scenario.residents import Participation
from mobsim.world.columns import CHILD, EMPTY, POLICE_ASSISTED, Initiatives, Residents, World

JOIN = int(Purpose.JOIN)


@kernel
def take_part(
    world: World, resident: int, share_of_ties: float, participation: Participation, keys: np.ndarray, week: int
) -> None:
    """Let a resident consider the initiative he is in, or one that is open in his neighbourhood."""
    residents, initiatives = world.residents, world.initiatives
    if residents.age[resident] == CHILD:
        return
    slot = residents.joined[resident]
    if slot >= 0 and initiatives.status[slot] == EMPTY:
        residents.joined[resident] = -1
        slot = -1
    if slot >= 0:
        score = _score(world, resident, slot, share_of_ties, participation)
        if score < residents.threshold[resident] - participation.hysteresis:
            residents.joined[resident] = -1
        else:
            residents.volunteer_hours[resident] += participation.hours_per_week
        return
    slot = _open_initiative(world, resident, week)
    if slot < 0 or uniform(keys[JOIN], week, resident, 0) >= participation.attention:
        return
    if _score(world, resident, slot, share_of_ties, participation) > residents.threshold[resident]:
        residents.joined[resident] = slot


@kernel
def _open_initiative(world: World, resident: int, week: int) -> int:
    initiatives: Initiatives = world.initiatives
    neighbourhood = world.residents.neighbourhood[resident]
    slots = initiatives.status.size // world.neighbourhoods.community.size
    open_count = 0
    for slot in range(neighbourhood * slots, (neighbourhood + 1) * slots):
        open_count += initiatives.status[slot] != EMPTY
    if open_count == 0:
        return -1
    wanted = (resident + week) % open_count
    for slot in range(neighbourhood * slots, (neighbourhood + 1) * slots):
        if initiatives.status[slot] != EMPTY:
            if wanted == 0:
                return slot
            wanted -= 1
    return -1


@kernel
def _score(world: World, resident: int, slot: int, share_of_ties: float, participation: Participation) -> float:
    """Return how much speaks for taking part: ties, trust in who leads, the problem, the example; against cost and fear."""
    residents: Residents = world.residents
    worry = np.float64(residents.insecurity[resident])
    led_by_police = world.initiatives.lead[slot] == POLICE_ASSISTED
    trusted = np.float64(residents.trust[resident]) if led_by_police else np.float64(residents.cohesion[resident])
    return (
        participation.by_ties * share_of_ties
        + participation.by_lead * trusted
        + participation.by_problem * min(1.0, 2.0 * worry)
        + participation.by_example * world.neighbourhoods.example[residents.neighbourhood[resident]]
        - participation.cost
        - participation.by_fatigue * np.float64(residents.fatigue[resident])
        - participation.by_fear * fear(worry)
    )
