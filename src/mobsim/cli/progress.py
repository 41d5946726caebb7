"""Show how far long work is: a bar on a terminal, a plain line now and then where there is none."""

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Protocol

SECONDS_A_LINE = 15.0


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
    """Give a function to call with the standing; it writes to stderr.

    Parameters
    ----------
    what
        What is counted: "runs".
    """
    if sys.stderr.isatty():
        with _bar(what) as show:
            yield show
    else:
        yield _lines(what)


def rate_and_time_left(standing: Counted, seconds: float) -> str:
    """Say how fast it goes and how long it will take: ``1.3 a second, about 2 min left``."""
    if standing.done == 0 or seconds <= 0:
        return ""
    rate = standing.done / seconds
    left = (standing.total - standing.done) / rate
    speed = f"{rate:.3g} a second" if rate >= 1 else f"{60 * rate:.3g} a minute"
    return f"{speed}, about {_duration(left)} left" if standing.done < standing.total else speed


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 6_000 else f"{seconds / 3_600:.1f} h"


def _lines(what: str) -> Callable[[Counted], None]:
    start = last = time.monotonic()

    def show(standing: Counted) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= SECONDS_A_LINE:
            last = now
            failed = f", {standing.failed} failed" if standing.failed else ""
            said = rate_and_time_left(standing, now - start)
            print(f"{standing.done} of {standing.total} {what}{failed}; {said}", file=sys.stderr, flush=True)

    return show


@contextmanager
def _bar(what: str) -> Generator[Callable[[Counted], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    start = time.monotonic()
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn(what), TextColumn("{task.fields[said]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, said="")

        def show(standing: Counted) -> None:
            failed = f"{standing.failed} failed; " if standing.failed else ""
            said = failed + rate_and_time_left(standing, time.monotonic() - start)
            bar.update(task, completed=standing.done, total=standing.total, said=said)

        yield show


def say_if_compiling() -> None:
    """Tell on stderr that the first run will take a while, where no machine code of this version is kept yet."""
    from mobsim.tools.kernel import COMPILED, cache_folder

    if not COMPILED:
        return
    folder, lasting = cache_folder()
    if folder is None or not any(folder.iterdir()):
        how_often = "once for each version of mobsim" if lasting else "at each start, for want of a folder of your own"
        print(f"Compiling the model; it takes a while, {how_often}", file=sys.stderr, flush=True)
