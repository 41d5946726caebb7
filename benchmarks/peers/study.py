"""The toy as a study of mobsim, in a module of its own: workers import it, and run no script."""

import pandas as pd

from benchmarks.peers.toy import live
from mobsim.store import PlannedRun


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
