"""Levels of one factor, or arms of several, against the first of them: numbers, sentences, table, and rows to draw."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from experiments_page.declared import Arms, Contrast
from experiments_page.rounding import rounded
from experiments_page.words import (
    SURE,
    change,
    is_apart,
    level_name,
    number,
    percent,
    plain,
    short,
    table_of,
    value,
)

ESTIMATE = ("mean", "difference", "low", "high", "p")
ARM = "arm"


def collect_contrast(results: Any, contrast: Contrast) -> dict[str, Any]:
    """Take the differences of a contrast, a row a condition and level."""
    from mobsim.analysis.strategies import strategy_differences

    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for outcome in contrast.outcomes:
        table = strategy_differences(results, outcome, list(contrast.by), of=contrast.of)
        for row in table.to_dict("records"):
            key = (*(row[name] for name in contrast.by), row[contrast.of])
            rows.setdefault(key, {"conditions": list(key[:-1]), "level": key[-1], "pairs": row["pairs"]})
            rows[key][outcome] = rounded(row, ESTIMATE)
    return _taken(contrast, contrast.of, rows) | ({"worth": True} if contrast.worth else {})


def collect_arms(runs: Any, arms: Arms) -> dict[str, Any]:
    """Take the differences of arms from the first of them under each condition, paired by seed: the form of a contrast."""
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    by = list(arms.by)
    for key, here in runs.groupby(by, sort=False) if by else [((), runs)]:
        found = [
            here[(here[list(arms.factors)] == list(arm.at)).all(axis=1)].set_index("replicate") for arm in arms.arms
        ]
        for outcome in arms.outcomes:
            for arm, row in zip(arms.arms, _compared([each[outcome] for each in found]), strict=True):
                at = rows.setdefault((*key, arm.words), {"conditions": list(key), "level": arm.words})
                at |= {"pairs": row["pairs"], outcome: rounded(row, ESTIMATE)}
    return _taken(arms, ARM, rows)


def _compared(columns: list[Any]) -> list[dict[str, Any]]:
    """Compare columns with the first, over the seeds that all of them have; probabilities are Holm's."""
    import pandas as pd

    from mobsim.experiment.effects import paired_differences

    table = pd.concat(columns, axis=1)
    values = table.dropna().to_numpy(np.float64)
    if not len(values):  # a share of nothing, where the first has none
        return [dict.fromkeys(ESTIMATE, np.nan) | {"mean": mean, "pairs": len(table)} for mean in table.mean()]
    found = paired_differences(values, 0, together=1)
    return [
        {"mean": values[:, at].mean(), "difference": found.mean[at], "low": found.low[at], "high": found.high[at],
         "p": found.p[at], "pairs": len(values)}
        for at in range(len(columns))
    ]  # fmt: skip


def _taken(declared: Contrast | Arms, of: str, rows: Mapping[Any, dict[str, Any]]) -> dict[str, Any]:
    taken: dict[str, Any] = {"of": of, "words": declared.words, "by": list(declared.by)}
    if declared.headline != "harm":
        taken["headline"] = declared.headline
    if declared.tell:
        taken["tell"] = list(declared.tell)
    return taken | {"outcomes": list(declared.outcomes), "rows": list(rows.values())}


def with_reference(contrast: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each row with the row of the reference under the same conditions: the one that differs from itself by nothing."""
    references: dict[str, dict[str, Any]] = {}
    for row in contrast["rows"]:
        first = row[contrast["outcomes"][0]]
        if first["difference"] == first["low"] == first["high"] == 0.0:
            references.setdefault(str(row["conditions"]), row)
    for row in contrast["rows"]:
        yield row, references[str(row["conditions"])]


def contrast_sentences(contrast: Mapping[str, Any]) -> Iterator[str]:
    """Report which level does least harm under which conditions, what the reference is, and what else is to be told."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in contrast["rows"]:
        groups.setdefault(str(row["conditions"]), []).append(row)
    reference = next(row for row, other in with_reference(contrast) if row is other)
    yield f"Of {contrast['words']}, against {value(reference['level'])}:"
    parts = []
    for rows in groups.values():
        best = min(rows, key=lambda row: row["harm"]["mean"])
        other = next(other for row, other in with_reference(contrast) if row is best)
        where = _where(contrast, best)
        if best is other:
            parts.append(f"{where}none did less harm than {level_name(contrast['of'], best['level'])}")
            continue
        share = change(best["harm"], "difference", other["harm"]["mean"])
        sure = "" if best["harm"]["p"] < SURE else ", which may be luck"
        parts.append(f"{where}{level_name(contrast['of'], best['level'])} did least harm, {share}{sure}")
    yield "; ".join(parts) + "."
    for outcome in contrast.get("tell", ()):
        yield told_sentence(contrast, outcome)


def told_sentence(contrast: Mapping[str, Any], outcome: str) -> str:
    """Tell an outcome at every level where it differs, with its change, and say so where the change may be luck."""
    parts, same = [], False
    for row, reference in with_reference(contrast):
        mean, where = number(row[outcome]["mean"]), _where(contrast, row)
        name = f"{where}{level_name(contrast['of'], row['level'])}:"
        if row is reference or not reference[outcome]["mean"]:
            parts.append(f"{name} {mean}")
        elif row[outcome]["low"] == row[outcome]["high"] == 0.0:
            same = True
        else:
            sure = "" if is_apart(row[outcome]) else ", which may be luck"
            parts.append(f"{name} {mean} ({change(row[outcome], 'difference', reference[outcome]['mean'])}{sure})")
    return f"{plain(outcome).capitalize()}: {'; '.join(parts)}{'; the same in the others' if same else ''}."


def worth_sentences(contrast: Mapping[str, Any]) -> Iterator[str]:
    """Say what the reference is worth against each other level, or that it is worth nothing that so many pairs can show."""
    for row, reference in with_reference(contrast):
        if row is reference:
            continue
        harm, mean = row["harm"], row["harm"]["mean"]
        low, high = -harm["high"] / mean, -harm["low"] / mean
        shown = f"{percent(-harm['difference'] / mean)} ({percent(low)} to {percent(high)}) of harm"
        nothing = f": worth nothing that {row['pairs']} pairs can show" if low <= 0.0 <= high else ""
        where, of = _where(contrast, row), contrast["of"]
        against = f"{level_name(of, reference['level'])} against {level_name(of, row['level'])}"
        yield f"{where[:1].upper()}{where[1:]}{against} is {shown}{nothing}."


def contrast_table(contrast: Mapping[str, Any]) -> str:
    """Write the differences of a contrast."""
    outcomes, headline = contrast["outcomes"], contrast.get("headline", "harm")
    head = [
        *(short(name) for name in contrast["by"]),
        short(contrast["of"]),
        plain(headline),
        *(f"{plain(name)}, change" for name in outcomes),
    ]
    rows = []
    for row, reference in with_reference(contrast):
        changes = ["reference" if row is reference else _cell(row[name], reference[name]) for name in outcomes]
        conditions = map(value, row["conditions"])
        rows.append([*conditions, value(row["level"]), number(row[headline]["mean"]), *changes])
    return table_of(head, rows)


def _cell(row: Mapping[str, Any], reference: Mapping[str, Any]) -> str:
    """Write a change; of what the reference has none of, what there is."""
    if not reference["mean"] and row["mean"] is not None:
        return f"{number(row['mean'])}, from none"
    return change(row, "difference", reference["mean"])


def drawn_rows(contrast: Mapping[str, Any]) -> Iterator[tuple[str, float, float, float]]:
    """Yield label, change in harm, and its interval, in per cent."""
    for row, reference in with_reference(contrast):
        if row is not reference:
            mean = reference["harm"]["mean"]
            name = ", ".join(filter(None, [level_name(contrast["of"], row["level"]), _conditions(contrast, row)]))
            yield name, *(100 * row["harm"][each] / mean for each in ("difference", "low", "high"))


def _conditions(contrast: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    named = zip(contrast["by"], row["conditions"], strict=True)
    return ", ".join(f"{short(name)} {value(each)}" for name, each in named)


def _where(contrast: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    parts = [f"{short(name)} {value(each)}" for name, each in zip(contrast["by"], row["conditions"], strict=True)]
    return f"with {' and '.join(parts)}, " if parts else ""
