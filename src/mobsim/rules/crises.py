"""Social crises: would-be crises meet residents at random, and strike in proportion to need."""

from mobsim.tools.calendar import DAYS_IN_YEAR
from mobsim.tools.draws import Day, draw, poisson
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import CrisisDraw, Purpose, of_crisis, of_crisis_count
from mobsim.world.columns import World
from mobsim.world.entries import Incident, add_incident
from mobsim.world.table import NONE, Row
from mobsim.world.whereabouts import population, resident_of

CRISIS = Purpose.CRISIS


@kernel(inner=True)
def fall_into_crisis(world: World, today: Day, community: int) -> None:
    """Let the day's social crises happen, of each problem type without offender, in each neighbourhood."""
    here = world.communities[community]
    for problem in range(world.problems.size):
        if not world.problems.with_offender[problem]:
            for neighbourhood in range(here.first_neighbourhood, here.end_neighbourhood):
                _strike(world, world.lists[community], today, problem, neighbourhood)


@kernel
def _strike(world: World, lists: Row, today: Day, problem: int, neighbourhood: int) -> None:
    """Let the would-be crises of a type meet residents of a neighbourhood."""
    residents, here = world.residents, world.neighbourhoods[neighbourhood]
    daily = world.problems.ceiling[problem] / DAYS_IN_YEAR
    mean = daily * population(here) * world.season[today.day % DAYS_IN_YEAR]
    count = poisson(mean, draw(today, CRISIS, neighbourhood, of_crisis_count(problem)))
    for nth in range(min(count, population(here))):
        number = of_crisis(problem, world.problems.size, nth, CrisisDraw.RESIDENT)
        resident = resident_of(here, draw(today, CRISIS, neighbourhood, number))
        number = of_crisis(problem, world.problems.size, nth, CrisisDraw.HAPPENS)
        if draw(today, CRISIS, neighbourhood, number) < residents.need[resident]:
            kind, place = world.problems.first_kind[problem], residents.place[resident]
            crisis = Incident(problem=problem, kind=kind, place=place, offender=NONE, victim=resident)
            add_incident(world.incidents, lists, crisis)
