"""The answer of a search: what holds on fresh seeds and draws, what all good strategies share, and what the simplest gives up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mobsim.experiment.compare import Comparison
from mobsim.experiment.decision import not_dominated
from mobsim.experiment.doubt import by_draw
from mobsim.experiment.effects import paired_differences
from mobsim.experiment.intervals import mean_interval
from mobsim.experiment.plain import plain
from mobsim.experiment.search.choosing import TOLERANCE, best_of, losses, near_best
from mobsim.experiment.search.declared import Search
from mobsim.experiment.search.found import Found
from mobsim.experiment.search.goals import LOWER, Goal
from mobsim.experiment.search.stages import PUT_BACK
from mobsim.experiment.search.trying import REFERENCE, Told, Tries
from mobsim.experiment.summary import complete_seeds, outcome_by_seed
from mobsim.experiment.sweep.factors import Factor
from mobsim.experiment.under_doubt import draws_of
from mobsim.measures import outcomes_for
from mobsim.scenario.strategy import as_written

SHARED, FREE = 1 / 3, 2 / 3
"""A lever is shared where good strategies keep within a third of its range, and free where they spread over two thirds."""
LEAST_GOOD = 5
"""Good strategies below which nothing is said of what they share."""


@dataclass(frozen=True)
class Answer:
    """What a search found: ``summary`` is plain data, the others are its tables.

    ``strategies`` has a row a strategy that was run on fresh seeds and goal; ``candidates`` a row a strategy that was tried;
    ``levers`` a row a free lever; ``simplicity`` a row a number of levers moved.
    """

    summary: dict[str, Any]
    strategies: pd.DataFrame
    candidates: pd.DataFrame
    levers: pd.DataFrame
    simplicity: pd.DataFrame

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        names = ("strategies", "candidates", "levers", "simplicity")
        return {name: getattr(self, name) for name in names}


def answer(search: Search, tries: Tries, found: Sequence[Found], comparison: Comparison) -> Answer:
    """Answer a search from what was tried and what was run again."""
    told, points = tries.told(), tries.points
    strategies = _strategies(search, told, found, comparison)
    candidates = pd.DataFrame(_candidates(search, tries, told))
    levers = pd.DataFrame(_levers(search, tries, told, found))
    simplicity = pd.DataFrame(_simplicity(search, points, told))
    near = near_best(told)
    known = outcomes_for(search.scenario.problems)
    summary = {
        "schema": 1,
        "scenario": search.scenario.name,
        "title": search.scenario.title or search.scenario.name,
        "reference": search.scenario.reference,
        "days": search.scenario.days,
        "goals": [
            {"name": goal.name, "better": goal.better, "label": known[goal.name].label, "unit": known[goal.name].unit}
            for goal in search.goals
        ],
        "budget": search.budget,
        "tried": len(points) - 1,
        "failed": int((~told.known).sum()),
        "seeds": told.by_seed.shape[1],
        "fresh": comparison.summary["runs"],
        "draws": comparison.summary.get("draws"),
        "ensemble": None if search.ensemble is None else search.ensemble.name,
        "tolerance": TOLERANCE,
        "about_as_good": len(near),
        "reference_is_as_good": REFERENCE in near,
        "cost_gap": _cost_gap(comparison, search.scenario.reference),
        "most_of_purse": max(search.space.share_of_purse(points[each.number]) for each in found),
        "left_out": comparison.summary["left_out"],
        "strategies": [{**_described(each), "moved": list(each.moved), "number": each.number} for each in found],
        **{
            name: _rows(table)
            for name, table in (("validated", strategies), ("levers", levers), ("simplicity", simplicity))
        },
    }
    return Answer(summary, strategies, candidates, levers, simplicity)


def _described(found: Found) -> dict[str, Any]:
    levers = as_written(found.strategy.levers)
    return {"name": found.name, "role": found.role, "about": found.strategy.about, "levers": levers}


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as plain data, what is not known as None."""
    return [
        {
            str(name): None if isinstance(value, float) and not np.isfinite(value) else value
            for name, value in row.items()
        }
        for row in table.astype(object).to_dict("records")
    ]


def _strategies(search: Search, told: Told, found: Sequence[Found], comparison: Comparison) -> pd.DataFrame:
    """Lay out what fresh runs tell, a row a strategy and goal, beside what the search itself had told."""
    summary, reference = comparison.summary, search.scenario.reference
    fresh = {each["name"]: each for each in summary["strategies"]}
    there = [each for each in found if each.name in fresh]
    front = _fresh_front(search.goals, [reference, *(each.name for each in there)], fresh)
    behind = _behind(search, told, there, comparison)
    rows = []
    for each in there:
        for column, goal in enumerate(search.goals):
            outcome = fresh[each.name]["outcomes"][goal.name]
            level = fresh[reference]["outcomes"][goal.name]["mean"]
            rows.append(
                {
                    "strategy": each.name,
                    "role": each.role,
                    "moved": len(each.moved),
                    "goal": goal.name,
                    "tried": plain(float(told.differences[each.number, column])),
                    **{name: outcome[name] for name in ("mean", "difference", "difference_low", "difference_high")},
                    **{name: outcome.get(name) for name in ("range_low", "range_high")},
                    "reference": level,
                    "on_front": each.name in front,
                    **behind.get((each.name, goal.name), {}),
                }
            )
    return pd.DataFrame(rows)


def _fresh_front(goals: Sequence[Goal], names: Sequence[str], fresh: Mapping[str, Any]) -> set[str]:
    """Name those of the strategies that no other is as good as in every goal and better in one, by the means of fresh runs."""
    means = np.array([[fresh[name]["outcomes"][goal.name]["mean"] for goal in goals] for name in names], float)
    lower = np.array([goal.better == LOWER for goal in goals])
    return {name for name, kept in zip(names, not_dominated(means, lower), strict=True) if kept}


def _behind(
    search: Search, told: Told, found: Sequence[Found], comparison: Comparison
) -> dict[tuple[str, str], dict[str, Any]]:
    """Return how much worse than the best strategies are on fresh seeds, paired; positive where they are worse."""
    best = next((each for each in found if each.number == best_of(told)), None)
    if best is None:
        return {}
    names = [search.scenario.reference, *(each.name for each in found)]
    runs = comparison.runs
    kept, seeds = complete_seeds(runs, names)
    rows = {}
    for goal in search.goals:
        values = goal.signed(outcome_by_seed(runs, goal.name, kept, seeds))
        values = by_draw(values, [] if search.ensemble is None else draws_of(runs, seeds))
        gap = paired_differences(values, kept.index(best.name))
        for place, name in enumerate(kept):
            ends = {"behind": gap.mean[place], "behind_low": gap.low[place], "behind_high": gap.high[place]}
            rows[name, goal.name] = {key: plain(float(value)) for key, value in ends.items()}
    return rows


def _cost_gap(comparison: Comparison, reference: str) -> float:
    """Return by which share the cost of any strategy differs from the reference's on any fresh seed, at most."""
    costs = comparison.runs.pivot(index="seed", columns="strategy", values="cost")
    return float((costs.sub(costs[reference], axis=0).abs().max(axis=1) / costs[reference].abs()).max())


def _candidates(search: Search, tries: Tries, told: Told) -> Iterator[dict[str, Any]]:
    near = set(near_best(told))
    for number, (point, stage) in enumerate(zip(tries.points, tries.stages, strict=True)):
        row: dict[str, Any] = {"number": number, "stage": "reference" if number == REFERENCE else stage}
        row |= {name.removeprefix("strategy."): value for name, value in point.items()}
        row["moved"] = len(search.space.moved(point))
        row["about_as_good"] = number in near
        for column, goal in enumerate(search.goals):
            found = mean_interval(told.by_seed[number, :, column])
            row[goal.name] = told.means[number, column]
            row |= {
                f"{goal.name}_difference": found.mean,
                f"{goal.name}_low": found.low,
                f"{goal.name}_high": found.high,
            }
        yield row


def _levers(search: Search, tries: Tries, told: Told, found: Sequence[Found]) -> Iterator[dict[str, Any]]:
    """Yield, a row a free lever, what good strategies have of it, and what putting it back costs the best."""
    points, near = tries.points, near_best(told)
    first = tries.stages.index(PUT_BACK) if PUT_BACK in tries.stages else len(points)
    best = best_of(told, first)
    start = search.space.point_of(search.space.start)
    for factor in search.space.factors:
        values = [points[number][factor.name] for number in near]
        row: dict[str, Any] = {
            "lever": factor.name.removeprefix("strategy."),
            "reference": start[factor.name],
            "best": points[best_of(told)][factor.name],
            **_spread_of(factor, values),
        }
        back = (
            search.space.with_reference(points[best], factor.name)
            if factor.name in search.space.moved(points[best])
            else None
        )
        number = points.index(back) if back is not None and back in points else None
        for column, goal in enumerate(search.goals):
            worse = (
                np.full(1, np.nan)
                if number is None
                else goal.signed(told.by_seed[number] - told.by_seed[best])[:, column]
            )
            gap = mean_interval(worse)
            row |= {f"back_{goal.name}": gap.mean, f"back_{goal.name}_low": gap.low, f"back_{goal.name}_high": gap.high}
        yield row


def _spread_of(factor: Factor, values: Sequence[Any]) -> dict[str, Any]:
    """Say where good strategies keep a lever: the ends, the share of its range between them, and what that means."""
    if factor.levels:
        there = [level for level in factor.levels if level in values]
        share = 0.0 if len(there) == 1 else len(there) / len(factor.levels)
        low, high = (", ".join(map(str, there)), "") if isinstance(factor.levels[0], str) else (there[0], there[-1])
    else:
        low, high = min(values), max(values)
        share = (float(high) - float(low)) / (factor.high - factor.low)
    reading = "shared" if share <= SHARED else "free" if share >= FREE else "partly free"
    return {
        "low": low,
        "high": high,
        "share": share,
        "reading": reading if len(values) >= LEAST_GOOD else "too few to tell",
    }


def _simplicity(search: Search, points: Sequence[Mapping[str, Any]], told: Told) -> Iterator[dict[str, Any]]:
    """Yield, a row a number of levers moved, the best that was tried with no more."""
    known: list[int] = np.flatnonzero(told.known).tolist()
    best = best_of(told)
    lost = dict(zip(known, losses(told, best, known).tolist(), strict=True))
    moved = {number: len(search.space.moved(points[number])) for number in known}
    kept = None
    for count in range(max(moved.values()) + 1):
        allowed = [number for number in known if moved[number] <= count]
        number = min(allowed, key=lambda each: (lost[each], moved[each], each))
        if number == kept:
            continue
        kept = number
        gains = {f"{goal.name}_difference": told.differences[number, c] for c, goal in enumerate(search.goals)}
        yield {"moved": moved[number], "number": number, **gains, "behind": lost[number]}
