"""What practitioners ask: who comes back again and again, what was done about it, and how much of it worked."""

from __future__ import annotations

from mobsim.report.changes import change_of
from mobsim.report.findings import Findings, Standing
from mobsim.report.markup import Markup, paragraphs, section, table, tag
from mobsim.report.numbers import Scale
from mobsim.report.vocabulary import outcome

QUESTIONS = {
    "Who is struck, hurt or in crisis again and again": (
        "repeat_victims",
        "injuries_treated",
        "acute_share",
        "frequent_callers",
    ),
    "Who takes a crisis on, and how it ends": (
        "apprehensions",
        "handovers",
        "handover_hours",
        "team_calls",
        "team_held",
        "table_cases",
        "table_ended",
    ),
    "Whether work is done well enough to matter": ("initiatives_effective", "referrals"),
    "What leaders bring, and what stays when they go": (
        "commitment",
        "activity_spread",
        "ties_personal",
        "ties_held",
        "tables_meeting",
    ),
}
"""Outcomes by the question that they answer; one that did not occur in a town is left out."""


def practice(findings: Findings) -> Markup | None:
    """Table, for each strategy, people at risk, crises, doses and leaders."""
    tables = [made for words, names in QUESTIONS.items() if (made := _answer(findings, words, names))]
    if not tables:
        return None
    words = (
        "Small print gives the change against "
        f"{findings.reference.label}, where the runs can tell. Cases and teams cost money of the same purse; what they do "
        "for the few whom they reach need not show in the figures of the whole town."
    )
    return section("practice", "People at risk, and what was done", paragraphs(words), *tables)


def _answer(findings: Findings, words: str, names: tuple[str, ...]) -> Markup | None:
    known = [name for name in names if any(standing[name].known for standing in findings.standings)]
    if not known:
        return None
    header = ("Outcome", *(standing.label for standing in findings.standings), "Unit")
    rows = [_row(findings, name) for name in known]
    return table(words, header, rows, key=f"practice-{names[0]}", class_="words")


def _row(findings: Findings, name: str) -> tuple[Markup | str, ...]:
    means = [abs(standing[name].mean) for standing in findings.standings if standing[name].known]
    scale = Scale(name, max(means) / 10)
    cells = [_cell(findings, standing, scale, name) for standing in findings.standings]
    return (outcome(name).label, *cells, tag("td", scale.unit))


def _cell(findings: Findings, standing: Standing, scale: Scale, name: str) -> Markup:
    shown = scale.text(standing[name].mean)
    if standing.name == findings.reference.name:
        return tag("td", shown)
    change = change_of(standing, name)
    return tag("td", shown, " ", tag("small", change.text), class_=change.judgement or "same")
