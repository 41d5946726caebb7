"""Lay out a town: its neighbourhoods, their network, what draws would-be offenders to each, and their places."""

from collections.abc import Sequence

import numpy as np

from mobsim.scenario.enumerations import Zone
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.places import PlacesParameters
from mobsim.scenario.scenario import Community, DeclaredNeighbourhoods
from mobsim.tools.births import Born, NeighbourhoodDraw, PlaceDraw
from mobsim.tools.draws import as_normals, normals, uniforms
from mobsim.world.columns import Float, Int, Neighbourhoods, Places
from mobsim.world.table import NONE
from mobsim.world.whereabouts import population

LEAST_PULL = 0.05


def lay_out_neighbourhoods(
    communities: Sequence[Community], rules: Parameters, key: np.uint64
) -> tuple[Neighbourhoods, Int]:
    """Lay out the neighbourhoods of all communities and their network."""
    declared = [community.neighbourhoods for community in communities]
    residents = np.concatenate([these.population for these in declared]).astype(np.int64)
    places = np.concatenate([these.count_places(rules.places.residents_per_place) for these in declared])
    table = Neighbourhoods.rows(residents.size)
    table.community[:] = np.repeat(np.arange(len(declared)), [len(these) for these in declared])
    table.end_place[:], table.end_resident[:] = np.cumsum(places), np.cumsum(residents)
    table.first_place[:], table.first_resident[:] = table.end_place - places, table.end_resident - residents
    table.deprivation[:] = np.concatenate([these.deprivation for these in declared])
    table.turnover[:] = np.concatenate([these.turnover for these in declared])
    start, edge_to = _adjacency(declared, residents.size)
    table.edge_first[:], table.edge_end[:] = start[:-1], start[1:]
    table.need[:] = table.heard_trust[:] = table.heard_cohesion[:] = 0.5
    table.diligence[:] = table.use[:] = 1.0
    table.zone[:] = Zone.MOBILIZATION
    table.heard_members[:] = rules.participation.usual_members
    table.councillor[:] = table.association[:] = table.programme_rotation[:] = NONE
    shift = normals(key, Born.NEIGHBOURHOODS, np.arange(residents.size), NeighbourhoodDraw.COHESION_SHIFT)
    table.cohesion_shift[:] = rules.cohesion.neighbourhood_spread * shift
    return table, edge_to


def pull_on_offenders(communities: Sequence[Community], count: int, spread: float, key: np.uint64) -> Float:
    """Return what draws would-be offenders to each neighbourhood: declared risks where there are any, else chance.

    Chance decides which neighbourhoods of a community are its centres, not whether it has any: each has one pull from the
    middle of each of as many equal parts of the distribution.
    """
    u, pull, first = uniforms(key, Born.NEIGHBOURHOODS, np.arange(count), NeighbourhoodDraw.PULL), np.empty(count), 0
    for community in communities:
        these = community.neighbourhoods
        here = slice(first, first + len(these))
        if these.risks:
            pull[here] = np.mean([np.maximum(risks, LEAST_PULL) for risks in these.risks.values()], axis=0)
        else:
            rank = np.argsort(np.argsort(u[here], kind="stable"))
            pull[here] = np.exp(spread * as_normals((rank + 0.5) / len(these)))
        first += len(these)
    return pull


def _offsets(counts: Sequence[int]) -> Int:
    return np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)


def _adjacency(declared: Sequence[DeclaredNeighbourhoods], count: int) -> tuple[Int, Int]:
    offsets = _offsets([len(these) for these in declared])
    pairs = np.concatenate([these.edges.reshape(-1, 2) + first for these, first in zip(declared, offsets, strict=True)])
    both = np.concatenate([pairs, pairs[:, ::-1]]).astype(np.int64)
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    start = np.zeros(count + 1, np.int64)
    np.add.at(start, both[:, 0] + 1, 1)
    return np.cumsum(start), np.ascontiguousarray(both[:, 1])


def lay_out_places(
    communities: Sequence[Community], neighbourhoods: Neighbourhoods, rules: PlacesParameters, key: np.uint64
) -> Places:
    """Spread each neighbourhood's residents over its places, and give each place its appeal."""
    counts = neighbourhoods.end_place - neighbourhoods.first_place
    places = Places.rows(int(counts.sum()))
    places.neighbourhood[:] = here = np.repeat(np.arange(counts.size), counts)
    within = np.arange(places.size) - neighbourhoods.first_place[here]
    first, living = neighbourhoods.first_resident[here], population(neighbourhoods)[here]
    places.first[:] = first + within * living // counts[here]
    places.end[:] = first + (within + 1) * living // counts[here]
    places.appeal[:] = _appeal(communities, here, counts, rules.most_attractive, key)
    attractiveness = np.exp(rules.attractiveness_spread * places.appeal)
    for a, b in zip(neighbourhoods.first_place, neighbourhoods.end_place, strict=True):
        places.attractiveness_upper[a:b] = np.cumsum(attractiveness[a:b]) / attractiveness[a:b].sum()
    return places


def _appeal(communities: Sequence[Community], here: Int, counts: Int, most: float, key: np.uint64) -> Float:
    """Draw each place's standardised log attractiveness; where weights are given, take theirs.

    Each neighbourhood has its share of attractive places, however many it has: one from the middle of each of as many equal
    parts of the normal distribution, in random order, and none beyond ``most``.
    """
    if len(communities) == 1 and communities[0].neighbourhoods.places is not None:
        weight = communities[0].neighbourhoods.places.weight
        if weight is not None and weight.size == here.size:
            logs = np.log(np.maximum(weight, 1e-6))
            return (logs - logs.mean()) / max(float(logs.std()), 1e-9)
    rows, part = np.arange(here.size), np.empty(here.size)
    part[np.lexsort((uniforms(key, Born.PLACES, rows, PlaceDraw.APPEAL), here))] = (
        rows - (np.cumsum(counts) - counts)[here]
    )
    return np.minimum(most, as_normals((part + 0.5) / counts[here]))
