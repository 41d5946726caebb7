"""Refuse what the machine has no memory for, unless the user takes the risk."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from mobsim.experiment.memory import Use
    from mobsim.scenario.scenario import Scenario

IgnoreMemory = Annotated[
    bool, typer.Option("--ignore-memory", help="Run even where the machine seems to lack the memory for it.")
]


def workers_that_fit(
    scenarios: "Sequence[Scenario]", asked: int | None, *, ignore: bool, use: "Use | None" = None
) -> int:
    """Return the number of workers asked for, or one a core as far as the memory goes; refuse what cannot be held."""
    from mobsim.experiment.engine import choose_workers
    from mobsim.experiment.memory import RUN, processes_that_fit, require_memory

    use = RUN if use is None else use
    workers = choose_workers(asked)
    if ignore:
        return workers
    if asked is None:
        workers = processes_that_fit(scenarios, workers, use)
    require_memory(scenarios, workers, use=use)
    return workers
