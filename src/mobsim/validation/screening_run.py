"""Run the screening of the numbers that a fit may free: ``python -m mobsim.validation.screening_run FOLDER``.

The runs are kept in the folder and gone on with; what was chosen and what was left out is written to one small file.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mobsim.calibration.table import Pace, ReferenceTable, declare_points
from mobsim.errors import MobsimError
from mobsim.experiment.holding import Means, opened
from mobsim.store.atomic import write_json
from mobsim.validation.batches import TimeOverError, ended_early, options, report
from mobsim.validation.defaults import settings
from mobsim.validation.screening import (
    Effect,
    aims,
    candidate_groups,
    candidate_space,
    choose,
    design,
    effects_of_stage,
    members_to_split,
    range_of,
    screening_study,
)

MOST_ALONE = 43
"""Numbers that the second stage tells apart, with 44 runs."""
BATCH = 8


def main(words: Sequence[str] | None = None) -> int:
    """Screen, print what was chosen, and write it; return the exit code."""
    given = _parser().parse_args(words)
    try:
        found = screen(given.folder, given.workers, given.minutes)
    except MobsimError as error:
        return ended_early(error)
    write_json(given.out, found)
    for row in found["chosen"]:
        print(f"{row['name']}: {row['score']:.2f} {row['moves']}")
    print(f"{len(found['chosen'])} chosen of {found['candidates']}; {given.out} lists also what is left out")
    return 0


def screen(folder: Path, workers: int | None = None, minutes: float | None = None) -> dict[str, Any]:
    """Run both stages, and return what was chosen and what was left out, as plain data.

    Raises
    ------
    TimeOverError
        If time was over before all runs were done; what is there is kept.
    """
    groups, study, seed = candidate_groups(), screening_study(), settings()["screening"]["seed"]
    space = candidate_space(groups)
    declared = declare_points(study, space, "screening")
    with opened(declared, folder, Means(workers, report)) as held:
        table = ReferenceTable(held, space, seed, pace=Pace.of(BATCH, minutes))
        by_group = _stage(table, "groups", list(groups), list(groups.values()), seed)
        alone = members_to_split(groups, by_group, MOST_ALONE)
        by_number = _stage(table, "numbers", alone, [(name,) for name in alone], seed + 1)
        held.complete([seed])
    return account(groups, by_group, by_number, study.model_hash)


def _stage(
    table: ReferenceTable, name: str, names: Sequence[str], columns: Sequence[Sequence[str]], seed: int
) -> list[Effect]:
    """Run a stage, and say what each of its columns does."""
    points, signs = design(table.space, columns, np.random.default_rng(seed))
    rows = table.run(name, lambda: points)
    if table.stopped:
        raise TimeOverError(f"the time was over after {len(rows)} runs of stage {name}; the same command goes on")
    table.refuse_if_most_failed(name)
    return effects_of_stage(names, signs[table.places(name, rows)], rows, aims())


def account(
    groups: Mapping[str, Sequence[str]], by_group: Sequence[Effect], by_number: Sequence[Effect], rules: str
) -> dict[str, Any]:
    """Say what was chosen, what was left out and why, as plain data."""
    group_of = {name: group for group, members in groups.items() for name in members}
    chosen, score = choose(by_number), {effect.name: effect for effect in by_number}
    taken = {effect.name for effect in chosen}
    left = [
        {"name": name, "group": group, "score": score[name].score if name in score else None, "why": _why(name, score)}
        for name, group in group_of.items()
        if name not in taken
    ]
    return {
        "rules": rules,
        "candidates": len(group_of),
        "chosen": [{**effect._asdict(), "group": group_of[effect.name]} for effect in chosen],
        "free": {effect.name: list(range_of(effect.name)) for effect in chosen},
        "left_out": left,
        "groups": [{**effect._asdict(), "numbers": list(groups[effect.name])} for effect in by_group],
    }


def _why(name: str, score: Mapping[str, Effect]) -> str:
    if name not in score:
        return "its mechanism does less to the verdicts than those that were split"
    return "does less to the verdicts than those chosen" if score[name].score > 0 else "does nothing beyond chance"


def _parser() -> argparse.ArgumentParser:
    about = "Choose the numbers that a fit of the defaults frees."
    parser = options("validation.screening_run", about, "results/screening")
    parser.add_argument("--out", type=Path, default=Path("docs/measured/screening.json"), help="file to write")
    return parser


if __name__ == "__main__":
    sys.exit(main())
