"""Reinforcement: social and situational work against one problem in one neighbourhood help each other."""

from mobsim.rules.dose import response
from mobsim.scenario.delivering import EFFECTIVE, DeliveryParameters
from mobsim.scenario.initiatives import REACHES_PLACES, Status
from mobsim.tools.kernel import kernel
from mobsim.world.columns import World
from mobsim.world.table import Row
from mobsim.world.whereabouts import neighbourhood_of, slots_of


@kernel(inner=True)
def reinforced(world: World, delivery: DeliveryParameters, slot: int) -> float:
    """Return by how much an initiative's work counts for more beside work of the other sort; 1 where there is none.

    Both must have an effective dose, and their agencies must know each other: ties carry.
    """
    initiatives, neighbourhoods = world.initiatives, world.neighbourhoods
    own, owner = initiatives[slot], neighbourhood_of(slot, initiatives, neighbourhoods)
    if not _counts(own, delivery):
        return 1.0
    first, end = slots_of(owner, initiatives, neighbourhoods)
    for beside in range(first, end):
        other = initiatives[beside]
        is_other_sort = REACHES_PLACES[other.measure] != REACHES_PLACES[own.measure]
        if is_other_sort and other.problem == own.problem and _counts(other, delivery):
            ties = world.collaboration.agency_tie[neighbourhoods.community[owner]]
            return 1.0 + delivery.reinforcement * (ties[own.agency] + ties[other.agency]) / 2.0
    return 1.0


@kernel
def _counts(initiative: Row, delivery: DeliveryParameters) -> bool:
    """Return whether an initiative of the community's own is at work at an effective dose."""
    is_own = initiative.status == Status.RUNNING and initiative.reserved == 0
    return is_own and response(initiative, delivery) >= EFFECTIVE
