"""End on an interrupt at any moment, without a traceback, and with nothing half-written.

Python raises KeyboardInterrupt wherever the program happens to be. Raised while a module is imported, or in a callback,
it is swallowed or turned into another error. Here an interrupt therefore ends the process at once, except while results
are at stake: then it is raised where it is safe to, so that what is finished gets written.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

INTERRUPTED = 130
STOPS = (signal.SIGINT, signal.SIGTERM)
SECONDS_BETWEEN_TRIES, MOST_TRIES = 0.02, 500
SHOW_CURSOR = b"\x1b[?25h"
NOTICE = b"mobsim: interrupted; what was finished is kept\n"

_last_acts: list[Callable[[], object]] = []


def before_abrupt_end(act: Callable[[], object]) -> None:
    """Let something be done before the process ends at once; it may run on top of anything, so it must be plain."""
    _last_acts.append(act)


def end_at_once(code: int = INTERRUPTED) -> None:
    """End the process without unwinding it."""
    for act in _last_acts:
        with suppress(Exception):
            act()
    os._exit(code)


@contextmanager
def undisturbed() -> Generator[None]:
    """Hold interrupts back until the block is over; only signals of the main thread need that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    before = {number: signal.getsignal(number) for number in STOPS}
    answered = {number: handler for number, handler in before.items() if callable(handler)}
    for number in answered:
        signal.signal(number, lambda number, _: held.append(number))
    try:
        yield
    finally:
        for number, handler in answered.items():
            signal.signal(number, handler)
        for number in held:
            signal.raise_signal(number)


class Interrupts:
    """Answer the interrupts of this process, once they were taken over."""

    def __init__(self) -> None:
        self.asked = False
        """Whether the process was interrupted."""
        self._installed = False
        self._at_stake = 0
        self._raised = False
        self._tries = 0

    def install(self) -> None:
        """Answer interrupts from now on, unless whoever started the process lets it ignore them."""
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._answer)
        sys.unraisablehook = self._report_swallowed
        self._installed = True

    @contextmanager
    def at_stake(self) -> Generator[None]:
        """Raise KeyboardInterrupt instead of ending at once, also on SIGTERM, while what is inside can make use of it."""
        answer = self._answer if self._installed else signal.default_int_handler
        before = signal.signal(signal.SIGTERM, answer)
        self._at_stake += 1
        try:
            yield
        finally:
            self._at_stake -= 1
            signal.signal(signal.SIGTERM, before)

    def over(self) -> None:
        """Ignore interrupts: nothing is left to be interrupted."""
        if self._installed:
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    def done_with(self) -> None:
        """Forget an interrupt that was the usual way to end, as it is of a server."""
        self.asked = self._raised = False

    def _answer(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        if self._raised or not self._at_stake:
            with suppress(OSError):
                os.write(2, (SHOW_CURSOR if os.isatty(2) else b"") + (b"" if self._raised else NOTICE))
            end_at_once()
        if not (_swallows(frame) and self._try_again()):
            self._raised = True
            raise KeyboardInterrupt

    def _try_again(self) -> bool:
        """Raise the alarm for another try, a little later; False where there are no alarms, or have been too many."""
        self._tries += 1
        if not hasattr(signal, "setitimer") or self._tries > MOST_TRIES:
            return False
        signal.signal(signal.SIGALRM, self._answer)
        signal.setitimer(signal.ITIMER_REAL, SECONDS_BETWEEN_TRIES)
        return True

    def _report_swallowed(self, unraisable: Any) -> None:
        """Try again where something swallowed the interrupt; report other errors as Python does."""
        if self._raised and unraisable.exc_type is KeyboardInterrupt:
            self._raised = not self._try_again()
        else:
            sys.__unraisablehook__(unraisable)


def _swallows(frame: FrameType | None) -> bool:
    """Whether an exception raised here may not reach whoever waits for it: in an import, or in a finalizer."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib") or frame.f_code.co_name == "__del__":
            return True
        frame = frame.f_back
    return False


interrupts = Interrupts()
