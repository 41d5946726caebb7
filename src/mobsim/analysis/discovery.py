"""Scenario discovery: under which conditions a strategy fails, told as a few rules by a decision tree."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.analysis.optional import sklearn
from mobsim.analysis.results import SweepResults
from mobsim.analysis.units import as_numbers, by_setting, cases, side_by_side
from mobsim.errors import UsageError

MOST_QUESTIONS = 3
LEAST_SHARE, LEAST_CASES = 0.05, 8
"""A rule stands for at least this share of the cases, and at least so many."""
FOLDS, LEAST_FOLDS = 5, 2
_SEED = 20_240_104


class Discovery(NamedTuple):
    """Hold the rules of when a strategy fails.

    ``rules`` has a row a rule, the worst first: ``rule``, ``cases``, ``failing`` (share of its cases that fail), ``coverage``
    (share of all failures that it holds). ``accuracy`` is the share told right of cases that the tree was not grown on;
    ``always`` what the commoner answer gets right on its own: rules that are hardly better say nothing.
    """

    rules: pd.DataFrame
    failing: float
    accuracy: float
    always: float


def discover(results: SweepResults, strategy: str, outcome: str) -> Discovery:
    """Find the conditions under which a strategy does no better than the reference.

    A case is one setting of the factors, averaged over its seeds: rules are about settings, and seeds of one setting would tell
    the tree what it is asked. It fails where the strategy's outcome is not better than the reference's in the same case. Where
    a sweep compares no strategies, a case fails when it is among the worst quarter.

    Raises
    ------
    UsageError
        If scikit-learn is missing, nothing but the strategy varies, or there are too few cases.
    """
    settings, failed = _settings(results, strategy, outcome)
    return find_rules(as_numbers(results.conditions, settings), failed)


def first_place(results: SweepResults, outcome: str) -> tuple[str, Discovery]:
    """Find the policy that is best on average over the settings, and the conditions under which another is better.

    Raises
    ------
    UsageError
        If scikit-learn is missing, there are too few cases, or fewer than two policies are compared.
    """
    policies = [name for name in results.experiment["strategies"] if name not in results.experiment["arms"]]
    if results.reference is None or len(policies) < 2:
        raise UsageError("compares no policies", field="strategies", value=", ".join(policies))
    sign = -1.0 if results.better(outcome) == "higher" else 1.0
    table = sign * by_setting(side_by_side(results, results.runs, outcome, "strategy")[policies].dropna())
    best = str(table.mean().idxmin())
    settings = table.index.to_frame(index=False)
    beaten = (table.drop(columns=best).min(axis=1) < table[best]).to_numpy()
    return best, find_rules(as_numbers(results.conditions, settings), beaten)


def find_rules(columns: pd.DataFrame, failed: NDArray[np.bool_]) -> Discovery:
    """Find the conditions, of numbers by case, under which cases fail.

    Raises
    ------
    UsageError
        If scikit-learn is missing, or there are too few cases.
    """
    if len(columns) < 4 * LEAST_CASES:
        raise UsageError("has too few cases for rules", field="runs", value=len(columns), remedy="sweep more samples")
    failing = float(failed.mean())
    if failing in (0.0, 1.0):
        rule = pd.DataFrame([{"rule": "always", "cases": len(columns), "failing": failing, "coverage": failing}])
        return Discovery(rule, failing, 1.0, 1.0)
    tree = _new_tree(len(columns)).fit(columns.to_numpy(), failed)
    always = max(failing, 1 - failing)
    return Discovery(_rules(tree, columns, failed), failing, _accuracy(columns, failed, always), always)


def _accuracy(columns: pd.DataFrame, failed: NDArray[np.bool_], always: float) -> float:
    """Return the share told right of cases that a tree was not grown on; that of the commoner answer where one stands alone."""
    if min(failed.sum(), (~failed).sum()) < LEAST_FOLDS:
        return always
    scored = _model_selection().cross_val_score(_new_tree(len(columns)), columns, failed, cv=_folds(failed))
    return float(scored.mean())


def _settings(results: SweepResults, strategy: str, outcome: str) -> tuple[pd.DataFrame, np.ndarray]:
    if not results.conditions:
        raise UsageError("nothing but the strategy varies in this sweep", remedy="add factors, and sweep again")
    sign = -1.0 if results.better(outcome) == "higher" else 1.0
    runs = next(runs for label, runs in cases(results, outcome) if label.get("strategy", strategy) == strategy)
    cost = sign * by_setting(runs)
    failed = cost > cost.quantile(0.75) if results.reference is None else cost >= 0
    return cost.index.to_frame(index=False), failed.to_numpy()


def _rules(tree: Any, columns: pd.DataFrame, failed: np.ndarray) -> pd.DataFrame:
    leaves = tree.apply(columns.to_numpy())
    rows = [
        {
            "rule": words,
            "cases": int((leaves == leaf).sum()),
            "failing": float(failed[leaves == leaf].mean()),
            "coverage": float(failed[leaves == leaf].sum() / failed.sum()),
        }
        for leaf, words in _ways(tree.tree_, list(columns.columns), 0, ())
    ]
    return pd.DataFrame(rows).sort_values("failing", ascending=False, ignore_index=True)


def _ways(tree: Any, names: list[str], node: int, way: tuple[tuple[str, str, float], ...]) -> list[tuple[int, str]]:
    """Return each leaf with the conditions that lead to it."""
    if tree.children_left[node] < 0:
        return [(node, _in_words(way))]
    name, threshold = names[tree.feature[node]], float(tree.threshold[node])
    left = _ways(tree, names, tree.children_left[node], (*way, (name, "<=", threshold)))
    return left + _ways(tree, names, tree.children_right[node], (*way, (name, ">", threshold)))


def _in_words(way: tuple[tuple[str, str, float], ...]) -> str:
    """Say the conditions of a leaf, each factor's once, at its tightest."""
    bounds: dict[tuple[str, str], float] = {}
    for name, side, threshold in way:
        known = bounds.get((name, side), threshold)
        bounds[name, side] = min(known, threshold) if side == "<=" else max(known, threshold)
    words = []
    for (name, side), threshold in bounds.items():
        if " is " in name:
            words.append(name if side == ">" else name.replace(" is ", " is not "))
        else:
            words.append(f"{name} {side} {threshold:.3g}")
    return " and ".join(words) or "always"


def _new_tree(cases: int) -> Any:
    least = max(LEAST_CASES, round(LEAST_SHARE * cases))
    return sklearn("tree").DecisionTreeClassifier(max_depth=MOST_QUESTIONS, min_samples_leaf=least, random_state=_SEED)


def _folds(failed: np.ndarray) -> Any:
    number = max(LEAST_FOLDS, min(FOLDS, int(failed.sum()), int((~failed).sum())))
    return _model_selection().StratifiedKFold(number, shuffle=True, random_state=_SEED)


def _model_selection() -> Any:
    return sklearn("model_selection")
