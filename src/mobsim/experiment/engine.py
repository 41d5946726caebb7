"""Do many runs on all cores: every run that can finish is kept, and no bad run stops, hangs or hides the others."""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass, field
from typing import Protocol, Self

from mobsim.errors import UsageError
from mobsim.experiment.allotment import Allotment, Task
from mobsim.experiment.keeping import Keep, Keeper, Progress, Standing
from mobsim.experiment.tasks import Memory, Study, run_chunk, run_task
from mobsim.experiment.workers import LocalCrew
from mobsim.store import PlannedRun, record_failure
from mobsim.tools.sharing import count_cores

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


class Worker(Protocol):
    """Do one thing at a time; its futures raise BrokenExecutor when it has died."""

    def submit(self, function: Callable[..., object], *arguments: object) -> Future:
        """Call ``function(study, *arguments)`` there."""
        ...

    def renew(self) -> bool:
        """Get ready again after having died; False if that cannot be."""
        ...

    def kill(self) -> None:
        """End what it is doing, which then raises BrokenExecutor."""
        ...


@dataclass
class AtWork:
    """What a worker is doing, since when, and whether it was ended because a run in it must hang."""

    worker: Worker
    task: Task
    since: float = field(default_factory=time.monotonic)
    ended: bool = False


class Crew(Protocol):
    """Workers that hold a study: processes of this machine, or of a cluster."""

    def joined(self) -> Sequence[Worker]:
        """Return the workers that have come since the last call."""
        ...

    def stop(self) -> None:
        """End what the crew does."""
        ...


class Engine:
    """Do the runs of one study, with workers that stay for as long as the engine is open.

    The records do not depend on the number of workers, only the order in which they come.

    Parameters
    ----------
    study
        How a run is done.
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
        self._number = workers
        self._cluster = cluster
        self._crew: Crew | None = None
        self._workers: list[Worker] = []
        self._standing = Standing(0, 0, 0)
        self.engine_seconds = 0.0
        """Time that workers have spent in the study itself, summed over workers."""

    def run(self, runs: Sequence[PlannedRun], keep: Keep, progress: Progress | None = None) -> None:
        """Do all runs and hand their records over as they finish, a few seconds' worth at a time.

        Parameters
        ----------
        runs
            What to run; neighbours of one seed share a burn-in.
        keep
            Called with finished runs; what it has taken is safe from whatever happens after.
        progress
            Called after each run, or task, with the standing since the engine was opened.
        """
        self._standing = self._standing._replace(total=self._standing.total + len(runs))
        keeper = Keeper(keep, self._standing, progress, SECONDS_A_PART)
        try:
            if self._here:
                self._run_here(runs, keeper)
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

    def _run_here(self, runs: Sequence[PlannedRun], keeper: Keeper) -> None:
        memory = Memory(self._study)
        for record in run_task(self._study, runs, memory):
            self.engine_seconds += memory.pop_seconds()
            keeper.receive([record])

    def _spread(self, runs: Sequence[PlannedRun], keeper: Keeper) -> None:
        if self._crew is None:
            self._crew = self._new_crew(len(runs))
        suspects = self._work_off(Allotment(runs), keeper)
        # A run suspected of having killed its worker is run once more, with nothing else at stake.
        for planned, _ in suspects:
            for _, message in self._work_off(Allotment([planned]), keeper):
                keeper.receive([record_failure(planned, message, replay=self._study.replay(planned))])

    def _new_crew(self, runs: int) -> Crew:
        if self._cluster is None:
            return LocalCrew(min(self._number, runs), self._study)
        from mobsim.experiment.cluster import ClusterCrew

        return ClusterCrew(self._cluster, self._study)

    def _work_off(self, allotment: Allotment, keeper: Keeper) -> list[tuple[PlannedRun, str]]:
        """Let workers take one chunk after the other; return the runs of chunks whose worker died, and of what."""
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
                done = at_work.pop(future)
                lost += self._received(future, done, allotment, keeper)
                if done.worker in self._workers:
                    idle.append(done.worker)
            self._end_overdue(at_work.values())

    def _sent(self, worker: Worker, allotment: Allotment, at_work: dict[Future, AtWork]) -> bool:
        task = allotment.next_task(worker, len(self._workers))
        if task:
            at_work[worker.submit(run_chunk, task)] = AtWork(worker, task)
        return bool(task)

    def _end_overdue(self, at_work: Iterable[AtWork]) -> None:
        """End tasks in which a run must hang: a task holds about a second's work."""
        for each in at_work:
            if not each.ended and time.monotonic() - each.since > self._longest:
                each.ended = True
                each.worker.kill()

    def _received(
        self, future: Future, done: AtWork, allotment: Allotment, keeper: Keeper
    ) -> list[tuple[PlannedRun, str]]:
        """Receive what a worker has run; return what it may have died of."""
        try:
            records, seconds = future.result()
        except BrokenExecutor:
            if not done.worker.renew():
                self._workers.remove(done.worker)
                allotment.leave(done.worker)
            message = TOO_LONG.format(seconds=self._longest) if done.ended else DIED
            return [(planned, message) for planned in done.task]
        allotment.note(len(done.task), seconds)
        self.engine_seconds += seconds
        keeper.receive(records)
        return []


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
