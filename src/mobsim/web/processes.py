"""Start processes that hold nothing of the server, and end with it."""

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from mobsim.tools.processes import end_with_parent, process_context, quiet_start

PRELOADED = ["mobsim.engine.model", "mobsim.web.worker", "mobsim.web.pair", "mobsim.web.chronicle"]


def prepare_processes() -> None:
    """Let the process from which all others are forked load the model ahead of the first session."""
    context = process_context()
    if hasattr(context, "set_forkserver_preload"):
        context.set_forkserver_preload(PRELOADED)
        from multiprocessing import forkserver

        with quiet_start():
            forkserver.ensure_running()


def start_pair(
    front: Callable[..., None], back: Callable[..., None], *arguments: Any
) -> tuple[tuple[Any, ...], Connection]:
    """Start two processes that are connected with each other, the first also with this one.

    Returns
    -------
    tuple of (the processes, this end of the connection with the first)
    """
    here, there = multiprocessing.Pipe()
    near, far = multiprocessing.Pipe()
    context = process_context()
    processes = (
        context.Process(target=front, args=(there, near, *arguments)),
        context.Process(target=back, args=(far, *arguments)),
    )
    with quiet_start():
        for process in processes:
            process.start()
    for end in (there, near, far):
        end.close()
    return processes, here


def begin_process(*, niceness: int = 0) -> None:
    """Leave interrupts to the server, and end when it ends."""
    gc.freeze()  # what is loaded is shared with the other processes; to look through it for garbage would copy it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)


def end_processes(processes: tuple[Any, ...]) -> None:
    """End processes, whatever they are doing."""
    for process in processes:
        process.kill()
    for process in processes:
        process.join()
