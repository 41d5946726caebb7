"""Show how far long work is: a bar on a terminal, a plain line now and then where there is none."""

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from importlib import import_module
from typing import Protocol

from mobsim.tools.duration import duration_in_words

SECONDS_A_LINE = 15.0
SECONDS_AN_UPDATE = 0.5
FIRST_ROUND = 0.25
"""Results that come within this share of the time that the first took belong to the first round of the workers."""
MANY = 20
"""Results after the first round that tell the pace however fast they come."""


class Counted(Protocol):
    """Say how many of how many are done, and how many failed."""

    @property
    def done(self) -> int: ...  # noqa: D102
    @property
    def total(self) -> int: ...  # noqa: D102
    @property
    def failed(self) -> int: ...  # noqa: D102


@contextmanager
def show_progress(what: str) -> Generator[Callable[[Counted], None]]:
    """Give a function to call with the standing; it writes to stderr, or into the output of a notebook's cell.

    Parameters
    ----------
    what
        What is counted: "runs".
    """
    if in_notebook():
        with _line_in_place(what) as show:
            yield show
    elif sys.stderr.isatty():
        with _bar(what) as show:
            yield show
    else:
        yield _lines(what)


class Pace:
    """Estimate how fast work goes and how long it will take, from when its first results are in.

    What comes before the first result (compiling, reading, a burn-in) comes once, and says nothing about what is left;
    and the first results of several workers come almost together. So the pace is taken from the end of this first
    round on, and told only after as long again, or after many more results. Where the count begins anew, as from study to
    study, so does the pace.
    """

    def __init__(self, start: float) -> None:
        self._begin(start)

    def _begin(self, start: float) -> None:
        self._start = start
        self._first = 0.0
        self._begun = self._last = (start, 0)

    def note(self, done: int, now: float) -> None:
        """Note how much is done at some time, in seconds."""
        if done == self._last[1]:
            return
        if done < self._last[1]:
            self._begin(self._last[0])
        self._last = (now, done)
        if not self._first:
            self._first = now
        if now - self._first <= FIRST_ROUND * (self._first - self._start):
            self._begun = self._last

    @property
    def rate(self) -> float | None:
        """How much is done a second; ``None`` while too little is done to tell."""
        seconds, done = self._last[0] - self._begun[0], self._last[1] - self._begun[1]
        if done <= 0 or (seconds < self._first - self._start and done < max(MANY, 2 * self._begun[1])):
            return None
        return done / max(seconds, 1e-9)

    def in_words(self, standing: Counted) -> str:
        """Say how fast it goes and how long it will take, ``1.3 a second, about 2 min left``; nothing if that is unknown."""
        rate = self.rate
        if rate is None:
            return ""
        speed = f"{rate:.3g} a second" if rate >= 1 else f"{60 * rate:.3g} a minute"
        if standing.done >= standing.total:
            return speed
        return f"{speed}, about {duration_in_words((standing.total - standing.done) / rate)} left"


def _lines(what: str) -> Callable[[Counted], None]:
    last = time.monotonic()
    pace = Pace(last)

    def show(standing: Counted) -> None:
        nonlocal last
        now = time.monotonic()
        pace.note(standing.done, now)
        if now - last >= SECONDS_A_LINE:
            last = now
            failed = f", {standing.failed} failed" if standing.failed else ""
            parts = (f"{standing.done} of {standing.total} {what}{failed}", pace.in_words(standing))
            print("; ".join(filter(None, parts)), file=sys.stderr, flush=True)

    return show


@contextmanager
def _bar(what: str) -> Generator[Callable[[Counted], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    pace = Pace(time.monotonic())
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn(what), TextColumn("{task.fields[detail]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, detail="")

        def show(standing: Counted) -> None:
            pace.note(standing.done, time.monotonic())
            parts = (f"{standing.failed} failed" if standing.failed else "", pace.in_words(standing))
            detail = "; ".join(filter(None, parts))
            bar.update(task, completed=standing.done, total=standing.total, detail=detail)

        yield show


def in_notebook() -> bool:
    """Whether the code runs in a kernel, whose front end shows one thing in the place of another."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return getattr(shell, "kernel", None) is not None


@contextmanager
def _line_in_place(what: str) -> Generator[Callable[[Counted], None]]:
    """Keep one line of a cell up to date; in the end it says what was done, and in how long."""
    shown = import_module("IPython.display")
    start = last = time.monotonic()
    pace, parts = Pace(start), ["starting"]
    line = shown.display(shown.HTML("<em>starting</em>"), display_id=True)

    def show(standing: Counted) -> None:
        nonlocal last, parts
        now = time.monotonic()
        pace.note(standing.done, now)
        failed = f"{standing.failed} failed" if standing.failed else ""
        parts = [part for part in (f"{standing.done} of {standing.total} {what}", failed) if part]
        if now - last >= SECONDS_AN_UPDATE:
            last = now
            line.update(shown.HTML(f"<em>{'; '.join(filter(None, (*parts, pace.in_words(standing))))}</em>"))

    try:
        yield show
    finally:
        line.update(shown.HTML(f"<em>{'; '.join(parts)}, in {duration_in_words(time.monotonic() - start)}</em>"))


def report_compiling() -> None:
    """Tell on stderr that the first run will take a while, where no machine code of this version is kept yet."""
    from mobsim.tools.kernel import COMPILED, cache_folder

    if not COMPILED:
        return
    folder, lasting = cache_folder()
    if folder is None or not any(folder.iterdir()):
        how_often = "once for each version of mobsim" if lasting else "at each start, for want of a folder of your own"
        print(f"Compiling the model; it takes a while, {how_often}", file=sys.stderr, flush=True)
