"""Start processes with one thread each, without running the caller's program twice, and let none outlive its parent."""

import multiprocessing
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

THREADS = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def process_context() -> Any:
    """Return the way of starting processes that is cheap and safe on this system."""
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")


@contextmanager
def quiet_start() -> Generator[None]:
    """Start processes with one thread each, and without running the caller's main script in them."""
    before = {name: os.environ.get(name) for name in THREADS}
    main = sys.modules["__main__"]
    os.environ.update(THREADS)
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
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
