"""Does the untreated town stand still for ten years? ``python -m benchmarks.untreated``.

Towns are run under their reference strategy for ten years after their burn-in. Each outcome's drift from the first three
years to the last, and its strongest period beside the season, are written into ``docs/soundness.md``, and its course is drawn
into ``docs/images/untreated.svg``. Finished runs are kept line by line and resumed from.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

import mobsim
from benchmarks.battery import end, options, workers_of
from benchmarks.kept import read_lines, run_missing
from benchmarks.marked import paragraph, write_between
from benchmarks.untreated_figure import draw
from benchmarks.untreated_towns import COMMAND, Runs, UntreatedStudy, ask, runs_of
from mobsim.measures import Outcome
from mobsim.report.numbers import decimals_for, plain
from mobsim.scenario.reading import load_scenario
from mobsim.store.provenance import hash_sources
from mobsim.validation.stationarity import (
    MOST_DRIFT,
    YEARS_AT_EACH_END,
    Drift,
    Peak,
    by_year,
    drift,
    strongest_period,
    watched_outcomes,
)
from mobsim.validation.wording import markdown_table

TOWNS = ("columbus", "south_simcoe")
YEARS, SEEDS = 10, 120
HOLDS, DRIFTS, UNDECIDED = "holds", "drifts", "not decided yet"
ABOUT = """Made by `{command}` (mobsim {version}, model {model}): towns under their reference strategy and without events,
{years} years after their burn-in. *Drift* is the change of the mean of the last {ends} years from that of the first {ends}, with
its 95 % interval over seeds; it *holds* if the whole interval lies within the bound, and *drifts* if its mean lies beyond. The
*strongest period* is that from 2 to 26 cycles of 28 days in the mean over seeds, drift and season taken out; its power is given
as a multiple of the 99th percentile of the greatest power of the same years in shuffled order, each begun anywhere, so that
above 1 it *stands out*. By chance one row in a hundred does."""
MEANING = """What this shows: whether the town against which effects are measured is the same town early and late. What it does
not show: that a real town stands still, or that one under another strategy does. The test of periods is blunt where the course
of an outcome is bent, for what a straight line leaves of it lifts what chance gives."""


def to_markdown(study: UntreatedStudy, kept: Mapping[str, Runs]) -> str:
    """Write the verdicts of each town, and what each outcome was year by year."""
    about = ABOUT.format(
        command=COMMAND, version=mobsim.__version__, model=hash_sources(model_only=True)[:8], years=study.years,
        ends=YEARS_AT_EACH_END,
    )  # fmt: skip
    parts = [paragraph(about)]
    for name, runs in kept.items():
        town = study.towns[name]
        seeds = len(next(iter(runs.values())))
        outcomes = watched_outcomes(town)
        parts += [
            f"**{town.title}** ({town.population:,} residents, {seeds} seed{'s' * (seeds > 1)})",
            markdown_table(
                ("outcome", "drift", "95 % interval", "bound", "verdict", "strongest period", "power", ""),
                [verdict_row(outcomes[each], runs[each]) for each in MOST_DRIFT],
            ),
            years_table(outcomes, runs),
        ]
    return "\n\n".join([*parts, paragraph(MEANING)])


def verdict_row(outcome: Outcome, runs: np.ndarray) -> tuple[str, ...]:
    """Write the drift and the strongest period of one outcome."""
    found, bound = drift(runs), MOST_DRIFT[outcome.name]
    peak = strongest_period(runs.mean(0), np.random.default_rng(1))
    low, high = (f"{plain(100 * end, 1, sign=True)} %" for end in (found.low, found.high))
    return (
        outcome.label,
        f"{plain(100 * found.mean, 1, sign=True)} %",
        f"{low} to {high}",
        f"{plain(100 * bound)} %",
        judge_drift(found, bound),
        f"{plain(peak.period, 1)} cycles",
        plain(peak.ratio, 2),
        judge_peak(peak),
    )


def judge_drift(found: Drift, bound: float) -> str:
    """Say whether a drift stays within its bound; with too few seeds to say so, it is not decided."""
    if abs(found.mean) > bound:
        return DRIFTS
    return HOLDS if max(-found.low, found.high) <= bound else UNDECIDED


def judge_peak(peak: Peak) -> str:
    """Say whether a period stands out."""
    return "stands out" if peak.ratio > 1.0 else "does not stand out"


def years_table(outcomes: Mapping[str, Outcome], runs: Runs) -> str:
    """Write the mean over seeds of every year, folded away."""
    means = {name: by_year(values).mean(0) for name, values in runs.items()}
    years = len(next(iter(means.values())))
    rows = []
    for name, values in means.items():
        decimals = decimals_for(float(np.abs(values).max()) / 20)
        rows.append((f"{outcomes[name].label} ({outcomes[name].unit})", *(plain(each, decimals) for each in values)))
    table = markdown_table(("mean over seeds", *(f"year {year}" for year in range(1, years + 1))), rows)
    return '??? note "Year by year"\n\n' + "\n".join(f"    {line}" for line in table.splitlines())


def main() -> int:
    """Run what is missing, write the table and draw the picture."""
    parser = options("untreated", __doc__.splitlines()[0])
    parser.add_argument("--towns", nargs="+", default=TOWNS, metavar="TOWN", help="names or paths of scenarios")
    parser.add_argument("--images", type=Path, help="folder of untreated.svg (default: images, beside the page)")
    given = parser.parse_args()
    study = UntreatedStudy({name: load_scenario(name) for name in given.towns}, YEARS)
    failed = run_missing(study, ask(study, given.seeds or SEEDS), given.lines, workers_of(given))
    kept = runs_of(study, read_lines(given.lines))
    text = to_markdown(study, kept)
    write_between(given.page, "untreated", text)
    draw(study.towns, kept, given.images or given.page.parent / "images")
    print(f"\n{text}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    end(main)
