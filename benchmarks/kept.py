"""Keep what each finished run found as a line of JSON, and resume from the lines that the same model wrote."""

import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from mobsim.experiment.engine import Engine
from mobsim.experiment.replicates import seed_of
from mobsim.store import PlannedRun, RunRecord


@dataclass(frozen=True)
class Wanted:
    """One run: of what (a cell, a town), its seed's number, and the hash of all that decides what it finds."""

    of: str
    replicate: int
    seed: int
    inputs: str

    @property
    def key(self):
        return self.of, self.replicate, self.inputs


def wanted(of: str, scenario_seed: int, seeds: int, inputs: str) -> list[Wanted]:
    """Ask for the first seeds of a cell or town; they are those of ``mobsim compare``."""
    return [Wanted(of, number, seed_of(scenario_seed, number), inputs) for number in range(seeds)]


def read_lines(file: Path) -> dict[tuple, dict[str, Any]]:
    """Return the lines of a file by key; a line that a kill cut short counts for nothing."""
    found = {}
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        try:
            row = json.loads(line)
            found[row["of"], row["replicate"], row["inputs"]] = row
        except (json.JSONDecodeError, KeyError, TypeError):
            continue
    return found


class Lines:
    """Append finished runs to a file, and show how far the battery is."""

    def __init__(self, file: Path, runs: Sequence[Wanted]) -> None:
        self._file, self._runs = file, runs
        self.failed = 0
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists() and not file.read_bytes().endswith(b"\n"):
            self._append("\n")

    def keep(self, records: Sequence[RunRecord]) -> None:
        """Take finished runs as the engine hands them over."""
        for record in records:
            run = self._runs[record.run_id]
            if record.failed:
                self.failed += 1
                message = record.tables["failures"].to_pylist()[0]["message"]
                print(f"{run.of}, seed {run.seed}: failed: {message}", file=sys.stderr, flush=True)
                continue
            found = json.loads(record.tables["runs"].to_pylist()[0]["found"])
            self._append(json.dumps({**vars(run), **found}) + "\n")
            print(f"{run.of}, seed {run.replicate + 1}: {found['seconds']:.0f} s", flush=True)

    def _append(self, text: str) -> None:
        with self._file.open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)


def as_row(found: Mapping[str, Any], began: float) -> dict[str, pd.DataFrame]:
    """Put what a run found, and the processor seconds it took, into the one row that an engine hands over."""
    seconds = round(time.process_time() - began, 2)
    return {"runs": pd.DataFrame([{"found": json.dumps({**found, "seconds": seconds})}])}


def run_missing(study: Any, runs: Sequence[Wanted], file: Path, workers: int) -> int:
    """Run what a file does not hold yet, the first asked for first; return how many runs failed."""
    there = read_lines(file)
    missing = [run for run in runs if run.key not in there]
    lines = Lines(file, missing)
    planned = [
        PlannedRun(number, {"of": run.of, "replicate": run.replicate}, run.seed) for number, run in enumerate(missing)
    ]
    with Engine(study, workers) as engine:
        engine.run(planned, lines.keep)
    return lines.failed
