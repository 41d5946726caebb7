"""Say the answer of a search on the screen: what holds on fresh runs, what good strategies share, how simple one can be."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mobsim.report.numbers import plain

if TYPE_CHECKING:
    from rich.table import Table

Summary = Mapping[str, Any]
_EQUAL = 1e-9


def table_of(summary: Summary) -> "Table":
    """Return the strategies that were run on fresh seeds: change by goal, with its interval, beside the search's own figure."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    title = f"{summary['title']}: change from {summary['reference']} on {summary['fresh']} fresh seeds"
    table = Table(title=title, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), title_justify="left")
    for head in ("strategy", "shown as", "levers moved"):
        table.add_column(head, no_wrap=head == "strategy")
    for goal in summary["goals"]:
        table.add_column(f"{goal['name']} (95 % of all pairs)", no_wrap=True)
        table.add_column("search said", justify="right", no_wrap=True)
    for each in summary["strategies"]:
        rows = _rows_of(summary, each["name"])
        cells = [cell for row in rows for cell in (_change(row), _percent(row, "tried"))]
        table.add_row(each["name"], each["role"], str(len(each["moved"])), *cells)
    return table


def paragraphs(summary: Summary) -> Iterator[str]:
    """Say what to read from the answer."""
    yield _verdict(summary)
    yield _curse(summary)
    if summary["reference_is_as_good"]:
        yield f"{summary['reference']} itself is within {summary['tolerance']:.0%} of the best that was tried."
    else:
        yield _simple(summary)
    yield _shared(summary)
    yield _cost(summary)


def _rows_of(summary: Summary, name: str) -> list[Summary]:
    return [row for row in summary["validated"] if row["strategy"] == name]


def _percent(row: Summary, key: str) -> str:
    if row[key] is None or not row["reference"]:
        return ""
    return plain(100 * row[key] / abs(row["reference"]), 1, sign=True) + " %"


def _change(row: Summary) -> str:
    low, high = (_percent(row, f"difference_{end}") for end in ("low", "high"))
    return f"{_percent(row, 'difference')} ({low.removesuffix(' %')} to {high.removesuffix(' %')})"


def _verdict(summary: Summary) -> str:
    """Say of what was found whether it betters the reference, where the runs can tell."""
    goals = {goal["name"]: goal for goal in summary["goals"]}
    told = []
    for row in summary["validated"]:
        if row["role"] not in ("best", "front") or row["difference_low"] is None:
            continue
        lower = goals[row["goal"]]["better"] == "lower"
        surely = row["difference_high"] < 0 if lower else row["difference_low"] > 0
        worse = row["difference_low"] > 0 if lower else row["difference_high"] < 0
        word = "better" if surely else "worse" if worse else "not told apart"
        told.append(f"{row['strategy']} in {row['goal']}: {word}")
    if len(goals) > 1:
        front = dict.fromkeys(row["strategy"] for row in summary["validated"] if row["on_front"])
        told.append(f"of which no other is better in both: {', '.join(front) or summary['reference']}")
    return f"On fresh seeds and draws, against {summary['reference']}: {'; '.join(told)}. More runs: --fresh."


def _curse(summary: Summary) -> str:
    pairs = [(row["tried"], row["difference"], row["reference"], row["goal"]) for row in summary["validated"]]
    lost = [
        f"{goal['name']} {_mean([(t, r) for t, d, r, g in pairs if g == goal['name']])} % as searched, "
        f"{_mean([(d, r) for t, d, r, g in pairs if g == goal['name']])} % as shown"
        for goal in summary["goals"]
    ]
    return (
        "What a search picks is partly picked for its luck, so its own figures are too good; those on fresh runs are not. "
        f"Mean over the strategies shown: {'; '.join(lost)}."
    )


def _mean(pairs: list[tuple[float | None, float]]) -> str:
    known = [100 * value / abs(level) for value, level in pairs if value is not None and level]
    return plain(sum(known) / len(known), 1, sign=True) if known else "?"


def _simple(summary: Summary) -> str:
    simple = next((each for each in summary["strategies"] if each["role"] == "simplest"), None)
    if simple is None:
        best = min(summary["strategies"], key=lambda each: len(each["moved"]))
        return f"No simpler one is within {summary['tolerance']:.0%} of the best; {best['name']} moves {_levers(best['moved'])}."
    text = f"{simple['name']} moves {_levers(simple['moved'])}"
    behind = [row for row in _rows_of(summary, simple["name"]) if row.get("behind") is not None and row["reference"]]
    gaps = [
        f"{_percent(row, 'behind')} of {summary['reference']}'s {row['goal']} ({_percent(row, 'behind_low')} to "
        f"{_percent(row, 'behind_high')})"
        for row in behind
    ]
    return f"{text}. Against the best that was searched it gives up {' and '.join(gaps)}." if gaps else f"{text}."


def _levers(names: list[str]) -> str:
    return f"{len(names)} {'lever' if len(names) == 1 else 'levers'} ({', '.join(names)})" if names else "no lever"


def _shared(summary: Summary) -> str:
    count, tolerance = summary["about_as_good"], summary["tolerance"]
    names = {
        reading: [_where(row) for row in summary["levers"] if row["reading"] == reading]
        for reading in ("shared", "free")
    }
    if not any(names.values()):
        return f"{count} strategies that were tried are within {tolerance:.0%} of the best; that tells little of what they share."
    said = [f"{reading}: {', '.join(each)}" for reading, each in names.items() if each]
    return f"Of {count} strategies within {tolerance:.0%} of the best as searched: {'; '.join(said)}. See analysis/levers.csv."


def _where(row: Summary) -> str:
    if row["reading"] == "free":
        return row["lever"]
    if isinstance(row["low"], str):
        return f"{row['lever']} {row['low']}"
    return f"{row['lever']} {row['low']:g} to {row['high']:g}"


def _cost(summary: Summary) -> str:
    gap = summary["cost_gap"]
    same = "to the last cent" if gap <= _EQUAL else f"within {gap:.2g} of it"
    return (
        f"All cost what {summary['reference']} costs, {same}, on every fresh seed; their levers take at most "
        f"{summary['most_of_purse']:.0%} of the purse before programmes and overtime share the rest."
    )
