"""Turn the runs of a comparison into its answer: each strategy's outcomes, differences, and rank."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.experiment import effects
from mobsim.experiment.benefits import describe_problems, money_of
from mobsim.experiment.conclusions import conclusions
from mobsim.experiment.doubt import by_draw
from mobsim.experiment.effects import Array
from mobsim.experiment.fairness import fairness_of
from mobsim.experiment.intervals import mean_interval
from mobsim.experiment.layout import Layout
from mobsim.experiment.plain import plain, whole
from mobsim.experiment.stopping import HEADLINE
from mobsim.experiment.thresholds import EQUAL
from mobsim.experiment.under_doubt import add_models, describe_doubt, draws_of
from mobsim.experiment.unequal import terms_of
from mobsim.scenario.ensemble import Ensemble
from mobsim.scenario.prices import PriceList
from mobsim.scenario.scenario import Scenario, Strategy
from mobsim.scenario.strategy import StrategyKind, as_written


def complete_seeds(runs: pd.DataFrame, strategies: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the strategies that can be compared, and the seeds that all of them finished.

    A strategy that finished fewer than half of the seeds is left out rather than take the seeds from the others.
    """
    if runs.empty:
        return [], []
    finished = runs.groupby("strategy")["seed"].apply(set)
    seeds = list(dict.fromkeys(runs["seed"]))
    kept = [name for name in strategies if name in finished and 2 * len(finished[name]) >= len(seeds)]
    return kept, [int(seed) for seed in seeds if all(seed in finished[name] for name in kept)]


def outcome_by_seed(runs: pd.DataFrame, outcome: str, strategies: Sequence[str], seeds: Sequence[int]) -> Array:
    """Lay one outcome out as seeds by strategies."""
    return outcomes_by_seed(runs, [outcome], strategies, seeds)[outcome]


def outcomes_by_seed(
    runs: pd.DataFrame, outcomes: Iterable[str], strategies: Sequence[str], seeds: Sequence[int]
) -> dict[str, Array]:
    """Lay outcomes out as seeds by strategies."""
    rows = runs[["seed", "strategy"]].assign(row=np.arange(len(runs)))
    rows = rows.pivot(index="seed", columns="strategy", values="row").loc[list(seeds), list(strategies)].to_numpy(int)
    return {name: runs[name].to_numpy(np.float64)[rows] for name in outcomes}


def summarise(
    scenario: Scenario,
    runs: pd.DataFrame,
    strategies: Sequence[str],
    reference: str,
    outcomes: Iterable[str],
    ensemble: Ensemble | None = None,
    *,
    neighbourhoods: pd.DataFrame | None = None,
    prices: PriceList | None = None,
) -> dict[str, Any]:
    """Answer a comparison, as plain data (what ``comparison.json`` holds).

    Parameters
    ----------
    scenario
        Where the strategies come from.
    runs
        One row a run, in the order of runs.
    strategies
        Names in the order of the comparison.
    reference
        Name of the strategy that the others are compared with.
    outcomes
        Names of the outcomes to compare. One that a run could not measure (a share of nothing) is null.
    ensemble
        What the parameters of each seed were drawn from.
    neighbourhoods
        One row a run and neighbourhood, to tell who bears what; left out where there are none.
    prices
        Prices of harm, to set benefits beside costs; left out where there are none.

    Returns
    -------
    dict
        Each strategy's outcomes hold its mean and the mean's own 95 % interval (``low``, ``high``), and the paired
        ``difference`` to the reference with the interval that decides (``difference_low``, ``difference_high``), which holds
        for all pairs of strategies at once. ``rank`` and ``rank_to`` are the first and last place by harm that a policy may
        have; those that cannot be told apart share places, and arms of experiments have none. The chance of being best and
        the regret are null under five pairs. Under an ensemble all this is of means by draw, ``range_low`` and
        ``range_high`` are between which differences nine in ten plausible models lie, ``doubt`` tells luck from doubt, and
        ``conclusions`` say of each pair of policies in which share of plausible models the one does better.
    """
    kept, seeds = complete_seeds(runs, strategies)
    by_seed = outcomes_by_seed(runs, [name for name in outcomes if name in runs], kept, seeds)
    draws = [] if ensemble is None else draws_of(runs, seeds)
    columns = {name: by_draw(values, draws) for name, values in by_seed.items()}
    policies = np.array([scenario.strategies[name].is_policy for name in kept])
    place, standings = kept.index(reference), _stand(columns[HEADLINE], policies)
    blocks = {name: _describe(values, place) for name, values in columns.items()}
    summary: dict[str, Any] = {
        "scenario": scenario.name,
        "title": scenario.title,
        "days": scenario.days,
        "residents": scenario.population,
        "runs": len(seeds),
        "left_out": [name for name in strategies if name not in kept],
        "reference": reference,
        "headline": HEADLINE,
        "equal_cost": _cost_the_same(columns["cost"]),
        **_counted_in(scenario),
        "strategies": [
            {
                **_introduce(scenario.strategies[name]),
                "cost": float(columns["cost"][:, column].mean()),
                **standings[column],
                "outcomes": {outcome: block[column] for outcome, block in blocks.items()},
            }
            for column, name in enumerate(kept)
        ],
        "smallest_detectable": {
            name: plain(effects.smallest_detectable(values, place)) for name, values in columns.items()
        },
    }
    if ensemble is not None:
        summary |= describe_doubt(ensemble, scenario, by_seed[HEADLINE], draws, place)
        add_models(summary["strategies"], by_seed, draws, place)
        summary["conclusions"] = conclusions(summary["strategies"], by_seed, draws, HEADLINE, place)
    layout = Layout(kept, policies, place, seeds, draws)
    if neighbourhoods is not None:
        summary["fairness"] = fairness_of(neighbourhoods, layout)
    if prices is not None:
        summary["problems"] = describe_problems(scenario.problems)
        summary["money"] = money_of(runs, summary["problems"], prices, layout)
    return summary


def _stand(headline: Array, policies: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """Return each strategy's ranks, chance of being best and regret; no ranks where fewer than two are policies."""
    ranking = effects.rank(headline, "lower", policies)
    ranks = effects.shared_ranks(headline, "lower", policies)
    ranked = policies.sum() > 1
    return [
        {
            "rank": whole(ranks.first[column]) if ranked else None,
            "rank_to": whole(ranks.last[column]) if ranked else None,
            "probability_best": plain(ranking.probability_best[column]),
            "expected_regret": plain(ranking.expected_regret[column]),
        }
        for column in range(policies.size)
    ]


def to_table(summary: Mapping[str, Any]) -> pd.DataFrame:
    """Lay a summary out as one row a strategy and outcome."""
    rows = [
        {"strategy": strategy["name"], "outcome": outcome, **values}
        for strategy in summary["strategies"]
        for outcome, values in strategy["outcomes"].items()
    ]
    return pd.DataFrame(rows)


def by_rank(summary: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the strategies of a summary, policies first, by rank, and the least harm first among those that share one."""
    return sorted(
        summary["strategies"],
        key=lambda each: (
            each["kind"] != StrategyKind.POLICY.key,
            each["rank"] or 0,
            each["outcomes"][summary["headline"]]["mean"],
        ),
    )


def _describe(values: Array, reference: int) -> list[dict[str, Any]]:
    mean, low, high = mean_interval(values)
    difference = effects.paired_differences(values, reference)
    return [
        {
            "mean": plain(mean[column]),
            "low": plain(low[column]),
            "high": plain(high[column]),
            "difference": plain(difference.mean[column]),
            "difference_low": plain(difference.low[column]),
            "difference_high": plain(difference.high[column]),
        }
        for column in range(values.shape[1])
    ]


def _introduce(strategy: Strategy) -> dict[str, Any]:
    return {
        "name": strategy.name,
        "kind": strategy.kind.key,
        "about": strategy.about,
        "levers": as_written(strategy.levers),
        **({"planner": strategy.planner} if strategy.planner else {}),
        **terms_of(strategy),
    }


def _cost_the_same(costs: Array) -> bool:
    means = costs.mean(0)
    return bool(np.ptp(means) <= EQUAL * abs(means).max())


def _counted_in(scenario: Scenario) -> dict[str, Any]:
    """Return the unit costs and severity weights that the scenario was given; nothing where it has those that ship."""
    told = {"costs": None if scenario.costs is None else scenario.costs.described(), "severity": scenario.severity}
    return {name: each for name, each in told.items() if each is not None}
