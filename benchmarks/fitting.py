"""Fit a town to figures of known origin, many times, and count how often intervals hold: ``python -m benchmarks.fitting``.

Each case draws numbers that nobody knows, evenly over their ranges, runs the town at them to get three years of recorded
crime and a survey, fits the town to these figures, and looks whether the numbers lie within the fit's own 90 % intervals.
All cases use one reference table: its first wave is run once, later waves are each case's own.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

LEVEL = (0.05, 0.95)
NEEDED = 0.85


def case(number: int, runs_a_wave: int, waves: int, table: Path) -> dict:
    """Fit to the figures of one hidden point; return, by parameter, truth, interval and spread left."""
    from calibrated_town import write_figures

    from mobsim.calibration.figures import read_figures
    from mobsim.calibration.fitting import Effort, fit
    from mobsim.calibration.town import TownStatistics, TownStudy, town_targets
    from mobsim.experiment.holding import Means

    began = time.process_time()
    with TemporaryDirectory() as place:
        folder = Path(place) / "six_quarters"
        space = read_figures(folder, write_figures(folder, as_long=True)).space
        unit = np.random.default_rng([2026, number]).random((1, len(space)))
        truth = space.point(space.values(unit)[0])
        first = 10_000 + 10 * number
        figures = read_figures(folder, write_figures(folder, truth, first_seed=first, as_long=True))
        found = fit(
            TownStudy.of(figures), space, town_targets(figures), table,
            Effort(runs_a_wave, waves, fresh=2, truths=0), Means(1), derive=TownStatistics(figures),
        )  # fmt: skip
    recovered = {}
    for name, value in truth.items():
        low, high = found.posterior[name].quantile(LEVEL[0]), found.posterior[name].quantile(LEVEL[1])
        ratio = float(found.identified.set_index("parameter").loc[name, "sd_ratio"])
        recovered[name] = {
            "truth": value,
            "low": low,
            "high": high,
            "held": bool(low <= value <= high),
            "sd_ratio": ratio,
        }
    return {"case": number, "seconds": time.process_time() - began, "parameters": recovered}


def summarise(cases: list[dict]) -> dict:
    """Count, by parameter, how many truths lay within their intervals."""
    names = list(cases[0]["parameters"])
    held = {name: sum(each["parameters"][name]["held"] for each in cases) for name in names}
    left = {name: float(np.mean([each["parameters"][name]["sd_ratio"] for each in cases])) for name in names}
    return {
        "cases": len(cases),
        "held": held,
        "share_held": sum(held.values()) / (len(cases) * len(names)),
        "mean_sd_ratio": left,
        "seconds_a_case": float(np.mean([each["seconds"] for each in cases])),
        "needed": NEEDED,
        "met": all(count >= NEEDED * len(cases) for count in held.values()),
    }


def main() -> None:
    """Fit all cases, go on from those that are there, and write what was found after each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fitting", description=__doc__)
    parser.add_argument("--cases", type=int, default=500, help="a hundred still tell a share to three points only")
    parser.add_argument("--runs-a-wave", type=int, default=300)
    parser.add_argument("--waves", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent / "fitting.json")
    parser.add_argument("--table", type=Path, default=ROOT / "results" / "fitting-benchmark")
    given = parser.parse_args()
    settings = {"runs_a_wave": given.runs_a_wave, "waves": given.waves}
    kept = json.loads(given.out.read_text("utf-8")) if given.out.exists() else {}
    cases = kept.get("each", []) if kept.get("settings") == settings else []
    if cases:
        show(cases)
    for number in range(len(cases), given.cases):
        cases.append(case(number, given.runs_a_wave, given.waves, given.table))
        text = json.dumps({"settings": settings, **summarise(cases), "each": cases})
        given.out.write_text(text + "\n", encoding="utf-8")
        show(cases)


def show(cases: list[dict]) -> None:
    """Print how many truths were held so far."""
    found = summarise(cases)
    print(f"{found['cases']} cases: held {found['held']}, {found['share_held']:.3f} in all", flush=True)


if __name__ == "__main__":
    main()
