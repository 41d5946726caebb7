"""What a fit found, and how it is written beside the runs it was taken from."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from mobsim.calibration.space import Space
from mobsim.calibration.targets import Target
from mobsim.store import ResultsFolder
from mobsim.store.provenance import resolve


class Basis(NamedTuple):
    """What a fit stands on: runs that finished, waves that were run to their end, of how many, and of fresh runs.

    A fit that is not ``whole`` was stopped by its time limit: its posterior is taken from the runs there are, its checks
    from the emulator instead of fresh runs.
    """

    runs: int
    waves: int
    of_waves: int
    fresh: int
    whole: bool

    def sentence(self) -> str:
        """Say it in words."""
        told = f"It stands on {self.runs} runs and {self.waves} of {self.of_waves} waves"
        if self.whole:
            return f"{told}, and was checked by {self.fresh} runs on fresh seeds."
        return (
            f"{told}: the time was over. What is expected of the fitted point is what the emulator says. "
            "The same command goes on from here."
        )


@dataclass(frozen=True)
class Fit:
    """What a fit found.

    ``fitted`` is one point that stands for the posterior; ``posterior`` a row a draw and ``reference`` a row a run,
    parameters in their own units; ``waves`` what each wave left; ``emulators`` how well each statistic is predicted;
    ``identified`` what the figures tell of each parameter; ``checks`` runs on fresh seeds against the figures;
    ``coverage`` a row a known truth and parameter; ``plausible`` points that no wave has found implausible, or that are the
    least so; ``basis`` what it stands on.
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
    plausible: pd.DataFrame
    basis: Basis
    folder: Path


def write_fit(kept: ResultsFolder, found: Fit) -> None:
    """Write the tables of a fit beside the runs, as Parquet and JSON."""
    for name in ("posterior", "waves", "emulators", "identified", "checks", "coverage"):
        kept.write_json(f"{name}.json", plain_rows(getattr(found, name)))
    basis = found.basis._asdict()
    kept.write_json("fitted.json", {"fitted": found.fitted, "stands_on": basis, "targets": resolve(found.targets)})


def plain_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as plain data, a dictionary a row, None where there is no number."""
    return table.astype(object).where(table.notna(), None).to_dict("records")
