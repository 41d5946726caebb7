"""Fit the defaults to the evidence and print the new defaults and what they rest on: ``python -m mobsim.validation FOLDER``."""

import json
import sys
from pathlib import Path

from mobsim.experiment.engine import Standing
from mobsim.validation.defaults import fit_defaults, fitted_parts
from mobsim.validation.held_out import hold_out


def _report(standing: Standing) -> None:
    print(f"\r{standing.done} of {standing.total} runs, {standing.failed} failed", end="", file=sys.stderr)


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "results/defaults")
    found = fit_defaults(folder, progress=_report)
    for name, value in found.fitted.items():
        print(f"{name} = {value:z.3g}")
    print(found.identified.to_string(), found.checks.to_string(), sep="\n\n")
    rows = [row._asdict() for row in hold_out(found, fitted_parts())]
    (folder / "held_out.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
