"""How far the evidence rests on numbers that were set by hand: ``python -m benchmarks.by_hand``.

Each number is halved and raised by half, alone, all else as it is: kinds of incident and the places an offender weighs in
the untreated town, doses in the trials that they belong to. Printed and kept is which parts of the evidence move, and
which change sides of their band.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from mobsim.experiment.trial import run_trials
from mobsim.scenario import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.trial import Trial, load_trial
from mobsim.validation.judging import estimate_parts
from mobsim.validation.patterns import observe_town, patterns_of
from mobsim.validation.targets import Part, choose_targets, town
from mobsim.validation.trials import effect_of
from mobsim.validation.verdicts import Estimate, is_met

FACTORS = (0.5, 1.5)
DOSES = {
    "hot_spot_patrol": ("hours", 0), "large_area_patrol": ("hours", 0), "problem_oriented": ("staff_hours", 0),
    "environmental_design": ("money", 0), "neighbourhood_watch": ("targets", 0), "procedural_justice": ("skill", 0),
    "community_oriented": ("hours", 0), "social_development": ("money", 0),
}  # fmt: skip
KINDS = ("at_homes", "near_repeat")
WEIGHED = "offending.places_weighed"
OUT = Path(__file__).resolve().parents[1] / "docs" / "measured" / "by_hand.json"


def settings_by_hand(scenario: Scenario) -> Iterator[tuple[str, float, float, Scenario]]:
    """Yield each number of the town that was set by hand: its name, value, changed value, and the changed scenario."""
    for place, problem in enumerate(scenario.problems):
        for field in ("passers_by",):
            for value, changed in _changed(problem.passers_by, most=1.0):
                yield f"problems.{problem.name}.{field}", value, changed, _with(scenario, place, passers_by=changed)
        for number, kind in enumerate(problem.kinds):
            for field in KINDS:
                for value, changed in _changed(getattr(kind, field), most=1.0):
                    kinds = [*problem.kinds]
                    kinds[number] = replace(kind, **{field: changed})
                    yield f"{kind.name}.{field}", value, changed, _with(scenario, place, kinds=tuple(kinds))
    weighed = scenario.parameters.offending.places_weighed
    for changed in (weighed // 2, min(8, weighed + weighed // 2)):
        yield WEIGHED, weighed, changed, scenario.with_parameters({WEIGHED: changed})


def _changed(value: float, most: float) -> list[tuple[float, float]]:
    changed = [round(min(most, value * factor), 4) for factor in FACTORS]
    return [(value, each) for each in changed if each != value]


def _with(scenario: Scenario, place: int, **fields: Any) -> Scenario:
    problems = [*scenario.problems]
    problems[place] = replace(problems[place], **fields)
    return replace(scenario, problems=tuple(problems))


def in_town(parts: list[Part], seeds: int, report: Callable[[str], None]) -> list[dict[str, Any]]:
    """Change each number of the town, and measure the patterns of a year."""
    scenario = load_scenario(town().scenario)
    own = [part for part in parts if part.trial is None and not part.of]

    def measured(changed: Scenario) -> dict[str, Estimate]:
        runs = pd.DataFrame([patterns_of(observe_town(changed, 1 + seed)) for seed in range(seeds)])
        return {name: found for name, found in estimate_parts(own, runs, {}).items() if found.n}

    as_it_is, rows = measured(scenario), []
    for name, value, changed, variant in settings_by_hand(scenario):
        report(f"{name} = {changed:g}")
        rows += _compared(name, value, changed, own, as_it_is, measured(variant))
    return rows


def in_trials(parts: list[Part], seeds: int, report: Callable[[str], None]) -> list[dict[str, Any]]:
    """Change each dose, and hold its trial."""
    rows = []
    for name, (field, number) in DOSES.items():
        own, trial = [part for part in parts if part.trial is not None and part.trial.name == name], load_trial(name)
        value = float(getattr(trial.table.treatments[number], field))
        as_it_is = _effects(own, trial, seeds)
        for factor in FACTORS:
            changed = value * factor
            report(f"{name}: {field} = {changed:g}")
            treatments = [*trial.table.treatments]
            kind = int if isinstance(getattr(treatments[number], field), int) else float
            treatments[number] = treatments[number].model_copy(update={field: kind(changed)})
            table = trial.table.model_copy(update={"treatments": treatments})
            found = _effects(own, replace(trial, table=table), seeds)
            rows += _compared(f"{name}: {field}", value, changed, own, as_it_is, found)
    return rows


def _effects(parts: list[Part], trial: Trial, seeds: int) -> dict[str, Estimate]:
    found = run_trials([trial], seeds)[trial.name].rows
    return {part.id: effect_of(part.trial, found) for part in parts if part.trial is not None}


def _compared(
    name: str, value: float, changed: float, parts: list[Part],
    before: Mapping[str, Estimate], after: Mapping[str, Estimate],
) -> list[dict[str, Any]]:  # fmt: skip
    rows = []
    for part in parts:
        if part.id in before and part.id in after:
            ends = {
                end: None if abs(edge) == float("inf") else edge
                for end, edge in (("low", part.low), ("high", part.high))
            }
            met, still = (is_met(each[part.id], part.low, part.high) for each in (before, after))
            rows.append({
                "number": name, "value": value, "changed": changed, "part": part.id, "what": part.what, **ends,
                "as_it_is": before[part.id].mean, "then": after[part.id].mean, "met": met, "met_then": still,
            })  # fmt: skip
    return rows


def main() -> None:
    """Measure, print what changes sides, and keep all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.by_hand", description=__doc__)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    parts = [part for target in choose_targets(None) for part in target.parts]
    rows = [*in_town(parts, given.seeds, print), *in_trials(parts, given.seeds, print)]
    given.out.write_text(json.dumps({"seeds": given.seeds, "rows": rows}, indent=1) + "\n", encoding="utf-8")
    for row in rows:
        if row["met"] != row["met_then"]:
            print("{number} {value:g} -> {changed:g}: {part} {as_it_is:.3g} -> {then:.3g}".format(**row))


if __name__ == "__main__":
    main()
