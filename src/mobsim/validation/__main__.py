"""Fit the defaults to the evidence and print the new defaults and what they rest on: ``python -m mobsim.validation FOLDER``.

With ``--minutes`` it stops after the batch of runs that is under way when the time is over, and says what the runs so far
tell; the same command goes on from there, also on another machine.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

from mobsim.calibration import Fit
from mobsim.errors import MobsimError
from mobsim.validation.batches import ended_early, options, report
from mobsim.validation.defaults import aimed_parts, fit_defaults
from mobsim.validation.held_out import hold_out
from mobsim.validation.trade_offs import trade_offs


def main(words: Sequence[str] | None = None) -> int:
    """Fit, print and write beside the runs what was found; return the exit code."""
    given = _parser().parse_args(words)
    try:
        found = fit_defaults(given.folder, given.workers, report, given.minutes)
    except MobsimError as error:
        return ended_early(error)
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
    parser = options("validation", "Fit the defaults to the evidence.", "results/defaults")
    parser.add_argument("--hold-out", action="store_true", help="also leave out each target in turn (some minutes)")
    return parser


def _write(found: Fit, name: str, rows: Iterable[Any]) -> None:
    plain = [row._asdict() for row in rows]
    (found.folder / f"{name}.json").write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
