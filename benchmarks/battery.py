"""What the batteries of many runs share: their options, and how they end."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from mobsim.errors import MobsimError
from mobsim.experiment.engine import choose_workers

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "soundness.md"


def options(name: str, about: str) -> argparse.ArgumentParser:
    """Return a parser with the options of every battery."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=about)
    parser.add_argument("--seeds", type=_count, help="seeds of each cell or town (default: as many as intervals need)")
    parser.add_argument("--workers", type=_count, help="processes at work at once (default: one a core)")
    lines = ROOT / "results" / f"{name}.jsonl"
    parser.add_argument("--lines", type=Path, default=lines, help="finished runs, a line each; resumed from")
    parser.add_argument(
        "--page", type=Path, default=PAGE, help="page that holds the table (default: docs/soundness.md)"
    )
    return parser


def _count(text: str) -> int:
    if not (text.isdecimal() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0")
    return int(text)


def workers_of(given: argparse.Namespace) -> int:
    """Return the workers asked for, or one a core."""
    return choose_workers(given.workers)


def end(main: Callable[[], int]) -> None:
    """Run a command to its end: a mistake of the user is one message and code 2."""
    try:
        code = main()
    except MobsimError as error:
        print(f"mobsim: {error}", file=sys.stderr)
        code = 2
    raise SystemExit(code)
