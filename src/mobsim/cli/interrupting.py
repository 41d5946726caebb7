"""Long work whose results are kept: show how far it is, and end with a message on what is kept when it is interrupted."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import typer

from mobsim.cli.progress import Counted, report_compiling, show_progress
from mobsim.tools.interrupts import INTERRUPTED, interrupts


@contextmanager
def kept_when_interrupted(folder: Path, what: str = "runs") -> Generator[Callable[[Counted], None]]:
    """Give a function that shows progress; an interrupt, also by SIGTERM, ends the command with a message on what is kept."""
    message = f"What was finished is kept in {folder}; the same command resumes from there."
    with ended_when_interrupted(message), show_progress(what) as progress:
        yield progress


@contextmanager
def ended_when_interrupted(message: str) -> Generator[None]:
    """Let an interrupt, also by SIGTERM, end the command with a message."""
    report_compiling()
    try:
        with interrupts.at_stake():
            yield
    except KeyboardInterrupt:
        raise _interrupted(message) from None
    except Exception:
        if not interrupts.asked:
            raise
        raise _interrupted(message) from None  # something turned the interrupt into an error of its own


def _interrupted(message: str) -> typer.Exit:
    print(f"Interrupted. {message}", file=sys.stderr, flush=True)
    return typer.Exit(INTERRUPTED)
