"""The four components in one factorial: effects, shares, interactions, each alone and beside the others."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from experiments_page.rounding import estimate, round_to, rounded
from experiments_page.words import SURE, change, interval, listed, percent, plain, short, table_of

WIDE = ("harm", "true_crime", "insecurity", "trust", "recorded_crime")


def collect_components(results: Any, carried_by: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Take effects, shares and interactions of the four components, and what each does alone and beside the others."""
    from mobsim.analysis.factorial import interactions, main_effects, shapley_shares

    effects = {name: main_effects(results, name).to_dict("records") for name in WIDE}
    return {
        "mean": {name: round_to(float(results.runs[name].mean())) for name in WIDE},
        "effects": {
            name: [{"factor": row["factor"], **rounded(row, ("estimate", "low", "high", "p"))} for row in rows]
            for name, rows in effects.items()
        },
        "shares": [
            {"factor": row["factor"], **rounded(row, ("share", "share_low", "share_high"))}
            for row in shapley_shares(results, "harm").to_dict("records")
        ],
        "interactions": [
            {"factors": row["factors"], **rounded(row, ("estimate", "low", "high", "p"))}
            for row in interactions(results, "harm").to_dict("records")
        ],
        "together": collect_together(results, "harm"),
        "carried": {name: count_sources(mechanisms) for name, mechanisms in carried_by.items()},
        "prices": prices(results),
    }


def collect_together(results: Any, outcome: str) -> dict[str, Any]:
    """Take what each factor does where all others are at their first level, and where all are at their last.

    ``beyond`` is what all do together less the sum of what each does alone; ``apart`` counts the pairs of factors whose effects
    differ, by Holm's probabilities.
    """
    values, at = results.values(outcome)
    factors = results.two_level
    raised = {each.name: (at[each.name] == results.levels(each)[1]).to_numpy() for each in factors}
    count = sum(each.astype(int) for each in raised.values())
    none, everything = values[:, count == 0].mean(axis=1), values[:, count == len(factors)].mean(axis=1)
    alone = {name: values[:, (count == 1) & there].mean(axis=1) - none for name, there in raised.items()}
    last = {
        name: everything - values[:, (count == len(factors) - 1) & ~there].mean(axis=1)
        for name, there in raised.items()
    }
    effects = {name: values[:, there].mean(axis=1) - values[:, ~there].mean(axis=1) for name, there in raised.items()}
    return {
        "mean": round_to(float(none.mean())),
        "alone": [{"factor": name, **estimate(each)} for name, each in alone.items()],
        "last": [{"factor": name, **estimate(each)} for name, each in last.items()],
        "gain": [{"factor": name, **estimate(last[name] - alone[name])} for name in raised],
        "whole": estimate(everything - none),
        "sum": estimate(sum(alone.values())),
        "beyond": estimate(everything - none - sum(alone.values())),
        "pairs": len(list(combinations(raised, 2))),
        "apart": count_apart(effects),
    }


def count_apart(effects: Mapping[str, Any]) -> int:
    """Count the pairs of effects that differ, by paired t-tests and Holm's procedure."""
    import numpy as np
    from scipy import stats

    from mobsim.experiment.effects import holm

    with np.errstate(divide="ignore", invalid="ignore"):
        found = [stats.ttest_rel(effects[one], effects[other]).pvalue for one, other in combinations(effects, 2)]
    return int((holm(np.nan_to_num(np.array(found), nan=1.0)) < SURE).sum())


def count_sources(mechanisms: Sequence[str]) -> dict[str, int]:
    """Count the parameters of some mechanisms, and how many of them are assumed."""
    from mobsim.scenario.mechanisms import mechanisms as known
    from mobsim.scenario.parameters import SETTABLE

    members = {name for each in mechanisms for name in known()[each].members}
    return {"all": len(members), "assumed": sum(SETTABLE[name].declared.grade == "assumed" for name in members)}


COSTS = {
    "strategy.leadership": "money.leadership_cost",
    "strategy.collaboration": "money.collaboration_cost",
    "strategy.risk_focus": "money.risk_focus_cost",
    "strategy.information_sharing": "money.information_cost",
}


def prices(results: Any) -> dict[str, float]:
    """Return what the step of each component takes from the purse, CAD a resident and year, at declared prices."""
    from mobsim.scenario.parameters import SETTABLE

    steps = {each.name: results.levels(each)[1] - results.levels(each)[0] for each in results.two_level}
    return {name: SETTABLE[COSTS[name]].declared.default * step for name, step in steps.items() if name in COSTS}


def component_sentences(found: Mapping[str, Any]) -> Iterator[str]:
    """Report what each component does, its share, and which interactions there are."""
    mean = found["mean"]["harm"]
    effects = sorted(found["effects"]["harm"], key=lambda row: row["estimate"])
    changes = [f"{short(row['factor'])} {percent(row['estimate'] / mean)} ({interval(row, mean)})" for row in effects]
    yield f"From weak to strong, averaged over the others, the components change harm by: {', '.join(changes)}."
    without, against = unsure(effects), harmful(effects)
    if without:
        yield f"Not distinguishable from zero: {listed([short(name) for name in without])}."
    if against:
        yield f"More of {listed([short(name) for name in against])} did more harm, not less, at this cost."
    if not without and not against:
        yield "Each of them lowers harm."
    shares = {row["factor"]: row for row in found["shares"] if row["share"] is not None}
    if shares:
        parts = [
            f"{short(name)} {row['share']:.0%} ({row['share_low']:.0%} to {row['share_high']:.0%})"
            for name, row in shares.items()
        ]
        yield f"Shapley shares of the whole difference in harm: {', '.join(parts)}; equal parts would be 25 % each."
    yield interaction_summary(found["interactions"], mean)


def unsure(effects: Sequence[Mapping[str, Any]]) -> list[str]:
    """Name the factors whose effect cannot be told from nothing."""
    return [row["factor"] for row in effects if row["p"] is None or row["p"] >= SURE]


def harmful(effects: Sequence[Mapping[str, Any]]) -> list[str]:
    """Name the factors that surely raise harm."""
    return [row["factor"] for row in effects if row["p"] is not None and row["p"] < SURE and row["estimate"] > 0]


def interaction_summary(interactions: Sequence[Mapping[str, Any]], mean: float) -> str:
    """Say which interactions of two can be told from nothing, or how small all of them are."""
    needed = [row for row in interactions if row["p"] is not None and row["p"] < SURE]
    if needed:
        parts = [f"{short(row['factors'])} ({percent(row['estimate'] / mean)})" for row in needed]
        return (
            f"Interactions distinguishable from zero: {', '.join(parts)}; below zero they need each other, above it they "
            "replace each other."
        )
    widest = max(max(abs(row["low"]), abs(row["high"])) for row in interactions)
    return (
        f"No interaction of two is distinguishable from zero; any is smaller than {abs(widest) / mean:.1%} of harm. "
        "In this model the components add up rather than need each other."
    )


def component_table(found: Mapping[str, Any]) -> str:
    """Write the effects of the components on several outcomes."""
    rows = [
        [
            short(first["factor"]),
            *(change(found["effects"][name][at], "estimate", found["mean"][name]) for name in WIDE),
        ]
        for at, first in enumerate(found["effects"]["harm"])
    ]
    return table_of(["component, weak to strong", *map(plain, WIDE)], rows)


def drawn_components(found: Mapping[str, Any]) -> Iterator[tuple[str, float, float, float]]:
    """Yield label, change in harm, and its interval, in per cent."""
    mean = found["mean"]["harm"]
    for row in found["effects"]["harm"]:
        yield short(row["factor"]), *(100 * row[name] / mean for name in ("estimate", "low", "high"))
