"""Workers of a Dask cluster, behind the same seam as the processes of this machine."""

import pickle
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import BrokenExecutor, Future
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from mobsim.errors import MobsimError, UsageError
from mobsim.experiment.own import references_of
from mobsim.experiment.scheduler import OPTION, SECONDS_TO_CONNECT, SchedulerLostError, connect, quiet
from mobsim.extensions.references import hash_source, load
from mobsim.store.manifest import compare_computing
from mobsim.store.provenance import describe_computing, hash_sources

SECONDS_BETWEEN_LOOKS = 2.0
PLUGIN = "mobsim-study"


class ClusterCrew:
    """Use the workers of a Dask scheduler, those that join later too.

    The study is sent once to each worker. A worker is used as many times at once as it has threads.

    Raises
    ------
    UsageError
        If the scheduler cannot be reached, or a worker runs other code: its results would not belong here.
    SchedulerLostError
        From whatever asks the scheduler, once it is gone.
    """

    def __init__(self, address: str, study: Any) -> None:
        self._looked = float("-inf")
        self._known: dict[str, list[ClusterWorker]] = {}
        with ExitStack() as leaving:
            self._client = connect(address)
            leaving.enter_context(quiet())
            leaving.callback(self._client.close)
            with _lost_if_gone(self._client):
                self._client.run_on_scheduler(_fail_at_once)
                _check_code(self._client, address, references_of(study))
                self._client.register_plugin(_new_plugin(study), name=PLUGIN)
            self._leaving = leaving.pop_all()

    def joined(self) -> "list[ClusterWorker]":
        """Return the workers that have come since the last call, one for each of their threads."""
        if self._client.status != "running":
            raise SchedulerLostError
        if time.monotonic() - self._looked < SECONDS_BETWEEN_LOOKS:
            return []
        self._looked = time.monotonic()
        with _lost_if_gone(self._client):
            there = self._client.scheduler_info(n_workers=-1)["workers"]
        self._known = {address: workers for address, workers in self._known.items() if address in there}
        new = {
            address: [ClusterWorker(self._client, address) for _ in range(details["nthreads"])]
            for address, details in there.items()
            if address not in self._known
        }
        self._known |= new
        return [worker for workers in new.values() for worker in workers]

    def stop(self) -> None:
        """Cancel what is under way and leave the cluster, which goes on without us."""
        self._leaving.close()


@contextmanager
def _lost_if_gone(client: Any) -> Generator[None]:
    """Turn whatever Dask raises into the report that the scheduler is gone, where it is."""
    try:
        yield
    except MobsimError:
        raise
    except Exception as error:
        if client.status == "running" and not isinstance(error, OSError):
            raise
        raise SchedulerLostError from None


class ClusterWorker:
    """One thread of a worker of the cluster."""

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._address = client, address
        self._task: Any = None

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future:
        """Call ``function(study, *arguments)`` there, or elsewhere if it is gone."""
        done: Future = Future()
        # The functions of this package are sent by name, everything else by value.
        with _lost_if_gone(self._client):
            self._task = self._client.submit(
                call_with_study,
                pickle.dumps((function, arguments)),
                workers=[self._address],
                allow_other_workers=True,
                retries=0,
                pure=False,
            )
        self._task.add_done_callback(lambda finished: _hand_over(finished, done))
        return done

    def kill(self) -> None:
        """Give up what it is doing; its nanny, where it has one, starts another worker in its place."""
        self._task.cancel()
        with suppress(ValueError, OSError, TimeoutError):
            self._client.restart_workers([self._address], timeout=SECONDS_TO_CONNECT, raise_for_error=False)

    def renew(self) -> bool:
        """Say that it does not come back; a worker that is started anew joins under a new address."""
        return False


def call_with_study(content: bytes) -> Any:
    """Call a function with the study that this worker holds."""
    from distributed import get_worker

    plugin: Any = get_worker().plugins[PLUGIN]
    function, arguments = pickle.loads(content)
    return function(plugin.study, *arguments)


def _new_plugin(study: Any) -> Any:
    from distributed import WorkerPlugin

    class StudyPlugin(WorkerPlugin):
        """Hold the study in a worker."""

        def __init__(self, content: bytes) -> None:
            self.content = content

        def setup(self, worker: Any) -> None:
            """Unpack the study where it is used."""
            self.study = pickle.loads(self.content)

    return StudyPlugin(pickle.dumps(study))


def _fail_at_once(dask_scheduler: Any) -> None:
    # The engine itself repeats the runs of a dead worker, one by one; Dask would let them kill three more.
    dask_scheduler.allowed_failures = 0


def fingerprint(references: Sequence[str] = ()) -> dict[str, str]:
    """Say which code computes here, that of functions of a user's own too."""
    own = {reference: _told(reference) for reference in references}
    return {"mobsim": hash_sources(model_only=True), **describe_computing(), **own}


def _told(reference: str) -> str:
    try:
        load(reference)
        return f"source {hash_source(reference)}"
    except UsageError:
        return "not installed"


def _check_code(client: Any, address: str, references: Sequence[str]) -> None:
    here = fingerprint(references)
    for worker, there in client.run(fingerprint, references, on_error="return").items():
        if isinstance(there, Exception):
            difference = f"has no mobsim that could be asked ({there})"
        else:
            difference = ", ".join(compare_computing(there, here))
        if difference:
            raise UsageError(
                f"worker {worker} runs other code: {difference}",
                field=OPTION,
                value=address,
                remedy="install the same version of mobsim, its packages and your own on every machine",
            )


def _hand_over(finished: Any, done: Future) -> None:
    """Give a finished task's result or error to the future that the engine waits for."""
    try:
        done.set_result(finished.result())
    except BaseException as error:
        # What a run raises is caught where it is run: this is a worker killed, a task cancelled, a message lost.
        done.set_exception(BrokenExecutor(repr(error)))
