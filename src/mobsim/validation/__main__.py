"""Fit the defaults to the evidence and print the new defaults and what they rest on: ``python -m mobsim.validation FOLDER``."""

import sys

from mobsim.experiment.engine import Standing
from mobsim.validation.defaults import fit_defaults


def _say(standing: Standing) -> None:
    print(f"\r{standing.done} of {standing.total} runs, {standing.failed} failed", end="", file=sys.stderr)


if __name__ == "__main__":
    found = fit_defaults(sys.argv[1] if len(sys.argv) > 1 else "results/defaults", progress=_say)
    for name, value in found.fitted.items():
        print(f"{name} = {value:.3g}")
    print(found.identified.to_string(), found.checks.to_string(), sep="\n\n")
