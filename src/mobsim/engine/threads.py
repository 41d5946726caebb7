"""Several threads: communities live their days side by side; in a town of one, residents live their weeks in parts of it.

Communities of a province meet nowhere in a day. Within one all passes from neighbourhood to neighbourhood, but for the weeks of
its residents, who hear the voices of the morning.
"""

from collections.abc import Callable
from itertools import pairwise

from mobsim.engine.day import end_weeks, run_day, run_days, run_weeks
from mobsim.scenario.parameters import Parameters
from mobsim.tools.draws import Day
from mobsim.tools.sharing import side_by_side
from mobsim.world.columns import World
from mobsim.world.whereabouts import largest_first

THREADS_FROM = 20_000  # residents from which a second thread pays


def that_pay(threads: int, residents: int) -> int:
    """Return how many of some threads to use: one where a town is so small that others cost more than they bring."""
    return threads if residents >= THREADS_FROM else 1


def run_days_on(threads: int, world: World, rules: Parameters, today: Day, end: int) -> None:
    """Run the days from today to ``end - 1``; any number of threads gives the same bytes.

    Parameters
    ----------
    threads : int
        How many to use; one where the town is so small that others cost more than they bring.
    world, rules, today, end
        As :func:`mobsim.engine.day.run_days` takes them.
    """
    threads = that_pay(threads, world.residents.size)
    communities = world.communities.size
    if threads <= communities:
        in_each_community(threads, world, lambda community: run_days(world, rules, today, end, community))
        return
    cuts = [world.places.size * part // threads for part in range(threads + 1)]
    for number in range(today.day, end):
        day = Day(today.keys, number)
        for community in range(communities):
            run_day(world, rules, day, community)
        side_by_side(threads, lambda part, day=day: run_weeks(world, rules, day, *part), pairwise(cuts))
        for community in range(communities):
            end_weeks(world, day, community)


def in_each_community(threads: int, world: World, work: Callable[[int], None]) -> None:
    """Do work on each community, whose number it is given; it touches nothing of the others.

    Parameters
    ----------
    threads : int
        How many to use; one where the town is so small that others cost more than they bring.
    world : World
        The town.
    work : callable
        A kernel's launch: kernels leave the interpreter to other threads.
    """
    threads = min(that_pay(threads, world.residents.size), world.communities.size)
    one_by_one = range(world.communities.size)
    side_by_side(threads, work, one_by_one if threads == 1 else largest_first(world.communities, world.neighbourhoods))
