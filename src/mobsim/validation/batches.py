"""What the commands that run the evidence many times share: where runs are kept, how long they may take, and how they end."""

import argparse
import sys
from pathlib import Path

from mobsim.errors import MobsimError
from mobsim.experiment.engine import Standing


class TimeOverError(MobsimError):
    """Tell that the time was over before all runs were done; what is there is kept."""


def options(prog: str, about: str, folder: str) -> argparse.ArgumentParser:
    """Return a parser with what each of them takes."""
    parser = argparse.ArgumentParser(prog=f"python -m mobsim.{prog}", description=about)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(folder), help="results folder")
    parser.add_argument("--minutes", type=_minutes, help="begin no further runs after so many minutes")
    parser.add_argument("--workers", type=int, help="processes; one a core when left out")
    return parser


def report(standing: Standing) -> None:
    """Say how many runs are done."""
    print(f"\r{standing.done} runs done, {standing.failed} of them failed", end="", file=sys.stderr, flush=True)


def ended_early(error: MobsimError) -> int:
    """Say why a command ends, and return its exit code: 0 where only time is over."""
    print(f"\nmobsim: {error}", file=sys.stderr)
    return 0 if isinstance(error, TimeOverError) else 2


def _minutes(text: str) -> float:
    minutes = float(text)
    if not minutes > 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0; give the minutes as a number")
    return minutes
