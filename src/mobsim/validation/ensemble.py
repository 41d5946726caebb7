"""Turn the posterior of a fit of the defaults into the ensemble that ships: ``python -m mobsim.validation.ensemble FOLDER``.

Draws of the posterior are thinned evenly along the direction in which they vary most, so that any first of them that a comparison
takes lie all over the ensemble.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mobsim.errors import MobsimError, UsageError
from mobsim.scenario.ensemble import FOLDER, SCHEMA
from mobsim.scenario.ensemble_text import as_text, rounded, thinned
from mobsim.store.folder import read_json
from mobsim.store.manifest import read_manifest

DRAWS = 200
COMMAND = "python -m mobsim.validation.ensemble"
ABOUT = "Parameters that the published evidence leaves plausible together: a posterior of the fit of the defaults."


def main(words: Sequence[str] | None = None) -> int:
    """Write the ensemble of a fit's folder; return the exit code."""
    parser = argparse.ArgumentParser(
        prog=COMMAND, description="Make the ensemble that ships from a fit of the defaults."
    )
    parser.add_argument("folder", nargs="?", type=Path, default=Path("results/defaults"), help="folder of the fit")
    parser.add_argument("--out", type=Path, default=FOLDER / "evidence.json", help="file to write")
    given = parser.parse_args(words)
    try:
        text = as_text(ensemble_of(given.folder))
    except MobsimError as error:
        print(f"mobsim: {error}", file=sys.stderr)
        return 2
    given.out.parent.mkdir(exist_ok=True)
    given.out.write_text(text, encoding="utf-8")
    print(given.out)
    return 0


def ensemble_of(folder: Path) -> dict[str, Any]:
    """Return what the file of an ensemble holds.

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
    draws = np.array([[row[name] for name in names] for row in posterior], float)
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
        },
        "parameters": names,
        "draws": [rounded(names, row) for row in thinned(draws, DRAWS).tolist()],
    }


if __name__ == "__main__":
    sys.exit(main())
