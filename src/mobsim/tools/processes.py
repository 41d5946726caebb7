"""Start processes with one thread each, without running the caller's program twice, and let none outlive its parent."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from mobsim.tools.interrupts import undisturbed

THREADS = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def process_context() -> Any:
    """Return the way of starting processes that is cheap and safe on this system."""
    _start_tracker()
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")


@contextmanager
def quiet_start() -> Generator[None]:
    """Start processes with one thread each, deaf to interrupts, and without running the caller's main script in them."""
    main = sys.modules["__main__"]
    with undisturbed(), _interrupts_blocked(), _environment(THREADS):
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


@contextmanager
def _interrupts_blocked() -> Generator[None]:
    """Let new processes be deaf to interrupts from their first moment, as only what they inherit can make them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    _start_tracker()  # before, because up to Python 3.12 its start unblocks interrupts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_tracker() -> None:
    """Start the process that tidies up after a kill, so that it does not warn of it; the first queue would start it otherwise."""
    if not hasattr(signal, "pthread_sigmask"):
        return
    from multiprocessing import resource_tracker

    with _environment({"PYTHONWARNINGS": "ignore:resource_tracker:UserWarning"}):
        resource_tracker.ensure_running()


@contextmanager
def _environment(settings: Mapping[str, str]) -> Generator[None]:
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value


def end_with_parent() -> None:
    """Wait for the parent to end, then end this process: it has nobody to work for."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
