"""What is each step of the learning loop worth? ``python -m benchmarks.loop``.

Leaders begin ignorant: after burn-in they forget what happens and what works. Then they are under the full model for
eight years, with the whole loop and with each step switched off, on the same seeds. What harm, insecurity and trust were is
compared pair by pair and written into ``docs/loop.md``. Finished seeds are kept line by line and resumed from.
"""

from dataclasses import replace

import numpy as np

import mobsim
from benchmarks.battery import ROOT, end, options, workers_of
from benchmarks.kept import read_lines, run_missing, wanted
from benchmarks.loop_arms import ARMS, COMMAND, OUTCOMES, STRATEGY, LoopStudy
from benchmarks.marked import paragraph, write_between
from mobsim.experiment.effects import paired_differences
from mobsim.report.numbers import plain
from mobsim.scenario.reading import load_scenario
from mobsim.store.provenance import hash_sources
from mobsim.validation.wording import markdown_table

TOWN, YEARS, SEEDS = "columbus", 8, 60
ABOUT = """Made by `{command}` (mobsim {version}, model {model}): {title}, {years} years under `{strategy}`, {seeds} pairs.
Leaders begin ignorant: after burn-in they forget what they knew of what happens, and what they have tried. Each row switches off
one step, or all, and gives the change against the whole loop of the same seed (in the last rows, where one of the two measures
does nothing, whatever leaders believe), in % of its mean, with its 95 % interval. An
interval that holds nought means that so many pairs cannot tell the step from none."""


def to_markdown(study: LoopStudy, lines: list[dict]) -> str:
    """Write what each step is worth."""
    about = ABOUT.format(
        command=COMMAND, version=mobsim.__version__, model=hash_sources(model_only=True)[:8], title=study.scenario.title,
        years=study.years, strategy=STRATEGY, seeds=len(lines),
    )  # fmt: skip
    rows = []
    for name, arm in ARMS.items():
        if not arm.against:
            continue
        cells = []
        for outcome in OUTCOMES:
            values = np.array([[line["arms"][each][outcome] for each in (arm.against, name)] for line in lines])
            found, usual = paired_differences(values, 0), values[:, 0].mean()
            cells.append(in_words(*(100 * float(part[1]) / usual for part in (found.mean, found.low, found.high))))
        rows.append((arm.label, *cells))
    return "\n\n".join([paragraph(about), markdown_table(("", *OUTCOMES.values()), rows)])


def in_words(mean: float, low: float, high: float) -> str:
    """Write a change in % with its interval; one that holds nought is worth nothing that can be shown."""
    text = f"{plain(mean, 2, sign=True)} % ({plain(low, 2, sign=True)} to {plain(high, 2, sign=True)})"
    return f"{text}, nothing shown" if low <= 0.0 <= high else text


def main() -> int:
    """Run what is missing and write the table."""
    parser = options("loop", __doc__.splitlines()[0])
    parser.set_defaults(page=ROOT / "docs" / "loop.md")
    parser.add_argument("--town", default=TOWN, help="name or path of a scenario")
    given = parser.parse_args()
    town = load_scenario(given.town)
    study = LoopStudy(replace(town, events=()), YEARS)
    failed = run_missing(
        study, wanted(given.town, town.seed, given.seeds or SEEDS, study.inputs), given.lines, workers_of(given)
    )
    lines = [line for (of, _, by), line in read_lines(given.lines).items() if (of, by) == (given.town, study.inputs)]
    text = to_markdown(study, sorted(lines, key=lambda line: line["replicate"]))
    write_between(given.page, "loop", text)
    print(f"\n{text}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    end(main)
