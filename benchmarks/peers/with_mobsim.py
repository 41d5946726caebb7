"""Sweep the toy with mobsim: ``with_mobsim.py TROUBLE FOLDER``."""

import sys
from pathlib import Path

from benchmarks.peers.study import Toy
from benchmarks.peers.toy import RUNS
from mobsim.experiment.engine import Engine
from mobsim.store import PlannedRun, ResultsFolder


def main() -> None:
    trouble, folder = sys.argv[1], Path(sys.argv[2])
    with ResultsFolder.open(folder / "results", "sweep", {"toy": trouble}) as results:
        done = results.finished()
        runs = [PlannedRun(number, {}, number) for number in range(RUNS) if number not in done]
        with Engine(Toy(trouble, str(folder / "log")), 2) as engine:
            engine.run(runs, results.keep)
        results.complete()
        table, failures = results.read("runs"), results.read("failures")
    table[["run_id", "trust"]].to_csv(folder / "rows.csv", index=False)
    failures.to_csv(folder / "failures.csv", index=False)


if __name__ == "__main__":
    main()
