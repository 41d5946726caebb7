"""Make again what quotes results: the README's picture, and every page with figures that the model gave.

    python docs/remake.py readme odd      # some of it
    python docs/remake.py                 # all of it: hours on two cores
    python docs/remake.py --list          # what there is, what makes it, and about how long it takes

Results lie in a folder of the model that gave them (``results/pages/MODEL``), so that a changed model starts afresh; whatever
was stopped is gone on with. Commands are those that a reader would type.
"""

import argparse
import json
import shlex
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from mobsim.store.provenance import hash_sources

ROOT = Path(__file__).resolve().parents[1]
IMAGES = "docs/images"


@dataclass(frozen=True)
class Copy:
    """Copy a file of the results to where it is shown."""

    source: str
    target: str


Step = str | Copy
"""A command, ``{results}`` standing for the folder of results, or a copy."""


@dataclass(frozen=True)
class Page:
    """What is made again together: the files that are written, the steps that write them, in minutes of two cores."""

    writes: tuple[str, ...]
    steps: tuple[Step, ...]
    minutes: int
    by_hand: str = ""


def pages() -> dict[str, Page]:
    """Return every page that quotes results, by name; the shortest first."""
    told = tomllib.loads((ROOT / "docs" / "experiments_page" / "contrasts.toml").read_text(encoding="utf-8"))
    experiments = json.loads((ROOT / "docs" / "experiments.json").read_text(encoding="utf-8"))  # those that are drawn
    sweeps = [f"mobsim sweep {name} --out {{results}}/experiments/{name}" for name in told]
    fits = [
        f"mobsim calibrate {town} --targets experiments/calibration/{town}.toml --out {{results}}/calibrate-{town}"
        for town in ("toronto", "columbus")
    ]
    drawn = [
        f"calibration-{town}-{what}" for town in ("toronto", "columbus") for what in ("parameters", "neighbourhoods")
    ]
    towns = [
        f"mobsim compare {town} --runs {runs} --out {{results}}/conclusions/{town}"
        for town, runs in (("columbus", 40), ("south_simcoe", 40), ("toronto", 24))
    ]
    return {
        "readme": Page(
            (f"{IMAGES}/columbus-ranking.png",),
            (
                "mobsim compare columbus --out {results}/columbus",
                Copy("columbus/figures/ranking.png", f"{IMAGES}/columbus-ranking.png"),
            ),
            3,
        ),
        "odd": Page((f"{IMAGES}/untreated.svg", "docs/soundness.md"), ("python -m benchmarks.untreated",), 16),
        "facilitators": Page(
            tuple(
                f"{IMAGES}/page-{name}.png"
                for name in ("account", "closer", "exercises", "leaders", "reveal", "towns", "what-if")
            ),
            ("python docs/page_pictures.py",),
            3,
        ),
        "loop": Page(("docs/loop.md",), ("python -m benchmarks.loop",), 15),
        "soundness": Page(("docs/soundness.md",), ("python -m benchmarks.invariance",), 25),
        "coverage": Page(("docs/sweeps.md",), ("python -m benchmarks.coverage --again",), 15),
        "conclusions": Page(
            ("docs/ensembles.md", "docs/measured/conclusions.json"),
            (
                *towns,
                "python docs/make_conclusions.py {results}/conclusions",
                "python -m benchmarks.differences --table {results}/differences",
            ),
            120,
        ),
        "validation": Page(
            ("docs/validation.md", f"{IMAGES}/validation.png"),
            (
                "mobsim validate --out {results}/validation",
                "mobsim validate --ablate --out {results}/ablation",
                "mobsim validate --alternatives --out {results}/alternatives",
                "python docs/make_validation.py {results}/validation {results}/ablation {results}/alternatives",
            ),
            90,
        ),
        "performance": Page(
            ("benchmarks/results.md", "benchmarks/results.json", "docs/performance.md"),
            ("python -m benchmarks", "python -m benchmarks.parts", "python -m benchmarks.costs"),
            75,
        ),
        "experiments": Page(
            ("docs/experiments.md", *(f"{IMAGES}/experiments/{name}.svg" for name in experiments)),
            (*sweeps, "python docs/make_experiments.py {results}/experiments"),
            75,
        ),
        "calibration": Page(
            ("docs/calibration.md", *(f"{IMAGES}/{name}.png" for name in drawn)),
            (*fits, "python -m benchmarks.fitting", "python experiments/calibration/page.py --results {results}"),
            180,
        ),
        "defaults": Page(
            ("docs/defaults.md",),
            ("python -m mobsim.validation {results}/defaults", "python docs/make_defaults.py {results}/defaults"),
            60,
            by_hand="the values in the declarations, where the fit has moved them",
        ),
    }


def main() -> int:
    """Make what was asked for, one after the other; return 1 as soon as a step fails."""
    known = pages()
    parser = argparse.ArgumentParser(prog="python docs/remake.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(known)}; default: all")
    parser.add_argument("--list", action="store_true", help="say what there is, and make nothing")
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in known]
    if unknown:
        parser.error(f"{', '.join(unknown)}: there is no such page; choose from {', '.join(known)}")
    for name in given.names or known:
        if given.list:
            describe(name, known[name])
        elif not make(known[name], ROOT / "results" / "pages" / hash_sources(model_only=True)[:8]):
            print(f"{name} is not made: the command above failed", file=sys.stderr)
            return 1
    return 0


def describe(name: str, page: Page) -> None:
    """Print what a page is made from."""
    print(f"{name} (about {page.minutes} minutes): {', '.join(page.writes)}")
    for step in page.steps:
        print(f"    {step}" if isinstance(step, str) else f"    copy {step.source} to {step.target}")
    if page.by_hand:
        print(f"    left to a person: {page.by_hand}")


def make(page: Page, results: Path) -> bool:
    """Take the steps of a page; False as soon as one fails."""
    results.mkdir(parents=True, exist_ok=True)
    for step in page.steps:
        if isinstance(step, Copy):
            shutil.copyfile(results / step.source, ROOT / step.target)
        elif not run(step.format(results=shlex.quote(str(results)))):
            return False
    return True


def run(command: str) -> bool:
    """Run a command of this Python; a missed target (exit code 1 of ``mobsim validate``) is a result, too."""
    words = shlex.split(command)
    program = [sys.executable, *(["-m", "mobsim"] if words[0] == "mobsim" else []), *words[1:]]
    print(f"$ {command}", flush=True)
    code = subprocess.run(program, cwd=ROOT, check=False).returncode
    return code == 0 or (code == 1 and words[:2] == ["mobsim", "validate"])


if __name__ == "__main__":
    raise SystemExit(main())
