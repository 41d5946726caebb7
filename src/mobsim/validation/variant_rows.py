"""What variants of the model do to the evidence: a row a variant and part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pandas as pd

import mobsim
from mobsim.store.provenance import hash_sources

Kind = Literal["mechanisms", "alternatives"]


class VariantRow(NamedTuple):
    """One part of the evidence under one variant, against the model as it is.

    ``low`` and ``high`` bound the difference (95 %): over the same seeds for patterns, over independent estimates for
    trials. ``breaks`` says that the part is met as the model is, and not under the variant;
    ``moves`` that the difference is not zero.
    """

    variant: str
    part: str
    what: str
    as_it_is: float
    changed: float
    difference: float
    low: float
    high: float
    met_as_it_is: bool
    met_changed: bool
    breaks: bool
    moves: bool
    expected: bool


@dataclass(frozen=True)
class Variants:
    """Hold what variants do to the evidence; ``rows`` is one row a variant and part."""

    kind: Kind
    judged: Sequence[VariantRow]
    seeds: int
    folder: Path | None

    @property
    def rows(self) -> pd.DataFrame:
        """One row a variant and part."""
        return pd.DataFrame(self.judged, columns=list(VariantRow._fields))

    def summary(self) -> dict[str, Any]:
        """Return the whole as plain data (what ``ablation.json`` or ``alternatives.json`` holds)."""
        rows = [
            {name: None if value != value else value for name, value in row._asdict().items()} for row in self.judged
        ]
        made = {"mobsim": mobsim.__version__, "model_hash": hash_sources(model_only=True)}
        return {**made, "kind": self.kind, "seeds": self.seeds, "rows": rows}


def variants_from(summary: Mapping[str, Any]) -> Variants:
    """Return variants from the content of their JSON file."""
    rows: list[dict[str, Any]] = [
        {name: float("nan") if value is None else value for name, value in row.items()} for row in summary["rows"]
    ]
    return Variants(summary["kind"], [VariantRow(**row) for row in rows], summary["seeds"], None)
