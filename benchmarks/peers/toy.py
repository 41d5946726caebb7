"""The work that every tool is given: a walk of a few hundred residents, one run of which may go wrong."""

import os
import signal
from pathlib import Path

import numpy as np

RUNS = 200
RESIDENTS, STEPS = 400, 400
BAD = 137
"""Number of the run that raises, or kills its process, where that is asked for."""


def run(number: int, trouble: str, log: str) -> float:
    """Do one run; leave a line in the log when it begins, so that it is known how often each was done."""
    with Path(log).open("a", encoding="utf-8") as file:
        file.write(f"{number}\n")
    if number == BAD and trouble == "raises":
        raise ValueError(f"run {number} cannot be finished")
    if number == BAD and trouble == "kills":
        os.kill(os.getpid(), signal.SIGKILL)
    random = np.random.default_rng(number)
    trust = random.random(RESIDENTS)
    for _ in range(STEPS):
        trust += 0.05 * (trust[random.integers(0, RESIDENTS, RESIDENTS)] - trust)
    return float(trust.mean())
