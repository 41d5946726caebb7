"""Fit the defaults to the evidence and print the new defaults and what they rest on: ``python -m mobsim.validation FOLDER``.

With ``--minutes`` it stops after the batch of runs that is under way when the time is over, and says what the runs so far
tell; the same command goes on from there, also on another machine.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

from mobsim.calibration import Fit
from mobsim.errors import MobsimError
from mobsim.experiment.engine import Standing
from mobsim.validation.defaults import aimed_parts, fit_defaults
from mobsim.validation.held_out import hold_out
from mobsim.validation.trade_offs import trade_offs


def main(words: Sequence[str] | None = None) -> int:
    """Fit, print and write beside the runs what was found; return the exit code."""
    given = _parser().parse_args(words)
    try:
        found = fit_defaults(given.folder, given.workers, _report, given.minutes)
    except MobsimError as error:
        print(f"\nmobsim: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nmobsim: interrupted; the runs that finished are kept, and the same command goes on", file=sys.stderr)
        return 130
    print("\n" + found.basis.sentence())
    for name, value in found.fitted.items():
        print(f"{name} = {value:z.3g}")
    print(found.identified.to_string(), found.checks.to_string(), sep="\n\n")
    with threadpool_limits(1, user_api="blas"):  # as in the fit itself
        prices = trade_offs(found)
        print("\nWhat each missed part would cost", pd.DataFrame(prices).to_string(), sep="\n")
        _write(found, "trade_offs", prices)
        if given.hold_out:
            _write(found, "held_out", hold_out(found, aimed_parts()))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m mobsim.validation", description="Fit the defaults to the evidence."
    )
    parser.add_argument("folder", nargs="?", type=Path, default=Path("results/defaults"), help="results folder")
    parser.add_argument("--minutes", type=_minutes, help="begin no further runs after so many minutes")
    parser.add_argument("--workers", type=int, help="processes; one a core when left out")
    parser.add_argument("--hold-out", action="store_true", help="also leave out each target in turn (some minutes)")
    return parser


def _minutes(text: str) -> float:
    minutes = float(text)
    if not minutes > 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0; give the minutes as a number")
    return minutes


def _write(found: Fit, name: str, rows: Iterable[Any]) -> None:
    plain = [row._asdict() for row in rows]
    (found.folder / f"{name}.json").write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")


def _report(standing: Standing) -> None:
    print(f"\r{standing.done} runs done, {standing.failed} of them failed", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
