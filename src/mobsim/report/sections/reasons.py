"""Why: what moved, and the three counts of crime."""

from __future__ import annotations

from mobsim.report.changes import change_of, mechanisms_in
from mobsim.report.figures import Gallery
from mobsim.report.figures.crime import SERIES, draw_changes, draw_levels
from mobsim.report.figures.mechanisms import draw_mechanisms
from mobsim.report.findings import Findings, Standing
from mobsim.report.markup import Markup, fold, paragraphs, section, table, tag
from mobsim.report.numbers import Scale
from mobsim.report.sections.figure import figure
from mobsim.report.sections.words import crime_in_counts, moved
from mobsim.report.vocabulary import outcome, own_outcomes, own_problems, sentence_case

THREE = (
    "Three counts of crime are kept apart. True crime is all that happens in the simulated town; reported crime is "
    "what somebody tells the police; recorded crime is what the police find to be crime. Recorded crime can rise while "
    "true crime falls, because people who trust the police report more. Whoever judges a strategy by recorded crime "
    "alone may reject one that works."
)


def reasons(findings: Findings, gallery: Gallery) -> Markup:
    """Show mechanisms relative to the reference, and the three counts side by side."""
    names = mechanisms_in(findings)
    if names and findings.others:
        draw_mechanisms(findings, names, gallery)
    return section(
        "why",
        "Why",
        paragraphs(_chain(findings)),
        _signs(findings, names),
        tag("h3", "True, reported and recorded crime"),
        paragraphs(THREE, crime_in_counts(findings), _discovered(findings)),
        _crime(findings, gallery),
        _by_problem(findings),
        _own_outcomes(findings),
    )


def _chain(findings: Findings) -> str:
    chosen = findings.chosen
    steps = (
        ("trust", "trust in the police {}"),
        ("reported_share", "the share of crimes that is reported {}"),
        ("participation", "taking part in initiatives {}"),
        ("assessment_error", "the error of the leaders' picture of the town {}"),
    )
    changes = [words.format(moved(chosen[name])) for name, words in steps if chosen[name].known]
    return f"Under {chosen.label}, against {findings.reference.label}: {'; '.join(changes)}." if changes else ""


def _discovered(findings: Findings) -> str:
    """Say what patrol came upon that nobody reported, which is in none of the three counts but the true one."""
    found, errors = findings.chosen["discovered_crime"], findings.chosen["records_error"]
    if not (found.known and errors.known):
        return ""
    return (
        "What patrol comes upon and nobody reported is counted apart, as discovered: records then show more crime where there "
        f"was more patrol. Under {findings.chosen.label}, discovered crime {moved(found)}; the share of records of crime done "
        f"in the open that lies in the wrong neighbourhoods {moved(errors)}."
    )


def _signs(findings: Findings, names: list[str]) -> Markup | None:
    if not names or not findings.others:
        return None
    header = ("Outcome", *(standing.label for standing in findings.others))
    rows = [(outcome(name).label, *(_sign(standing, name) for standing in findings.others)) for name in names]
    caption = f"What rose and what fell against {findings.reference.label}"
    return table(caption, header, rows, key="signs", class_="signs")


def _sign(standing: Standing, name: str) -> Markup:
    change = change_of(standing, name)
    return tag(
        "td",
        change.text,
        " ",
        tag("small", change.judgement) if change.judgement else None,
        class_=change.judgement or "same",
    )


def _crime(findings: Findings, gallery: Gallery) -> Markup | None:
    if not all(name in findings.contrasts for name, *_ in SERIES):
        return None
    panels = [draw_levels(findings.standings, gallery)]
    if findings.others:
        panels.append(draw_changes(findings, gallery))
    caption = (
        "Left or above: how many incidents happen, are reported, are recorded. Right or below: how each count changes "
        "against the reference; where the recorded diamond lies right of the true dot, the statistics look worse than "
        "the town is."
    )
    return figure(panels, "Three counts of the same crime.", caption)


def _by_problem(findings: Findings) -> Markup | None:
    """Show true and recorded crime of each problem type of the scenario, under the strategies that curves show."""
    problems = [each for each in own_problems() if f"true_{each}" in findings.contrasts]
    if not problems:
        return None
    shown = findings.shown
    header = ("Problem", *(f"{standing.label}: {series}" for standing in shown for series in ("true", "recorded")))
    rows = [(sentence_case(each), *_counts(each, shown)) for each in problems]
    unit = outcome(f"true_{problems[0]}").unit
    caption = f"What is counted of each problem type, {unit}" if unit else "What is counted of each problem type"
    return fold("By problem type", table(caption, header, rows, key="problems"))


def _own_outcomes(findings: Findings) -> Markup | None:
    """Show what a user's own functions measure, under the strategies that curves show."""
    names = [name for name in own_outcomes() if name in findings.contrasts]
    if not names:
        return None
    shown = findings.shown
    header = ("Outcome", "Unit", *(standing.label for standing in shown))
    rows = [(outcome(name).label, outcome(name).unit, *_own_cells(name, shown)) for name in names]
    return fold("Outcomes of your own", table("What functions of your own measure", header, rows, key="own"))


def _own_cells(name: str, shown: tuple[Standing, ...]) -> list[Markup]:
    halves = [(standing[name].high - standing[name].low) / 2 for standing in shown]
    scale = Scale(name, *halves)
    return [tag("td", scale.cell(standing[name].mean)) for standing in shown]


def _counts(problem: str, shown: tuple[Standing, ...]) -> list[Markup]:
    cells = []
    for standing in shown:
        for series in ("true", "recorded"):
            estimate = standing[f"{series}_{problem}"]
            scale = Scale(f"{series}_{problem}", (estimate.high - estimate.low) / 2)
            cells.append(tag("td", scale.cell(estimate.mean)))
    return cells
