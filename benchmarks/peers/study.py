"""The toy as a study of mobsim, in a module of its own: workers import it, and run no script."""

import pandas as pd

from benchmarks.peers.toy import run
from mobsim.store import PlannedRun


class Toy:
    """The toy as a study."""

    def __init__(self, trouble: str, log: str) -> None:
        self.trouble, self.log = trouble, log

    def begin(self, planned: PlannedRun) -> None:
        """Begin with nothing."""

    def run(self, begun: None, planned: PlannedRun) -> dict[str, pd.DataFrame]:
        """Do one run."""
        return {"runs": pd.DataFrame({"trust": [run(planned.run_id, self.trouble, self.log)]})}

    def replay(self, planned: PlannedRun) -> str:
        """Return how to repeat it."""
        return f"python -c 'from benchmarks.peers.toy import run; run({planned.run_id}, ...)'"
