"""Sweep the toy with Mesa's batch_run: ``with_mesa.py TROUBLE FOLDER``."""

import sys
from pathlib import Path

import mesa
import pandas as pd
from mesa.batchrunner import batch_run

from benchmarks.peers.toy import RUNS, run


class Toy(mesa.Model):
    """The toy as a Mesa model of one step."""

    def __init__(self, number: int, trouble: str, log: str, seed: int | None = None, rng: int | None = None) -> None:
        super().__init__(seed=seed)
        self.number, self.trouble, self.log, self.trust = number, trouble, log, 0.0
        self.datacollector = mesa.DataCollector(model_reporters={"trust": "trust"})

    def step(self) -> None:
        """Do the run."""
        self.trust = run(self.number, self.trouble, self.log)
        self.datacollector.collect(self)
        self.running = False


def main() -> None:
    trouble, folder = sys.argv[1], Path(sys.argv[2])
    varied = {"number": list(range(RUNS)), "trouble": [trouble], "log": [str(folder / "log")]}
    rows = batch_run(Toy, varied, number_processes=2, display_progress=False)
    table = pd.DataFrame(rows).rename(columns={"number": "run_id"})
    table[["run_id", "trust"]].sort_values("run_id").to_csv(folder / "rows.csv", index=False)


if __name__ == "__main__":
    main()
