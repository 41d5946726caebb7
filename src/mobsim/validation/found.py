"""What a validation found: every part and target judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

import mobsim
from mobsim.store.provenance import hash_sources
from mobsim.validation.judging import JudgedPart, JudgedTarget, as_plain, part_from_plain


@dataclass(frozen=True)
class Validation:
    """Hold what a validation found: every part and target judged, and ``runs``, one row a run of the untreated town."""

    parts: Sequence[JudgedPart]
    targets: Sequence[JudgedTarget]
    runs: pd.DataFrame
    seeds: int
    full: bool
    folder: Path | None

    @property
    def rows(self) -> pd.DataFrame:
        """One row a part: model value, interval, band, verdict, source."""
        return pd.DataFrame(self.parts, columns=list(JudgedPart._fields))

    @property
    def met(self) -> int:
        """How many targets are met."""
        return sum(target.met for target in self.targets)

    @property
    def ok(self) -> bool:
        """Whether every target is met."""
        return self.met == len(self.targets)

    def summary(self) -> dict[str, Any]:
        """Return the whole as plain data (what ``validation.json`` holds and ``--json`` prints)."""
        counts = {"targets": len(self.targets), "met": self.met, "seeds": self.seeds, "full": self.full}
        made = {"mobsim": mobsim.__version__, "model_hash": hash_sources(model_only=True)}
        return {**made, **counts, "by_target": as_plain(self.targets), "parts": as_plain(self.parts)}


def validation_from(summary: Mapping[str, Any]) -> Validation:
    """Return a validation from the content of its ``validation.json``, without its runs."""
    parts = [part_from_plain(row) for row in summary["parts"]]
    judged = [JudgedTarget(**row) for row in summary["by_target"]]
    return Validation(parts, judged, pd.DataFrame(), summary["seeds"], summary["full"], None)
