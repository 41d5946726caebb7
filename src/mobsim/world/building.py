"""Build a town: from a scenario and a seed to columns."""

from typing import Any

import numpy as np

from mobsim.scenario.enumerations import Activity
from mobsim.scenario.initiatives import Measure
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.scenario import Scenario
from mobsim.tools.calendar import DAYS_IN_WEEK, DAYS_IN_YEAR
from mobsim.tools.draws import Day, keys_for
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import Purpose
from mobsim.tools.sharing import side_by_side, stretches
from mobsim.world.columns import (
    Calls,
    Counts,
    Float,
    Incidents,
    Lists,
    Neighbourhoods,
    Places,
    Programmes,
    Residents,
    Series,
    Tally,
    World,
)
from mobsim.world.extent import NOTHING_RESERVED, Reserved
from mobsim.world.layout import lay_out_neighbourhoods, lay_out_places, pull_on_offenders
from mobsim.world.lists import lay_out_lists
from mobsim.world.opportunity import cumulated_pull, opportunity_from, share_centres
from mobsim.world.organisations import (
    first_extents,
    form_squads,
    found_communities,
    found_officers,
    found_slots,
    introduce_leaders,
    seat_leaders,
)
from mobsim.world.people import DRAWN, draw_traits, settle, traits_in
from mobsim.world.problem_table import tabulate
from mobsim.world.reporting import lower_to_usual, reporting_shifts
from mobsim.world.rulebook import rulebook
from mobsim.world.table import NONE
from mobsim.world.ties import make_ties
from mobsim.world.whereabouts import population

LONG_AGO = -10 * DAYS_IN_YEAR
LEAST_RISK = 0.01


def build_world(scenario: Scenario, seed: int, reserved: Reserved = NOTHING_RESERVED, threads: int = 1) -> World:
    """Make the columns of a scenario's town; the same seed gives the same people, places and ties.

    ``reserved`` makes room for the initiatives of programmes, and changes nothing else; nor does the number of ``threads``.
    """
    rules, keys, communities = scenario.parameters, keys_for(seed), scenario.communities
    key = keys[Purpose.BIRTH]
    neighbourhoods, edge_to = lay_out_neighbourhoods(communities, rules, key)
    pull = pull_on_offenders(communities, neighbourhoods.size, rules.offending.pull_spread, key)
    neighbourhoods.centre_upper[:] = share_centres(pull, neighbourhoods)
    places = lay_out_places(communities, neighbourhoods, rules.places, key)
    places.reporting_shift[:] = reporting_shifts(places, neighbourhoods.size, rules.reporting, key)
    residents = Residents.rows(int(neighbourhoods.end_resident[-1]))
    _populate(residents, places, neighbourhoods, rules, Day(keys, 0), threads)
    officers = found_officers(communities, rules.contacts, key)
    leaders = seat_leaders(communities, neighbourhoods, scenario.agencies, rules.table, key)
    towns = found_communities(communities, leaders)
    initiatives, concerned = found_slots(neighbourhoods, rules, reserved)
    problems, kinds, offender_ceiling = tabulate(scenario.problems, scenario.agencies)
    lower_to_usual(kinds.reported, rules.reporting, rules.people)
    world = World(
        residents=residents,
        ties=make_ties(places, neighbourhoods, towns, rules.ties, key, threads),
        places=places,
        neighbourhoods=neighbourhoods,
        officers=officers,
        supervisors=form_squads(communities, officers, rules.supervision),
        leaders=leaders,
        initiatives=initiatives,
        communities=towns,
        account=np.zeros((neighbourhoods.size, len(Measure))),
        extent=first_extents(neighbourhoods.size, rules.planning, key),
        crisis_hours=np.zeros((len(communities), len(scenario.agencies))),
        agency_share=np.ones((len(communities), len(scenario.agencies))),
        collaboration=introduce_leaders(leaders, len(scenario.agencies), rules.table),
        problems=problems,
        kinds=kinds,
        edge_to=edge_to,
        edge_upper=cumulated_pull(pull, neighbourhoods, edge_to),
        targets=concerned.targets,
        compared=concerned.compared,
        reached=concerned.reached,
        waiting=concerned.waiting,
        season=_season(scenario),
        **_nothing_yet(scenario, neighbourhoods, places.size, lay_out_lists(towns, neighbourhoods)),
    )
    world.counts.offender_ceiling[0] = offender_ceiling
    world.places.near[:] = NONE
    _set_opportunity(world, scenario)
    return world


def _nothing_yet(scenario: Scenario, neighbourhoods: Neighbourhoods, places: int, lists: Lists) -> dict[str, Any]:
    """Make the columns of what days count, queue and leave behind: nothing yet."""
    types, widest = len(scenario.problems), max(len(each.neighbourhoods) for each in scenario.communities)
    officers = sum(community.hired for community in scenario.communities)
    incidents, calls = int(lists.incidents_full[-1]), int(lists.calls_full[-1])
    residents, by_problem = int(neighbourhoods.end_resident[-1]), (neighbourhoods.size, types)
    return {
        "lists": lists,
        "programmes": Programmes.rows(places),
        "tally": Tally.rows(neighbourhoods.size),
        "series": Series(*(np.zeros(by_problem) for _ in Series._fields)),
        "incidents": Incidents.rows(incidents),
        "calls": Calls.rows(calls),
        "counts": Counts.rows(1),
        "opportunity": np.zeros(by_problem),
        **{name: np.zeros((places, types)) for name in ("hardening", "shallow", "known", "crimes")},
        "cycle_true": np.zeros((places, types)),
        "cycle_recorded": np.zeros((places, types)),
        "familiarity": np.zeros((officers, widest)),
        "officer_hours": np.zeros((officers, len(Activity))),
        "cleared": np.zeros(incidents, np.int64),
        "prone": np.zeros(residents, np.int32),
        "prone_propensity": np.zeros(residents, np.float32),
        "acute": np.zeros(residents, np.int32),
        **{name: np.zeros(residents, np.uint32) for name in ("voices", "voices_to_come")},
    }


def _season(scenario: Scenario) -> Float:
    day = np.arange(DAYS_IN_YEAR)
    return np.asarray(scenario.weekday)[day % DAYS_IN_WEEK] * np.asarray(scenario.month)[day * 12 // DAYS_IN_YEAR]


def _populate(
    residents: Residents, places: Places, neighbourhoods: Neighbourhoods, rules: Parameters, day: Day, threads: int
) -> None:
    """Let residents live everywhere, some neighbourhoods on each thread."""
    room = len(DRAWN) + 1, int(population(neighbourhoods).max())

    def populate_some(some: tuple[int, int]) -> None:
        populate(residents, places, neighbourhoods, rulebook(rules), day, some, np.empty(room))

    side_by_side(threads, populate_some, stretches(neighbourhoods.size, threads))


@kernel
def populate(
    residents: Residents,
    places: Places,
    neighbourhoods: Neighbourhoods,
    rules: Parameters,
    day: Day,
    some: tuple[int, int],
    room: Float,
) -> None:
    """Let residents live at the places of some neighbourhoods, from one to before another, and draw who they are."""
    first, end = some
    for neighbourhood in range(first, end):
        home = neighbourhoods[neighbourhood]
        draw_traits(day, home.first_resident, home.end_resident, room)
        for place in range(home.first_place, home.end_place):
            for resident in range(places.first[place], places.end[place]):
                residents.place[resident] = place
                residents.neighbourhood[resident] = neighbourhood
                residents.arrived[resident] = LONG_AGO
                traits = traits_in(room, resident - home.first_resident)
                settle(residents, neighbourhoods, rules, day, resident, traits)


def _set_opportunity(world: World, scenario: Scenario) -> None:
    names = [problem.name for problem in scenario.problems]
    first = 0
    for community in scenario.communities:
        end = first + len(community.neighbourhoods)
        for name, risks in community.neighbourhoods.risks.items():
            whole = np.ones(world.neighbourhoods.size)
            whole[first:end] = np.maximum(risks, LEAST_RISK)
            logits = opportunity_from(whole, world, scenario.parameters.offending, names.index(name))
            world.opportunity[first:end, names.index(name)] = logits[first:end]
        first = end
