"""What practitioners ask: who comes back again and again, what was done about it, and how much of it worked."""

from __future__ import annotations

from mobsim.report.changes import change_of
from mobsim.report.findings import Findings, Standing
from mobsim.report.language import Sentences, common
from mobsim.report.markup import Markup, join, paragraphs, section, table, tag
from mobsim.report.numbers import Scale
from mobsim.report.vocabulary import outcome

say = Sentences("practice")
QUESTIONS = {
    "again": (
        "repeat_victims",
        "injuries_treated",
        "acute_share",
        "frequent_callers",
    ),
    "crisis": (
        "apprehensions",
        "handovers",
        "handover_hours",
        "team_calls",
        "team_held",
        "table_cases",
        "table_ended",
    ),
    "dose": ("initiatives_effective", "referrals"),
    "leaders": (
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
    tables = [made for question, names in QUESTIONS.items() if (made := _answer(findings, question, names))]
    if not tables:
        return None
    words = say("how_to_read", reference=findings.reference.named)
    return section("practice", say("title"), paragraphs(words), *tables)


def _answer(findings: Findings, question: str, names: tuple[str, ...]) -> Markup | None:
    known = [name for name in names if any(standing[name].known for standing in findings.standings)]
    if not known:
        return None
    header = (common("outcome"), *(standing.label for standing in findings.standings))
    rows = [_row(findings, name) for name in known]
    return table(say(question), header, rows, key=f"practice-{names[0]}", class_="signs")


def _row(findings: Findings, name: str) -> tuple[Markup | str, ...]:
    means = [abs(standing[name].mean) for standing in findings.standings if standing[name].known]
    scale = Scale(name, max(means) / 10)
    cells = [_cell(findings, standing, scale, name) for standing in findings.standings]
    return (join([outcome(name).label, " ", tag("small", scale.unit) if scale.unit else None]), *cells)


def _cell(findings: Findings, standing: Standing, scale: Scale, name: str) -> Markup:
    shown = scale.text(standing[name].mean)
    if standing.name == findings.reference.name:
        return tag("td", shown)
    change = change_of(standing, name)
    return tag("td", shown, " ", tag("small", change.text), class_=change.judgement or "same")
