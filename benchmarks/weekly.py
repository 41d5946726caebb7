"""The week of all residents against streaming the bytes that it must touch."""

from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.measured import Measured, seconds
from benchmarks.towns import STRATEGY, town
from mobsim.engine.day import begin_weeks, end_weeks, run_weeks
from mobsim.engine.model import Model
from mobsim.tools.calendar import DAYS_IN_WEEK
from mobsim.world.rulebook import rulebook

WARM_UP_DAYS = 56
TOWN = 0
"""The number of the only community."""


def weekly_pass(model: Model) -> Callable[[], None]:
    """Return what lets all residents of a town live their week, and nothing else happen."""
    world, rules, places = model.world, rulebook(model.parameters), model.world.places.size
    week = [model.today._replace(day=model.day + weekday) for weekday in range(DAYS_IN_WEEK)]

    def run() -> None:
        for today in week:
            begin_weeks(world, today, TOWN)
            run_weeks(world, rules, today, 0, places)
            end_weeks(world, today, TOWN)

    return run


def weekly_passes(runs: int, sizes: tuple[int, ...]) -> Iterator[Measured]:
    """Measure the pass, and a copy of the same arrays by turns with it, so that both meet the same machine."""
    for size in sizes:
        model = Model(town(size), STRATEGY)
        model.run_days(WARM_UP_DAYS)
        world, run = model.world, weekly_pass(model)
        arrays = [world.residents.view(np.uint8), world.ties.start, world.ties.to, world.voices]
        copies = [np.empty_like(array) for array in arrays]

        def stream(arrays=arrays, copies=copies) -> None:
            for copy, array in zip(copies, arrays, strict=True):
                np.copyto(copy, array)

        stream()
        run()
        passed, streamed = [], []
        for _ in range(runs):
            streamed += seconds(stream, 1)
            passed += seconds(run, 1)
        ratios = tuple(a / b for a, b in zip(passed, streamed, strict=True))
        cost = 1e9 * sorted(passed)[runs // 2] / size
        touched = sum(array.nbytes for array in arrays) / size
        yield Measured(
            f"weekly pass over copying the {touched:.0f} bytes a resident it touches, {size:,} residents",
            "times",
            ratios,
            beside=f"{cost:.0f} ns a resident",
            more={"nanoseconds_a_resident": cost, "bytes_a_resident": touched},
        )
