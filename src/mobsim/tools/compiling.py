"""How far the compiler has come: on the first start of a machine it takes most of a minute, which a page shows as it goes."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

SECONDS_BETWEEN = 0.1
MOST = 0.99
"""A share that is told: a kernel may be compiled for further types, so that nobody knows which is the last."""


class Compiling:
    """Count the kernels that are declared, and those that were compiled in this process."""

    def __init__(self) -> None:
        self.declared = self.done = 0
        self._report: Callable[[float], None] | None = None
        self._reported_at = 0.0

    def declare(self) -> None:
        """Count a kernel."""
        self.declared += 1

    def note(self) -> None:
        """Count a kernel that was compiled, and report now and then; the compiler works in one thread at a time."""
        self.done += 1
        now = time.monotonic()
        if self._report is not None and now - self._reported_at >= SECONDS_BETWEEN:
            self._reported_at = now
            self._report(min(MOST, self.done / max(1, self.declared)))

    @contextmanager
    def reported(self, report: Callable[[float], None]) -> Generator[None]:
        """Report the share that is done to somebody, for a while; never where all of it was kept from an earlier start."""
        self._report = report
        try:
            yield
        finally:
            self._report = None


compiling = Compiling()
"""Of this process."""
