"""How a run of a comparison is made: one burn-in a seed, from which the strategies part."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mobsim.scenario.scenario import Scenario
from mobsim.store import PlannedRun

if TYPE_CHECKING:
    from mobsim.engine.model import Model, Run

TABLES = ("weekly", "neighbourhoods", "initiatives", "books", "zones", "events", "residents")


@dataclass(frozen=True)
class StrategyStudy:
    """Run a scenario under strategies that share the burn-in of their seed."""

    scenario: Scenario

    def begin(self, planned: PlannedRun) -> "Model":
        """Run the burn-in of a seed, under the scenario's reference."""
        from mobsim.engine.model import begin

        return begin(self.scenario, planned.seed)

    def run(self, begun: "Model", planned: PlannedRun) -> Mapping[str, Any]:
        """Run one strategy from the end of the burn-in."""
        model = begun.fork(str(planned.factors["strategy"]))
        model.run_days(self.scenario.days)
        return tables_of(model.results())

    def replay(self, planned: PlannedRun) -> str:
        """Return the command that repeats the run."""
        words = ["mobsim", "run", self.scenario.called, "--strategy", str(planned.factors["strategy"])]
        return shlex.join([*words, "--seed", str(planned.seed), "--days", str(self.scenario.days)])


def tables_of(run: "Run") -> dict[str, Any]:
    """Return the tables of a run by name, the totals as one row of ``runs``."""
    import pandas as pd

    tables = {name: getattr(run, name) for name in TABLES}
    return {"runs": pd.DataFrame([run.totals]), **{name: table for name, table in tables.items() if table is not None}}
