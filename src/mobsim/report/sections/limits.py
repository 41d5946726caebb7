"""What is uncertain, and what the model cannot say."""

from __future__ import annotations

import math

from mobsim.report.curves import seen_in_a_town
from mobsim.report.findings import Findings
from mobsim.report.folder import Results
from mobsim.report.markup import Markup, fold, items, join, paragraphs, section, table, tag
from mobsim.report.numbers import Scale, percent, plain
from mobsim.report.sections.words import count, listed
from mobsim.report.vocabulary import USE_STATEMENT, outcome, sentence_case
from mobsim.tools.calendar import DAYS_IN_YEAR

WIDTHS = ("harm", "true_crime", "recorded_crime", "insecurity", "trust", "participation", "victimised_share", "stops")


def uncertain(findings: Findings) -> Markup:
    """Show widths of intervals, what this town's size can show, and what is assumed."""
    results = findings.results
    return section(
        "uncertain",
        "What is uncertain",
        paragraphs(_runs(findings), _size(results)),
        _widths(findings),
        tag("h3", "What is assumed"),
        assumed(results),
    )


def _runs(findings: Findings) -> str:
    failed = findings.results.failed
    lost = f" {count(failed).capitalize()} runs did not finish and are not counted." if failed else ""
    left_out = [sentence_case(str(name)) for name in (findings.results.comparison or {}).get("left_out") or []]
    lost += f" Too few runs of {listed(left_out)} finished to compare." if left_out else ""
    return (
        f"Every strategy was run {findings.runs} times, on the same {findings.runs} seeds. More runs make the "
        f"intervals of the simulation narrower; they do not make its assumptions truer.{lost}"
    )


def _size(results: Results) -> str:
    people = results.people
    if not people:
        return ""
    years = f"{results.scenario.get('days', 0) / DAYS_IN_YEAR / 2:.2g}"
    return (
        f"This town has {plain(people)} people. A simulation can be run again and again; a real town lives only once. "
        "The last column is about the smallest difference that one such town would notice in its own true figures, "
        f"four times in five, between {years} years with one strategy and as many with another. In a single "
        "neighbourhood it is far larger."
    )


def _widths(findings: Findings) -> Markup | None:
    names = [name for name in WIDTHS if name in findings.contrasts]
    if not names:
        return None
    header = (
        "Outcome",
        f"{findings.reference.label}: mean",
        "Interval of a difference",
        "Smallest difference these runs show",
        "Smallest difference a real town sees",
    )
    rows = [_width(name, findings) for name in names]
    caption = "How finely this comparison can see"
    return table(caption, header, rows, key="widths")


def _width(name: str, findings: Findings) -> tuple[Markup, ...]:
    estimate, own = findings.chosen[name], findings.reference[name]
    half = (estimate.difference_high - estimate.difference_low) / 2
    smallest = findings.smallest_detectable.get(name, math.nan)
    town = seen_in_a_town(findings.results, name, findings.reference.name)
    scale = Scale(name, half, smallest)
    level = abs(own.mean) or math.nan
    meaning = outcome(name)
    return (
        join([meaning.label, " ", tag("small", scale.unit) if scale.unit else None]),
        scale.cell(own.mean),
        tag("td", "± ", scale.cell(half), " ", tag("small", "± " + percent(half / level))),
        tag("td", scale.cell(smallest), " ", tag("small", percent(smallest / level))),
        tag("td", scale.cell(town), " ", tag("small", percent(town / level))),
    )


def assumed(results: Results) -> Markup:
    """Tell which inputs were guessed in reading the scenario, and which parameters no source fixes."""
    notes = [str(note) for note in results.scenario.get("notes") or []]
    names, total = _assumed_parameters()
    sentences = []
    if total:
        sentences.append(
            f"Of {total} parameters of the model, {len(names)} are assumed: no study fixes them. The others rest on "
            "sources of differing strength. A sweep over the assumed ones shows whether the ranking hangs on them."
        )
    listing = fold("The assumed parameters", items(tag("code", name) for name in names)) if names else None
    guessed = join([tag("p", "Reading the scenario, mobsim assumed:"), items(notes)]) if notes else None
    return join([paragraphs(*sentences), guessed, listing])


def _assumed_parameters() -> tuple[list[str], int]:
    from mobsim.scenario.parameters import ALL

    declared = {name: each.declared for name, each in ALL.items() if each.declared.role == "assumption"}
    return sorted(name for name, each in declared.items() if each.grade == "assumed"), len(declared)


def cannot_show(results: Results) -> Markup:
    """State what the report must not be used for."""
    statements = (
        tag("span", USE_STATEMENT, class_="use"),
        "The places and people are simulated. A neighbourhood of this report behaves like its real namesake only as "
        "far as the scenario's few figures about it go.",
        "No evaluation of the outcomes of Ontario's Mobilization & Engagement Model as a whole is known. mobsim is "
        "validated by components only: patrol, engagement, matched measures, trust and others, each against studies of "
        "its own.",
        "Differences between strategies are firmer than levels: an error that all strategies share drops out of a "
        "comparison, and stays in a single figure.",
        "The model leaves out ethnicity, Indigenous identity and immigration status. It cannot show whether a strategy treats "
        "people differently by them; only consulting those concerned, and counting stops and complaints by them, can.",
        "Nobody's rights, dignity or consent is weighed here. A strategy that comes first by harm is not for that "
        "alone the right one.",
    )
    return section("limits", "What the model cannot say", items(statements))
