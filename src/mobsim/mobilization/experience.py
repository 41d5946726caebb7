"""Experience: what initiatives saw against what was expected, summed at the tables, becomes what leaders believe works."""

import numpy as np

from mobsim.mobilization.briefing import Desk
from mobsim.scenario.initiatives import Measure
from mobsim.scenario.planning import RESIDENTS_PER_SIZE
from mobsim.scenario.reviewing import ReviewParameters
from mobsim.tools.calendar import CYCLES_IN_YEAR
from mobsim.world.table import Float


def usual_effects(parameters: ReviewParameters) -> Float:
    """Return the fall that leaders expect of each measure before they have seen any result."""
    return np.array([parameters.usual_of(measure) for measure in Measure])


def by_size(incidents: float, desk: Desk, population: Float) -> Float:
    """Return, by neighbourhood, incidents that are declared for one of usual size, after the mean size of the community's.

    So nobody learns slower, and no initiative is judged more harshly, because each simulated resident stands for more real ones.
    """
    community = desk.neighbourhoods.community
    mean_size = np.bincount(community, population) / np.bincount(community) / RESIDENTS_PER_SIZE
    return (incidents * mean_size)[community]


def learn(desk: Desk, population: Float, parameters: ReviewParameters) -> None:
    """Let experience fade, pass it on, and set beliefs by it; leaders of one table have all of its experience.

    Experience is counted in incidents, so that a belief is a ratio of counts, drawn to that of all problems together where
    there are few of the problem, and that to what is usual (a gamma prior of so many incidents).
    """
    beliefs = desk.beliefs
    fading = 0.5 ** (1.0 / (CYCLES_IN_YEAR * parameters.experience_half_life))
    beliefs.expected[:] *= fading
    beliefs.seen[:] *= fading
    expected, seen = _passed_on(desk, beliefs.expected, parameters), _passed_on(desk, beliefs.seen, parameters)
    prior, usual = by_size(parameters.prior, desk, population)[:, None, None], usual_effects(parameters)[:, None]
    overall = (seen.sum(1) + prior * (1.0 - usual)) / (expected.sum(1) + prior)
    prior = prior[:, None]
    ratio = (seen + prior * overall[:, None]) / (expected + prior)
    beliefs.belief[:] = np.maximum(parameters.least_belief, 1.0 - ratio)


def _passed_on(desk: Desk, own: Float, parameters: ReviewParameters) -> Float:
    """Return the experience of each neighbourhood's table, with that of others in the province as far as it collaborates."""
    community, collaboration = desk.neighbourhoods.community, desk.policies.collaboration
    together = np.add.reduceat(own, desk.communities.first_neighbourhood, axis=0)
    if len(together) == 1:  # there is no other table in the province
        return together[community]
    elsewhere = together.sum(0) - together
    beyond = np.minimum(1.0, parameters.province_spread * collaboration)[:, None, None, None]
    return (together + beyond * elsewhere)[community]
