"""Whether one factor does more where there is more of another: numbers, sentences and the table of all such questions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from experiments_page.declared import Interaction
from experiments_page.rounding import estimate, round_to
from experiments_page.words import interval, is_apart, percent, plain, points, short, table_of, value


def collect_interaction(results: Any, asked: Interaction) -> list[dict[str, Any]]:
    """Take what a factor does at the first and the last level of another, and the difference, within seeds; a row an outcome.

    Estimates are in units of the outcome; ``mean`` is that with both factors at their first level.
    """
    return [_collect(results, asked, outcome) for outcome in asked.outcomes]


def _collect(results: Any, asked: Interaction, outcome: str) -> dict[str, Any]:
    levels = {name: _ends(results, name) for name in (asked.of, asked.by)}
    values, at = results.values(outcome)
    cells = [
        [values[:, ((at[asked.of] == of) & (at[asked.by] == by)).to_numpy()].mean(axis=1) for of in levels[asked.of]]
        for by in levels[asked.by]
    ]
    low, high = (raised - first for first, raised in cells)
    return {
        "of": asked.of,
        "by": asked.by,
        "levels": [list(levels[asked.of]), list(levels[asked.by])],
        "outcome": outcome,
        "decided_by": " ".join(asked.decided_by.split()),
        "mean": round_to(float(cells[0][0].mean())),
        "pairs": len(values),
        "at_first": estimate(low),
        "at_last": estimate(high),
        "difference": estimate(high - low),
    }


def _ends(results: Any, name: str) -> tuple[Any, Any]:
    levels = results.levels(next(each for each in results.factors if each.name == name))
    return levels[0], levels[-1]


def interaction_sentence(found: Mapping[str, Any]) -> str:
    """Say what a factor does with little and with much of the other, and whether the two can be told apart."""
    mean, (of, by) = found["mean"], found["levels"]
    if not mean or found["difference"]["low"] is None:
        return f"{_name(found)}: not measured in enough runs."
    first, last = (
        f"{percent(found[at]['estimate'] / mean)} ({interval(found[at], mean)})" for at in ("at_first", "at_last")
    )
    return (
        f"{_name(found)}: from {value(of[0])} to {value(of[1])} it changes {plain(found['outcome'])} by {first} where "
        f"{short(found['by'])} is {value(by[0])}, and by {last} where it is {value(by[1])}: a difference of "
        f"{points(found['difference']['estimate'] / mean)} points ({_ends_in_points(found)}), {verdict(found)}"
    )


def verdict(found: Mapping[str, Any]) -> str:
    """Say whether they need each other, stand in for each other, or cannot be told to do either."""
    mean, row = found["mean"], found["difference"]
    if not is_apart(row):
        most = max(abs(row["low"]), abs(row["high"])) / mean
        return (
            f"an interval that holds nought: no interaction is shown, and any is smaller than {100 * most:.1f} points."
        )
    helps = _is_better(found["outcome"], row["estimate"])
    return (
        "so that each does more where there is more of the other."
        if helps
        else "so that each does less beside the other."
    )


def _is_better(outcome: str, amount: float) -> bool:
    from mobsim.measures import OUTCOMES

    return amount > 0 if outcome in OUTCOMES and OUTCOMES[outcome].better == "higher" else amount < 0


def _name(found: Mapping[str, Any]) -> str:
    return f"{short(found['of']).capitalize()} and {short(found['by'])}"


def _ends_in_points(found: Mapping[str, Any]) -> str:
    ends = sorted(found["difference"][end] / found["mean"] for end in ("low", "high"))
    return f"{points(ends[0])} to {points(ends[1])}"


def interactions_section(numbers: Mapping[str, Any]) -> Iterator[str]:
    """Write the section that holds all interactions asked for: the table, and by experiment what decides them."""
    asked = [(name, row) for name, found in numbers.items() for rows in found.get("interactions", ()) for row in rows]
    if not asked:
        return
    yield "## What needs what { #interactions }"
    yield (
        "Two components need each other where one does more beside the other: the last column but one is what the first changes "
        "with much of the second, less what it changes with little, in points of the outcome with little of both. Each interval "
        "is 95 % for itself; of twenty rows in which nothing is, one will leave nought out."
    )
    head = ["of", "beside", "experiment", "outcome", "with little", "with much", "difference, points", ""]
    yield table_of(head, [_row(name, row) for name, row in asked])
    told: dict[str, None] = {}
    for name, row in asked:
        told[f"*{_name(row)}* (`{name}`). What decides it: {row['decided_by']}"] = None
    yield "\n".join(f"- {each}" for each in told)


def _row(name: str, row: Mapping[str, Any]) -> Sequence[str]:
    head = [short(row["of"]), short(row["by"]), f"[{plain(name)}](#{name})", plain(row["outcome"])]
    mean, difference = row["mean"], row["difference"]
    if not mean or difference["low"] is None:
        return [*head, "not known", "not known", "not known", ""]
    cells = [f"{percent(row[at]['estimate'] / mean)} ({interval(row[at], mean)})" for at in ("at_first", "at_last")]
    apart = "told apart from nought" if is_apart(difference) else "holds nought"
    return [*head, *cells, f"{points(difference['estimate'] / mean)} ({_ends_in_points(row)})", apart]
