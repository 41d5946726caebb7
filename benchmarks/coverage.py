"""How often the intervals of ``mobsim analyse`` hold the truth: ``python -m benchmarks.coverage [--quick] [--only WORD]``.

Studies are made up, with effects that are known, and go through the analyses that a sweep's results do. Each study counts once:
where the intervals of a table hold together, all of them must hold.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import beta

from benchmarks import made_up
from benchmarks.marked import write_between
from mobsim.analysis.factorial import interactions, level_means, main_effects, shapley_shares
from mobsim.analysis.pairing import pairing_gain
from mobsim.analysis.regression import partial_correlations, regression
from mobsim.analysis.results import SweepResults
from mobsim.analysis.strategies import strategy_differences
from mobsim.analysis.variance import variance_components
from mobsim.store.atomic import write_text

ROOT = Path(__file__).resolve().parents[1]
OUT, PAGE = ROOT / "docs" / "measured" / "coverage.json", ROOT / "docs" / "sweeps.md"
LOWEST, HIGHEST = 0.93, 0.97
"""Between which an interval of 95 % is to hold its truth."""
MANY, SOME = 1_000, 2_000
"""Studies of a cell: where each is long to make up, where it is short or hard to tell from its bounds."""
NEAR_NOUGHT = 0.05
"""Share of the variance below which an interval can hardly miss on its lower side, since no share is below nought."""
QUICK = 40
"""How many times fewer a quick look makes."""

Random = np.random.Generator


@dataclass(frozen=True)
class Cell:
    """Intervals of one table in one kind of study: how it is made up, and how a study says whether they held."""

    design: str
    table: str
    study: str
    make: Callable[[Random], SweepResults]
    holds: Callable[[SweepResults], bool]
    studies: int = MANY
    together: bool = False
    at_least: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from the others."""
        return self.design, self.table, self.study


@dataclass(frozen=True)
class Covered:
    """What a cell found: in which share of studies the intervals held, and the interval of that share (Clopper and Pearson)."""

    design: str
    table: str
    study: str
    together: bool
    at_least: bool
    studies: int
    share: float
    low: float
    high: float

    @property
    def passes(self) -> bool:
        """Whether the share is where it is to be: 93 to 97 %, or from 93 % on where intervals promise at least 95."""
        return LOWEST <= self.share <= (1.0 if self.at_least else HIGHEST)


def measure(cell: Cell, studies: int) -> Covered:
    """Make up studies, each from a seed of its own, and count in how many the intervals hold."""
    entropy = [int.from_bytes(word.encode()[:8], "little") for word in (cell.design, cell.table, cell.study)]
    held = shown = 0
    for sequence in np.random.SeedSequence(entropy).spawn(studies):
        found = cell.holds(cell.make(np.random.default_rng(sequence)))
        held, shown = held + bool(found), shown + 1
    low = float(beta.ppf(0.025, held, shown - held + 1)) if held else 0.0
    high = float(beta.ppf(0.975, held + 1, shown - held)) if held < shown else 1.0
    return Covered(
        cell.design, cell.table, cell.study, cell.together, cell.at_least, shown, held / shown, low, high
    )  # fmt: skip


def measure_number(number: int, *, quick: bool) -> Covered:
    """Measure the cell of a number in the list: what makes it up stays in the process that does so."""
    cell = list(cells())[number]
    return measure(cell, max(20, cell.studies // QUICK) if quick else cell.studies)


def inside(table: pd.DataFrame, truths: Sequence[float], column: str = "") -> bool:
    """Say whether every row's interval holds its truth."""
    low, high = (f"{column}_{end}" if column else end for end in ("low", "high"))
    return bool(((table[low] <= truths) & (table[high] >= truths)).all())


def holds_effects(results: SweepResults) -> bool:
    """Whether the effects of both levers hold at once."""
    mean = made_up.TOGETHER / 2
    return inside(main_effects(results, "harm"), [made_up.FIRST + mean, made_up.SECOND + mean])


def holds_interaction(results: SweepResults) -> bool:
    """Whether the interaction holds."""
    return inside(interactions(results, "harm"), [made_up.TOGETHER / 2])


def holds_level(results: SweepResults) -> bool:
    """Whether the difference of the first level to the mean of all holds, by itself."""
    row = level_means(results, "harm").head(1)
    return inside(row, [-(made_up.FIRST + made_up.TOGETHER / 2) / 2], "difference")


def holds_share(results: SweepResults) -> bool:
    """Whether its share of the whole holds, or is not told."""
    row = shapley_shares(results, "harm").head(1)
    whole = made_up.FIRST + made_up.SECOND + made_up.TOGETHER
    truth = (made_up.FIRST + made_up.TOGETHER / 2) / whole
    return bool(row["share"].isna().all()) or inside(row, [truth], "share")


def factorial_shares() -> dict[str, float]:
    """Return the shares of variance that the made-up factorial has, by source."""
    one, other = made_up.FIRST + made_up.TOGETHER / 2, made_up.SECOND + made_up.TOGETHER / 2
    answered = made_up.ANSWER**2 / 4
    own = made_up.OWN**2 + answered * 4 / 3
    luck = made_up.SHARED**2 + answered + made_up.OWN**2 / 4 - own / 4
    parts = {
        "strategy.leadership": (one / 2) ** 2, "strategy.collaboration": (other / 2) ** 2,
        "interactions": (made_up.TOGETHER / 4) ** 2, "seeds": luck, "seeds by point": own,
    }  # fmt: skip
    return {name: part / sum(parts.values()) for name, part in parts.items()}


def holds_source(source: str, truth: float) -> Callable[[SweepResults], bool]:
    """Make the question whether the share of a source of variance holds, by itself."""

    def holds(results: SweepResults) -> bool:
        table = variance_components(results, "harm").set_index("source")
        return inside(table.loc[[source]], [truth])

    return holds


def holds_strategies(results: SweepResults) -> bool:
    """Whether all differences under the same conditions hold at once."""
    table = strategy_differences(results, "harm")
    first = table[table[made_up.CONDITION.name] == 0.0]
    return inside(first, [made_up.GAINS[name] for name in first["strategy"]])


def holds_every_pair(results: SweepResults) -> bool:
    """Whether the differences of all pairs hold at once, over the conditions."""
    tables = (
        strategy_differences(results, "harm", by=[], reference=name).assign(against=name) for name in made_up.GAINS
    )
    gains = made_up.GAINS
    return all(
        inside(
            table, [gains[name] - gains[other] for name, other in zip(table["strategy"], table["against"], strict=True)]
        )
        for table in tables
    )


def holds_gain(results: SweepResults) -> bool:
    """Whether what pairing gains holds, for the first of the others."""
    apart = 2 * ((10 * made_up.SHARED) ** 2 + made_up.OWN**2) + made_up.ANSWER**2
    truth = apart / (made_up.ANSWER**2 + 2 * made_up.OWN**2)
    return inside(pairing_gain(results, ["harm"]).head(1), [truth])


def holds_difference(results: SweepResults) -> bool:
    """Whether the one strategy's difference holds."""
    table = strategy_differences(results, "harm").set_index("strategy")
    return inside(table.loc[["full_model"]], [made_up.GAINS["full_model"]])


def slopes_of(seeds: float) -> list[float]:
    """Return the standardized coefficients of a hypercube without strategies, of so many seeds a sample."""
    noise = (made_up.SHARED**2 + made_up.OWN**2) / seeds
    whole = np.sqrt(sum(slope**2 for slope in made_up.SLOPES) / 12 + noise)
    return [slope / np.sqrt(12) / whole for slope in made_up.SLOPES]


@cache
def correlations_of(seeds: int) -> list[float]:
    """Return the partial correlations of ranks that a very large hypercube without strategies has."""
    random = np.random.default_rng(20_261_130)
    factors = random.random((1_000_000, 2))
    noise = np.sqrt((made_up.SHARED**2 + made_up.OWN**2) / seeds)
    values = factors @ np.array(made_up.SLOPES) + noise * random.normal(size=len(factors))
    return list(partial_correlations(factors, values))


def holds_slope(results: SweepResults, seeds: int, place: int = 0) -> bool:
    """Whether a standardized coefficient holds, by itself."""
    return inside(regression(results, "harm").iloc[[place]], [slopes_of(seeds)[place]], "src")


def holds_correlation(results: SweepResults, seeds: int, place: int = 0) -> bool:
    """Whether a partial correlation of ranks holds, by itself."""
    return inside(regression(results, "harm").iloc[[place]], [correlations_of(seeds)[place]], "prcc")


def settings_share() -> float:
    """Return which share of a run's variance the settings of a hypercube without strategies make."""
    settings = sum(slope**2 for slope in made_up.SLOPES) / 12
    return settings / (settings + made_up.SHARED**2 + made_up.OWN**2)


def cells() -> Iterator[Cell]:
    """List every cell."""
    yield from factorials()
    yield from hypercubes()
    yield from pairs()


def factorials() -> Iterator[Cell]:
    """List the cells of factorials."""
    for seeds, words, luck in (
        (5, "5 seeds", made_up.even),
        (12, "12 seeds", made_up.even),
        (12, "12 seeds, skewed luck", made_up.skewed),
    ):
        make = _of(made_up.factorial, seeds, luck)
        yield Cell("factorial", "effects", words, make, holds_effects, together=True)
        yield Cell("factorial", "interactions", words, make, holds_interaction, together=True)
        yield Cell("factorial", "levels", words, make, holds_level)
        yield Cell("factorial", "shapley: share", words, make, holds_share)
    for seeds in (6, 20):
        make = _of(made_up.factorial, seeds, made_up.even)
        for source, truth in factorial_shares().items():
            holds, name = holds_source(source, truth), f"variance: {source.rpartition('.')[2]}"
            yield Cell("factorial", name, f"{seeds} seeds", make, holds, SOME, at_least=truth < NEAR_NOUGHT)


def hypercubes() -> Iterator[Cell]:
    """List the cells of Latin hypercubes."""
    kinds: list[tuple[int, Any, str, Any]] = [
        (10, 1, "10 samples, 1 seed each", made_up.even),
        (64, 1, "64 samples, 1 seed each", made_up.even),
        (64, 6, "64 samples, 6 seeds each", made_up.even),
        (64, (1, 6), "64 samples, 1 to 6 seeds each", made_up.even),
        (64, 1, "64 samples, 1 seed each, skewed luck", made_up.skewed),
    ]  # fmt: skip
    for samples, seeds, words, luck in kinds:
        yield Cell(
            "latin hypercube", "strategies", words, _drawn(samples, seeds, luck, compared=True), holds_difference
        )
    for samples in (24, 64):
        words, make = f"{samples} samples, 2 seeds each", _drawn(samples, 2, made_up.even, compared=False)
        for place, name in enumerate(("strong factor", "weak factor")):
            slope = lambda results, place=place: holds_slope(results, 2, place)  # noqa: E731
            correlation = lambda results, place=place: holds_correlation(results, 2, place)  # noqa: E731
            yield Cell("latin hypercube", f"regression: src, {name}", words, make, slope, SOME)
            yield Cell("latin hypercube", f"regression: prcc, {name}", words, make, correlation, SOME)
    for seeds in (2, (1, 4)):
        words = "64 samples, " + ("2 seeds each" if seeds == 2 else "1 to 4 seeds each")
        make = _drawn(64, seeds, made_up.even, compared=False)
        yield Cell(
            "latin hypercube", "variance: settings", words, make, holds_source("settings", settings_share()), SOME
        )


def pairs() -> Iterator[Cell]:
    """List the cells of paired strategies."""
    kinds = [
        (5, made_up.even, 0.0, "5 seeds"), (12, made_up.even, 0.0, "12 seeds"),
        (12, made_up.skewed, 0.0, "12 seeds, skewed luck"), (30, made_up.even, 0.05, "30 seeds, 5 % of runs missing"),
    ]  # fmt: skip
    for seeds, luck, missing, words in kinds:
        make = _of(made_up.paired, seeds, luck, missing)
        yield Cell("paired", "strategies, to the reference", words, make, holds_strategies, MANY, True, True)
        yield Cell("paired", "strategies, every pair", words, make, holds_every_pair, MANY, True)
        yield Cell("paired", "pairing", words, make, holds_gain, SOME)


def _of(make: Callable[..., SweepResults], seeds: int, *further: Any) -> Callable[[Random], SweepResults]:
    return lambda random: make(seeds, random, *further)


def _drawn(samples: int, seeds: Any, luck: made_up.Luck, *, compared: bool) -> Callable[[Random], SweepResults]:
    return lambda random: made_up.hypercube(samples, seeds, random, luck, compared=compared)


def as_table(found: Sequence[Covered]) -> str:
    """Write the table of the page."""
    lines = [
        "| design | intervals of | study | hold together | held | of studies |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for each in found:
        share = f"{each.share:.1%} ({each.low:.1%} to {each.high:.1%})".replace("%", " %")
        mark = "" if each.passes else " **outside**"
        together = ("yes" if each.together else "each by itself") + (", at least" if each.at_least else "")
        lines.append(f"| {each.design} | {each.table} | {each.study} | {together} | {share}{mark} | {each.studies:,} |")
    return "\n".join(lines)


def kept(file: Path) -> dict[tuple[str, str, str], Covered]:
    """Return what a file holds already, by design, table and study."""
    rows = json.loads(file.read_text(encoding="utf-8"))["rows"] if file.exists() else []
    return {(row["design"], row["table"], row["study"]): Covered(**row) for row in rows}


def keep(found: Sequence[Covered]) -> None:
    """Write the figures, and the table of the page from them."""
    write_text(OUT, json.dumps({"level": 0.95, "rows": [asdict(each) for each in found]}, indent=1) + "\n")
    write_between(PAGE, "coverage", as_table(found))


def main() -> None:
    """Measure, print each cell as it comes, and write the figures and the table of the page; what stands there is kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few studies of each kind, and nothing written")
    parser.add_argument("--only", default="", metavar="WORD", help="cells whose design or table has it")
    parser.add_argument("--again", action="store_true", help="measure also what has been measured before")
    parser.add_argument("--workers", type=int, help="processes; default: one a core")
    given = parser.parse_args()
    there = {} if given.quick else kept(OUT)
    asked = {number: cell for number, cell in enumerate(cells()) if given.only in f"{cell.design} {cell.table}"}
    wanted = [number for number, cell in asked.items() if given.again or cell.key not in there]
    began = time.perf_counter()
    with ProcessPoolExecutor(given.workers) as pool:
        for each in pool.map(partial(measure_number, quick=given.quick), wanted):
            there[each.design, each.table, each.study] = each
            sign = "" if each.passes else "   outside"
            print(f"{each.share:6.1%}  {each.design}: {each.table}; {each.study}{sign}", flush=True)
            if not given.quick:
                keep([there[cell.key] for cell in cells() if cell.key in there])
    print(f"{len(wanted)} kinds of intervals in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
