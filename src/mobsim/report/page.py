"""Put a page together from its sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files

from mobsim.report.figures import Gallery
from mobsim.report.findings import find_out
from mobsim.report.folder import Results
from mobsim.report.language import Sentences, common, spoken
from mobsim.report.markup import Markup, join, tag

CONTENTS = (
    "steps",
    "question",
    "ranking",
    "deciding",
    "cost",
    "money",
    "books",
    "practice",
    "people",
    "why",
    "time",
    "replay-title",
    "uncertain",
    "limits",
    "made",
    "glossary",
    "annex",
)
ACCOUNT_CONTENTS = ("what", "why", "books", "people", "time", "uncertain", "limits", "made", "glossary")
SWEEP_CONTENTS = ("found", "limits", "reporting", "made", "glossary")
say = Sentences("page")


def write_page(results: Results, gallery: Gallery) -> str:
    """Return the whole page, for a comparison, a sweep, or runs without either."""
    if results.manifest.get("kind") == "sweep" and (results.folder / "experiment.json").exists():
        return sweep_page(results, gallery)
    return compared_page(results, gallery) if results.comparison else account_page(results, gallery)


def compared_page(results: Results, gallery: Gallery) -> str:
    """Write the report of a comparison."""
    from mobsim.report.sections import (
        answer,
        cost,
        deciding,
        for_analysts,
        limits,
        making,
        money,
        people,
        practice,
        ranking,
        reasons,
        replay,
        steps,
        weeks,
    )

    findings = find_out(results)
    return put_together(
        results.title,
        answer.question_line(findings),
        headings(CONTENTS),
        [answer.short_answer(findings), answer.key_facts(findings)],
        [
            steps.steps(findings),
            answer.strategies(findings),
            ranking.ranking(findings, gallery),
            deciding.deciding(findings),
            cost.cost(findings, gallery),
            money.money(findings, gallery),
            cost.where_it_went(findings),
            practice.practice(findings),
            people.people(findings, gallery),
            reasons.reasons(findings, gallery),
            weeks.weeks(findings, gallery),
            replay.replay(findings),
            limits.uncertain(findings),
            limits.cannot_show(results),
            making.making(results),
            making.glossary(),
            for_analysts.for_analysts(findings),
        ],
    )


def sweep_page(results: Results, gallery: Gallery) -> str:
    """Write the report of a sweep."""
    from mobsim.analysis.analyse import analyse
    from mobsim.report.figures.sweeps import draw_analysis
    from mobsim.report.sections import limits, making, swept

    analysis = analyse(results.folder)
    panels = {panel.key: panel for panel in draw_analysis(analysis, gallery)}
    return put_together(
        results.title,
        analysis.results.experiment["title"],
        headings(SWEEP_CONTENTS),
        [swept.in_short(analysis)],
        [
            swept.found(analysis, panels),
            limits.cannot_show(results),
            swept.reporting(results, analysis),
            making.making(results),
            making.glossary(),
        ],
    )


def account_page(results: Results, gallery: Gallery) -> str:
    """Write the report of runs that were not compared."""
    from mobsim.report.sections import account, limits, making

    return put_together(
        results.title,
        account.headline(results),
        headings(ACCOUNT_CONTENTS, of_runs=True),
        [account.short_account(results)],
        [
            account.outcomes(results),
            account.crime(results, gallery),
            account.where_it_went(results),
            account.places(results, gallery),
            account.time(results, gallery),
            account.uncertain(results),
            limits.cannot_show(results),
            making.making(results),
            making.glossary(),
        ],
    )


def headings(keys: Sequence[str], *, of_runs: bool = False) -> dict[str, str]:
    """Return what the contents call each section; runs that were not compared have words of their own for some."""
    return {key: (of_runs and say.known(f"runs-{key}")) or say(key) for key in keys}


def put_together(
    town: str,
    title: str,
    contents: Mapping[str, str],
    opening: Sequence[Markup],
    sections: Sequence[Markup | None],
) -> str:
    """Return a page of a town: its title, what opens it, and the sections that there are, with their contents."""
    body = [part for part in sections if part]
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", say("title", town=town, title=title)),
        tag("meta", name="description", content=common("use")),
        tag("style", Markup(files("mobsim.report").joinpath("style.css").read_text(encoding="utf-8"))),
    )
    top = tag("header", tag("p", town, class_="eyebrow"), tag("h1", title), class_="top")
    main = tag("main", join(opening, "\n"), _contents(contents, body), join(body, "\n"), id="main")
    foot = tag("footer", tag("p", common("use")))
    skip = tag("a", say("skip"), href="#main", class_="skip")
    page = tag("body", skip, tag("div", top, main, foot, class_="page"))
    return "<!doctype html>\n" + tag("html", head, "\n", page, lang=spoken()) + "\n"


def _contents(contents: Mapping[str, str], sections: Sequence[Markup]) -> Markup:
    present = [key for key in contents if any(f'aria-labelledby="{key}"' in part[:200] for part in sections)]
    links = (tag("li", tag("a", contents[key], href=f"#{key}")) for key in present)
    return tag("nav", tag("ol", *links), aria_label=say("contents"))
