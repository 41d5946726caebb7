"""Is a preset's effect on harm the same however it is measured? ``python -m benchmarks.invariance``.

The effect over three years against the reference strategy, on paired seeds, in cells that vary one thing at a time against a
reference cell: the burn-in, the number of residents, and whether the strategy is begun with or changed to. Finished runs are
kept line by line and resumed from; the table is written into ``docs/soundness.md`` from all that is kept.
"""

from collections.abc import Mapping, Sequence

import mobsim
from benchmarks.battery import end, options, workers_of
from benchmarks.cells import Cell, CellStudy, compared, default_cells, inputs_of, town_of
from benchmarks.kept import Wanted, read_lines, run_missing, wanted
from benchmarks.marked import paragraph, write_between
from benchmarks.verdicts import MOST_APART, MOST_HALF_WIDTH, UNDECIDED, Effect, Verdict, effects, judge
from mobsim.report.numbers import plain
from mobsim.store.provenance import hash_sources
from mobsim.tools.calendar import DAYS_IN_YEAR
from mobsim.validation.wording import markdown_table

COMMAND = "python -m benchmarks.invariance"
ABOUT = """Made by `{command}` (mobsim {version}, model {model}; {scenario}). Effect on harm over {years} years against
`{reference}`, in per cent of its harm, with half of the 95 % interval; strategies are paired by seed within a cell. A preset
*passes* if the half-width of every cell is at most {half} points and every mean lies within {apart} points of that of the
reference cell; with too few seeds to say so it is *{undecided}*. *Spread* is the distance between the highest and the lowest
mean. A burn-in shorter than the default is listed and not judged."""
MEANING = """**{counts}** Where a preset passes, it decides nothing how long the town was run before, how many residents stand for
it, and whether the strategy comes into force on the first measured day or years later; where one fails, its effect is to be
quoted with the cell that gave it. What this does not show: that the effects are those of a real town, that they hold in another
town or for other parameters, or that they stay the same beyond {years} years. Intervals tell of luck, not of doubt about the
model."""


def harms_of(cells: Sequence[Cell], lines: Mapping[tuple, Mapping]) -> dict[str, list[dict]]:
    """Return what is kept of each cell: a line a seed, in the order of seeds."""
    found = {}
    for cell in cells:
        inputs = inputs_of(cell)
        own = [line for (of, _, by), line in lines.items() if (of, by) == (cell.name, inputs)]
        found[cell.name] = sorted(own, key=lambda line: line["replicate"])
    return found


def to_markdown(cells: Sequence[Cell], kept: Mapping[str, Sequence[Mapping]]) -> str:
    """Write the tables: effects and verdicts by preset, and what each cell is."""
    by_cell = {name: effects([line["harm"] for line in lines]) for name, lines in kept.items() if lines}
    town, years = town_of(cells[0]), cells[0].days // DAYS_IN_YEAR
    presets = compared(town)[1:]
    by_preset = {
        preset: {cell: found[preset] for cell, found in by_cell.items() if preset in found} for preset in presets
    }
    judged = {preset: judge(cells, by_preset[preset]) for preset in presets}
    heads = (
        "preset",
        *(cell.label if cell.judged else f"{cell.label}, not judged" for cell in cells),
        "spread",
        "verdict",
    )
    rows = [
        (
            f"`{preset}`",
            *(shown(found.get(cell.name)) for cell in cells),
            spread(cells, found),
            in_words(judged[preset]),
        )
        for preset, found in by_preset.items()
    ]
    about = ABOUT.format(
        command=COMMAND, version=mobsim.__version__, model=hash_sources(model_only=True)[:8], scenario=town.title,
        years=years, reference=town.reference, half=MOST_HALF_WIDTH, apart=MOST_APART,
        undecided=UNDECIDED,
    )  # fmt: skip
    meaning = MEANING.format(counts=counted(list(judged.values())), years=years)
    return "\n\n".join(
        [paragraph(about), markdown_table(heads, rows), paragraph(meaning), cells_table(cells, kept, town.reference)]
    )


def cells_table(cells: Sequence[Cell], kept: Mapping[str, Sequence[Mapping]], reference: str) -> str:
    """Write one line a cell: what it is, its seeds, and harm under the reference strategy."""
    heads = ("cell", "`--only`", "burn-in, days", "residents an area", "seeds run, needed", f"harm under `{reference}`")
    rows = []
    for cell in cells:
        lines = kept.get(cell.name, ())
        harm = plain(_mean([line["harm"][reference] for line in lines])) if lines else "not run yet"
        rows.append(
            (
                cell.label,
                f"`{cell.name}`",
                f"{cell.burn_in_days:,}",
                f"{cell.residents:,}",
                f"{len(lines)} of {cell.seeds}",
                harm,
            )
        )
    return markdown_table(heads, rows)


def shown(effect: Effect | None) -> str:
    """Write an effect with its half-width."""
    if effect is None:
        return ""
    return f"{plain(effect.mean, 1)} ± {plain(effect.half, 1)}"


def spread(cells: Sequence[Cell], found: Mapping[str, Effect]) -> str:
    """Write how far the means of the judged cells lie apart."""
    means = [found[cell.name].mean for cell in cells if cell.judged and cell.name in found]
    return plain(max(means) - min(means), 1) if len(means) > 1 else ""


def in_words(verdict: Verdict) -> str:
    """Write a verdict with the cells that it rests on."""
    parts = []
    if verdict.apart:
        parts.append("apart: " + ", ".join(f"{cell} ({plain(by, 1, sign=True)})" for cell, by in verdict.apart.items()))
    if verdict.wide:
        parts.append("too wide: " + ", ".join(f"{cell} ({plain(by, 1)})" for cell, by in verdict.wide.items()))
    if verdict.few:
        parts.append(f"too few seeds in {len(verdict.few)} cell{'s' * (len(verdict.few) > 1)}")
    return f"{verdict.word}{': ' if parts else ''}{'; '.join(parts)}"


def counted(verdicts: Sequence[Verdict]) -> str:
    """Count the presets by verdict, in a sentence."""
    words = [verdict.word for verdict in verdicts]
    parts = [f"{words.count(word)} {word}" for word in dict.fromkeys(words)]
    return f"Of {len(words)} presets: {', '.join(parts)}."


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def ask(cells: Sequence[Cell], seeds: int | None) -> list[Wanted]:
    """Ask for the seeds of cells, the longest runs first, so that no core stands idle at the end."""
    longest = sorted(cells, key=lambda cell: -cell.residents * (cell.burn_in_days + cell.wait_days + 11 * cell.days))
    return [
        run for cell in longest for run in wanted(cell.name, town_of(cell).seed, seeds or cell.seeds, inputs_of(cell))
    ]


def main() -> int:
    """Run what is missing, and write the table."""
    parser = options("invariance", __doc__.splitlines()[0])
    parser.add_argument("--scenario", default="columbus", help="a scenario with residents_per_area (default: columbus)")
    parser.add_argument("--only", nargs="+", metavar="CELL", help="run some of the cells only")
    given = parser.parse_args()
    cells = default_cells(given.scenario)
    unknown = sorted(set(given.only or ()) - set(cells))
    if unknown:
        parser.error(f"argument --only: there is no cell {unknown[0]!r}; choose from {', '.join(cells)}")
    chosen = [cells[name] for name in given.only or cells]
    failed = run_missing(CellStudy(cells), ask(chosen, given.seeds), given.lines, workers_of(given))
    every = list(cells.values())
    text = to_markdown(every, harms_of(every, read_lines(given.lines)))
    write_between(given.page, "invariance", text)
    print(f"\n{text}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    end(main)
