"""Sweep the toy with the EMA workbench: ``with_ema.py TROUBLE FOLDER``."""

import sys
from functools import partial
from pathlib import Path

import pandas as pd
from ema_workbench import CategoricalParameter, Model, MultiprocessingEvaluator, ScalarOutcome, perform_experiments

from benchmarks.peers.toy import RUNS, run


def toy(number: int, trouble: str, log: str) -> dict[str, float]:
    """Do one run."""
    return {"trust": run(int(number), trouble, log)}


def main() -> None:
    trouble, folder = sys.argv[1], Path(sys.argv[2])
    model = Model("toy", function=partial(toy, trouble=trouble, log=str(folder / "log")))
    model.uncertainties = [CategoricalParameter("number", list(range(RUNS)))]
    model.outcomes = [ScalarOutcome("trust")]
    with MultiprocessingEvaluator(model, n_processes=2) as evaluator:
        experiments, outcomes = perform_experiments(
            model, scenarios=RUNS, evaluator=evaluator, uncertainty_sampling=FULL
        )
    table = pd.DataFrame({"run_id": experiments["number"].astype(int), "trust": outcomes["trust"]})
    table.sort_values("run_id").to_csv(folder / "rows.csv", index=False)


if __name__ == "__main__":
    from ema_workbench import Samplers

    FULL = Samplers.FF
    main()
