"""Is it fair: what falls on the deprived, before and after; whether records mislead; and what the model leaves out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from mobsim.experiment.fairness import SERVICES, shift_of
from mobsim.report.changes import change_of
from mobsim.report.findings import Estimate, Findings, Standing
from mobsim.report.markup import Markup, fold, items, join, paragraphs, table, tag
from mobsim.report.numbers import NOTHING, Scale, percent, plain
from mobsim.report.sections.words import count, listed, moved
from mobsim.report.vocabulary import outcome

ARROW = "\N{RIGHTWARDS ARROW}"
RECORDS = ("records_error", "patrol_error", "discovered_crime", "unseen_share")
LEFT_OUT = (
    "The model knows nobody's ethnicity, Indigenous identity, religion or immigration status. Who is stopped, who is believed "
    "and who dares to call differ by these in real towns, and nothing here shows it.",
    "It knows deprivation by neighbourhood only. A poor household in a rich neighbourhood counts as rich.",
    "Every stop counts the same. There is no use of force, and contacts are good or bad and nothing between.",
)


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
    more = (
        fold("The same for every other strategy", *(_levels(findings, found, each) for each in others))
        if others
        else None
    )
    return join([_explained(findings, len(found["groups"])), _levels(findings, found, chosen), more], "\n")


def _is_in(found: Mapping[str, Any], standing: Standing) -> bool:
    return all(standing.name in outcomes for outcomes in found["outcomes"].values())


def _explained(findings: Findings, groups: int) -> Markup:
    sorts = (
        "fifths of the residents, from the least to the most deprived"
        if groups == 5
        else f"{count(groups)} groups, as there are too few levels of deprivation for fifths"
    )
    return paragraphs(
        f"Here neighbourhoods are sorted into {sorts}. Before is {findings.reference.label}, after is the strategy. Small print "
        "is the change, with the interval that decides. A ratio of 1 is equal; 2 is twice as much for the most deprived."
    )


def _levels(findings: Findings, found: Mapping[str, Any], standing: Standing) -> Markup:
    """Table burdens, and services beside them."""
    parts = {"bears what": [], "gets which services": []}
    for name in found["outcomes"]:
        parts["gets which services" if name in SERVICES else "bears what"].append(name)
    return join((_level_table(findings, found, standing, what, names) for what, names in parts.items() if names), "\n")


def _level_table(
    findings: Findings, found: Mapping[str, Any], standing: Standing, what: str, names: list[str]
) -> Markup:
    scales = {name: _scale(name, found["outcomes"][name][standing.name]["levels"]) for name in names}
    header = ["Neighbourhoods", *(_heading(scales[name]) for name in names)]
    rows = [
        [
            group[:1].upper() + group[1:],
            *(_before_after(found["outcomes"][name][standing.name]["levels"][place], scales[name]) for name in names),
        ]
        for place, group in enumerate(found["groups"])
    ]
    ratios = [_ratio(found["outcomes"][name][standing.name]["ratio"]) for name in names]
    caption = f"Who {what}, before and after: {standing.label} against {findings.reference.label}"
    key = f"fifths-{what.split()[0]}-{findings.standings.index(standing)}"
    return table(caption, header, [*rows, ["Most over least deprived", *ratios]], key=key)


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
    ends = " to ".join(percent(end / level, sign=True) for end in (shift.low, shift.high))
    return tag("td", shown, " ", tag("small", f"{percent(shift.relative, sign=True)} ({ends})"))


def _ratio(entry: Mapping[str, Any]) -> Markup:
    shift = shift_of({"ratio": entry}, "ratio")
    if shift is None:
        return tag("td", NOTHING)
    ends = f"{plain(shift.low, 2, sign=True)} to {plain(shift.high, 2, sign=True)}"
    shown = f"{plain(shift.before, 2)} {ARROW} {plain(shift.after, 2)}"
    return tag(
        "td", tag("strong", shown), " ", tag("small", f"{plain(shift.after - shift.before, 2, sign=True)} ({ends})")
    )


def _ratios(findings: Findings) -> Markup | None:
    """Table the ratios of all strategies, and how unequal neighbourhoods are, each with its interval."""
    rows = [*_ratio_rows(findings), *_gini_rows(findings)]
    if not rows:
        return None
    header = ("Inequality", *(standing.label for standing in findings.standings))
    caption = (
        "Inequality over neighbourhoods: a ratio of 1, or a Gini of 0, is equal; small print: interval of the change"
    )
    return table(caption, header, rows, key="ratios")


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
        rows.append([f"{outcome(name).label}, most over least deprived", *_cells(findings, estimates)])
    return rows


def _estimate(shift: Any) -> Estimate:
    return Estimate(shift.after, math.nan, math.nan, shift.after - shift.before, shift.low, shift.high)


def _gini_rows(findings: Findings) -> list[list[Markup | str]]:
    names = [each for each in ("gini_harm", "gini_insecurity", "gini_stops") if each in findings.contrasts]
    return [
        [f"{outcome(name).label} (Gini)", *_cells(findings, [standing[name] for standing in findings.standings])]
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
        ends = f"{plain(estimate.difference_low, 2, sign=True)} to {plain(estimate.difference_high, 2, sign=True)}"
        cells.append(tag("td", shown, " ", tag("small", ends)))
    return cells


def _records(findings: Findings) -> list[Markup | None]:
    """Check whether records and patrol lie where crime is."""
    names = [name for name in RECORDS if name in findings.contrasts]
    if "records_error" not in names:
        return []
    header = ("Outcome", *(standing.label for standing in findings.standings))
    rows = [
        [
            join([outcome(name).label, " ", tag("small", outcome(name).unit)]),
            *(_record(findings, standing, name) for standing in findings.standings),
        ]
        for name in names
    ]
    listing = table("Do records show where crime is, and does patrol go there?", header, rows, key="records")
    return [tag("h3", "Do the records mislead?"), paragraphs(*_misled(findings)), listing]


def _record(findings: Findings, standing: Standing, name: str) -> Markup:
    means = [abs(each[name].mean) for each in findings.standings if each[name].known]
    shown = Scale(name, max(means, default=0.0) / 10).text(standing[name].mean)
    if standing is findings.reference:
        return tag("td", shown)
    return tag("td", shown, " ", tag("small", change_of(standing, name).text))


def _misled(findings: Findings) -> list[str]:
    reference = findings.reference
    level = reference["records_error"].mean
    sentences = [
        "Police come upon more crime where they patrol more, and people report more where they trust the police. So records may "
        f"show crime where the police are rather than where it happens. Under {reference.label}, {percent(level)} of the records "
        "of crime in the open lie in the wrong neighbourhoods."
    ]
    for name, what in (
        ("records_error", "records mislead more"),
        ("patrol_error", "patrol lies further from where crime is"),
    ):
        worse = [each for each in findings.others if each.is_policy and _surely_up(each, name)]
        if worse:
            sizes = [f"{each.label} ({percent(each[name].relative(), sign=True)})" for each in worse]
            sentences.append(f"Compared with {reference.label}, {what} under {listed(sizes)}.")
    if len(sentences) == 1:
        chosen = findings.chosen
        sentences.append(f"Under {chosen.label}, this share {moved(chosen['records_error'])}.")
    return sentences


def _surely_up(standing: Standing, name: str) -> bool:
    shift = standing[name].shift
    return shift is not None and shift.surely_up


def _left_out() -> list[Markup]:
    return [tag("h3", "What this says nothing about"), items(LEFT_OUT)]
