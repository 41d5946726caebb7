"""Long work whose results are kept: show how far it is, and end with a message on what is kept when it is interrupted."""

import signal
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import typer

from mobsim.cli.progress import Counted, say_if_compiling, show_progress


@contextmanager
def kept_when_interrupted(folder: Path, what: str = "runs") -> Generator[Callable[[Counted], None]]:
    """Give a function that shows progress; an interrupt, also by SIGTERM, ends the command with a message on what is kept."""
    say_if_compiling()
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with show_progress(what) as progress:
            yield progress
    except KeyboardInterrupt:
        said = f"Interrupted. What was finished is kept in {folder}; the same command resumes from there."
        print(said, file=sys.stderr, flush=True)
        raise typer.Exit(130) from None
    finally:
        signal.signal(signal.SIGTERM, before)
