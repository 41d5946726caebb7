"""Fit how long towns take by their size, and hold it against whole runs of what ships: ``python -m benchmarks.costs``.

Costs are counted in yardsticks (:mod:`mobsim.tools.yardstick`), taken by processor time beside each town, so that they mean
the same on machines that differ. Towns of the fit are made up, of many sizes and shapes, with many ties or many offenders;
the towns that ship, run as they are, are not among them. Some minutes; writes ``src/mobsim/experiment/run_time.toml``, which
``mobsim check`` and ``mobsim sweep --plan`` foretell from, and a table into ``docs/performance.md``.
"""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import nnls

from benchmarks.marked import paragraph, write_between
from mobsim.engine.model import Model
from mobsim.experiment.run_time import COSTS, parts_of, seconds_of_run
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.shipped import shipped_scenarios
from mobsim.scenario.synthetic import village
from mobsim.tools.calendar import DAYS_IN_CYCLE, DAYS_IN_YEAR
from mobsim.tools.yardstick import yardstick
from mobsim.validation.wording import markdown_table

ROOT = Path(__file__).resolve().parents[1]
PAGE, MEASURED = ROOT / "docs" / "performance.md", ROOT / "docs" / "measured" / "run_time.json"
STRATEGIES = ("status_quo", "full_model")
SIZES = (
    (1_000, 250), (1_000, 1_000), (4_000, 1_000), (10_000, 500), (10_000, 2_500), (30_000, 1_000), (50_000, 5_000),
    (100_000, 500), (100_000, 2_500), (300_000, 2_500), (1_000_000, 2_500), (1_000_000, 10_000),
)  # fmt: skip
"""Residents of a town and of each of its neighbourhoods."""
OTHERWISE = ({"ties.made_each": 10}, {"people.prone_share": 0.12})
"""Towns of 10,000 and 100,000 are also measured with more ties, and with more who may offend."""
COMMUNITIES = (10, 50)
RESIDENT_DAYS = 40e6
"""Of a measured stretch, about: from a cycle to a year."""
ALLOWED = 0.25


class Cost(NamedTuple):
    """What one town takes, in yardsticks."""

    parts: Mapping[str, float]
    birth: float
    day: float


def made_up_towns() -> Iterator[Scenario]:
    """Make the towns of the fit."""
    for residents, of_each in SIZES:
        yield _town(residents, of_each, {})
        if (residents, of_each) in ((10_000, 2_500), (100_000, 2_500)):
            yield from (_town(residents, of_each, values) for values in OTHERWISE)
    one = _town(4_000, 500, {})
    for communities in COMMUNITIES:
        yield replace(one, communities=one.communities * communities)


def _town(residents: int, of_each: int, parameters: Mapping[str, float]) -> Scenario:
    officers = max(1, round(0.0013 * residents))
    return village(residents // of_each, of_each, officers=officers, burn_in_days=0, parameters=parameters)


def measured(scenario: Scenario, strategy: str) -> Cost:
    """Let a town be born and live, and count in yardsticks what it takes."""
    units = [yardstick(time.process_time)]
    start = time.process_time()
    model = Model(scenario, strategy, 5)
    birth = time.process_time() - start
    units.append(yardstick(time.process_time))
    model.run_days(2 * DAYS_IN_CYCLE)
    cycles = max(1, min(DAYS_IN_YEAR, int(RESIDENT_DAYS / scenario.population)) // DAYS_IN_CYCLE)
    start = time.process_time()
    model.run_days(cycles * DAYS_IN_CYCLE)
    day = (time.process_time() - start) / (cycles * DAYS_IN_CYCLE)
    units.append(yardstick(time.process_time))
    return Cost(parts_of(scenario), birth / median(units), day / median(units))


def fitted(costs: list[Cost], of: str) -> dict[str, float]:
    """Fit costs of parts, none below nothing, by least squares of relative errors."""
    names = list(costs[0].parts)
    taken = np.array([getattr(each, of) for each in costs])
    counts = np.array([[each.parts[name] for name in names] for each in costs])
    found, _ = nnls(counts / taken[:, np.newaxis], np.ones(len(costs)))
    return {name: float(f"{cost:.3g}") for name, cost in zip(names, found, strict=True) if cost > 0.0}


def written(birth: Mapping[str, float], day: Mapping[str, float]) -> str:
    """Write the costs as the package reads them."""
    lines = ["# What parts of a town cost, in yardsticks. Written by `python -m benchmarks.costs`."]
    for name, costs in (("birth", birth), ("day", day)):
        lines += ["", f"[{name}]", *(f"{part} = {cost:.3g}" for part, cost in costs.items())]
    return "\n".join(lines) + "\n"


def whole_runs() -> Iterator[dict[str, Any]]:
    """Run each town that ships as it is, and tell its seconds beside those foretold."""
    for name in shipped_scenarios():
        scenario = load_scenario(name)
        for strategy in STRATEGIES:
            unit = yardstick(time.process_time)
            start = time.process_time()
            model = Model(scenario, scenario.reference, 5)
            model.run_days(scenario.burn_in_days)
            after = model.fork(strategy)
            after.run_days(scenario.days)
            after.results()
            taken = time.process_time() - start
            unit = (unit + yardstick(time.process_time)) / 2
            foretold = seconds_of_run(scenario, unit)
            yield {
                "town": name,
                "residents": scenario.population,
                "strategy": strategy,
                "seconds": taken,
                "foretold": foretold,
            }


def told(runs: list[dict[str, Any]]) -> str:
    """Tell what was foretold and what came."""
    off = [each["foretold"] / each["seconds"] - 1.0 for each in runs]
    within = sum(abs(each) <= ALLOWED for each in off)
    about = (
        "Whole runs of the towns that ship, burn-in and all, in seconds of one core, beside what `mobsim check` foretells: "
        f"{within} of {len(off)} within {ALLOWED:.0%}, the farthest {max(off, key=abs):+.0%}. None of them was used to fit "
        "the costs."
    )
    rows = [
        (each["town"], f"{each['residents']:,}", each["strategy"], f"{each['seconds']:.2f}", f"{each['foretold']:.2f}")
        for each in runs
    ]
    return f"{paragraph(about)}\n\n{markdown_table(('town', 'residents', 'strategy', 'measured', 'foretold'), rows)}"


def main() -> None:
    """Measure, fit, write, and hold what is foretold against whole runs."""
    measured(_town(1_000, 1_000, {}), STRATEGIES[0])  # compiles, or reads what is compiled
    costs = [measured(town, strategy) for town in made_up_towns() for strategy in STRATEGIES]
    COSTS.write_text(written(fitted(costs, "birth"), fitted(costs, "day")), encoding="utf-8")
    runs = []
    for each in whole_runs():
        print(each, flush=True)
        runs.append(each)
    MEASURED.write_text(json.dumps(runs, indent=1) + "\n", encoding="utf-8")
    write_between(PAGE, "run_time", told(runs))


if __name__ == "__main__":
    main()
