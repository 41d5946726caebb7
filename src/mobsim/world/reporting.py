"""How reporting departs from what is usual: at each place for good, and what all departures together do to the town's mean."""

import numpy as np

from mobsim.scenario.police import ReportingParameters
from mobsim.scenario.residents import PeopleParameters
from mobsim.tools.births import Born, NeighbourhoodDraw, PlaceDraw
from mobsim.tools.draws import normals
from mobsim.world.columns import Float, Places


def reporting_shifts(places: Places, neighbourhoods: int, reporting: ReportingParameters, key: np.uint64) -> Float:
    """Return how far the logit of reporting departs at each place, of its own and with its neighbourhood.

    Their mean is taken off: no town is more silent than another by chance.
    """
    own = normals(key, Born.PLACES, np.arange(places.size), PlaceDraw.REPORTING_SHIFT)
    around = normals(key, Born.NEIGHBOURHOODS, np.arange(neighbourhoods), NeighbourhoodDraw.REPORTING_SHIFT)
    shifts = reporting.place_spread * own + reporting.neighbourhood_spread * around[places.neighbourhood]
    return shifts - shifts.mean()


def lower_to_usual(logits: Float, reporting: ReportingParameters, people: PeopleParameters) -> None:
    """Take off the logit of each kind what departures do to the town's mean, so that the share declared for it holds.

    That is the mean departure, and half the variance times 1 - 2 * share: a logistic curve is bent upwards below a half, and
    downwards above.
    """
    adults = 1.0 - people.share_child
    young, older = people.share_young / adults, people.share_older / adults
    mean = reporting.by_young * young + reporting.by_older * older
    variance = reporting.place_spread**2 + reporting.neighbourhood_spread**2
    variance += reporting.by_young**2 * young + reporting.by_older**2 * older - mean**2
    share = 1.0 / (1.0 + np.exp(-logits))
    logits -= mean + 0.5 * variance * (1.0 - 2.0 * share)
