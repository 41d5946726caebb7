"""Worker processes: long-lived, one thread each, started so that nothing of the caller's program runs twice."""

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.process import BaseProcess

from mobsim.errors import UsageError
from mobsim.tools.processes import THREADS, end_with_parent, process_context, quiet_start

STARTS = 8
"""How often in a row a worker may die at its start before it is taken that the system does not let it.

A slow machine may take seconds over a start: whatever kills processes now and then finds some that are starting."""

_shared: dict[str, object] = {}


class Worker:
    """Keep one process that does one thing at a time, and put another in its place when it has died.

    Each worker is a pool of one of ``number``, so that a process that dies takes nothing with it but its own task.
    """

    def __init__(self, shared: object, number: int) -> None:
        self._given, self._number = shared, number
        self._pool = self._new_pool()

    def submit(self, function: Callable[..., object], *arguments: object) -> Future:
        """Call ``function(shared, *arguments)`` in the process, or in another if it has died since its last task."""
        while True:
            try:
                return self._submit(function, arguments)
            except BrokenProcessPool:
                self.renew()

    def renew(self) -> bool:
        """Start again after the process has died, and wait until the new one is ready: no run pays for its start.

        Raises
        ------
        UsageError
            If each of many in a row dies at its start.
        """
        for _ in range(STARTS):
            self.stop()
            self._pool = self._new_pool()
            try:
                self._submit(_is_ready, ()).result()
            except BrokenProcessPool as error:
                died = error
            else:
                return True
        raise _cannot_start(died, self._number)

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
                future = self._pool.submit(_call, function, arguments)
        except (BrokenPipeError, ConnectionResetError, EOFError) as error:
            raise BrokenProcessPool("the process died while it was told what to do") from error
        self._leave_answers_to_process()
        return future

    def _leave_answers_to_process(self) -> None:
        """Close this process's own end for writing answers: one that breaks off in the midst would be waited for for ever."""
        answers = getattr(self._pool, "_result_queue", None)
        writer = getattr(answers, "_writer", None)
        if writer is not None:
            writer.close()

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
        self._all = [Worker(shared, number) for _ in range(number)]
        self._new = list(self._all)
        try:
            for worker, ready in [(worker, worker.submit(_is_ready)) for worker in self._all]:
                _wait_until_ready(worker, ready)
        except (OSError, RuntimeError) as error:  # the latter for want of threads
            self.stop()
            raise _cannot_start(error, number) from None
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
    """Wait for a new process, and start another in its place if it dies."""
    try:
        ready.result()
    except BrokenProcessPool:
        worker.renew()


def _cannot_start(error: Exception, number: int) -> UsageError:
    message = f"worker processes cannot be started ({error})"
    return UsageError(message, field="workers", value=number, remedy="use one worker")


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
