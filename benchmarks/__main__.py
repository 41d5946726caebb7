"""Measure everything: ``python -m benchmarks [--quick] [--only WORD] [--out FOLDER]``.

Where only some is measured, the figures of the rest stay as they were. The whole form renews docs/performance.md, too.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from benchmarks.births import births
from benchmarks.measured import Measured, copy_rate
from benchmarks.page import page
from benchmarks.province import YEARS, province
from benchmarks.speed import speeds, two_years_of_a_village, year_of_south_simcoe
from benchmarks.starts import starts
from benchmarks.sweeps import factorial_sweep, pairing
from benchmarks.tables import kept_rows, line, machine, moment, row_of, write, write_standing
from benchmarks.twin import against_the_twin
from benchmarks.weekly import weekly_passes

HERE = Path(__file__).resolve().parent

Benchmark = Callable[[], Iterator[Measured]]


def whole() -> dict[str, Benchmark]:
    """Return every benchmark, by the word that asks for it alone."""
    return {
        "speed": lambda: speeds(5, (1_000, 10_000, 100_000, 1_000_000)),
        "village": lambda: iter([two_years_of_a_village(9)]),
        "south_simcoe": lambda: iter([year_of_south_simcoe(5, 364)]),
        "weekly": lambda: weekly_passes(9, (10_000, 100_000, 1_000_000)),
        "twin": lambda: iter([against_the_twin(28, 1)]),
        "births": lambda: iter(births(1_000_000, 5)),
        "starts": lambda: starts(5, 2),
        "sweep": lambda: factorial_sweep(10_000),
        "pairing": lambda: pairing(40),
        "page": lambda: page(5, 32),
        "province": lambda: province(YEARS),
    }


def quick() -> dict[str, Benchmark]:
    """Return shorter ones, for a machine that checks every change."""
    return {
        "speed": lambda: speeds(3, (1_000, 10_000, 100_000)),
        "village": lambda: iter([two_years_of_a_village(3)]),
        "south_simcoe": lambda: iter([year_of_south_simcoe(3, 56)]),
        "weekly": lambda: weekly_passes(5, (10_000, 100_000)),
        "twin": lambda: iter([against_the_twin(7, 1)]),
        "births": lambda: iter(births(100_000, 3)),
        "starts": lambda: starts(3, 1),
        "sweep": lambda: factorial_sweep(480),
        "pairing": lambda: pairing(10),
        "page": lambda: page(2, 2),
    }


def main() -> None:
    """Measure, tell each figure as it comes, and write the files."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure how fast mobsim is.")
    parser.add_argument("--quick", action="store_true", help="smaller towns and fewer runs")
    parser.add_argument("--only", nargs="+", choices=list(whole()), help="some of the benchmarks")
    parser.add_argument(
        "--out", type=Path, help="folder of results.md and results.json; benchmarks/, but for --quick none"
    )
    given = parser.parse_args()
    chosen = quick() if given.quick else whole()
    if not chosen.keys() >= set(given.only or ()):
        parser.error("the province has no quick form")
    renew(chosen, given.only or list(chosen), given.out or (None if given.quick else HERE), quick=given.quick)


def renew(chosen: Mapping[str, Benchmark], asked: Sequence[str], folder: Path | None, *, quick: bool) -> None:
    """Measure what is asked for; after each benchmark what is known is written, should a later one be stopped."""
    kept = [] if folder is None else kept_rows(folder, quick=quick)
    rows = {word: [row for row in kept if row["of"] == word and word not in asked] for word in chosen}
    where = machine(copy_rate())
    for word in asked:
        when = moment()
        for measured in chosen[word]():
            print(line(measured), flush=True)
            rows[word].append(row_of(measured, word, when))
        if folder is not None:
            write(folder, list(chain(*rows.values())), where, quick=quick)
    if folder == HERE and not quick:
        write_standing(list(chain(*rows.values())), where)


if __name__ == "__main__":
    main()
