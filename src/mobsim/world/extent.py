"""How large a town is before it is made: the rows of its tables, and the memory that they take.

Nothing here needs a compiler, so that the check of a scenario can say what its town would take.
"""

from collections.abc import Mapping
from math import prod
from typing import Any, NamedTuple

from mobsim.scenario.enumerations import Activity, Role
from mobsim.scenario.initiatives import Lead, Measure, Reach
from mobsim.scenario.planning import RESIDENTS_PER_SIZE, PlanningParameters, aimed_at
from mobsim.scenario.scenario import Community, Scenario
from mobsim.tools.calendar import DAYS_IN_YEAR
from mobsim.world.columns import UNCHANGING, Beliefs, Counted, World
from mobsim.world.occurrences import COUNTED_BY_NEIGHBOURHOOD
from mobsim.world.table import bytes_of_a_row

RESIDENTS_PER_INCIDENT, RESIDENTS_PER_CALL = 4, 20  # a buffer has room for one in so many residents
LEAST_CAPACITY = 1000

Shape = tuple[int, ...]


class Reserved(NamedTuple):
    """Room kept for the initiatives of programmes: slots in each neighbourhood, and how much one may reach."""

    slots: int
    places: int
    residents: int


NOTHING_RESERVED = Reserved(0, 0, 0)


def room_for_occurrences(residents: int) -> tuple[int, int]:
    """Return for how many incidents of a day, and calls that wait, a community has room."""
    return residents // RESIDENTS_PER_INCIDENT + LEAST_CAPACITY, residents // RESIDENTS_PER_CALL + LEAST_CAPACITY


def reach_of_slots(planning: PlanningParameters, most_residents: int, reserved: Reserved) -> tuple[int, int]:
    """Return how many places, and residents, an initiative may reach in a town whose largest neighbourhood is known."""
    size = most_residents / RESIDENTS_PER_SIZE
    most = {Reach.PLACES: reserved.places, Reach.RESIDENTS: reserved.residents}
    for measure in Measure:
        most[measure.reaches] = max(most[measure.reaches], int(aimed_at(planning.declared_number(measure), size)))
    return most[Reach.PLACES], most[Reach.RESIDENTS]


def bytes_of_town(scenario: Scenario, reserved: Reserved = NOTHING_RESERVED) -> int:
    """Return the bytes of all columns of a scenario's town; a few ties more than it will have."""
    return sum(_bytes_by_field(scenario, reserved).values())


def bytes_of_towns(scenario: Scenario, towns: int, reserved: Reserved = NOTHING_RESERVED) -> int:
    """Return the bytes of a town and of copies of it, which share what no day changes."""
    fields = _bytes_by_field(scenario, reserved)
    return sum(size * (1 if name in UNCHANGING else towns) for name, size in fields.items())


def _bytes_by_field(scenario: Scenario, reserved: Reserved) -> dict[str, int]:
    shapes = _shapes(scenario, reserved)
    kinds = {**World.__annotations__, "beliefs": Beliefs, "counted": Counted}
    return {name: _bytes_of(kind, shapes[name]) for name, kind in kinds.items()}


def _bytes_of(kind: Any, shape: Any) -> int:
    """Return the bytes of a column or a table of a shape, or of a tuple of columns, by name where their shapes differ."""
    if not hasattr(kind, "_fields"):
        return bytes_of_a_row(kind) * prod(shape)
    shapes = shape if isinstance(shape, Mapping) else dict.fromkeys(kind._fields, shape)
    return sum(_bytes_of(column, shapes[name]) for name, column in kind.__annotations__.items())


def _shapes(scenario: Scenario, reserved: Reserved) -> dict[str, Shape | Mapping[str, Shape]]:
    """Return the shape of every field of the world, and of what leaders believe and is counted for them."""
    return _shapes_of_people(scenario) | _shapes_of_areas(scenario, reserved) | _shapes_of_organisations(scenario)


def _shapes_of_people(scenario: Scenario) -> dict[str, Shape | Mapping[str, Shape]]:
    residents = scenario.population
    living = [int(community.neighbourhoods.population.sum()) for community in scenario.communities]
    incidents, calls = map(sum, zip(*map(room_for_occurrences, living), strict=True))
    return {
        "residents": (residents,),
        "ties": {"start": (residents + 1,), "to": (2 * scenario.parameters.ties.made_each * residents,)},
        "incidents": (incidents,),
        "cleared": (incidents,),
        "calls": (calls,),
        "prone": (residents,),
        "prone_propensity": (residents,),
        "acute": (residents,),
        "voices": (residents,),
        "voices_to_come": (residents,),
    }


def _shapes_of_areas(scenario: Scenario, reserved: Reserved) -> dict[str, Shape | Mapping[str, Shape]]:
    declared = [community.neighbourhoods for community in scenario.communities]
    neighbourhoods, places, problems = sum(map(len, declared)), scenario.count_places(), len(scenario.problems)
    planning, most = scenario.parameters.planning, max(int(these.population.max()) for these in declared)
    slots = neighbourhoods * (planning.running_at_most + reserved.slots)
    targets, reached = reach_of_slots(planning, most, reserved)
    compared = targets * scenario.parameters.review.compared
    edges, by_problem = 2 * sum(len(these.edges) for these in declared), (neighbourhoods, problems)
    return {
        **dict.fromkeys(("places", "programmes"), (places,)),
        **dict.fromkeys(
            ("hardening", "shallow", "known", "crimes", "cycle_true", "cycle_recorded"), (places, problems)
        ),
        **dict.fromkeys(("neighbourhoods", "tally"), (neighbourhoods,)),
        **dict.fromkeys(("series", "opportunity"), by_problem),
        "counted": {
            **dict.fromkeys(Counted._fields, by_problem),
            **dict.fromkeys(COUNTED_BY_NEIGHBOURHOOD, (neighbourhoods,)),
        },
        "beliefs": {
            **dict.fromkeys(Beliefs._fields, by_problem),
            **dict.fromkeys(("expected", "seen", "belief"), (*by_problem, len(Measure), len(Lead))),
            "year": (neighbourhoods,),
            "cycles": (1,),
        },
        **dict.fromkeys(("edge_to", "edge_upper"), (edges,)),
        **dict.fromkeys(("account", "extent"), (neighbourhoods, len(Measure))),
        "initiatives": (slots,),
        "targets": (slots, targets),
        "compared": (slots, compared),
        **dict.fromkeys(("reached", "waiting"), (slots, reached)),
    }


def _shapes_of_organisations(scenario: Scenario) -> dict[str, Shape | Mapping[str, Shape]]:
    communities = scenario.communities
    officers = sum(community.hired for community in communities)
    seats = [_seats(community) for community in communities]
    agencies, squads_of = (len(communities), len(scenario.agencies)), scenario.parameters.supervision.squads_of
    return {
        "officers": (officers,),
        "supervisors": (sum(squads_of(community.hired) for community in communities),),
        "officer_hours": (officers, len(Activity)),
        "familiarity": (officers, max(len(community.neighbourhoods) for community in communities)),
        "communities": (len(communities),),
        "crisis_hours": agencies,
        "agency_share": agencies,
        "leaders": (sum(seats),),
        "collaboration": {
            **dict.fromkeys(("tie", "held"), (sum(seats), max(seats))),
            **dict.fromkeys(("heads", "agency_tie"), agencies),
        },
        "problems": (len(scenario.problems),),
        "kinds": (sum(len(problem.kinds) for problem in scenario.problems),),
        "counts": (1,),
        "lists": (len(communities),),
        "season": (DAYS_IN_YEAR,),
    }


def _seats(community: Community) -> int:
    """Count the seats of a community's table; no more wards or associations than neighbourhoods have one."""
    areas = len(community.neighbourhoods)
    held = {role: community.leaders.held_by(role) for role in Role}
    return sum(min(each, areas) if role in (Role.COUNCILLOR, Role.ASSOCIATION) else each for role, each in held.items())
