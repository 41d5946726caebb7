"""Do the runs of a study one after the other, here or in a worker; an exception becomes the record of a failure."""

import threading
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from mobsim.experiment.allotment import Task
from mobsim.store import PlannedRun, RunRecord, record_failure, record_run
from mobsim.store.provenance import PACKAGE


class Study(Protocol):
    """Say how the runs of a study are done. Must be picklable; each worker holds a copy."""

    def begin(self, planned: PlannedRun) -> Any:
        """Run what all runs of a task share, such as the burn-in."""
        ...

    def run(self, begun: Any, planned: PlannedRun) -> Mapping[str, Any]:
        """Do one run from there, leaving ``begun`` as it was, and return its tables by name."""
        ...

    def replay(self, planned: PlannedRun) -> str:
        """Return the command that repeats the run."""
        ...


class Memory:
    """Remember, between the tasks of one worker, what the last seed began with, and the time spent in the study."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self._seed: int | None = None
        self._begun: Any = None
        self._seconds = 0.0

    def run(self, planned: PlannedRun) -> Mapping[str, Any]:
        """Do one run, beginning its seed unless that was done for the run before."""
        start = time.perf_counter()
        try:
            if self._seed != planned.seed:
                self._seed = self._begun = None
                self._begun = self.study.begin(planned)
                self._seed = planned.seed
            return self.study.run(self._begun, planned)
        finally:
            self._seconds += time.perf_counter() - start

    def pop_seconds(self) -> float:
        """Return the seconds spent since the last call."""
        seconds, self._seconds = self._seconds, 0.0
        return seconds


_remembered = threading.local()


def run_chunk(study: Study, task: Task) -> tuple[list[RunRecord], float]:
    """Run a task in a worker; return its records and the seconds that the study took."""
    memory = getattr(_remembered, "memory", None)
    if memory is None or memory.study is not study:
        memory = _remembered.memory = Memory(study)
    return list(run_task(study, task, memory)), memory.pop_seconds()


def run_task(study: Study, task: Sequence[PlannedRun], memory: Memory | None = None) -> Iterator[RunRecord]:
    """Do runs one after the other, one record each; an exception becomes the record of a failure."""
    memory = Memory(study) if memory is None else memory
    for planned in task:
        try:
            yield record_run(planned, memory.run(planned))
        except Exception as error:
            yield _failure(study, planned, error)


def _failure(study: Study, planned: PlannedRun, error: Exception) -> RunRecord:
    lines = str(error).strip().splitlines()
    message = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
    where = "".join(traceback.format_exception(error)).replace(f"{PACKAGE.parent}/", "")
    return record_failure(planned, message, where, study.replay(planned))
