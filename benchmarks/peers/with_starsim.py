"""Sweep the toy with Starsim: ``with_starsim.py TROUBLE FOLDER``."""

import sys
from pathlib import Path

import pandas as pd
import starsim as ss

from benchmarks.peers.toy import RUNS, run


class Toy(ss.Module):
    """The toy as a module that runs in the first time step."""

    def __init__(self, number: int, trouble: str, log: str, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.number, self.trouble, self.log, self.trust = number, trouble, log, float("nan")

    def step(self) -> None:
        """Do the run."""
        if self.ti == 0:
            self.trust = run(self.number, self.trouble, self.log)


def main() -> None:
    trouble, folder = sys.argv[1], Path(sys.argv[2])
    log = str(folder / "log")
    sims = [
        ss.Sim(n_agents=2, dur=1, rand_seed=number, modules=Toy(number, trouble, log, name="toy"), verbose=0)
        for number in range(RUNS)
    ]
    finished = ss.parallel(*sims, n_cpus=2, debug=False).sims
    toys = [next(module for module in sim.modules if module.name == "toy") for sim in finished]
    rows = [(toy.number, toy.trust) for toy in toys]
    pd.DataFrame(rows, columns=["run_id", "trust"]).to_csv(folder / "rows.csv", index=False)


if __name__ == "__main__":
    main()
