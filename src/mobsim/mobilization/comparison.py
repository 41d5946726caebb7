"""Comparison: aim an initiative at places, and find the like ones that they are judged against.

Places where much is on record had bad luck too, and will have less on record without any initiative. So targets are compared
with places of the same record, and what these lead to expect is drawn towards the usual record.
"""

import numpy as np

from mobsim.mobilization.briefing import Briefing, Desk
from mobsim.scenario.initiatives import EMPTY, REACHES_PLACES
from mobsim.scenario.planning import RESIDENTS_PER_SIZE, PlanningParameters, aimed_at
from mobsim.scenario.reviewing import ReviewParameters
from mobsim.tools.ranking import greatest, nearest
from mobsim.world.table import Int

LEAST_KNOWN = 0.01  # crimes on record where there is none


def targets_of(briefing: Briefing, desk: Desk, neighbourhood: int, problem: int, planning: PlanningParameters) -> Int:
    """Return the places of a neighbourhood where police know of most of a problem; of equals, of most crime."""
    here = desk.places_of(neighbourhood)
    wanted = int(aimed_at(planning.targets, briefing.population[neighbourhood] / RESIDENTS_PER_SIZE))
    chosen = np.empty(wanted, np.int64)
    return chosen[: greatest(desk.known, problem, briefing.weight, here.start, here.stop, chosen)]


def aim(briefing: Briefing, desk: Desk, slot: int, planning: PlanningParameters, review: ReviewParameters) -> None:
    """Aim an initiative at its places, and choose those that they are compared with.

    What was seen at those aimed at before, and what was expected there, stays with the initiative.
    """
    initiatives, problem = desk.initiatives, int(desk.initiatives.problem[slot])
    targets = targets_of(briefing, desk, desk.neighbourhood_of(slot), problem, planning)
    desk.targets[slot, : targets.size] = targets
    initiatives.target_count[slot] = targets.size
    compared = _like(desk, slot, targets, review.compared * targets.size)
    desk.compared[slot, : compared.size] = compared
    initiatives.compared_count[slot] = compared.size
    initiatives.expected[slot] += initiatives.matched[slot] * initiatives.likeness[slot]
    initiatives.matched[slot] = 0.0
    initiatives.likeness[slot] = _likeness(desk, slot, targets, compared, review)


def _like(desk: Desk, slot: int, targets: Int, count: int) -> Int:
    """Return the community's places without such an initiative whose record is nearest to that of the targets, by number."""
    initiatives, community = desk.initiatives, _community_of(desk, slot)
    places, slots = _places_of(desk, community), _slots_of(desk, community)
    problem = int(initiatives.problem[slot])
    taken = np.zeros(places.stop - places.start, bool)
    taken[targets - places.start] = True
    others = slots.start + (initiatives.problem[slots] == problem).nonzero()[0]
    own = (initiatives.status[others] != EMPTY) & (initiatives.reserved[others] == 0)
    others = others[own & REACHES_PLACES[initiatives.measure[others]]]
    aimed = np.arange(desk.targets.shape[1]) < initiatives.target_count[others][:, None]
    taken[desk.targets[others][aimed] - places.start] = True
    record, chosen = float(desk.known[targets, problem].mean()), np.empty(count, np.int64)
    return chosen[: nearest(desk.known, problem, record, taken, places.start, chosen)]


def _likeness(desk: Desk, slot: int, targets: Int, compared: Int, review: ReviewParameters) -> float:
    """Return how many crimes to expect at the targets for each at the compared places, were there no initiative."""
    if compared.size == 0:
        return 0.0
    problem = int(desk.initiatives.problem[slot])
    known = desk.known[:, problem]
    usual = review.like_usual * (_usual_record(desk, _community_of(desk, slot), problem) + LEAST_KNOWN)
    expected, of = known[targets].sum() + usual * targets.size, known[compared].sum() + usual * compared.size
    return float(expected / of) if of > 0.0 else targets.size / compared.size


def _usual_record(desk: Desk, community: int, problem: int) -> float:
    """Return how many crimes of a type are on record at a place of a community, in the mean; it is looked up once."""
    asked = community, problem
    if asked not in desk.usual_records:
        desk.usual_records[asked] = float(desk.known[_places_of(desk, community), problem].mean())
    return desk.usual_records[asked]


def _community_of(desk: Desk, slot: int) -> int:
    return int(desk.neighbourhoods.community[desk.neighbourhood_of(slot)])


def _places_of(desk: Desk, community: int) -> slice:
    first, end = _neighbourhoods_of(desk, community)
    return slice(int(desk.neighbourhoods.first_place[first]), int(desk.neighbourhoods.end_place[end - 1]))


def _slots_of(desk: Desk, community: int) -> slice:
    first, end = _neighbourhoods_of(desk, community)
    return slice(first * desk.slots_each, end * desk.slots_each)


def _neighbourhoods_of(desk: Desk, community: int) -> tuple[int, int]:
    communities = desk.communities
    return int(communities.first_neighbourhood[community]), int(communities.end_neighbourhood[community])
