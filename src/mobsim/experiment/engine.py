"""Live many runs on all cores: every run that can finish is kept, and no bad run stops, hangs or hides the others."""

import logging
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from typing import Any, NamedTuple, Protocol, Self

from mobsim.errors import UsageError
from mobsim.experiment.allotment import Allotment, Task
from mobsim.experiment.keeping import Keep, Keeper, Progress, Standing
from mobsim.experiment.workers import LocalCrew, count_cores
from mobsim.store import PlannedRun, RunRecord, record_failure, record_run
from mobsim.store.provenance import PACKAGE

SECONDS_A_PART = 5.0
"""Finished runs wait at most so long before they are on disk."""
LONGEST_RUN = 3600.0
"""Seconds after which a run in a worker is taken to hang, unless the caller says otherwise."""
DIED = "the worker process died twice at this run, perhaps for lack of memory"
TOO_LONG = "the run took longer than {seconds:g} s twice, and was ended"
NO_WORKER = (
    "mobsim: the cluster has no worker. Start some, and they take over; or interrupt, and give the same command later: "
    "what is finished is kept."
)
LOG = logging.getLogger("mobsim")
SECONDS_BETWEEN_LOOKS = 2.0
"""How often a crew is asked whether workers have joined it."""


class Study(Protocol):
    """Say how the runs of a study are lived. Must be picklable; each worker holds a copy."""

    def begin(self, planned: PlannedRun) -> Any:
        """Live what all runs of a task share, such as the burn-in."""
        ...

    def live(self, begun: Any, planned: PlannedRun) -> Mapping[str, Any]:
        """Live one run from there, leaving ``begun`` as it was, and return its tables by name."""
        ...

    def replay(self, planned: PlannedRun) -> str:
        """Return the command that lives the run again."""
        ...


class Worker(Protocol):
    """Do one thing at a time; its futures raise BrokenExecutor when it has died."""

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future:
        """Call ``function(study, *arguments)`` there."""
        ...

    def renew(self) -> bool:
        """Get ready again after having died; False if that cannot be."""
        ...

    def kill(self) -> None:
        """End what it is doing, which then raises BrokenExecutor."""
        ...


class AtWork(NamedTuple):
    """What a worker is doing, and since when."""

    worker: Worker
    task: Task
    since: float


class Crew(Protocol):
    """Workers that hold a study: processes of this machine, or of a cluster."""

    def joined(self) -> Sequence[Worker]:
        """Return the workers that have come since the last call."""
        ...

    def stop(self) -> None:
        """End what the crew does."""
        ...


class Engine:
    """Live runs of one study, with workers that stay for as long as the engine is open.

    The records do not depend on the number of workers, only the order in which they come.

    Parameters
    ----------
    study
        How a run is lived.
    workers
        Processes at work at once; one worker is this process itself.
    cluster
        Address of a Dask scheduler, or its scheduler file, whose workers are used instead.
    longest
        Seconds that a run may take; one that takes longer twice is ended and counts as failed. If left out, an hour in
        worker processes; this process itself never ends a run.
    """

    def __init__(
        self, study: Study, workers: int = 1, *, cluster: str | None = None, longest: float | None = None
    ) -> None:
        if longest is not None and not longest > 0:
            raise UsageError("must be above 0", field="longest", value=longest)
        self._study = study
        self._here = workers == 1 and cluster is None and longest is None
        self._longest = LONGEST_RUN if longest is None else longest
        self._ended: set[int] = set()
        self._number = workers
        self._cluster = cluster
        self._crew: Crew | None = None
        self._workers: list[Worker] = []
        self._standing = Standing(0, 0, 0)
        self.engine_seconds = 0.0
        """Time that workers have spent in the study itself, summed over workers."""

    def live(self, runs: Sequence[PlannedRun], keep: Keep, progress: Progress | None = None) -> None:
        """Live all runs and hand their records over as they finish, a few seconds' worth at a time.

        Parameters
        ----------
        runs
            What to live; neighbours of one seed share a burn-in.
        keep
            Called with finished runs; what it has taken is safe from whatever happens after.
        progress
            Called after each run, or task, with the standing since the engine was opened.
        """
        self._standing = self._standing._replace(total=self._standing.total + len(runs))
        keeper = Keeper(keep, self._standing, progress, SECONDS_A_PART)
        try:
            if self._here:
                self._live_here(runs, keeper)
            elif runs:
                self._spread(runs, keeper)
        finally:
            self._standing = keeper.standing
            keeper.hand_over()

    def close(self) -> None:
        """End the workers, whatever they are doing."""
        if self._crew is not None:
            self._crew.stop()
        self._crew, self._workers = None, []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *stopped_by: object) -> None:
        self.close()

    def _live_here(self, runs: Sequence[PlannedRun], keeper: Keeper) -> None:
        memory = Memory(self._study)
        for record in live_task(self._study, runs, memory):
            self.engine_seconds += memory.take_seconds()
            keeper.take([record])

    def _spread(self, runs: Sequence[PlannedRun], keeper: Keeper) -> None:
        if self._crew is None:
            self._crew = self._new_crew(len(runs))
        suspects = self._work_off(Allotment(runs), keeper)
        # A run suspected of having killed its worker is lived once more, with nothing else at stake.
        for planned in suspects:
            self._ended.clear()
            if self._work_off(Allotment([planned]), keeper):
                message = TOO_LONG.format(seconds=self._longest) if planned.run_id in self._ended else DIED
                keeper.take([record_failure(planned, message, replay=self._study.replay(planned))])

    def _new_crew(self, runs: int) -> Crew:
        if self._cluster is None:
            return LocalCrew(min(self._number, runs), self._study)
        from mobsim.experiment.cluster import ClusterCrew

        return ClusterCrew(self._cluster, self._study)

    def _work_off(self, allotment: Allotment, keeper: Keeper) -> list[PlannedRun]:
        """Let workers take one chunk after the other; return the runs of chunks whose worker died."""
        idle, lost, alone = list(self._workers), [], False
        at_work: dict[Future, AtWork] = {}
        while True:
            for worker in self._crew.joined() if self._crew is not None else ():
                self._workers.append(worker)
                idle.append(worker)
                alone = False
            idle = [worker for worker in idle if not self._sent(worker, allotment, at_work)]
            if not at_work:
                if not allotment.left:
                    return lost
                if not alone:
                    LOG.warning(NO_WORKER)
                alone = True
                time.sleep(SECONDS_BETWEEN_LOOKS)
            for future in wait(at_work, timeout=SECONDS_BETWEEN_LOOKS, return_when=FIRST_COMPLETED).done:
                worker, task, _ = at_work.pop(future)
                lost += self._received(future, worker, task, allotment, keeper)
                if worker in self._workers:
                    idle.append(worker)
            self._end_overdue(at_work.values())

    def _sent(self, worker: Worker, allotment: Allotment, at_work: dict[Future, AtWork]) -> bool:
        task = allotment.next_task(worker, len(self._workers))
        if task:
            at_work[worker.submit(live_chunk, task)] = AtWork(worker, task, time.monotonic())
        return bool(task)

    def _end_overdue(self, at_work: Iterable[AtWork]) -> None:
        """End tasks in which a run must hang: a task holds about a second's work."""
        for worker, task, since in at_work:
            runs = {planned.run_id for planned in task}
            if time.monotonic() - since > self._longest and not runs <= self._ended:
                self._ended |= runs
                worker.kill()

    def _received(
        self, future: Future, worker: Worker, task: Task, allotment: Allotment, keeper: Keeper
    ) -> list[PlannedRun]:
        """Take what a worker has lived; return what it may have died of."""
        try:
            records, seconds = future.result()
        except BrokenExecutor:
            if not worker.renew():
                self._workers.remove(worker)
                allotment.leave(worker)
            return list(task)
        allotment.note(len(task), seconds)
        self.engine_seconds += seconds
        keeper.take(records)
        return []


class Memory:
    """Remember, between the tasks of one worker, what the last seed began with, and the time spent in the study."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self._seed: int | None = None
        self._begun: Any = None
        self._seconds = 0.0

    def live(self, planned: PlannedRun) -> Mapping[str, Any]:
        """Live one run, beginning its seed unless that was done for the run before."""
        start = time.perf_counter()
        try:
            if self._seed != planned.seed:
                self._seed = self._begun = None
                self._begun = self.study.begin(planned)
                self._seed = planned.seed
            return self.study.live(self._begun, planned)
        finally:
            self._seconds += time.perf_counter() - start

    def take_seconds(self) -> float:
        """Return the seconds spent since the last call."""
        seconds, self._seconds = self._seconds, 0.0
        return seconds


_remembered = threading.local()


def live_chunk(study: Study, task: Task) -> tuple[list[RunRecord], float]:
    """Live a task in a worker; return its records and the seconds that the study took."""
    memory = getattr(_remembered, "memory", None)
    if memory is None or memory.study is not study:
        memory = _remembered.memory = Memory(study)
    return list(live_task(study, task, memory)), memory.take_seconds()


def live_task(study: Study, task: Sequence[PlannedRun], memory: Memory | None = None) -> Iterator[RunRecord]:
    """Live runs one after the other, one record each; an exception becomes the record of a failure."""
    memory = Memory(study) if memory is None else memory
    for planned in task:
        try:
            yield record_run(planned, memory.live(planned))
        except Exception as error:
            yield _failure(study, planned, error)


def choose_workers(workers: int | None) -> int:
    """Return the number of workers asked for, or one a core.

    Raises
    ------
    UsageError
        If it is below 1.
    """
    if workers is None:
        return count_cores()
    if workers < 1:
        raise UsageError("must be at least 1", field="workers", value=workers)
    return workers


def _failure(study: Study, planned: PlannedRun, error: Exception) -> RunRecord:
    said = str(error).strip().splitlines()
    message = f"{type(error).__name__}: {said[0]}" if said else type(error).__name__
    where = "".join(traceback.format_exception(error)).replace(f"{PACKAGE.parent}/", "")
    return record_failure(planned, message, where, study.replay(planned))
