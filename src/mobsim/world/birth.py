"""Birth of a town: from a scenario and a seed to columns."""

from collections.abc import Sequence

import numpy as np

from mobsim.scenario.feelings import CohesionParameters, InsecurityParameters
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.residents import PeopleParameters
from mobsim.scenario.scenario import Community, Scenario
from mobsim.scenario.trust import TrustParameters
from mobsim.tools.calendar import DAYS_IN_WEEK, DAYS_IN_YEAR
from mobsim.tools.draws import Purpose, keys_for, normal, uniforms
from mobsim.tools.kernel import kernel
from mobsim.world.columns import (
    Calls,
    Counts,
    Float,
    Incidents,
    Int,
    Neighbourhoods,
    Places,
    Programmes,
    Residents,
    Series,
    Tally,
    World,
)
from mobsim.world.opportunity import cumulated_pull, opportunity_from
from mobsim.world.organisations import (
    NOTHING_RESERVED,
    Reserved,
    found_communities,
    found_officers,
    found_slots,
    introduce_leaders,
    seat_leaders,
)
from mobsim.world.people import list_prone, settle
from mobsim.world.problem_table import tabulate
from mobsim.world.ties import make_ties

BIRTH, PERSON = int(Purpose.BIRTH), int(Purpose.PERSON)
PLACES_BORN = 1  # the "when" of draws at birth: 0 ties, 1 places, 2 officers, 3 leaders, 4 neighbourhoods
NEIGHBOURHOODS_BORN = 4
LONG_AGO = -10 * DAYS_IN_YEAR
LEAST_PULL = 0.05
INCIDENTS_PER_RESIDENT, CALLS_PER_RESIDENT = 4, 20  # a buffer has room for one in so many residents
LEAST_CAPACITY = 1000
ACTIVITIES = 5


def be_born(scenario: Scenario, seed: int, reserved: Reserved = NOTHING_RESERVED) -> World:
    """Make the columns of a scenario's town; the same seed gives the same people, places and ties.

    ``reserved`` makes room for the initiatives of programmes, and changes nothing else.
    """
    p, keys = scenario.parameters, keys_for(seed)
    communities = scenario.communities
    problems, kinds, ceiling = tabulate(scenario.problems, scenario.agencies)
    neighbourhoods, edge_to = _neighbourhoods(communities, p, keys[BIRTH])
    edge_upper = cumulated_pull(_pull(communities, neighbourhoods.size, p, keys[BIRTH]), neighbourhoods, edge_to)
    places = _places(communities, neighbourhoods, p, keys[BIRTH])
    residents = _residents(places, neighbourhoods)
    populate(residents, neighbourhoods, p.people, p.trust, p.cohesion, p.insecurity, keys[PERSON])
    officers = found_officers(communities, p.contacts, keys[BIRTH])
    leaders = seat_leaders(communities, neighbourhoods, scenario.agencies, p.table, keys[BIRTH])
    initiatives, targets, reached = found_slots(neighbourhoods, p.planning, reserved)
    types, widest = len(scenario.problems), max(len(community.neighbourhoods) for community in communities)
    capacity = residents.size // INCIDENTS_PER_RESIDENT + LEAST_CAPACITY
    world = World(
        residents=residents,
        ties=make_ties(residents, places, neighbourhoods, p.ties, keys[BIRTH]),
        places=places,
        programmes=Programmes.rows(places.size),
        neighbourhoods=neighbourhoods,
        officers=officers,
        leaders=leaders,
        initiatives=initiatives,
        communities=found_communities(communities, leaders),
        collaboration=introduce_leaders(leaders, len(scenario.agencies), p.table),
        tally=Tally.rows(neighbourhoods.size),
        series=Series(*(np.zeros((neighbourhoods.size, types)) for _ in Series._fields)),
        incidents=Incidents.rows(capacity),
        calls=Calls.rows(residents.size // CALLS_PER_RESIDENT + LEAST_CAPACITY),
        problems=problems,
        kinds=kinds,
        counts=Counts.rows(1),
        edge_to=edge_to,
        edge_upper=edge_upper,
        opportunity=np.zeros((neighbourhoods.size, types)),
        hardening=np.zeros((places.size, types)),
        cycle_true=np.zeros((places.size, types)),
        familiarity=np.zeros((officers.size, widest)),
        officer_hours=np.zeros((officers.size, ACTIVITIES)),
        targets=targets,
        reached=reached,
        cleared=np.zeros(capacity, np.int64),
        prone=np.zeros(residents.size, np.int32),
        season=_season(scenario),
        voices=np.zeros(residents.size, np.uint32),
    )
    world.counts.offender_ceiling[0] = ceiling
    list_prone(world)
    _set_opportunity(world, scenario)
    return world


def _season(scenario: Scenario) -> Float:
    day = np.arange(DAYS_IN_YEAR)
    return np.asarray(scenario.weekday)[day % DAYS_IN_WEEK] * np.asarray(scenario.month)[day * 12 // DAYS_IN_YEAR]


def _neighbourhoods(communities: Sequence[Community], p: Parameters, key: np.uint64) -> tuple[Neighbourhoods, Int]:
    """Lay out the neighbourhoods of all communities and their network."""
    declared = [community.neighbourhoods for community in communities]
    population = np.concatenate([these.population for these in declared]).astype(np.int64)
    places = np.concatenate([these.count_places(p.places.residents_per_place) for these in declared])
    table = Neighbourhoods.rows(population.size)
    table.community[:] = np.repeat(np.arange(len(declared)), [len(these) for these in declared])
    table.end_place[:], table.end_resident[:] = np.cumsum(places), np.cumsum(population)
    table.first_place[:], table.first_resident[:] = table.end_place - places, table.end_resident - population
    table.deprivation[:] = np.concatenate([these.deprivation for these in declared])
    table.turnover[:] = np.concatenate([these.turnover for these in declared])
    start, edge_to = _adjacency(declared, population.size)
    table.edge_first[:], table.edge_end[:] = start[:-1], start[1:]
    table.need[:] = table.heard_trust[:] = table.heard_cohesion[:] = 0.5
    table.zone[:] = 1
    table.councillor[:] = table.association[:] = table.programme_rotation[:] = -1
    u = uniforms(key, NEIGHBOURHOODS_BORN, np.arange(population.size))
    table.cohesion_shift[:] = p.cohesion.neighbourhood_spread * np.array([normal(each) for each in u])
    return table, edge_to


def _pull(communities: Sequence[Community], count: int, p: Parameters, key: np.uint64) -> Float:
    """Return what draws would-be offenders to each neighbourhood: declared risks where there are any, else chance."""
    u = uniforms(key, NEIGHBOURHOODS_BORN, np.arange(count), 1)
    pull = np.exp(p.offending.pull_spread * np.array([normal(each) for each in u]))
    first = 0
    for community in communities:
        these = community.neighbourhoods
        if these.risks:
            declared = np.mean([np.maximum(risks, LEAST_PULL) for risks in these.risks.values()], axis=0)
            pull[first : first + len(these)] = declared
        first += len(these)
    return pull


def _offsets(counts: Sequence[int]) -> Int:
    return np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)


def _adjacency(declared: Sequence, count: int) -> tuple[Int, Int]:
    offsets = _offsets([len(these) for these in declared])
    pairs = np.concatenate([these.edges.reshape(-1, 2) + first for these, first in zip(declared, offsets, strict=True)])
    both = np.concatenate([pairs, pairs[:, ::-1]]).astype(np.int64)
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    start = np.zeros(count + 1, np.int64)
    np.add.at(start, both[:, 0] + 1, 1)
    return np.cumsum(start), np.ascontiguousarray(both[:, 1])


def _places(communities: Sequence[Community], neighbourhoods: Neighbourhoods, p: Parameters, key: np.uint64) -> Places:
    """Spread each neighbourhood's residents over its places, and give each place its appeal."""
    counts = neighbourhoods.end_place - neighbourhoods.first_place
    places = Places.rows(int(counts.sum()))
    places.neighbourhood[:] = here = np.repeat(np.arange(counts.size), counts)
    within = np.arange(places.size) - neighbourhoods.first_place[here]
    first = neighbourhoods.first_resident[here]
    population = neighbourhoods.end_resident[here] - first
    places.first[:] = first + within * population // counts[here]
    places.end[:] = first + (within + 1) * population // counts[here]
    places.appeal[:] = _appeal(communities, places.size, key)
    attractiveness = np.exp(p.places.attractiveness_spread * places.appeal)
    for a, b in zip(neighbourhoods.first_place, neighbourhoods.end_place, strict=True):
        places.attractiveness_upper[a:b] = np.cumsum(attractiveness[a:b]) / attractiveness[a:b].sum()
    return places


def _appeal(communities: Sequence[Community], count: int, key: np.uint64) -> Float:
    """Draw each place's standardised log attractiveness; where weights are given, take theirs."""
    u = uniforms(key, PLACES_BORN, np.arange(count))
    appeal = np.array([normal(each) for each in u])
    if len(communities) == 1 and communities[0].neighbourhoods.places is not None:
        weight = communities[0].neighbourhoods.places.weight
        if weight is not None and weight.size == count:
            logs = np.log(np.maximum(weight, 1e-6))
            appeal = (logs - logs.mean()) / max(float(logs.std()), 1e-9)
    return appeal


def _residents(places: Places, neighbourhoods: Neighbourhoods) -> Residents:
    residents = Residents.rows(int(neighbourhoods.end_resident[-1]))
    residents.place[:] = np.repeat(np.arange(places.size), places.end - places.first)
    residents.neighbourhood[:] = places.neighbourhood[residents.place]
    residents.arrived[:] = LONG_AGO
    return residents


@kernel
def populate(
    residents: Residents,
    neighbourhoods: Neighbourhoods,
    people: PeopleParameters,
    trust: TrustParameters,
    cohesion: CohesionParameters,
    insecurity: InsecurityParameters,
    key: np.uint64,
) -> None:
    """Draw every resident's traits."""
    for resident in range(residents.place.size):
        neighbourhood = residents.neighbourhood[resident]
        deprivation, turnover = neighbourhoods.deprivation[neighbourhood], neighbourhoods.turnover[neighbourhood]
        shift = neighbourhoods.cohesion_shift[neighbourhood]
        settle(residents, resident, deprivation, turnover, shift, people, trust, cohesion, insecurity, key, 0)


def _set_opportunity(world: World, scenario: Scenario) -> None:
    names = [problem.name for problem in scenario.problems]
    first = 0
    for community in scenario.communities:
        end = first + len(community.neighbourhoods)
        for name, risks in community.neighbourhoods.risks.items():
            whole = np.ones(world.neighbourhoods.size)
            whole[first:end] = np.maximum(risks, 0.01)
            logits = opportunity_from(
                whole,
                world.residents,
                world.neighbourhoods,
                world.edge_to,
                world.edge_upper,
                world.problems,
                scenario.parameters.offending,
                names.index(name),
            )
            world.opportunity[first:end, names.index(name)] = logits[first:end]
        first = end
