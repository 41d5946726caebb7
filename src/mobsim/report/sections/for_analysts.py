"""The annex for analysts: odds and ranks, plausible models, Gini coefficients and levers, apart from what a council reads."""

from __future__ import annotations

from mobsim.report.findings import Findings
from mobsim.report.language import Sentences
from mobsim.report.markup import Markup, join, paragraphs, section, tag
from mobsim.report.sections.answer import levers
from mobsim.report.sections.deciding import over_models
from mobsim.report.sections.fairness import gini
from mobsim.report.sections.ranking import odds

say = Sentences("for_analysts")


def for_analysts(findings: Findings) -> Markup | None:
    """Write the annex; nothing where nothing is compared."""
    if not findings.others:
        return None
    parts = {
        "odds": odds(findings),
        "models": over_models(findings),
        "gini": [gini(findings)],
        "levers": [levers(findings)],
    }
    return section("annex", say("title"), paragraphs(say("what")), *(_part(key, each) for key, each in parts.items()))


def _part(key: str, content: list[Markup | None]) -> Markup | None:
    told = [each for each in content if each]
    return join([tag("h3", say(key)), *told], "\n") if told else None
