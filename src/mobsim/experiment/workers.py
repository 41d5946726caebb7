"""Worker processes: long-lived, one thread each, started so that nothing of the caller's program runs twice."""

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.process import BaseProcess

from mobsim.errors import UsageError
from mobsim.tools.processes import THREADS, end_with_parent, process_context, quiet_start

STARTS = 3
"""How often a worker is started before it is taken that the system does not let it."""

_shared: dict[str, object] = {}


class Worker:
    """Keep one process that does one thing at a time, and put another in its place when it has died.

    Each worker is a pool of one, so that a process that dies takes nothing with it but its own task.
    """

    def __init__(self, shared: object) -> None:
        self._given = shared
        self._pool = self._new_pool()

    def submit(self, function: Callable[..., object], *arguments: object) -> Future:
        """Call ``function(shared, *arguments)`` in the process, or in another if it has died since its last task."""
        try:
            return self._submit(function, arguments)
        except BrokenProcessPool:
            self.renew()
            return self._submit(function, arguments)

    def renew(self) -> bool:
        """Start again after the process has died, and wait until the new one is ready: no run pays for its start."""
        self.stop()
        self._pool = self._new_pool()
        with suppress(BrokenProcessPool):  # then the next task raises it
            self._submit(_is_ready, ()).result()
        return True

    def kill(self) -> None:
        """End what the process is doing, and with it the process."""
        for process in self._processes():
            process.kill()

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        processes = self._processes()
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        for process in processes:
            process.join()

    def _processes(self) -> list[BaseProcess]:
        return list((getattr(self._pool, "_processes", None) or {}).values())

    def _submit(self, function: Callable[..., object], arguments: tuple[object, ...]) -> Future:
        try:
            with quiet_start():
                return self._pool.submit(_call, function, arguments)
        except (BrokenPipeError, ConnectionResetError, EOFError) as error:
            raise BrokenProcessPool("the process died while it was told what to do") from error

    def _new_pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(1, mp_context=process_context(), initializer=_begin, initargs=(self._given,))


class LocalCrew:
    """Start processes that all hold ``shared``, and wait until they are at work.

    Raises
    ------
    UsageError
        If the system does not let them start.
    """

    def __init__(self, number: int, shared: object) -> None:
        self._all = [Worker(shared) for _ in range(number)]
        self._new = list(self._all)
        try:
            for worker, ready in [(worker, worker.submit(_is_ready)) for worker in self._all]:
                _wait_until_ready(worker, ready)
        except (OSError, RuntimeError) as error:  # the latter for want of threads, and where a pool is broken
            self.stop()
            raise UsageError(
                f"worker processes cannot be started ({error})", field="workers", value=number, remedy="use one worker"
            ) from None
        except BaseException:
            self.stop()
            raise

    def joined(self) -> list[Worker]:
        """Return the workers, once."""
        joined, self._new = self._new, []
        return joined

    def stop(self) -> None:
        """End the processes, whatever they are doing."""
        for worker in self._all:
            worker.stop()


def _wait_until_ready(worker: Worker, ready: Future) -> None:
    """Wait for a new process, and start another in its place if it dies, a few times at most."""
    for _ in range(STARTS - 1):
        try:
            ready.result()
        except BrokenProcessPool:
            worker.renew()
            ready = worker.submit(_is_ready)
        else:
            return
    ready.result()


def count_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _begin(shared: object) -> None:
    # An interrupt is the parent's to handle; a worker without parent has nobody to work for.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    os.environ.update(THREADS)
    _shared["given"] = shared


def _call(function: Callable[..., object], arguments: tuple[object, ...]) -> object:
    return function(_shared["given"], *arguments)


def _is_ready(shared: object) -> bool:
    return shared is not None
