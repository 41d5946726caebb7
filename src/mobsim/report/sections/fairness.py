"""Is it fair: what falls on the deprived, before and after; whether records mislead; and what the model leaves out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from mobsim.experiment.fairness import SERVICES, shift_of
from mobsim.measures.equity import FIFTHS
from mobsim.report.changes import change_of
from mobsim.report.findings import Estimate, Findings, Standing
from mobsim.report.language import Sentences, common
from mobsim.report.markup import Markup, appendix, fold, items, join, paragraphs, table, tag
from mobsim.report.numbers import NOTHING, Scale, count, listed, percent, plain, span, with_interval
from mobsim.report.sections.words import moved
from mobsim.report.vocabulary import outcome

say = Sentences("fairness")
PRINTED = 3
"""Strategies beside the one that is shown whose tables paper shows, two or three of them on a sheet."""
ARROW = "\N{RIGHTWARDS ARROW}"
RECORDS = ("records_error", "patrol_error", "discovered_crime", "unseen_share")
LEFT_OUT = ("nobody_known", "by_neighbourhood_only", "every_stop_alike")


def fairness(findings: Findings) -> list[Markup | None]:
    """Write all that is told of fairness beside maps and curves."""
    return [_by_group(findings), _ratios(findings), *_records(findings), *_left_out()]


def _by_group(findings: Findings) -> Markup | None:
    """Table levels before and after by fifth of deprivation: the strategy that is shown, the others folded."""
    found = findings.fairness
    if not found or not found["outcomes"]:
        return None
    shown = [each for each in findings.others if _is_in(found, each)]
    if not shown:
        return None
    chosen, *others = shown
    return join(
        [
            _explained(findings, len(found["groups"])),
            _levels(findings, found, chosen),
            _of_others(findings, found, others),
        ],
        "\n",
    )


def _of_others(findings: Findings, found: Mapping[str, Any], others: list[Standing]) -> Markup | None:
    """Table the same of the other strategies; paper has their stops and all ratios in any case."""
    tables = [_levels(findings, found, each) for each in others]
    if len(others) <= PRINTED:
        return fold(say("every_other"), *tables) if others else None
    unprinted = say("others_unprinted", names=listed([each.named for each in others]))
    return appendix(say("every_other"), unprinted, *tables)


def _is_in(found: Mapping[str, Any], standing: Standing) -> bool:
    return all(standing.name in outcomes for outcomes in found["outcomes"].values())


def _explained(findings: Findings, groups: int) -> Markup:
    sorts = say("fifths") if groups == len(FIFTHS) else say("groups", groups=count(groups))
    return paragraphs(say("explained", sorts=sorts, reference=findings.reference.named))


def _levels(findings: Findings, found: Mapping[str, Any], standing: Standing) -> Markup:
    """Table burdens, and services beside them."""
    parts: dict[str, list[str]] = {"bears": [], "gets": []}
    for name in found["outcomes"]:
        parts["gets" if name in SERVICES else "bears"].append(name)
    return join((_level_table(findings, found, standing, what, names) for what, names in parts.items() if names), "\n")


def _level_table(
    findings: Findings, found: Mapping[str, Any], standing: Standing, what: str, names: list[str]
) -> Markup:
    scales = {name: _scale(name, found["outcomes"][name][standing.name]["levels"]) for name in names}
    header = [say("neighbourhoods"), *(_heading(scales[name]) for name in names)]
    rows = [
        [
            _group(place, len(found["groups"])),
            *(_before_after(found["outcomes"][name][standing.name]["levels"][place], scales[name]) for name in names),
        ]
        for place in range(len(found["groups"]))
    ]
    ratios = [_ratio(found["outcomes"][name][standing.name]["ratio"]) for name in names]
    caption = say(what, strategy=standing.named, reference=findings.reference.named)
    key = f"fifths-{what}-{findings.standings.index(standing)}"
    return table(caption, header, [*rows, [say("most_over_least"), *ratios]], key=key)


def _group(place: int, groups: int) -> str:
    """Name a group of neighbourhoods, the first of which is the least deprived."""
    if groups == len(FIFTHS):
        return say(f"fifth_{place + 1}")
    return say("least" if place == 0 else "most" if place == groups - 1 else "group", number=place + 1)


def _heading(scale: Scale) -> Markup:
    return join([scale.outcome.label, " ", tag("small", scale.unit)])


def _scale(name: str, levels: list[Mapping[str, Any]]) -> Scale:
    """Show about three figures of the smallest level."""
    return Scale(name, *(abs(level["mean"] or 0.0) / 10 for level in levels))


def _before_after(entry: Mapping[str, Any], scale: Scale) -> Markup:
    shift = shift_of({"level": entry}, "level")
    if shift is None:
        return tag("td", NOTHING)
    shown = join([scale.cell(shift.before), f" {ARROW} ", scale.cell(shift.after)])
    if not shift.before:
        return tag("td", shown)
    level = abs(shift.before)
    low, high = (percent(end / level, sign=True) for end in (shift.low, shift.high))
    return tag("td", shown, " ", tag("small", with_interval(percent(shift.relative, sign=True), low, high)))


def _ratio(entry: Mapping[str, Any]) -> Markup:
    shift = shift_of({"ratio": entry}, "ratio")
    if shift is None:
        return tag("td", NOTHING)
    shown = f"{plain(shift.before, 2)} {ARROW} {plain(shift.after, 2)}"
    moved_by = (plain(end, 2, sign=True) for end in (shift.after - shift.before, shift.low, shift.high))
    return tag("td", tag("strong", shown), " ", tag("small", with_interval(*moved_by)))


def _ratios(findings: Findings) -> Markup | None:
    """Table the ratios of all strategies, each with its interval."""
    return _inequality(findings, "ratios", _ratio_rows(findings))


def gini(findings: Findings) -> Markup | None:
    """Table how unequal neighbourhoods are under all strategies, each with its interval."""
    return _inequality(findings, "gini", _gini_rows(findings))


def _inequality(findings: Findings, key: str, rows: list[list[Markup | str]]) -> Markup | None:
    if not rows:
        return None
    header = (say("inequality"), *(standing.label for standing in findings.standings))
    return table(say(f"{key}_caption"), header, rows, key=key)


def _ratio_rows(findings: Findings) -> list[list[Markup | str]]:
    found = findings.fairness
    if not found:
        return []
    rows = []
    for name, by_strategy in found["outcomes"].items():
        shifts = {
            standing.name: shift_of({"r": by_strategy.get(standing.name, {}).get("ratio", {})}, "r")
            for standing in findings.standings
        }
        if not any(shifts.values()):
            continue
        estimates = [
            Estimate() if (shift := shifts[each.name]) is None else _estimate(shift) for each in findings.standings
        ]
        rows.append([say("most_over_least_of", label=outcome(name).label), *_cells(findings, estimates)])
    return rows


def _estimate(shift: Any) -> Estimate:
    return Estimate(shift.after, math.nan, math.nan, shift.after - shift.before, shift.low, shift.high)


def _gini_rows(findings: Findings) -> list[list[Markup | str]]:
    names = [each for each in ("gini_harm", "gini_insecurity", "gini_stops") if each in findings.contrasts]
    return [
        [
            say("gini_of", label=outcome(name).label),
            *_cells(findings, [standing[name] for standing in findings.standings]),
        ]
        for name in names
        if any(standing[name].known for standing in findings.standings)
    ]


def _cells(findings: Findings, estimates: list[Estimate]) -> list[Markup]:
    cells = []
    for standing, estimate in zip(findings.standings, estimates, strict=True):
        shown = plain(estimate.mean, 2)
        if standing is findings.reference or not math.isfinite(estimate.difference):
            cells.append(tag("td", shown))
            continue
        ends = span(*(plain(end, 2, sign=True) for end in (estimate.difference_low, estimate.difference_high)))
        cells.append(tag("td", shown, " ", tag("small", ends)))
    return cells


def _records(findings: Findings) -> list[Markup | None]:
    """Check whether records and patrol lie where crime is."""
    names = [name for name in RECORDS if name in findings.contrasts]
    if "records_error" not in names:
        return []
    header = (common("outcome"), *(standing.label for standing in findings.standings))
    rows = [
        [
            join([outcome(name).label, " ", tag("small", outcome(name).unit)]),
            *(_record(findings, standing, name) for standing in findings.standings),
        ]
        for name in names
    ]
    listing = table(say("records"), header, rows, key="records")
    return [tag("h3", say("mislead")), paragraphs(*_misled(findings)), listing]


def _record(findings: Findings, standing: Standing, name: str) -> Markup:
    means = [abs(each[name].mean) for each in findings.standings if each[name].known]
    shown = Scale(name, max(means, default=0.0) / 10).text(standing[name].mean)
    if standing is findings.reference:
        return tag("td", shown)
    return tag("td", shown, " ", tag("small", change_of(standing, name).text))


def _misled(findings: Findings) -> list[str]:
    reference = findings.reference
    level = reference["records_error"].mean
    sentences = [say("records_follow_police", reference=reference.named, share=percent(level))]
    for name in ("records_error", "patrol_error"):
        worse = [each for each in findings.others if each.is_policy and _surely_up(each, name)]
        if worse:
            sizes = [f"{each.named} ({percent(each[name].relative(), sign=True)})" for each in worse]
            sentences.append(say(f"{name}_up", reference=reference.named, names=listed(sizes)))
    if len(sentences) == 1:
        chosen = findings.chosen
        sentences.append(say("share_moved", chosen=chosen.named, moved=moved(chosen["records_error"])))
    return sentences


def _surely_up(standing: Standing, name: str) -> bool:
    shift = standing[name].shift
    return shift is not None and shift.surely_up


def _left_out() -> list[Markup]:
    return [tag("h3", say("left_out")), items(say(key) for key in LEFT_OUT)]
