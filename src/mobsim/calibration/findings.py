"""What a fit found, and how it is written beside the runs it was taken from."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from mobsim.calibration.space import Space
from mobsim.calibration.targets import Target
from mobsim.store import ResultsFolder
from mobsim.store.provenance import resolve


@dataclass(frozen=True)
class Fit:
    """What a fit found.

    ``fitted`` is one point that stands for the posterior; ``posterior`` a row a draw and ``reference`` a row a run,
    parameters in their own units; ``waves`` what each wave left; ``emulators`` how well each statistic is predicted;
    ``identified`` what the figures tell of each parameter; ``checks`` runs on fresh seeds against the figures;
    ``coverage`` a row a known truth and parameter.
    """

    space: Space
    targets: tuple[Target, ...]
    fitted: dict[str, float]
    posterior: pd.DataFrame
    waves: pd.DataFrame
    emulators: pd.DataFrame
    identified: pd.DataFrame
    checks: pd.DataFrame
    coverage: pd.DataFrame
    predicted: pd.DataFrame
    at_fitted: pd.DataFrame
    reference: pd.DataFrame
    folder: Path


def write_fit(kept: ResultsFolder, found: Fit) -> None:
    """Write the tables of a fit beside the runs, as Parquet and JSON."""
    for name in ("posterior", "waves", "emulators", "identified", "checks", "coverage"):
        kept.write_json(f"{name}.json", plain_rows(getattr(found, name)))
    kept.write_json("fitted.json", {"fitted": found.fitted, "targets": resolve(found.targets)})


def plain_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as plain data, a dictionary a row, None where there is no number."""
    return table.astype(object).where(table.notna(), None).to_dict("records")
