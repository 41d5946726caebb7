"""Health data: hospitals treat victims whom police never hear of, and may tell where it happened (Florence and others 2011).

It takes pooled data and a working tie with the agency that treats: either alone tells nothing. Those who know each other well
enough to have agreed on what is passed on have it passed on as a routine, and need to know each other no better (Warburton and
Shepherd 2004). What is told helps nobody by itself; it is known to police by place, and to leaders in their statistics.
"""

from mobsim.rules.reporting import record
from mobsim.scenario.enumerations import Age
from mobsim.scenario.health import HealthParameters
from mobsim.scenario.parameters import Parameters
from mobsim.tools.draws import Day, draw
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import Purpose, TreatmentDraw
from mobsim.world.columns import World
from mobsim.world.table import NONE, Row

TREATMENT = Purpose.TREATMENT


@kernel(inner=True)
def pool_health_data(world: World, rules: Parameters, today: Day, community: int) -> None:
    """Let hospitals treat some of the day's victims, and tell of those whose case nobody reported."""
    lists = world.lists[community]
    for row in range(lists.first_incident, lists.end_incident):
        incident = world.incidents[row]
        treated = world.kinds.treated[incident.kind]
        if treated > 0.0 and draw(today, TREATMENT, incident.offender, TreatmentDraw.TREATED) < treated:
            _treat(world, rules.health, today, incident)


@kernel
def _treat(world: World, health: HealthParameters, today: Day, incident: Row) -> None:
    """Treat a victim; where police do not know of the case, it is shared as far as data are pooled and ties hold."""
    neighbourhood = world.places.neighbourhood[incident.place]
    young = world.residents.age[incident.victim] == Age.YOUNG
    incident.treated = 1
    world.tally.treated[neighbourhood] += 1.0
    world.tally.treated_young[neighbourhood] += young
    if incident.reported or incident.discovered:
        return
    world.tally.treated_unknown[neighbourhood] += 1.0
    world.tally.treated_young_unknown[neighbourhood] += young
    chance = health.complete * _channel(world, health, incident)
    if draw(today, TREATMENT, incident.offender, TreatmentDraw.SHARED) < chance:
        _share(world, health, today, incident, neighbourhood)


@kernel
def _channel(world: World, health: HealthParameters, incident: Row) -> float:
    """Return how open the way is from the agency that treats a victim to the table: data pooled, as far as ties carry them."""
    agency = world.problems.treated_by[incident.problem]
    if agency == NONE:
        return 0.0
    community = world.neighbourhoods.community[world.places.neighbourhood[incident.place]]
    tie = world.collaboration.agency_tie[community, agency]
    return world.communities.information_sharing[community] * min(1.0, tie / health.tie_needed)


@kernel
def _share(world: World, health: HealthParameters, today: Day, incident: Row, neighbourhood: int) -> None:
    """Tell of a case: police record it as one that was reported, or it is known from health data alone."""
    world.tally.shared[neighbourhood] += 1.0
    if draw(today, TREATMENT, incident.offender, TreatmentDraw.RECORDED) < health.recorded:
        incident.reported = 1
        world.series.reported[neighbourhood, incident.problem] += 1.0
        record(world, incident)
        return
    incident.pooled = 1
    world.series.pooled[neighbourhood, incident.problem] += 1.0
    world.known[incident.place, incident.problem] += health.known
