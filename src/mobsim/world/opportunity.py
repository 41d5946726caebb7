"""Set neighbourhoods' opportunity for each problem type from declared relative risks.

Would-be offenders reach a neighbourhood as their journeys take them. What opportunity must be there, so that the
neighbourhood has its declared share of incidents, follows from how many reach it.
"""

import math

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.places import OffendingParameters
from mobsim.world.columns import Float, Int, Neighbourhoods, World
from mobsim.world.whereabouts import population

LEAST, MOST = 0.02, 0.90  # chance to go ahead that opportunity can make
LONGEST_JOURNEY = 6


def opportunity_from(risks: Float, world: World, offending: OffendingParameters, problem: int) -> Float:
    """Return the logits of opportunity that make incidents per resident proportional to the relative risks.

    Parameters
    ----------
    risks : float array, shape (neighbourhoods,)
        Incidents per resident relative to the mean of the town.
    world : World
        The town, with everything but its opportunity.
    offending : OffendingParameters
        How far would-be offenders go, and what moves them.
    problem : int
        Number of the problem type.

    Returns
    -------
    float array, shape (neighbourhoods,)
    """
    residents, problems = world.residents, world.problems
    living = population(world.neighbourhoods).astype(float)
    at_home = np.bincount(residents.neighbourhood, residents.propensity, living.size)
    needy = np.bincount(residents.neighbourhood, residents.propensity * residents.need, living.size)
    at_centres = offending.at_centres * _away_from_homes(world, problem)
    arriving, needy = (_arrivals(start, world, offending.step_chance, at_centres) for start in (at_home, needy))
    need = needy / np.maximum(arriving, 1e-12)
    usual = problems.go_ahead[problem] + problems.by_need[problem] * (need - offending.usual_need)
    expected = arriving / (1.0 + np.exp(-usual))
    wanted = risks * living
    wanted *= expected.sum() / wanted.sum()
    chance = np.clip(wanted / np.maximum(arriving, 1e-12), LEAST, MOST)
    return np.log(chance / (1.0 - chance)) - usual


def cumulated_pull(pull: Float, neighbourhoods: Neighbourhoods, edge_to: Int) -> Float:
    """Cumulate the share of each neighbour's pull among the neighbours of a neighbourhood; shape of ``edge_to``."""
    upper = np.zeros(edge_to.size)
    for first, end in zip(neighbourhoods.edge_first, neighbourhoods.edge_end, strict=True):
        if end > first:
            reached = np.cumsum(pull[edge_to[first:end]])
            upper[first:end] = reached / reached[-1]
    return upper


def share_centres(pull: Float, neighbourhoods: Neighbourhoods) -> Float:
    """Cumulate the share of each neighbourhood's pull within its community; shape (neighbourhoods,)."""
    upper = np.zeros(pull.size)
    for community in np.unique(neighbourhoods.community):
        here = neighbourhoods.community == community
        reached = np.cumsum(pull[here])
        upper[here] = reached / reached[-1]
    return upper


def _away_from_homes(world: World, problem: int) -> float:
    """Return the share of a type's occasions at which attractive places are looked at."""
    first, end = world.problems.first_kind[problem], world.problems.end_kind[problem]
    shares = np.diff(world.kinds.upper[first:end], prepend=0.0)
    return float((shares * (1.0 - world.kinds.at_homes[first:end])).sum())


def _arrivals(start: NDArray, world: World, step_chance: float, at_centres: float) -> Float:
    """Spread what starts in each neighbourhood over centres and the journeys of would-be offenders from home."""
    community, upper = world.neighbourhoods.community, world.neighbourhoods.centre_upper
    before = np.concatenate([[0.0], upper[:-1]])
    drawn = upper - np.where(np.diff(community, prepend=-1) != 0, 0.0, before)
    come = np.bincount(community, start)[community] * drawn
    return at_centres * come + (1.0 - at_centres) * _around_home(start, world, step_chance)


def _around_home(start: NDArray, world: World, step_chance: float) -> Float:
    """Spread what starts in each neighbourhood over journeys by steps."""
    neighbourhoods, edge_to, edge_upper = world.neighbourhoods, world.edge_to, world.edge_upper
    degree = neighbourhoods.edge_end - neighbourhoods.edge_first
    share = np.diff(edge_upper, prepend=0.0)
    first = neighbourhoods.edge_first[degree > 0]
    share[first] = edge_upper[first]
    source = np.repeat(np.arange(degree.size), degree)
    arrived = np.zeros(degree.size)
    here = start.astype(float)
    for step in range(LONGEST_JOURNEY + 1):
        stay = (1.0 - step_chance) if step < LONGEST_JOURNEY else 1.0
        arrived += math.pow(step_chance, step) * stay * here
        moving = np.where(degree > 0, here, 0.0)
        here = np.where(degree > 0, 0.0, here) + np.bincount(edge_to, moving[source] * share, degree.size)
    return arrived
