"""Start processes that hold nothing of the server, and end with it."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from mobsim.processes import end_with_parent, process_context, quiet_start

PRELOADED = ["mobsim.model", "mobsim.web.worker", "mobsim.web.pair", "mobsim.web.chronicle"]


def prepare_processes() -> None:
    """Let the process from which all others are forked load the model ahead of the first session."""
    context = process_context()
    if hasattr(context, "set_forkserver_preload"):
        context.set_forkserver_preload(PRELOADED)
        from multiprocessing import forkserver

        with quiet_start():
            forkserver.ensure_running()


def start_process(target: Callable[..., None], *arguments: Any) -> tuple[Any, Connection]:
    """Start a process with one end of a connection; return it with the other end."""
    here, there = multiprocessing.Pipe()
    process = process_context().Process(target=target, args=(there, *arguments))
    with quiet_start():
        process.start()
    there.close()
    return process, here


def begin_process(*, niceness: int = 0) -> None:
    """Leave interrupts to the server, and end when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)


def end_process(process: Any, connection: Connection) -> None:
    """End a process, whatever it is doing."""
    connection.close()
    process.join(0.3)
    if process.is_alive():
        process.kill()
        process.join()
