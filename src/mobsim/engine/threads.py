"""Several threads: communities live their days side by side; in a town of one, residents live their weeks in parts of it.

Communities of a province meet nowhere in a day. Within one all passes from neighbourhood to neighbourhood, but for the weeks of
its residents, who hear the voices of the morning.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from itertools import pairwise
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np

from mobsim.engine.day import end_weeks, run_day, run_days, run_weeks
from mobsim.scenario.parameters import Parameters
from mobsim.tools.draws import Day
from mobsim.world.columns import World
from mobsim.world.whereabouts import people_of

THREADS_FROM = 20_000  # residents from which a second thread pays


def run_days_on(threads: int, world: World, rules: Parameters, today: Day, end: int) -> None:
    """Run the days from today to ``end - 1``; any number of threads gives the same bytes.

    Parameters
    ----------
    threads : int
        How many to use; one where the town is so small that others cost more than they bring.
    world, rules, today, end
        As :func:`mobsim.engine.day.run_days` takes them.
    """
    threads = threads if world.residents.size >= THREADS_FROM else 1
    communities = world.communities.size
    if threads <= communities:
        in_each_community(threads, world, lambda community: run_days(world, rules, today, end, community))
        return
    cuts = [world.places.size * part // threads for part in range(threads + 1)]
    for number in range(today.day, end):
        day = Day(today.keys, number)
        for community in range(communities):
            run_day(world, rules, day, community)
        _side_by_side(threads, lambda part, day=day: run_weeks(world, rules, day, *part), pairwise(cuts))
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
    communities = range(world.communities.size)
    if min(threads, len(communities)) == 1 or world.residents.size < THREADS_FROM:
        for community in communities:
            work(community)
        return
    people = [people_of(world.communities[community], world.neighbourhoods) for community in communities]
    largest_first = np.argsort(people, kind="stable")[::-1].tolist()  # a large one that comes last would be waited for
    _side_by_side(threads, work, largest_first)


def _side_by_side(threads: int, work: Callable[[Any], None], parts: Iterable[Any]) -> None:
    """Do work on each part, several at once; this thread takes parts too."""
    left: SimpleQueue[Any] = SimpleQueue()
    for part in parts:
        left.put(part)

    def take_parts() -> None:
        with suppress(Empty):
            while True:
                work(left.get_nowait())

    begun = [_helpers(threads - 1).submit(take_parts) for _ in range(threads - 1)]
    take_parts()
    for each in begun:
        each.result()


@cache
def _helpers(threads: int) -> ThreadPoolExecutor:
    """Return threads that wait for work as long as the process lives: starting them takes longer than a day of a town."""
    return ThreadPoolExecutor(threads, "parts")
