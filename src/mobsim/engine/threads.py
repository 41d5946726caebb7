"""Days on several threads: residents live their weeks in parts of the town, and all else happens in one piece."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise

from mobsim.engine.day import end_weeks, run_day, run_days, run_weeks
from mobsim.scenario.parameters import Parameters
from mobsim.tools.draws import Day
from mobsim.world.columns import World

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
    if threads <= 1 or world.residents.size < THREADS_FROM:
        run_days(world, rules, today, end)
        return
    cuts = [world.places.size * part // threads for part in range(threads + 1)]
    for number in range(today.day, end):
        day = Day(today.keys, number)
        run_day(world, rules, day)
        _in_parts(lambda first, end, day=day: run_weeks(world, rules, day, first, end), cuts)
        end_weeks(world, day)


def _in_parts(work: Callable[[int, int], None], cuts: list[int]) -> None:
    """Do work on each stretch of rows, the last of them on this thread; each row is computed on its own."""
    *others, last = pairwise(cuts)
    begun = [_helpers(len(others)).submit(work, *stretch) for stretch in others]
    work(*last)
    for each in begun:
        each.result()


@cache
def _helpers(number: int) -> ThreadPoolExecutor:
    """Return threads that wait for work as long as the process lives: starting them takes longer than a day of a town."""
    return ThreadPoolExecutor(number, "weeks")
