"""Turn a fit of the defaults into the ensemble that ships: ``python -m mobsim.validation.ensemble FOLDER``.

A draw is one of the fit's posterior, thinned evenly along the direction in which they vary most; numbers that no target sees,
drawn over the ranges that they were screened in; and a side on each question where studies disagree.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mobsim.errors import MobsimError, UsageError
from mobsim.scenario.ensemble import FOLDER, SCHEMA
from mobsim.scenario.ensemble_text import as_text, rounded, thinned
from mobsim.scenario.mechanisms import alternatives
from mobsim.store.folder import read_json
from mobsim.store.manifest import read_manifest
from mobsim.validation.unseen import draw_sides, draw_unseen, unseen_numbers

DRAWS = 200
COMMAND = "python -m mobsim.validation.ensemble"
SEED = 20_261_130
ABOUT = (
    "What the published evidence leaves plausible: draws of the posterior of the fit of the defaults, with numbers that no "
    "target sees drawn over the ranges they were screened in, and each side as often as the other where studies disagree."
)


def main(words: Sequence[str] | None = None) -> int:
    """Write the ensemble of a fit's folder; return the exit code."""
    parser = argparse.ArgumentParser(
        prog=COMMAND, description="Make the ensemble that ships from a fit of the defaults."
    )
    parser.add_argument("folder", nargs="?", type=Path, default=Path("results/defaults"), help="folder of the fit")
    parser.add_argument("--out", type=Path, default=FOLDER / "evidence.json", help="file to write")
    parser.add_argument(
        "--screening", type=Path, default=Path("docs/measured/screening.json"), help="what the screening found"
    )
    given = parser.parse_args(words)
    try:
        text = as_text(ensemble_of(given.folder, read_screening(given.screening)))
    except MobsimError as error:
        print(f"mobsim: {error}", file=sys.stderr)
        return 2
    given.out.parent.mkdir(exist_ok=True)
    given.out.write_text(text, encoding="utf-8")
    print(given.out)
    return 0


def read_screening(file: Path) -> dict[str, Any]:
    """Read what a screening found.

    Raises
    ------
    UsageError
        If there is no such file.
    """
    found = read_json(file)
    if not found:
        remedy = "screen first: python -m mobsim.validation.screening_run"
        raise UsageError("holds no screening", field="--screening", value=str(file), remedy=remedy)
    return found


def ensemble_of(folder: Path, screened: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the file of an ensemble holds, from a fit's folder and what the screening before it found.

    Raises
    ------
    UsageError
        If the folder holds no posterior.
    """
    manifest, posterior, fitted = (
        read_manifest(folder),
        read_json(folder / "posterior.json"),
        read_json(folder / "fitted.json"),
    )
    if not posterior or not fitted:
        raise UsageError(
            "holds no posterior", field="FOLDER", value=str(folder), remedy="fit first: python -m mobsim.validation"
        )
    names = list(posterior[0])
    draws = thinned(np.array([[row[name] for name in names] for row in posterior], float), DRAWS)
    unseen = unseen_numbers(screened, names)
    sides, taken = draw_sides(len(draws))
    every = [*names, *unseen, *sides]
    rows = [rounded(every, row) for row in np.hstack([draws, draw_unseen(unseen, len(draws), SEED), taken]).tolist()]
    vary = [place for place in range(len(every)) if len({row[place] for row in rows}) > 1]
    stands_on = fitted["stands_on"]
    return {
        "schema": SCHEMA,
        "title": "What the evidence leaves open",
        "about": ABOUT,
        "made": {
            "command": f"{COMMAND} {folder.as_posix() if not folder.is_absolute() else folder.name}",
            "model": str(manifest["model_hash"])[:8],
            "runs": str(stands_on["runs"]),
            "waves": f"{stands_on['waves']} of {stands_on['of_waves']}",
            "aimed_at": f"{len(fitted['targets'])} parts of the evidence",
            "fitted": f"{len(names)} numbers",
            "unseen": f"{len(unseen)} numbers that no target sees",
            "sides": f"{len(alternatives())} questions where studies disagree",
        },
        "parameters": [every[place] for place in vary],
        "draws": [[row[place] for place in vary] for row in rows],
    }


if __name__ == "__main__":
    sys.exit(main())
