"""The annex as a page that prints on A4 and Letter, and as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from importlib.resources import files

import mobsim
from mobsim.report.annex.indicators import Indicator
from mobsim.report.annex.language import Language
from mobsim.report.annex.rows import FIELDS, row_of
from mobsim.report.findings import Findings, Standing
from mobsim.report.markup import Markup, join, paragraphs, section, table, tag
from mobsim.tools.calendar import DAYS_IN_YEAR

GLANCE = ("risk", "indicator", "baseline", "target", "noticed")
PRINTED = """
.annex td, .annex th { vertical-align: top; text-align: left; white-space: normal; }
.annex tbody th { width: 27%; font-weight: 600; }
.annex table { width: 100%; margin-bottom: 1.4rem; }
section.warning p:first-of-type { font-size: inherit; line-height: inherit; }
.glance table { table-layout: fixed; width: 100%; }
.glance td, .glance th { white-space: normal; text-align: left; vertical-align: top; overflow-wrap: break-word; }
.blank { display: inline-block; min-width: 12em; border-bottom: 1px solid var(--ink); }
@media print { .annex table { font-size: 9pt; break-inside: avoid; } .glance table { font-size: 8pt; } }
"""


def write_page(findings: Findings, strategy: Standing, indicators: list[Indicator], words: Language) -> str:
    """Return the annex as one page of HTML."""
    rows = [row_of(each, words, findings.results.people) for each in indicators]
    title = words.say("title")
    style = files("mobsim.report").joinpath("style.css").read_text(encoding="utf-8") + PRINTED
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{findings.results.title}: {title}"),
        tag("style", Markup(style)),
    )
    top = tag(
        "header",
        tag("p", f"{findings.results.title}. {words.say('of')}", class_="eyebrow"),
        tag("h1", title),
        class_="top",
    )
    main = tag(
        "main",
        paragraphs(*_opening(findings, strategy, words)),
        _warning(findings, strategy, words),
        _glance(rows, words),
        _each(rows, words),
        id="main",
    )
    foot = tag("footer", tag("p", _made(findings, words)))
    skip = tag("a", words.say("skip"), href="#glance", class_="skip")
    body = tag("body", skip, tag("div", top, main, foot, class_="page"))
    return "<!doctype html>\n" + tag("html", head, "\n", body, lang=words.code) + "\n"


def _opening(findings: Findings, strategy: Standing, words: Language) -> list[str]:
    names = {"strategy": words.strategy(strategy.name), "reference": words.strategy(findings.reference_name)}
    years = words.years(float(findings.results.scenario.get("days", 0)) / DAYS_IN_YEAR)
    told = [words.say("purpose", **names, runs=words.number(findings.runs), years=years)]
    if not strategy[findings.headline].distinguishable:
        told.append(words.say("unsure", **names))
    if strategy.own_means:
        told.append(words.say("unequal", **names, terms="; ".join(_means(findings, strategy, words))))
    return told


def _means(findings: Findings, strategy: Standing, words: Language) -> list[str]:
    """Say which means a strategy has of its own."""
    entries = (findings.results.comparison or {}).get("strategies") or []
    terms = next((each.get("terms") or {} for each in entries if each["name"] == strategy.name), {})
    named = [name for name in ("officers_share", "purse_share") if name in terms]
    return [words.say(name, n=words.number(terms[name], 2)) for name in named]


def _warning(findings: Findings, strategy: Standing, words: Language) -> Markup:
    true, recorded, share = (strategy[name] for name in ("true_crime", "recorded_crime", "reported_share"))
    told = [words.say("warning")]
    if true.known and recorded.known and true.difference < 0 < recorded.difference:
        changes = {
            name: words.percent(each.relative(), sign=True) for name, each in (("true", true), ("recorded", recorded))
        }
        told.append(words.say("warning_here", **changes))
    if share.known and share.distinguishable:
        shares = {"after": words.percent(share.mean), "before": words.percent(share.reference_mean)}
        if shares["after"] != shares["before"]:
            told.append(words.say("warning_share", **shares))
    heading = tag("h2", words.say("warning_title"), id="warning")
    return tag("section", heading, paragraphs(*told), class_="answer warning", aria_labelledby="warning")


def _glance(rows: list[dict[str, str]], words: Language) -> Markup:
    header = [words.say(field) for field in GLANCE]
    listing = table(words.say("table"), header, [[row[field] for field in GLANCE] for row in rows], key="indicators")
    note = tag("p", words.say("how_noticed"))
    return section("glance", words.say("summary"), tag("div", listing, class_="glance"), note)


def _each(rows: list[dict[str, str]], words: Language) -> Markup:
    blank = tag("span", " ", class_="blank")
    parts = []
    for number, row in enumerate(rows, start=1):
        lines: list[tuple[object, object]] = []
        for field in FIELDS[1:]:
            filled = row[field]
            more = join([filled, " (", words.say("to_fill"), blank, ")"]) if field == "who" else filled
            lines.append((words.say(field), more))
            if field == "baseline":
                lines.append((words.say("own_baseline"), join([words.say("to_fill"), blank])))
        parts.append(table(f"{number}. {row['risk']}", (words.say("risk"), row["risk"]), lines, key=f"risk-{number}"))
    return section("each", words.say("each"), tag("div", *parts, class_="annex"))


def _made(findings: Findings, words: Language) -> str:
    results = findings.results
    return words.say(
        "made",
        version=mobsim.__version__,
        folder=results.folder.name,
        scenario=str(results.scenario.get("name") or results.title),
        use=words.say("use"),
    )


def write_csv(findings: Findings, indicators: list[Indicator], words: Language) -> str:
    """Return the annex as a table, with the separator that a spreadsheet of the language expects."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if words.code == "fr" else ",", lineterminator="\n")
    writer.writerow([words.say(field) for field in FIELDS])
    for each in indicators:
        row = row_of(each, words, findings.results.people)
        writer.writerow([row[field] for field in FIELDS])
    return text.getvalue()
