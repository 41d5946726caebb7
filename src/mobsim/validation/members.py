"""Hold members of an ensemble against the evidence, and say what of their spread is doubt; run by ``members_run``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from mobsim.scenario.ensemble import Ensemble
from mobsim.scenario.mechanisms import alternatives
from mobsim.scenario.parameters import SETTABLE
from mobsim.validation.defaults import aimed_parts
from mobsim.validation.one_run import EvidenceStudy
from mobsim.validation.targets import Part

MEMBER, DEFAULTS = "member", -1
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


def describe(rows: pd.DataFrame, ensemble: Ensemble, rules: str) -> dict[str, Any]:
    """Describe what members and the defaults give of each part.

    Parameters
    ----------
    rows
        A row a run, with its member and the parts.
    """
    at, over = rows[rows[MEMBER] == DEFAULTS], rows[rows[MEMBER] != DEFAULTS]
    taken = sides_taken([ensemble.values(int(member)) for member in over[MEMBER]])
    parts = [_part(part, at[part.id].to_numpy(float), over[part.id].to_numpy(float), taken) for part in aimed_parts()]
    return {
        "rules": rules,
        "ensemble": {"parameters": len(ensemble.parameters), "draws": len(ensemble)},
        "members": len(over),
        "defaults": len(at),
        "met": {where: sum(part[f"{where}_met"] for part in parts) for where in ("defaults", "members")},
        "parts": parts,
    }


def sides_taken(draws: Sequence[Mapping[str, float]]) -> dict[str, dict[str, NDArray[np.bool_]]]:
    """Return which draws take each side of each question on which studies disagree: of a question and a side, shape (draws,)."""
    taken = {}
    for question in alternatives().values():
        names = {name for choice in question.choices.values() for name in choice.values}
        declared = {name: float(SETTABLE[name].declared.default) for name in names}
        taken[question.name] = {
            side: np.array(
                [all(np.isclose(draw[name], {**declared, **choice.values}[name]) for name in names) for draw in draws]
            )
            for side, choice in question.choices.items()
        }
    return taken


def _part(
    part: Part, at: np.ndarray, over: np.ndarray, taken: Mapping[str, Mapping[str, NDArray[np.bool_]]]
) -> dict[str, Any]:
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
        "depends_on": _depends_on(part, over, taken),
    }


def _depends_on(
    part: Part, over: np.ndarray, taken: Mapping[str, Mapping[str, NDArray[np.bool_]]]
) -> dict[str, dict[str, float]]:
    """Return the questions of which one side meets a part and another, beyond luck, does not: the mean of members on each."""
    found = {}
    for question, sides in taken.items():
        on = {side: over[chosen] for side, chosen in sides.items() if chosen.sum() > 1}
        means = {side: float(np.nanmean(values)) for side, values in on.items()}
        decides = len({part.low <= mean <= part.high for mean in means.values()}) > 1
        if decides and stats.kruskal(*on.values(), nan_policy="omit").pvalue < 1 - CERTAIN:
            found[question] = means
    return found
