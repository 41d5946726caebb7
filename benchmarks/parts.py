"""Where the time of a town goes, step by step: ``python -m benchmarks.parts``, which writes its table into docs/performance.md.

Each step of the day is compiled once more, for itself, and called from Python: the same world comes of it, a little slower. One
thread; some three minutes, most of them the compiler's.
"""

import argparse
import inspect
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.marked import paragraph, write_between
from benchmarks.towns import STRATEGY, town
from mobsim.engine import day
from mobsim.engine.model import Model
from mobsim.scenario.parameters import Parameters
from mobsim.tools.calendar import DAYS_IN_CYCLE, DAYS_IN_WEEK
from mobsim.tools.draws import Day
from mobsim.tools.kernel import kernel
from mobsim.world.columns import World
from mobsim.world.rulebook import rulebook

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
WARM_UP_DAYS = 2 * DAYS_IN_CYCLE
CYCLES = {1_000: 8, 10_000: 4, 100_000: 2, 1_000_000: 1}
SHOWN = 1.0
"""Nanoseconds of a resident's week, in the largest town, below which a step of the day is not named."""
REST = "the rest of the day"
TOWN = 0
"""The number of the only community."""

Step = Callable[[World, Parameters, Day, int], None]


def steps() -> dict[str, Step]:
    """Return each step of :func:`mobsim.engine.day.run_day` as a kernel of its own, in their order, by name."""
    called = inspect.unwrap(day.run_day).__code__.co_names
    return {name: alone(getattr(day, name)) for name in called if callable(getattr(day, name, None))}


def alone(step: Any) -> Step:
    """Compile a step for itself; it is given what it takes of world, rules, day and community."""
    taken = tuple(inspect.signature(getattr(step, "py_func", step)).parameters)
    if "today" not in taken:

        @kernel
        def ruled(world: World, rules: Parameters, community: int) -> None:
            step(world, rules, community)

        return lambda world, rules, _today, community: ruled(world, rules, community)
    if "rules" not in taken:

        @kernel
        def dated(world: World, today: Day, community: int) -> None:
            step(world, today, community)

        return lambda world, _rules, today, community: dated(world, today, community)

    @kernel
    def full(world: World, rules: Parameters, today: Day, community: int) -> None:
        step(world, rules, today, community)

    return full


class Timed(Model):
    """A town of which every step is timed; it lives the same days as any."""

    steps_of_day: dict[str, Step]
    taken: dict[str, float]

    def _advance(self, end: int) -> None:
        world, rules = self.world, rulebook(self.parameters)
        while self.day < end:
            today = self.today
            for name, step in self.steps_of_day.items():
                self._time(name, step, world, rules, today, TOWN)
            self._time("run_weeks", day.run_weeks, world, rules, today, 0, world.places.size)
            self._time("end_weeks", day.end_weeks, world, today, TOWN)
            self.day += 1

    def _end_week(self) -> None:
        self._time("end of week and ledger", super()._end_week)

    def _end_cycle(self) -> None:
        self._time("cycle", super()._end_cycle)

    def _time(self, name: str, work: Callable[..., None], *given: Any) -> None:
        begun = time.thread_time()
        work(*given)
        self.taken[name] += time.thread_time() - begun


def measure(residents: int, steps_of_day: dict[str, Step]) -> dict[str, float]:
    """Return the nanoseconds that each step takes of a resident's week, in a town of so many residents."""
    model = Timed(town(residents), STRATEGY)
    model.steps_of_day, model.taken = steps_of_day, defaultdict(float)
    model._run_to(WARM_UP_DAYS)
    model.taken.clear()
    days = CYCLES[residents] * DAYS_IN_CYCLE
    model._run_to(WARM_UP_DAYS + days)
    return {name: 1e9 * taken * DAYS_IN_WEEK / (days * residents) for name, taken in model.taken.items()}


def table(found: dict[int, dict[str, float]]) -> str:
    """Return the table of what was measured, by the number of residents; small steps of the day are added up."""
    largest = found[max(found)]
    small = {name for name in steps() if largest[name] < SHOWN}
    rows: dict[str, list[float]] = {
        name: [each[name] for each in found.values()] for name in largest if name not in small
    }
    rows[REST] = [sum(each[name] for name in small) for each in found.values()]
    rows["all"] = [sum(each.values()) for each in found.values()]
    head = ["ns of a resident's week", *(f"{size:,} residents" for size in found)]
    lines = [head, ["---", *["---:"] * len(found)]]
    lines += [[_shown(name), *map(_rounded, values)] for name, values in rows.items()]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _shown(name: str) -> str:
    return f"`{name}`" if "_" in name or hasattr(day, name) else name


def _rounded(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def main() -> None:
    """Measure towns of several sizes and write the page's table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.parts", description="Show where the time of a town goes."
    )
    parser.add_argument("sizes", nargs="*", type=int, help=f"residents, of {SIZES}; all where left out")
    given = parser.parse_args()
    if unknown := set(given.sizes) - set(SIZES):
        parser.error(f"sizes: {unknown} are not among {SIZES}")
    steps_of_day = steps()
    found = {size: measure(size, steps_of_day) for size in given.sizes or SIZES}
    print(table(found))
    if not given.sizes:
        told = "Processor time of one thread, by `python -m benchmarks.parts`, which calls each step of the day from Python:"
        write_between(PAGE, "parts", f"{paragraph(told)}\n\n{table(found)}")


if __name__ == "__main__":
    main()
