"""Hold members of the ensemble against the evidence, on fresh seeds: ``python -m mobsim.validation.members_run FOLDER``.

A member is run as a point of the fit is. So are the defaults, as often, since one run meets fewer parts than the mean of many
does. Runs are kept in the folder and gone on with; what was found is written to one small file.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mobsim.calibration import Space
from mobsim.calibration.space import Free
from mobsim.calibration.table import Pace, ReferenceTable, declare_points
from mobsim.errors import MobsimError
from mobsim.experiment.holding import Means, opened
from mobsim.scenario.ensemble import EVIDENCE, Ensemble, choose_ensemble
from mobsim.store.atomic import write_json
from mobsim.validation.batches import TimeOverError, ended_early, options, report
from mobsim.validation.defaults import study
from mobsim.validation.members import DEFAULTS, MEMBER, MemberStudy, describe

MEMBERS, BATCH, SEED = 30, 6, 20_261_130


def main(words: Sequence[str] | None = None) -> int:
    """Check members, print what was found and write it; return the exit code."""
    given = _parser().parse_args(words)
    try:
        ensemble = choose_ensemble(given.ensemble)
        assert ensemble is not None
        found = check_members(ensemble, given.folder, given.members, given.workers, given.minutes)
    except MobsimError as error:
        return ended_early(error)
    write_json(given.out, found)
    print(f"\n{pd.DataFrame(found['parts']).to_string()}\n{found['met']} of {len(found['parts'])} parts; {given.out}")
    return 0


def check_members(
    ensemble: Ensemble, folder: Path, members: int = MEMBERS, workers: int | None = None, minutes: float | None = None
) -> dict[str, Any]:
    """Run members drawn by lot, and the defaults as often, and say which parts they meet.

    Raises
    ------
    MobsimError
        If most runs failed, or time was over before all were done; what is there is kept.
    """
    space = Space((Free(MEMBER, float(DEFAULTS), float(len(ensemble) - 1), whole=True),))
    asked = MemberStudy(replace(study(), free=()), ensemble)
    with opened(declare_points(asked, space, "members"), folder, Means(workers, report)) as held:
        table = ReferenceTable(held, space, SEED, pace=Pace.of(BATCH, minutes))
        chosen = np.random.default_rng(SEED).choice(len(ensemble), members, replace=False)
        # In turn, so that a stop leaves as many of each.
        both = np.column_stack([chosen, np.full(members, DEFAULTS)]).ravel()
        name = f"{members} members"
        rows = table.run(name, lambda: space.unit(both[:, None].astype(float)))
        table.refuse_if_most_failed(name)
        if table.stopped:
            raise TimeOverError(f"the time was over after {len(rows)} of {len(both)} runs; the same command goes on")
        held.complete([SEED])
    return describe(rows, ensemble, asked.model_hash)


def _parser() -> argparse.ArgumentParser:
    about = "Hold members of an ensemble against the evidence."
    parser = options("validation.members_run", about, "results/members")
    parser.add_argument("--ensemble", default=EVIDENCE, help="name or file of an ensemble")
    parser.add_argument("--members", type=int, default=MEMBERS, help="members to run, and runs of the defaults")
    parser.add_argument("--out", type=Path, default=Path("docs/measured/members.json"), help="file to write")
    return parser


if __name__ == "__main__":
    sys.exit(main())
