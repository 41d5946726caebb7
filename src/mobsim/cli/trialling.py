"""``mobsim sweep`` of an experiment whose design is a virtual randomized trial."""

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mobsim.experiment.trial import TrialResult


def sweep_trial(file: Path, seeds: int | None, workers: int | None, out: Path | None, *, ignore_memory: bool) -> None:
    """Run a trial, keep its results in a folder that resumes, and print the effects that matter most."""
    from mobsim.cli.folders import choose_folder
    from mobsim.cli.interrupting import kept_when_interrupted
    from mobsim.cli.memory import workers_that_fit
    from mobsim.experiment.reserving import trial_of
    from mobsim.experiment.trial import run_trial
    from mobsim.experiment.trial.run import declare
    from mobsim.scenario.trial import load_trial

    trial = load_trial(file)
    workers = workers_that_fit([trial.scenario], workers, ignore=ignore_memory, use=trial_of([trial.table]))
    folder = choose_folder(out, f"trial-{trial.name}", declare([trial]))
    _report(f"{trial.title}: {seeds or trial.seeds} towns, each with and without the treatment; results go to {folder}")
    with kept_when_interrupted(folder) as progress:
        result = run_trial(trial, seeds, workers, folder, progress)
    _print(result)


def _print(result: "TrialResult") -> None:
    from rich.console import Console
    from rich.table import Table

    from mobsim.experiment.trial.summary import summary_table

    table = Table(title=result.trial.title, title_justify="left", box=None, pad_edge=False)
    for name in ("outcome", "when", "against", "effect (95 %)", "reading"):
        table.add_column(name, no_wrap=name == "effect (95 %)")
    for row in summary_table(result).to_dict("records"):
        effect = f"{row['effect']:zg} ({row['low']:zg} to {row['high']:zg}) {row['unit']}"
        effect = f"unknown {row['unit']}" if math.isnan(row["effect"]) else effect
        table.add_row(row["outcome"], row["when"], row["against"], effect, row["reading"])
    Console().print(table)
    if len(result.failures):
        _report(f"{len(result.failures)} runs failed; the first reports: {result.failures.iloc[0]['message']}")
    _report(f"All effects: {result.folder}/trial.json; counts and answers beside it as Parquet.")


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
