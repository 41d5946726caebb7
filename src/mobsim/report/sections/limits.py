"""What is uncertain, and what the model cannot say."""

from __future__ import annotations

import math

from mobsim.report.curves import seen_in_a_town
from mobsim.report.findings import Findings
from mobsim.report.folder import Results
from mobsim.report.language import Sentences, common, marked_english
from mobsim.report.markup import Markup, appendix, items, join, paragraphs, section, table, tag
from mobsim.report.numbers import Scale, brief, count, listed, percent, plain
from mobsim.report.vocabulary import outcome, strategy_named
from mobsim.tools.calendar import DAYS_IN_YEAR

say = Sentences("limits")
CANNOT = ("simulated", "components_only", "firmer", "leaves_out", "not_weighed")
WIDTHS = ("harm", "true_crime", "recorded_crime", "insecurity", "trust", "participation", "victimised_share", "stops")


def uncertain(findings: Findings) -> Markup:
    """Show widths of intervals, what this town's size can show, and what is assumed."""
    results = findings.results
    return section(
        "uncertain",
        common("uncertain"),
        paragraphs(_runs(findings), _size(results)),
        _widths(findings),
        tag("h3", common("was_assumed")),
        assumed(results),
    )


def _runs(findings: Findings) -> str:
    failed = findings.results.failed
    told = [say("runs", runs=findings.runs)]
    if failed:
        told.append(say("failed", of=failed, failed=_capital(count(failed, feminine=True))))
    left_out = [strategy_named(str(name)) for name in (findings.results.comparison or {}).get("left_out") or []]
    if left_out:
        told.append(say("left_out", names=listed(left_out)))
    return " ".join(told)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _size(results: Results) -> str:
    people = results.people
    if not people:
        return ""
    years = results.scenario.get("days", 0) / DAYS_IN_YEAR / 2
    return say("size", of=years, people=plain(people), years=brief(years, ".2g"))


def _widths(findings: Findings) -> Markup | None:
    names = [name for name in WIDTHS if name in findings.contrasts]
    if not names:
        return None
    header = (
        common("outcome"),
        say("mean_of", reference=findings.reference.label),
        say("interval"),
        say("smallest_here"),
        say("smallest_in_town"),
    )
    rows = [_width(name, findings) for name in names]
    return table(say("widths"), header, rows, key="widths")


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
    names, total = assumed_parameters()
    sentences = []
    if total:
        sentences.append(say("assumed", total=total, names=len(names)))
    unprinted = say("assumed_unprinted", names=len(names))
    listing = (
        appendix(say("assumed_parameters"), unprinted, items(tag("code", name) for name in names)) if names else None
    )
    guessed = join([tag("p", say("guessed")), items(notes, **marked_english())]) if notes else None
    return join([paragraphs(*sentences), guessed, listing])


def assumed_parameters() -> tuple[list[str], int]:
    """Return the names of the parameters that no study fixes, and how many there are in all."""
    from mobsim.scenario.parameters import ALL

    declared = {name: each.declared for name, each in ALL.items() if each.declared.role == "assumption"}
    return sorted(name for name, each in declared.items() if each.grade == "assumed"), len(declared)


def cannot_show(results: Results) -> Markup:
    """State what the report must not be used for."""
    statements = (tag("span", common("use"), class_="use"), *(say(key) for key in CANNOT))
    return section("limits", say("title"), items(statements))
