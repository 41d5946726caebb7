"""Summarise a comparison under an ensemble: what holds over plausible models, and what of the difference between runs is luck."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mobsim.experiment.decision import BETTER_BY, plausible_models, stand
from mobsim.experiment.doubt import range_over_models, split
from mobsim.experiment.effects import LEAST_PAIRS, Array
from mobsim.experiment.plain import plain
from mobsim.experiment.plan import DRAW
from mobsim.experiment.stopping import HEADLINE
from mobsim.scenario.ensemble import Ensemble
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.strategy import StrategyKind


def draws_of(runs: pd.DataFrame, seeds: Sequence[int]) -> list[int]:
    """Return the number of each seed's draw."""
    return runs.drop_duplicates("seed").set_index("seed")[DRAW].loc[list(seeds)].astype(int).tolist()


def describe_doubt(
    ensemble: Ensemble, scenario: Scenario, values: Array, draws: list[int], reference: int
) -> dict[str, Any]:
    """Describe the ensemble, and what of a difference's variance from seed to seed is luck, all strategies together.

    Parameters
    ----------
    values
        The headline, seeds by strategies.
    draws
        Number of each seed's draw.
    reference
        Column of the reference.
    """
    found, doubted = split(values, draws, reference), ensemble.in_doubt(scenario.overrides)
    total, luck = np.nansum(found.total), np.sum(found.luck)
    told = total > 0 and found.pairs >= LEAST_PAIRS
    return {
        "draws": len(set(draws)),
        "ensemble": {
            "name": ensemble.name,
            "title": ensemble.title,
            "size": len(ensemble),
            "parameters": list(doubted),
            "set_by_scenario": [name for name in ensemble.parameters if name not in doubted],
        },
        "doubt": {
            "repeated_draws": found.pairs,
            "luck_share": min(1.0, float(luck / total)) if told else None,
        },
    }


def add_models(
    strategies: Sequence[dict[str, Any]], by_seed: Mapping[str, Array], draws: list[int], reference: int
) -> None:
    """Add to the summaries of strategies what holds over plausible models.

    Each outcome gets ``range_low`` and ``range_high``. With draws enough each strategy gets ``models``: in which share of them
    it is best, nine in ten of its ranks, its mean and worst regret, and how often it is better than the reference by some
    shares; of arms of experiments, which are not ranked, only the last.
    """
    for outcome, values in by_seed.items():
        for strategy, low, high in zip(strategies, *range_over_models(values, draws, reference), strict=True):
            strategy["outcomes"][outcome] |= {"range_low": plain(low), "range_high": plain(high)}
    ranked = np.array([strategy["kind"] == StrategyKind.POLICY.key for strategy in strategies])
    models = plausible_models(by_seed[HEADLINE], draws)
    if models is None or ranked.sum() < 2:
        return
    found = stand(models, reference, ranked)
    for column, strategy in enumerate(strategies):
        better = zip(BETTER_BY, found.better[:, column].tolist(), strict=True)
        strategy["models"] = {
            "best": plain(found.best[column]),
            "rank_low": plain(found.rank_low[column]),
            "rank_high": plain(found.rank_high[column]),
            "regret": plain(found.regret[column]),
            "worst_regret": plain(found.worst_regret[column]),
            "better_by": [{"share": share, "models": part} for share, part in better],
        }
