"""How it goes over time."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mobsim.report.curves import curves_of
from mobsim.report.figures import Gallery
from mobsim.report.figures.marks import CHOSEN, SHOWN, Mark
from mobsim.report.figures.weeks import Curve, draw_weeks
from mobsim.report.findings import Findings
from mobsim.report.folder import Results
from mobsim.report.language import Sentences, common
from mobsim.report.markup import Markup, number, paragraphs, section, table, tag
from mobsim.report.numbers import percent, span
from mobsim.report.sections.figure import figure
from mobsim.report.vocabulary import noun
from mobsim.report.years import YearlyChange, changes_by_year
from mobsim.tools.calendar import DAYS_IN_WEEK

say = Sentences("weeks")
CURVES = ("harm", "insecurity", "trust", "participation")
FEW = 3
"""Cycles of four weeks at the beginning and at the end that are put into words."""


def weeks(findings: Findings, gallery: Gallery) -> Markup | None:
    """Show the course of four outcomes for reference, chosen strategy and a contrast."""
    shown = [(each.name, each.label, mark) for each, mark in zip(findings.shown, SHOWN, strict=False)]
    drawn = weeks_figure(findings.results, shown, gallery)
    if drawn is None:
        return None
    return section("time", common("over_time"), paragraphs(_pace(findings)), drawn, _years(findings))


def _years(findings: Findings) -> Markup | None:
    """Tell the change of the headline in each year, for every strategy."""
    names = [standing.name for standing in findings.standings]
    found = changes_by_year(findings.results, findings.headline, names, findings.reference.name)
    if not found:
        return None
    years = len(found[findings.reference.name])
    header = (common("strategy"), *(say("year", number=year) for year in range(1, years + 1)))
    rows = [(standing.label, *(_year(change) for change in found[standing.name])) for standing in findings.others]
    caption = say("by_year", word=noun(findings.headline), reference=findings.reference.named)
    return table(caption, header, rows, key="years")


def _year(change: YearlyChange) -> Markup:
    ends = span(percent(change.low, sign=True), percent(change.high, sign=True))
    return tag("td", number(percent(change.mean, sign=True), change.mean), " ", tag("small", ends))


def _pace(findings: Findings) -> str:
    """Say how much of the difference was there early, and how much in the end, of runs that have both."""
    pair = [(each.name, each.label, CHOSEN) for each in (findings.chosen, findings.reference)]
    parts = []
    for name in CURVES:
        curves = curves_of(findings.results, name, pair)
        if len(curves) == 2 and min((curve.weeks >= 0).sum() for curve in curves) >= 2 * FEW:
            early, late = (_difference(*curves, part) for part in (slice(0, FEW), slice(-FEW, None)))
            if not (math.isfinite(early) and math.isfinite(late)):
                continue
            told = {"early": percent(early, sign=True), "late": percent(late, sign=True)}
            parts.append(say("early_and_late", word=noun(name), **told))
    if not parts:
        return ""
    told = {"chosen": findings.chosen.named, "reference": findings.reference.named}
    return say("pace", parts="; ".join(parts), **told)


def _difference(curve: Curve, reference: Curve, part: slice) -> float:
    here, there = (each.mean[each.weeks >= 0][part].mean() for each in (curve, reference))
    return float(here / there - 1) if there else math.nan


def weeks_figure(results: Results, shown: Sequence[tuple[str, str, Mark]], gallery: Gallery) -> Markup | None:
    """Draw the curves of the given strategies; ``None`` where the folder has no weeks."""
    panels = []
    happened = [float(event.get("day", 0)) / DAYS_IN_WEEK for event in results.events]
    for name in CURVES:
        curves = curves_of(results, name, shown)
        if curves:
            panels.append(draw_weeks(name, curves, happened, gallery))
    if not panels:
        return None
    caption = f"{say('how_to_read')} {say('events')}" if happened else say("how_to_read")
    return figure(panels, say("figure"), caption)
