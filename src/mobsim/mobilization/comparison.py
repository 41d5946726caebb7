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
    initiatives, places = desk.initiatives, _places_of_community(desk, slot)
    problem = int(initiatives.problem[slot])
    taken = np.zeros(places.stop - places.start, bool)
    taken[targets - places.start] = True
    same = (initiatives.problem == problem) & REACHES_PLACES[initiatives.measure]
    others = np.flatnonzero(same & (initiatives.status != EMPTY) & (initiatives.reserved == 0))
    aimed = np.arange(desk.targets.shape[1]) < initiatives.target_count[others][:, None]
    treated = desk.targets[others][aimed] - places.start
    taken[treated[(treated >= 0) & (treated < taken.size)]] = True
    record, chosen = float(desk.known[targets, problem].mean()), np.empty(count, np.int64)
    return chosen[: nearest(desk.known, problem, record, taken, places.start, chosen)]


def _likeness(desk: Desk, slot: int, targets: Int, compared: Int, review: ReviewParameters) -> float:
    """Return how many crimes to expect at the targets for each at the compared places, were there no initiative."""
    if compared.size == 0:
        return 0.0
    known = desk.known[:, desk.initiatives.problem[slot]]
    usual = review.like_usual * (known[_places_of_community(desk, slot)].mean() + LEAST_KNOWN)
    expected, of = known[targets].sum() + usual * targets.size, known[compared].sum() + usual * compared.size
    return float(expected / of) if of > 0.0 else targets.size / compared.size


def _places_of_community(desk: Desk, slot: int) -> slice:
    neighbourhoods, communities = desk.neighbourhoods, desk.communities
    community = neighbourhoods.community[desk.neighbourhood_of(slot)]
    first, end = communities.first_neighbourhood[community], communities.end_neighbourhood[community]
    return slice(int(neighbourhoods.first_place[first]), int(neighbourhoods.end_place[end - 1]))
