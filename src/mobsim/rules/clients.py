"""What agencies make of their clients: the need of those whom an initiative reached, and of those who wait for a place."""

import numpy as np

from mobsim.scenario.initiatives import REACHES_PLACES, Status
from mobsim.tools.draws import Cycle, draw, normal
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import AgencyDraw, Purpose, of_clients
from mobsim.world.columns import Float, Int32, World
from mobsim.world.whereabouts import neighbourhood_of, slots_of

REACHED, WAITING = 0, 1


@kernel
def assess_clients(world: World, clients: Float, noise: float, cycle: Cycle) -> None:
    """Let agencies assess the mean need of those reached and of those who wait, ``(slots, 2)``, with an error.

    The error of one assessment is ``noise``, in logs; that of a mean falls with the number. Who moved away is not asked.
    """
    for slot in range(world.initiatives.size):
        initiative = world.initiatives[slot]
        if initiative.status != Status.RUNNING or REACHES_PLACES[initiative.measure]:
            continue
        reached = _mean_need(world, world.reached[slot, : initiative.reached_count], initiative.planned_day)
        waiting = _mean_need(world, world.waiting[slot, : initiative.waiting_count], initiative.planned_day)
        reached = waiting if reached < 0.0 else reached
        waiting = reached if waiting < 0.0 else waiting
        spread = noise / np.sqrt(max(1, initiative.reached_count))
        neighbourhood = neighbourhood_of(slot, world.initiatives, world.neighbourhoods)
        nth = slot - slots_of(neighbourhood, world.initiatives, world.neighbourhoods)[0]
        of_reached = normal(draw(cycle, Purpose.AGENCY, neighbourhood, of_clients(nth, AgencyDraw.REACHED)))
        of_waiting = normal(draw(cycle, Purpose.AGENCY, neighbourhood, of_clients(nth, AgencyDraw.WAITING)))
        clients[slot, REACHED] = max(0.0, reached) * np.exp(spread * of_reached)
        clients[slot, WAITING] = max(0.0, waiting) * np.exp(spread * of_waiting)


@kernel
def _mean_need(world: World, clients: Int32, since: int) -> float:
    """Return the mean need of those who lived here when the initiative was planned and still do; -1 of nobody."""
    total, count = 0.0, 0
    for resident in clients:
        if world.residents.arrived[resident] < since:
            total += np.float64(world.residents.need[resident])
            count += 1
    return total / count if count > 0 else -1.0
