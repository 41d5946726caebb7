"""Why: what moved, and the three counts of crime."""

from __future__ import annotations

from mobsim.report.changes import change_of, mechanisms_in
from mobsim.report.figures import Gallery
from mobsim.report.figures.crime import SERIES, draw_changes, draw_levels
from mobsim.report.figures.mechanisms import draw_mechanisms
from mobsim.report.findings import Findings, Standing
from mobsim.report.language import Sentences, common
from mobsim.report.markup import Markup, fold, paragraphs, section, table, tag
from mobsim.report.numbers import Scale
from mobsim.report.sections.figure import figure
from mobsim.report.sections.words import crime_in_counts, moved
from mobsim.report.vocabulary import outcome, own_outcomes, own_problems, problem

say = Sentences("reasons")
CHAIN = ("trust", "reported_share", "participation", "assessment_error")
"""Outcomes that explain one another, in that order."""


def reasons(findings: Findings, gallery: Gallery) -> Markup:
    """Show mechanisms relative to the reference, and the three counts side by side."""
    names = mechanisms_in(findings)
    if names and findings.others:
        draw_mechanisms(findings, names, gallery)
    return section(
        "why",
        say("title"),
        paragraphs(_chain(findings)),
        _signs(findings, names),
        tag("h3", say("three_counts")),
        paragraphs(say("kept_apart"), crime_in_counts(findings), _discovered(findings)),
        _crime(findings, gallery),
        _by_problem(findings),
        _own_outcomes(findings),
    )


def _chain(findings: Findings) -> str:
    chosen = findings.chosen
    changes = [say(f"chain_{name}", moved=moved(chosen[name])) for name in CHAIN if chosen[name].known]
    if not changes:
        return ""
    return say("chain", chosen=chosen.named, reference=findings.reference.named, changes="; ".join(changes))


def _discovered(findings: Findings) -> str:
    """Say what patrol came upon that nobody reported, which is in none of the three counts but the true one."""
    found, errors = findings.chosen["discovered_crime"], findings.chosen["records_error"]
    if not (found.known and errors.known):
        return ""
    return say("discovered", chosen=findings.chosen.named, found=moved(found), errors=moved(errors))


def _signs(findings: Findings, names: list[str]) -> Markup | None:
    if not names or not findings.others:
        return None
    header = (common("outcome"), *(standing.label for standing in findings.others))
    rows = [(outcome(name).label, *(_sign(standing, name) for standing in findings.others)) for name in names]
    caption = say("signs", reference=findings.reference.named)
    return table(caption, header, rows, key="signs", class_="signs")


def _sign(standing: Standing, name: str) -> Markup:
    change = change_of(standing, name)
    return tag(
        "td",
        change.text,
        " ",
        tag("small", change.judgement_in_words) if change.judgement else None,
        class_=change.judgement or "same",
    )


def _crime(findings: Findings, gallery: Gallery) -> Markup | None:
    if not all(name in findings.contrasts for name, *_ in SERIES):
        return None
    panels = [draw_levels(findings.standings, gallery)]
    if findings.others:
        panels.append(draw_changes(findings, gallery))
    return figure(panels, say("counts_figure"), say("counts_how_to_read"))


def _by_problem(findings: Findings) -> Markup | None:
    """Show true and recorded crime of each problem type of the scenario, under the strategies that curves show."""
    problems = [each for each in own_problems() if f"true_{each}" in findings.contrasts]
    if not problems:
        return None
    shown = findings.shown
    series = [say("true"), say("recorded")]
    header = (say("problem"), *(say("series_of", strategy=each.label, series=one) for each in shown for one in series))
    rows = [(problem(each), *_counts(each, shown)) for each in problems]
    unit = outcome(f"true_{problems[0]}").unit
    caption = say("problems_unit", unit=unit) if unit else say("problems")
    return fold(say("by_problem"), table(caption, header, rows, key="problems"))


def _own_outcomes(findings: Findings) -> Markup | None:
    """Show what a user's own functions measure, under the strategies that curves show."""
    names = [name for name in own_outcomes() if name in findings.contrasts]
    if not names:
        return None
    shown = findings.shown
    header = (common("outcome"), common("unit"), *(standing.label for standing in shown))
    rows = [(outcome(name).label, outcome(name).unit, *_own_cells(name, shown)) for name in names]
    return fold(say("own"), table(say("own_measured"), header, rows, key="own"))


def _own_cells(name: str, shown: tuple[Standing, ...]) -> list[Markup]:
    halves = [(standing[name].high - standing[name].low) / 2 for standing in shown]
    scale = Scale(name, *halves)
    return [tag("td", scale.cell(standing[name].mean)) for standing in shown]


def _counts(kind: str, shown: tuple[Standing, ...]) -> list[Markup]:
    cells = []
    for standing in shown:
        for series in ("true", "recorded"):
            estimate = standing[f"{series}_{kind}"]
            scale = Scale(f"{series}_{kind}", (estimate.high - estimate.low) / 2)
            cells.append(tag("td", scale.cell(estimate.mean)))
    return cells
