"""Benefits beside costs: what harm costs under each strategy, what is saved against the reference, and who saves it.

Counts of a run are multiplied by prices of one incident; prices are taken as given, without doubt of their own. All amounts are
per resident and year, in dollars of the price list's year. Nothing is discounted: they are means of the years simulated.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mobsim.experiment import effects
from mobsim.experiment.buying import best_buy
from mobsim.experiment.decision import plausible_models
from mobsim.experiment.doubt import by_draw, range_over_models
from mobsim.experiment.effects import LEAST_PAIRS, Array
from mobsim.experiment.layout import Layout
from mobsim.experiment.plain import plain
from mobsim.experiment.thresholds import EQUAL
from mobsim.scenario.prices import BEARERS, PriceList
from mobsim.scenario.problems import ProblemType

UNIT = "CAD per resident a year"


def describe_problems(problems: Sequence[ProblemType]) -> list[dict[str, Any]]:
    """Describe what prices need to know of a scenario's problem types: their kinds, and how often each is reported."""
    return [
        {
            "name": problem.name,
            "crime": problem.crime,
            "kinds": [{"name": kind.name, "share": kind.share, "reported": kind.reported} for kind in problem.kinds],
        }
        for problem in problems
    ]


def priced(problem: Mapping[str, Any], who: str, prices: PriceList) -> tuple[float, float]:
    """Return what one incident of a problem type costs somebody: for each that happens, and beside it for each recorded.

    Kinds are weighted by their share of what happens, or of what is reported.
    """
    share = np.array([kind["share"] for kind in problem["kinds"]])
    told = share * np.array([kind["reported"] for kind in problem["kinds"]])
    incident, recorded = (
        np.array([prices.of(kind["name"], who, per) for kind in problem["kinds"]]) for per in ("incident", "recorded")
    )
    return float(share @ incident), float(told @ recorded / told.sum()) if told.sum() > 0 else 0.0


def cost_of_harm(runs: pd.DataFrame, problems: Sequence[Mapping[str, Any]], prices: PriceList) -> pd.DataFrame:
    """Return what harm costs in each run, a column for each who bears it (CAD per resident a year)."""
    costs = pd.DataFrame(0.0, index=runs.index, columns=list(BEARERS))
    for problem in problems:
        happened, recorded = _counts(problem)
        for who in BEARERS:
            each, known = priced(problem, who, prices)
            costs[who] += (each * runs[happened] + known * runs[recorded]) / 1000.0
    return costs


def _counts(problem: Mapping[str, Any]) -> tuple[str, str]:
    """Name the outcomes that count a type: as it happens, and as police record it (hear of it, where it is no crime)."""
    name = problem["name"]
    return (f"true_{name}", f"recorded_{name}") if problem["crime"] else (name, f"reported_{name}")


def not_priced(problems: Sequence[Mapping[str, Any]], prices: PriceList) -> list[str]:
    """Name the kinds of incident that have no price."""
    return [kind["name"] for each in problems for kind in each["kinds"] if kind["name"] not in prices.kinds]


def money_of(
    runs: pd.DataFrame, problems: Sequence[Mapping[str, Any]], prices: PriceList, layout: Layout
) -> dict[str, Any] | None:
    """Set benefits beside costs, as plain data (``money`` of ``comparison.json``); ``None`` where counts are lacking.

    Benefits, extra costs and net benefits are paired differences to the reference, with the interval that holds for all pairs of
    strategies at once. ``chance`` is that of the mean net benefit being above nought, ``models`` the share of plausible models in
    which it is. ``ratio``, benefit for each dollar of extra cost, is null where a strategy does not surely cost more.
    """
    tables = _tables(runs, problems, prices, layout)
    if tables is None:
        return None
    means, harm = _means(tables.spent, layout), _means(tables.harm, layout)[layout.reference]
    equal = bool(np.ptp(means) <= EQUAL * abs(means).max())
    cost = np.full_like(tables.spent, means.mean()) if equal else tables.spent
    worth = _means(tables.whole, layout)[layout.reference] / harm if harm else np.nan
    return {
        "unit": UNIT,
        "prices": prices.described(),
        "not_priced": not_priced(problems, prices),
        "equal_cost": equal,
        "worth_implied": plain(1000.0 * worth),
        "strategies": _strategies(tables, layout),
        "best_buy": best_buy(tables.harm / 1000.0, cost, layout),
    }


class _Tables(NamedTuple):
    """Hold seeds by strategies: what harm costs, in all and to each; what is spent, harm itself, and what hours would cost."""

    whole: Array
    by_who: Mapping[str, Array]
    spent: Array
    harm: Array
    hours: Array | None


def _tables(
    runs: pd.DataFrame, problems: Sequence[Mapping[str, Any]], prices: PriceList, layout: Layout
) -> _Tables | None:
    """Lay out what prices make of runs; ``None`` where a count is lacking."""
    paid, worth = prices.volunteers == "paid", "volunteer_worth"
    needed = ["cost", "harm", *(name for each in problems for name in _counts(each)), *([worth] if paid else [])]
    if not problems or any(name not in runs for name in needed):
        return None
    costs = cost_of_harm(runs, problems, prices)
    by_who = {who: _laid_out(costs[who], runs, layout) for who in BEARERS}
    hours = _laid_out(runs[worth], runs, layout) if worth in runs else None
    spent = _laid_out(runs["cost"] + (runs[worth] if paid else 0.0), runs, layout)
    whole, harm = _laid_out(costs.sum(axis=1, skipna=False), runs, layout), _laid_out(runs["harm"], runs, layout)
    if not np.isfinite([whole, harm, spent]).all():
        return None
    return _Tables(whole, by_who, spent, harm, hours)


def _strategies(tables: _Tables, layout: Layout) -> list[dict[str, Any]]:
    net = -tables.whole - tables.spent
    means, costs = _means(tables.whole, layout), _means(tables.spent, layout)
    apart = {"benefit": -tables.whole, "extra_cost": tables.spent, "net": net}
    parts = {key: _differences(values, layout) for key, values in apart.items()}
    saved = {who: _differences(-values, layout) for who, values in tables.by_who.items()}
    chances = _chances(net, layout)
    hours = None if tables.hours is None else _differences(tables.hours, layout)
    return [
        {
            "name": name,
            "harm_cost": plain(means[column]),
            "cost": plain(costs[column]),
            "by_who": {who: each[column] for who, each in saved.items()},
            **{key: each[column] for key, each in parts.items()},
            **{key: plain(each[column]) for key, each in chances.items()},
            "ratio": _ratio(parts["benefit"][column], parts["extra_cost"][column], costs[layout.reference]),
            "volunteers": None if hours is None else hours[column],
        }
        for column, name in enumerate(layout.strategies)
    ]


def _laid_out(values: pd.Series, runs: pd.DataFrame, layout: Layout) -> Array:
    """Lay values of runs out as seeds by strategies."""
    table = runs.assign(value=values).pivot(index="seed", columns="strategy", values="value")
    return table.loc[list(layout.seeds), list(layout.strategies)].to_numpy(dtype=np.float64)


def _means(values: Array, layout: Layout) -> Array:
    return by_draw(values, layout.draws).mean(axis=0)


def _differences(values: Array, layout: Layout) -> list[dict[str, float | None]]:
    """Return each strategy's paired difference to the reference with its interval, and its range over plausible models."""
    apart = by_draw(values, layout.draws)
    found = effects.paired_differences(apart, layout.reference)
    ends = {"mean": found.mean, "low": found.low, "high": found.high}
    if layout.draws:
        low, high = range_over_models(values, list(layout.draws), layout.reference)
        ends |= {"range_low": low, "range_high": high}
    return [{key: plain(each[column]) for key, each in ends.items()} for column in range(values.shape[1])]


def _chances(net: Array, layout: Layout) -> dict[str, Array]:
    """Return how probably each mean net benefit is above nought, and in which share of plausible models it is."""
    apart = by_draw(net, layout.draws)
    chances = {"chance": np.full(net.shape[1], np.nan), "models": np.full(net.shape[1], np.nan)}
    if len(apart) >= LEAST_PAIRS:
        chances["chance"] = _share_above(effects.posterior_means(apart), layout.reference)
    models = plausible_models(net, list(layout.draws)) if layout.draws else None
    if models is not None:
        chances["models"] = _share_above(models, layout.reference)
    return chances


def _share_above(means: Array, reference: int) -> Array:
    apart = means - means[:, [reference]]
    shares = (apart > 0).mean(axis=0) + 0.5 * (apart == 0).mean(axis=0)
    shares[reference] = np.nan
    return shares


def _ratio(benefit: Mapping[str, float | None], extra: Mapping[str, float | None], cost: float) -> float | None:
    """Return the benefit for each dollar of extra cost, where a strategy surely costs more, and not by next to nothing."""
    more, low, gain = extra["mean"], extra["low"], benefit["mean"]
    if more is None or low is None or gain is None or low <= 0 or more <= EQUAL * abs(cost):
        return None
    return gain / more
