"""Hold members of the ensemble against the evidence, on fresh seeds: ``python -m mobsim.validation.members FOLDER``.

A member is run as a point of the fit is. So are the defaults, as often, since one run meets fewer parts than the mean of many
does. Runs are kept in the folder and gone on with; what was found is written to one small file.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from mobsim.calibration import Space
from mobsim.calibration.space import Free
from mobsim.calibration.table import Pace, ReferenceTable, declare_points
from mobsim.errors import MobsimError
from mobsim.experiment.engine import Standing
from mobsim.experiment.holding import Means, opened
from mobsim.scenario.ensemble import EVIDENCE, Ensemble, choose_ensemble
from mobsim.store.atomic import write_json
from mobsim.validation.defaults import aimed_parts, study
from mobsim.validation.one_run import EvidenceStudy
from mobsim.validation.targets import Part

MEMBER, DEFAULTS = "member", -1
MEMBERS, BATCH, SEED = 30, 6, 20_261_130
CERTAIN = 0.95
OPEN = float("inf")


@dataclass(frozen=True)
class MemberStudy:
    """The evidence at a member of an ensemble, or at the defaults."""

    evidence: EvidenceStudy
    ensemble: Ensemble

    @property
    def inputs(self) -> dict[str, object]:
        """All that decides the rows beside the code, the member and the seed."""
        return {"evidence": self.evidence.inputs, "ensemble": self.ensemble.identity}

    @property
    def model_hash(self) -> str:
        """Hash of the code that decides the rows."""
        return self.evidence.model_hash

    def __call__(self, point: Mapping[str, float], seed: int) -> dict[str, float]:
        """Run the evidence at a member."""
        member = int(point[MEMBER])
        return self.evidence({} if member == DEFAULTS else self.ensemble.values(member), seed)


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
    with opened(declare_points(asked, space, "members"), folder, Means(workers, _report)) as held:
        table = ReferenceTable(held, space, SEED, pace=Pace.of(BATCH, minutes))
        chosen = np.random.default_rng(SEED).choice(len(ensemble), members, replace=False)
        both = np.column_stack(
            [chosen, np.full(members, DEFAULTS)]
        ).ravel()  # in turn, so that a stop leaves as many of each
        name = f"{members} members"
        rows = table.run(name, lambda: space.unit(both[:, None].astype(float)))
        table.refuse_if_most_failed(name)
        if table.stopped:
            raise MobsimError(f"the time was over after {len(rows)} of {len(both)} runs; the same command goes on")
        held.complete([SEED])
    return describe(rows, ensemble, asked.model_hash)


def describe(rows: pd.DataFrame, ensemble: Ensemble, rules: str) -> dict[str, Any]:
    """Describe what members and the defaults give of each part.

    Parameters
    ----------
    rows
        A row a run, with its member and the parts.
    """
    at, over = rows[rows[MEMBER] == DEFAULTS], rows[rows[MEMBER] != DEFAULTS]
    parts = [_part(part, at[part.id].to_numpy(float), over[part.id].to_numpy(float)) for part in aimed_parts()]
    return {
        "rules": rules,
        "ensemble": {"parameters": len(ensemble.parameters), "draws": len(ensemble)},
        "members": len(over),
        "defaults": len(at),
        "met": {where: sum(part[f"{where}_met"] for part in parts) for where in ("defaults", "members")},
        "parts": parts,
    }


def _part(part: Part, at: np.ndarray, over: np.ndarray) -> dict[str, Any]:
    """Describe one part: means, whether they lie in its band, and what of the spread of members is doubt, not luck."""
    mean_at, mean_over = float(np.nanmean(at)), float(np.nanmean(over))
    doubt = max(0.0, float(np.nanvar(over, ddof=1) - np.nanvar(at, ddof=1)))
    moved = stats.ttest_ind(over, at, equal_var=False, nan_policy="omit").pvalue
    return {
        "part": part.id,
        "low": None if part.low == -OPEN else part.low,
        "high": None if part.high == OPEN else part.high,
        "defaults": mean_at,
        "defaults_met": bool(part.low <= mean_at <= part.high),
        "members": mean_over,
        "members_met": bool(part.low <= mean_over <= part.high),
        "doubt_sd": doubt**0.5,
        "luck_sd": float(np.nanstd(at, ddof=1)),
        "moved": bool(moved < 1 - CERTAIN),
    }


def main(words: Sequence[str] | None = None) -> int:
    """Check members, print what was found and write it; return the exit code."""
    given = _parser().parse_args(words)
    try:
        ensemble = choose_ensemble(given.ensemble)
        assert ensemble is not None
        found = check_members(ensemble, given.folder, given.members, given.workers, given.minutes)
    except MobsimError as error:
        print(f"\nmobsim: {error}", file=sys.stderr)
        return 2
    write_json(given.out, found)
    print(f"\n{pd.DataFrame(found['parts']).to_string()}\n{found['met']} of {len(found['parts'])} parts; {given.out}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m mobsim.validation.members", description="Hold members of an ensemble against the evidence."
    )
    parser.add_argument("folder", nargs="?", type=Path, default=Path("results/members"), help="results folder")
    parser.add_argument("--ensemble", default=EVIDENCE, help="name or file of an ensemble")
    parser.add_argument("--members", type=int, default=MEMBERS, help="members to run, and runs of the defaults")
    parser.add_argument("--out", type=Path, default=Path("docs/measured/members.json"), help="file to write")
    parser.add_argument("--minutes", type=float, help="begin no further runs after so many minutes")
    parser.add_argument("--workers", type=int, help="processes; one a core when left out")
    return parser


def _report(standing: Standing) -> None:
    print(f"\r{standing.done} runs done, {standing.failed} of them failed", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
