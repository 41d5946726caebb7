"""Price the harm of a comparison anew, from its summary and its runs: other prices, or volunteers who are paid."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from mobsim.errors import UsageError
from mobsim.experiment.benefits import money_of
from mobsim.experiment.layout import Layout
from mobsim.experiment.summary import complete_seeds
from mobsim.experiment.under_doubt import draws_of
from mobsim.scenario.prices import PriceList, prices_of
from mobsim.scenario.strategy import StrategyKind
from mobsim.scenario.unit_costs import SHIPPED_CURRENCY


def with_volunteers_paid(prices: PriceList) -> PriceList:
    """Return prices under which volunteers' hours count as a cost of a strategy."""
    return prices.model_copy(update={"volunteers": "paid"})


def price_anew(
    summary: Mapping[str, Any], runs: pd.DataFrame, prices: PriceList | None = None, *, paid: bool = False
) -> dict[str, Any]:
    """Return a summary with benefits by other prices than those it was made with.

    Parameters
    ----------
    summary
        What ``comparison.json`` holds.
    runs
        One row a run.
    prices
        Those of the summary when left out.
    paid
        Whether volunteers' hours count as a cost, whatever the prices say.

    Raises
    ------
    UsageError
        If the summary does not hold what prices need.
    """
    money = summary.get("money")
    if money is None or "problems" not in summary:
        raise UsageError("the comparison does not hold the counts that prices need", remedy="run mobsim compare again")
    prices = prices_of(money["prices"]) if prices is None else prices
    counted = (summary.get("costs") or {}).get("currency", SHIPPED_CURRENCY)
    if prices.currency != counted:
        remedy = "give prices in the currency of the comparison"
        raise UsageError(f"are in {prices.currency}, the comparison in {counted}", field="prices", remedy=remedy)
    prices = with_volunteers_paid(prices) if paid else prices
    return {**summary, "money": money_of(runs, summary["problems"], prices, layout_of(summary, runs))}


def layout_of(summary: Mapping[str, Any], runs: pd.DataFrame) -> Layout:
    """Return how the runs of a summary are laid out."""
    names = [strategy["name"] for strategy in summary["strategies"]]
    policies = np.array([strategy.get("kind") != StrategyKind.ARM.key for strategy in summary["strategies"]])
    kept, seeds = complete_seeds(runs, names)
    draws = draws_of(runs, seeds) if summary.get("ensemble") else []
    return Layout(kept, policies, names.index(summary["reference"]), seeds, draws)
