"""Hold ranges of a difference between strategies against the truth in fitted towns: ``python -m benchmarks.differences``.

Each case draws numbers that nobody knows, evenly over their ranges: some show in a town's figures, and some hardly do, but
decide what strategies achieve. A town of some 3,000 residents is run at them to get three years of recorded crime and a
survey, is fitted to these figures, and two strategies are compared under what the fit leaves open. The truth is the mean of
many pairs of towns at the hidden numbers. It should lie in the range that holds nine in ten plausible models in 85 of 100 towns
at least. All cases use one reference table; finished cases are kept, and the same command goes on.
"""

import argparse
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from scipy.stats import beta

from benchmarks.marked import paragraph, write_between
from mobsim.store.provenance import hash_sources

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "ensembles.md"
sys.path.insert(0, str(ROOT / "tests"))

REFERENCE, STRATEGY = "status_quo", "full_model"
RESIDENTS_OF_SMALLEST, RESIDENTS = 450, "3,000"
DECISIVE = ("offending.by_hardening", "offending.by_guardianship", "offending.by_presence", "offending.by_control")
"""Free numbers that decide what strategies achieve, beside those of which a town's figures tell."""
RUNS_A_WAVE, DRAWS, PAIRS = 400, 24, 50
NEEDED = 0.85


def town(folder: Path, case: int | None = None) -> Any:
    """Read the figures of a case's town, or, without one, what is free in all of them."""
    from calibrated_town import TRUTH, write_figures

    from mobsim.calibration.figures import read_figures

    kept = {"as_long": True, "least": RESIDENTS_OF_SMALLEST, "also_free": DECISIVE}
    if case is None:
        return read_figures(folder, write_figures(folder, TRUTH, **kept))
    space = town(folder).space
    hidden = space.point(space.values(np.random.default_rng([2027, case]).random((1, len(space))))[0])
    figures = read_figures(folder, write_figures(folder, hidden, 10_000 + 10 * case, **kept))
    return figures, hidden


def fitted(figures: Any, table: Path) -> Any:
    """Fit a town from the shared reference table, which is run where it is not there yet."""
    from mobsim.calibration.fitting import Effort, fit
    from mobsim.calibration.town import TownStatistics, TownStudy, town_targets
    from mobsim.experiment.holding import Means

    effort = Effort(RUNS_A_WAVE, 1, fresh=2, truths=0)
    return fit(
        TownStudy.of(figures),
        figures.space,
        town_targets(figures),
        table,
        effort,
        Means(1),
        derive=TownStatistics(figures),
    )


def difference(scenario: Any, out: Path, runs: int, **doubt: Any) -> dict[str, float]:
    """Compare the two strategies, and return what is said of the difference in harm."""
    import mobsim

    found = mobsim.compare(scenario, [REFERENCE, STRATEGY], runs=runs, workers=1, out=out, **doubt)
    return next(each for each in found.summary["strategies"] if each["name"] == STRATEGY)["outcomes"]["harm"]


def left_open(case: int, table: Path) -> dict[str, Any]:
    """Fit a case's town; return the content of its ensemble."""
    from mobsim.calibration.town_ensemble import town_ensemble

    with TemporaryDirectory() as place:
        figures, _ = town(Path(place) / "quarters", case)
        return town_ensemble(fitted(figures, table), figures.scenario, None, "python -m benchmarks.differences")


def one(case: int, ensemble: dict[str, Any]) -> dict[str, Any]:
    """Compare in a case's fitted town and at its hidden numbers; say whether the range over models holds the truth."""
    from mobsim.calibration.figures import with_point
    from mobsim.scenario.reading import build_scenario

    began = time.process_time()
    with TemporaryDirectory() as place:
        figures, hidden = town(Path(place) / "quarters", case)
        file = Path(place) / "ensemble.json"
        file.write_text(json.dumps(ensemble))
        told = difference(figures.scenario, Path(place) / "told", DRAWS, ensemble=file)
        true_town = build_scenario(with_point(figures.content, hidden), Path(figures.file))
        truth = difference(true_town, Path(place) / "truth", PAIRS, point=True)
    low, high, true = told["range_low"], told["range_high"], truth["difference"]
    return {
        "case": case, "truth": true, "truth_half": (truth["difference_high"] - truth["difference_low"]) / 2,
        "low": low, "high": high, "mean": told["difference"], "held": bool(low <= true <= high),
        "seconds": time.process_time() - began,
    }  # fmt: skip


def summarise(cases: list[dict[str, Any]]) -> dict[str, Any]:
    """Count the towns whose range holds the truth, and say how wide ranges are beside what truths vary by."""
    held, number = sum(each["held"] for each in cases), len(cases)
    return {
        "towns": number,
        "held": held,
        "low": float(beta.ppf(0.025, held, number - held + 1)) if held else 0.0,
        "high": float(beta.ppf(0.975, held + 1, number - held)) if held < number else 1.0,
        "width": float(np.mean([each["high"] - each["low"] for each in cases])),
        "truths_sd": float(np.std([each["truth"] for each in cases])),
        "correlation": float(np.corrcoef([each["truth"] for each in cases], [each["mean"] for each in cases])[0, 1]),
        "needed": NEEDED,
        "met": held >= NEEDED * number,
    }


def as_text(found: dict[str, Any], model: str) -> str:
    """Write what was found for the page on ensembles."""
    held, low, high, needed = found["held"], *(round(100 * found[name]) for name in ("low", "high", "needed"))
    return paragraph(
        f"Of {found['towns']} towns of {RESIDENTS} residents whose numbers nobody knew, fitted to what their police and a survey "
        f"had counted, the range over models held the true difference of harm between {REFERENCE} and {STRATEGY} (of {PAIRS} "
        f"pairs) in {held} ({low} to {high} of 100; {needed} are needed). It was {found['width']:.0f} wide on average, where "
        f"true differences have a standard deviation of {found['truths_sd']:.0f} from town to town (model {model})."
    )


def main() -> None:
    """Run all cases, going on from those that are there, and write what was found after each."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.differences", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--workers", type=int, help="processes; default: one a core")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "measured" / "differences.json")
    parser.add_argument("--table", type=Path, default=ROOT / "results" / "differences")
    given = parser.parse_args()
    cases = json.loads(given.out.read_text("utf-8"))["each"] if given.out.exists() else []
    waiting = sorted(set(range(given.cases)) - {each["case"] for each in cases})
    with ProcessPoolExecutor(given.workers) as pool:
        # Fits come one after the other: they share a folder.
        for future in as_completed([pool.submit(one, case, left_open(case, given.table)) for case in waiting]):
            cases = sorted([*cases, future.result()], key=lambda each: each["case"])
            found = summarise(cases) if len(cases) > 1 else {}
            given.out.write_text(json.dumps({**found, "each": cases}, indent=1) + "\n", encoding="utf-8")
            print(f"{len(cases)} towns: {found}", flush=True)
    write_between(PAGE, "differences", as_text(summarise(cases), hash_sources(model_only=True)[:8]))


if __name__ == "__main__":
    main()
