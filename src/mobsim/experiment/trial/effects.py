"""Effects of a trial in the literature's own measures, with intervals over seeds.

A ratio against nothing is no ratio: where the group that is compared with has no incident, or nobody who says yes, or the
treated all say yes, the effect is not known (NaN), however large it would be with the half that is added. Nor is a
difference in standard deviations where no answers differ within either group.

Each measure is taken in two contrasts: ``arms`` compares treated with control units of the same town, as a study in the
field must; ``twin`` compares the treated units with themselves in the same town untreated, which only a model can.

Sources: relative incidence rate ratio and its use for place-based trials, Braga and Weisburd (2022); weighted
displacement difference, Wheeler and Ratcliffe (2018), Crime Science 7, 11.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.experiment.intervals import LEVEL, student
from mobsim.experiment.trial.counting import AFTER, ARMS, BEFORE, DURING
from mobsim.experiment.trial.study import TREATED, UNTREATED
from mobsim.experiment.trial.survey import MEANS, SHARES

Array = NDArray[np.float64]
Columns = dict[tuple, Array]
"""An entry a seed, by what is counted or asked: town, period or wave, and arm."""
EVEN = 0.5
"""Added to an arm's count over all seeds before ratios are taken, so that one without incidents gives no infinite ratio."""

ROUNDING = 1e-12
"""Of squared answers: what sums in double precision cannot tell from nothing."""

COLUMNS = ("outcome", "contrast", "wave", "measure", "effect", "low", "high", "n")


def effects_of(counts: pd.DataFrame, survey: pd.DataFrame) -> pd.DataFrame:
    """Return a row an outcome, contrast, wave and measure: ``effect`` with its 95 % interval over ``n`` seeds."""
    rows = [*_effects_on_counts(counts), *_effects_on_answers(survey), *_effects_on_reporting(counts)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def jackknifed(parts: Array, statistic: Callable[[Array], float], level: float = LEVEL) -> tuple[float, float, float]:
    """Estimate a statistic of sums over seeds and its interval by leaving out one seed at a time.

    Parameters
    ----------
    parts
        Shape ``(seeds, terms)``; the statistic takes their mean over seeds, shape ``(terms,)``.
    """
    count = len(parts)
    whole = statistic(parts.mean(0))
    if count < 2:
        return whole, float("nan"), float("nan")
    total = parts.sum(0)
    left = np.array([statistic((total - part) / (count - 1)) for part in parts])
    error = np.sqrt((count - 1) / count * ((left - left.mean()) ** 2).sum())
    half = float(student(count - 1, level) * error)
    return whole, whole - half, whole + half


def log_ratio_of_ratios(terms: Array, even: float = EVEN) -> float:
    """Return the log of (a / b) / (c / d), with ``even`` added to each count."""
    a, b, c, d = terms + even
    return float(np.log(a / b) - np.log(c / d))


def log_ratio(terms: Array, even: float = EVEN) -> float:
    """Return the log of a / b, with ``even`` added to each count."""
    a, b = terms + even
    return float(np.log(a / b))


def log_odds_ratio(terms: Array, even: float = EVEN) -> float:
    """Return the log odds ratio of two shares, given as yes and asked of one group and of the other."""
    yes, asked, other_yes, other_asked = terms
    odds = (yes + even) / (asked - yes + even)
    return float(np.log(odds) - np.log((other_yes + even) / (other_asked - other_yes + even)))


def rate_against_nothing(terms: Array) -> bool:
    """Whether a / b has no finite value."""
    a, b = terms
    return bool(b == 0 < a)


def change_against_nothing(terms: Array) -> bool:
    """Whether (a / b) / (c / d) has no finite value; two changes alike are alike also where both are from nothing."""
    a, b, c, d = terms
    return bool(b * c == 0 and (a, b) != (c, d))


def odds_against_nothing(terms: Array) -> bool:
    """Whether the odds ratio of two shares has no finite value; two groups alike are alike also at none and at all."""
    yes, asked, other_yes, other_asked = terms
    return bool((asked - yes) * other_yes == 0 and (yes, asked) != (other_yes, other_asked))


AGAINST_NOTHING: dict[Callable[..., float], Callable[[Array], bool]] = {
    log_ratio: rate_against_nothing,
    log_ratio_of_ratios: change_against_nothing,
    log_odds_ratio: odds_against_nothing,
}
"""By ratio that is taken as a logarithm: whether its terms, summed over seeds, leave it without a finite value."""


def first_term(terms: Array) -> float:
    """Return the mean of a count."""
    return float(terms[0])


def standardised_difference(terms: Array) -> float:
    """Return Cohen's d of two groups, given as number, sum and sum of squares of each.

    It is 0 for groups alike, and unknown (NaN) for groups that differ but hold no two different answers.
    """
    n, total, squares, m, other, other_squares = terms
    difference, free = total / n - other / m, n + m - 2
    within = squares - total**2 / n + other_squares - other**2 / m
    if free <= 0 or within <= ROUNDING * (squares + other_squares):
        return 0.0 if abs(difference) <= ROUNDING * np.sqrt((squares + other_squares) / (n + m)) else float("nan")
    return float(difference / np.sqrt(within / free))


def share_difference(terms: Array) -> float:
    """Return a share less another, each given as part and whole; unknown (NaN) where one of two that differ is of nothing."""
    part, whole, other_part, other_whole = terms
    if (part, whole) == (other_part, other_whole):
        return 0.0
    return float(part / whole - other_part / other_whole) if whole > 0 and other_whole > 0 else float("nan")


def change_of_share(terms: Array) -> float:
    """Return how much more a share has changed than another: each is given as part and whole, now and before."""
    return share_difference(terms[:4]) - share_difference(terms[4:])


def _effects_on_reporting(counts: pd.DataFrame) -> list[tuple]:
    """Differences in the share of what happened that was reported to police, by type of problem and for all crime."""
    if counts.empty:
        return []
    cube = _columns(counts, ["count"], ["town", "outcome", "period", "arm"])
    rows = []
    for outcome in counts["outcome"].unique():
        of_what = outcome.removeprefix("true_")
        reported = f"reported_{of_what}"
        if of_what == outcome or not any(column.any() for (_, _, name, *_), column in cube.items() if name == outcome):
            continue
        of = {(town, *rest): column for (_, town, name, *rest), column in cube.items() if name == outcome}
        part = {(town, *rest): column for (_, town, name, *rest), column in cube.items() if name == reported}
        if part:
            rows += [
                row for wave in counts["period"].unique() if wave != BEFORE for row in _shares(part, of, of_what, wave)
            ]
    return rows


def _shares(part: Columns, of: Columns, of_what: str, wave: str) -> list[tuple]:
    """Compare the reported share of the treated units with their twin's, and its change with that of the controls."""
    name, rows = f"reported_share_{of_what}", []
    if _has_controls(of, wave):
        keys = [(TREATED, period, arm) for arm in ("treated", "control") for period in (wave, BEFORE)]
        rows.append(
            _row(name, "arms", wave, "difference", [each[key] for key in keys for each in (part, of)], change_of_share)
        )
    keys = [(town, wave, "treated") for town in (TREATED, UNTREATED)]
    rows.append(
        _row(name, "twin", wave, "difference", [each[key] for key in keys for each in (part, of)], share_difference)
    )
    return rows


def _effects_on_counts(counts: pd.DataFrame) -> list[tuple]:
    if counts.empty:
        return []
    cube = _columns(counts, ["count"], ["town", "outcome", "period", "arm"])
    days = counts.groupby("period")["days"].first()
    rows = []
    for outcome in counts["outcome"].unique():
        of = {(town, *rest): column for (_, town, name, *rest), column in cube.items() if name == outcome}
        if not any(column.any() for column in of.values()):
            continue
        for wave in counts["period"].unique():
            if wave != BEFORE:
                rows += _ratios(of, outcome, wave) + _numbers(of, outcome, wave)
            if wave in (DURING, AFTER) and _has_controls(of, wave):
                rows.append(_displaced(of, outcome, wave, days[wave] / days[BEFORE]))
    return rows


def _columns(table: pd.DataFrame, values: list[str], keys: list[str]) -> Columns:
    """Return the columns of a table laid out with a row a seed, by value and keys; pandas is slow at single columns."""
    cube = table.pivot_table(index="seed", columns=keys, values=values, sort=False)
    return {tuple(key): column for key, column in zip(cube.columns, cube.to_numpy(float).T, strict=True)}


def _ratios(of: Columns, outcome: str, wave: str) -> list[tuple]:
    """Relative incidence rate ratios: of the treated units, and of the units around them."""
    rows = []
    for around in ("", "around_"):
        treated, control = f"{around}treated", f"{around}control"
        if around and not of[TREATED, BEFORE, treated].any():
            continue
        name = f"{outcome}_around" if around else outcome
        arms = None
        if _has_controls(of, wave):
            arms = [of[TREATED, period, arm] for arm in (treated, control) for period in (wave, BEFORE)]
        own = [of[TREATED, wave, treated], of[UNTREATED, wave, treated]]
        if arms is not None:
            rows.append(_row(name, "arms", wave, "rirr", arms, log_ratio_of_ratios))
        rows.append(_row(name, "twin", wave, "rirr", own, log_ratio))
    return rows


def _has_controls(of: Columns, wave: str) -> bool:
    """Whether a control arm was counted: a trial may do without."""
    return (TREATED, wave, "control") in of


def _numbers(of: Columns, outcome: str, wave: str) -> list[tuple]:
    """Incidents more, or fewer (negative), than in the twin: by arm, and in the whole town."""
    there = [arm for arm in ARMS if (TREATED, wave, arm) in of]
    more = {arm: of[TREATED, wave, arm] - of[UNTREATED, wave, arm] for arm in there}
    arms = [arm for arm in ("treated", "around_treated", "elsewhere") if of[TREATED, BEFORE, arm].any()]
    changes = [*((arm, more[arm]) for arm in arms), ("town", np.sum(list(more.values()), axis=0))]
    return [_row(f"{outcome}_{arm}", "twin", wave, "count", [change], first_term) for arm, change in changes]


def _displaced(of: Columns, outcome: str, wave: str, length: float) -> tuple:
    """Weighted displacement difference: the change of the treated and those around, less that of their controls.

    ``length`` is how many times as long as the period before the wave's is.
    """
    signs = [("treated", 1), ("control", -1), ("around_treated", 1), ("around_control", -1)]
    changes = [sign * (of[TREATED, wave, arm] - length * of[TREATED, BEFORE, arm]) for arm, sign in signs]
    return _row(outcome, "arms", wave, "wdd", [np.sum(changes, axis=0)], first_term)


def _effects_on_answers(survey: pd.DataFrame) -> list[tuple]:
    if survey.empty:
        return []
    values = ["n", "sum", "squares"]
    cube = _columns(survey, values, ["town", "item", "wave", "arm"])
    rows = []
    for item in (*MEANS, *SHARES):
        for wave in survey["wave"].unique():
            for contrast, other in (("arms", (TREATED, "control")), ("twin", (UNTREATED, "treated"))):
                if ("n", other[0], item, wave, other[1]) not in cube:
                    continue
                ours = [cube[value, TREATED, item, wave, "treated"] for value in values]
                theirs = [cube[value, other[0], item, wave, other[1]] for value in values]
                label = str(int(wave))
                if item in SHARES:
                    parts = [ours[1], ours[0], theirs[1], theirs[0]]
                    rows.append(_row(item, contrast, label, "odds ratio", parts, log_odds_ratio))
                rows.append(_row(item, contrast, label, "d", [*ours, *theirs], standardised_difference))
    return rows


def _row(
    outcome: str, contrast: str, wave: str, measure: str, parts: list[Array], statistic: Callable[..., float]
) -> tuple:
    """Make a row; a ratio is taken as a logarithm, and brought back to its scale with its interval."""
    table = np.stack(parts, 1)
    table = table[~np.isnan(table).any(1)]
    return outcome, contrast, wave, measure, *_estimated(table, statistic), len(table)


def _estimated(table: Array, statistic: Callable[..., float]) -> tuple[float, ...]:
    """Return an effect with its interval; unknown without a seed, and where a ratio is taken against nothing."""
    against_nothing = AGAINST_NOTHING.get(statistic)
    if not len(table) or (against_nothing is not None and against_nothing(table.sum(0))):
        return (float("nan"),) * 3
    if against_nothing is None:
        return jackknifed(table, statistic)
    found = jackknifed(table, partial(statistic, even=EVEN / len(table)))
    return tuple(float(np.exp(each)) for each in found)
