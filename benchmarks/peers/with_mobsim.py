"""Sweep the toy with mobsim: ``with_mobsim.py TROUBLE FOLDER``."""

import sys
from pathlib import Path

import pandas as pd

from benchmarks.peers.toy import RUNS, live
from mobsim.experiment.engine import Engine
from mobsim.store import PlannedRun, ResultsFolder


class Toy:
    """The toy as a study."""

    def __init__(self, trouble: str, log: str) -> None:
        self.trouble, self.log = trouble, log

    def begin(self, planned: PlannedRun) -> None:
        """Begin with nothing."""

    def live(self, begun: None, planned: PlannedRun) -> dict[str, pd.DataFrame]:
        """Live one run."""
        return {"runs": pd.DataFrame({"trust": [live(planned.run_id, self.trouble, self.log)]})}

    def replay(self, planned: PlannedRun) -> str:
        """Say how to live it again."""
        return f"python -c 'from benchmarks.peers.toy import live; live({planned.run_id}, ...)'"


def main() -> None:
    trouble, folder = sys.argv[1], Path(sys.argv[2])
    with ResultsFolder.open(folder / "results", "sweep", {"toy": trouble}) as results:
        done = results.finished()
        runs = [PlannedRun(number, {}, number) for number in range(RUNS) if number not in done]
        with Engine(Toy(trouble, str(folder / "log")), 2) as engine:
            engine.live(runs, results.keep)
        results.complete()
        table, failures = results.read("runs"), results.read("failures")
    table[["run_id", "trust"]].to_csv(folder / "rows.csv", index=False)
    failures.to_csv(folder / "failures.csv", index=False)


if __name__ == "__main__":
    main()
