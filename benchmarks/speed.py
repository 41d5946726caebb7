"""Resident-days per second: the whole model running, outcomes taken weekly."""

from collections.abc import Iterator

from benchmarks.measured import Measured, copy_rate, seconds
from benchmarks.towns import STRATEGY, town
from mobsim.engine.model import Model
from mobsim.scenario.reading import load_scenario

WARM_UP_DAYS = 56
DAYS = {1_000: 728, 10_000: 364, 100_000: 84, 1_000_000: 28}
TARGETS = {(10_000, 1): 90.0, (100_000, 2): 150.0, (1_000_000, 2): 150.0}
"""Million resident-days a second, by residents and threads."""
MILLION = 1e6


def speeds(runs: int, sizes: tuple[int, ...]) -> Iterator[Measured]:
    """Measure towns of several sizes, on one thread, and large ones on two."""
    for size in sizes:
        for threads in (1, 2) if size >= 100_000 else (1,):
            yield _speed(size, threads, runs)


def _speed(size: int, threads: int, runs: int) -> Measured:
    model = Model(town(size), STRATEGY)
    model.threads = threads
    model.run_days(WARM_UP_DAYS)
    days = DAYS[size]
    taken = seconds(lambda: model.run_days(days), runs)
    rates = tuple(size * days / each / MILLION for each in taken)
    copied = copy_rate() * sorted(taken)[runs // 2] / (size * days)
    return Measured(
        f"resident-days per second, {size:,} residents, {threads} thread{'s' if threads > 1 else ''}",
        "million/s",
        rates,
        TARGETS.get((size, threads)),
        at_most=False,
        beside=f"a resident-day costs what copying {copied:.0f} bytes costs",
        more={"bytes_copied_meanwhile": copied},
    )


def two_years_of_a_village(runs: int) -> Measured:
    """Time 1,000 residents living two years."""

    def run() -> None:
        Model(town(1_000, 728), STRATEGY).run_days(728)

    run()
    taken = tuple(1000.0 * each for each in seconds(run, runs))
    return Measured("1,000 residents, 2 years, birth and all", "ms", taken, 20.0)


def year_of_south_simcoe(runs: int, days: int) -> Measured:
    """Time a year of the training town after its warm-up; a shorter stretch is extrapolated."""
    model = Model(load_scenario("south_simcoe"), STRATEGY)
    model.threads = 2
    model.run_days(WARM_UP_DAYS)
    taken = tuple(each * 364 / days for each in seconds(lambda: model.run_days(days), runs))
    residents = model.world.residents.size
    return Measured(f"south_simcoe ({residents:,} residents), one year, 2 threads", "s", taken, 0.2)
