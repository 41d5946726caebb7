"""Live many runs on all cores: every run that can finish is kept, and no bad run stops, hangs or hides the others."""

import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import groupby
from typing import Any, NamedTuple, Protocol, Self

from mobsim.errors import UsageError
from mobsim.experiment.workers import Worker, count_cores, start_workers, stop_workers
from mobsim.store import PlannedRun, RunRecord, record_failure, record_run
from mobsim.store.provenance import PACKAGE

RUNS_A_PART = 1_000
SECONDS_A_PART = 5.0
DIED = "the worker process died twice at this run, perhaps for lack of memory"

Task = tuple[PlannedRun, ...]
"""Runs of one seed that one worker lives one after the other, sharing what came before they part."""


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


class Standing(NamedTuple):
    """Say how far a study is: runs that are over, of how many, and how many of them failed."""

    done: int
    total: int
    failed: int


Progress = Callable[[Standing], None]
Keep = Callable[[Sequence[RunRecord]], None]


class Engine:
    """Live runs of one study, with workers that stay for as long as the engine is open.

    The records do not depend on the number of workers, only the order in which they come.

    Parameters
    ----------
    study
        How a run is lived.
    workers
        Processes at work at once; one worker is this process itself.
    """

    def __init__(self, study: Study, workers: int = 1) -> None:
        self._study = study
        self._workers = workers
        self._crew: list[Worker] = []
        self._standing = Standing(0, 0, 0)

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
        tasks = share_out(runs, self._workers)
        self._standing = self._standing._replace(total=self._standing.total + len(runs))
        keeper = _Keeper(keep, self._standing, progress)
        try:
            if self._workers == 1:
                for task in tasks:
                    for record in live_task(self._study, task):
                        keeper.take([record])
            else:
                self._spread(tasks, keeper)
        finally:
            self._standing = keeper.standing
            keeper.hand_over()

    def close(self) -> None:
        """End the workers, whatever they are doing."""
        stop_workers(self._crew)
        self._crew = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *stopped_by: object) -> None:
        self.close()

    def _spread(self, tasks: Sequence[Task], keeper: "_Keeper") -> None:
        if tasks and not self._crew:
            self._crew = start_workers(min(self._workers, len(tasks)), self._study)
        lost = _work_off(self._crew, tasks, keeper)
        # A run suspected of having killed its worker is lived once more, with the machine to itself.
        for planned in (planned for task in lost for planned in task):
            if _work_off(self._crew[:1], [(planned,)], keeper):
                keeper.take([record_failure(planned, DIED, replay=self._study.replay(planned))])


def share_out(runs: Sequence[PlannedRun], workers: int) -> list[Task]:
    """Make tasks of runs: a seed each, or a part of a seed's runs where there are too few seeds to occupy everybody."""
    seeds = [list(group) for _, group in groupby(runs, key=lambda run: run.seed)]
    pieces = -(-2 * workers // len(seeds)) if workers > 1 and seeds else 1
    tasks = []
    for group in seeds:
        size = -(-len(group) // min(pieces, len(group)))
        tasks.extend(tuple(group[first : first + size]) for first in range(0, len(group), size))
    return tasks


def live_task(study: Study, task: Task) -> Iterator[RunRecord]:
    """Live the runs of a task, one record each; an exception becomes the record of a failure."""
    try:
        begun = study.begin(task[0])
    except Exception as error:
        yield from (_failure(study, planned, error) for planned in task)
        return
    for planned in task:
        try:
            yield record_run(planned, study.live(begun, planned))
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


def _work_off(crew: Sequence[Worker], tasks: Iterable[Task], keeper: "_Keeper") -> list[Task]:
    """Let workers take one task after the other; return the tasks whose worker died."""
    waiting, idle, lost = deque(tasks), list(crew), []
    at_work: dict[Any, tuple[Worker, Task]] = {}
    while waiting or at_work:
        while waiting and idle:
            worker, task = idle.pop(), waiting.popleft()
            at_work[worker.submit(_live_whole_task, task)] = (worker, task)
        for future in wait(at_work, return_when=FIRST_COMPLETED).done:
            worker, task = at_work.pop(future)
            idle.append(worker)
            try:
                keeper.take(future.result())
            except BrokenProcessPool:
                worker.renew()
                lost.append(task)
    return lost


def _live_whole_task(study: Study, task: Task) -> list[RunRecord]:
    return list(live_task(study, task))


def _failure(study: Study, planned: PlannedRun, error: Exception) -> RunRecord:
    said = str(error).strip().splitlines()
    message = f"{type(error).__name__}: {said[0]}" if said else type(error).__name__
    where = "".join(traceback.format_exception(error)).replace(f"{PACKAGE.parent}/", "")
    return record_failure(planned, message, where, study.replay(planned))


class _Keeper:
    """Gather records and hand them over now and then, so that parts are neither tiny nor late."""

    def __init__(self, keep: Keep, standing: Standing, progress: Progress | None) -> None:
        self._keep, self._progress = keep, progress
        self._held: list[RunRecord] = []
        self._last = time.monotonic()
        self.standing = standing

    def take(self, records: Sequence[RunRecord]) -> None:
        self._held.extend(records)
        done, total, failed = self.standing
        self.standing = Standing(done + len(records), total, failed + sum(record.failed for record in records))
        if len(self._held) >= RUNS_A_PART or time.monotonic() - self._last >= SECONDS_A_PART:
            self.hand_over()
        if self._progress is not None and records:
            self._progress(self.standing)

    def hand_over(self) -> None:
        held, self._held = self._held, []
        self._last = time.monotonic()
        if held:
            self._keep(held)
