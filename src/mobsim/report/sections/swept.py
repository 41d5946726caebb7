"""What a sweep shows: each table that its design allows, with its figure, and the items that reporting guidelines ask for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mobsim.analysis.analyse import Analysis
from mobsim.report.analysed import column, label_of, unit_of, value_in_words
from mobsim.report.figures import Panel
from mobsim.report.folder import Results
from mobsim.report.language import Sentences, common, marked_english, spoken
from mobsim.report.markup import Markup, appendix, paragraphs, section, table, tag
from mobsim.report.numbers import MINUS, NOTHING, brief, in_signs, plain
from mobsim.report.sections.figure import figure

if TYPE_CHECKING:
    import pandas as pd

say = Sentences("swept")
FIRST_ROWS = 16
FOUND = (
    "effects",
    "interactions",
    "shapley",
    "levels",
    "sobol",
    "morris",
    "strategies",
    "regret",
    "regression",
    "scores",
    "variance",
    "failing",
    "information",
    "mechanisms",
    "pairing",
    "convergence",
)
"""Tables in the order in which they are shown."""
STRESS = (
    "purpose",
    "outputs",
    "aims",
    "base",
    "logic",
    "order",
    "components",
    "data",
    "assumptions",
    "initialization",
    "length",
    "estimation",
    "software",
    "sampling",
    "execution",
    "system",
    "code",
)
"""Items of STRESS-ABS (Monks and others 2019, Journal of Simulation 13, 55-67)."""


def in_short(analysis: Analysis) -> Markup:
    """Write the box at the top."""
    results = analysis.results
    experiment, runs = results.experiment, results.runs
    state = analysis.results.manifest["state"]
    extent = say(
        "extent",
        runs=plain(len(runs)),
        points=plain(experiment["points"]),
        seeds=plain(runs["seed"].nunique()),
    )
    if state != "complete":
        extent += f" {say('not_complete', state=state)}"
    extent += f" {say('shows', label=label_of(analysis).lower(), unit=unit_of(analysis))}"
    box = (
        tag("h2", common("in_short"), id="answer"),
        paragraphs(" ".join(str(experiment["about"]).split()), extent),
        *_notes(analysis),
    )
    return tag("section", *box, class_="answer", aria_labelledby="answer")


def _notes(analysis: Analysis) -> Iterator[Markup]:
    """Write what could not be told, and why, which stands in English alone."""
    for note in analysis.notes:
        yield Markup("\n" + tag("p", note, **marked_english()))


def found(analysis: Analysis, panels: Mapping[str, Panel]) -> Markup:
    """Show every table, with its figure where there is one."""
    return section("found", say("found"), *_parts(analysis, panels))


def _parts(analysis: Analysis, panels: Mapping[str, Panel]) -> Iterator[Markup]:
    for name in FOUND:
        if name not in analysis.tables:
            continue
        title, about = say(name), say(f"about_{name}")
        yield tag("h3", title)
        if name in panels:
            yield figure([panels[name]], f"{title}.", about)
        else:
            yield paragraphs(about)
        content = analysis.table(name)
        if name != "convergence":
            yield _table(title, content, name)


def _table(title: str, content: pd.DataFrame, key: str) -> Markup:
    header = [column(str(name)) for name in content.columns]
    names = [str(name) for name in content.columns]
    rows = [
        [_cell(value, name) for value, name in zip(row, names, strict=True)] for row in content.itertuples(index=False)
    ]
    first = table(title, header, rows[:FIRST_ROWS], key=key)
    if len(rows) <= FIRST_ROWS:
        return first
    return Markup(
        first
        + appendix(
            say("all_rows"),
            say("rows_unprinted", first=FIRST_ROWS, rows=len(rows)),
            table(say("title_all_rows", title=title), header, rows, key=f"{key}-all"),
        )
    )


def _cell(value: object, name: str) -> str:
    if isinstance(value, float):
        return brief(value, "z.4g").replace("-", MINUS) if math.isfinite(value) else NOTHING
    return str(value) if spoken() == "en" else value_in_words(value, name)


def reporting(results: Results, analysis: Analysis) -> Markup:
    """Answer what guidelines for reporting ask, as far as the folder does."""
    answers = _answers(results, analysis)
    rows = [(say(f"stress_{item}"), answers[item]) for item in STRESS]
    listing = table("STRESS-ABS", (say("item"), say("answer")), rows, key="stress", class_="words")
    return section("reporting", say("reporting"), paragraphs(say("stress")), listing)


def _answers(results: Results, analysis: Analysis) -> dict[str, str]:
    experiment, manifest, scenario = analysis.results.experiment, results.manifest, results.scenario
    given = {
        "about": " ".join(str(experiment["about"]).split()) or experiment["title"],
        "outputs": ", ".join(label_of(analysis, name) for name in analysis.results.outcomes),
        "title": experiment["title"],
        "factors": "; ".join(_factor(factor) for factor in experiment["factors"]),
        "design": experiment["design"],
        "strategy": experiment["strategy"],
        "fixed": ", ".join(f"{name} = {value}" for name, value in experiment["fixed"].items()) or say("nothing_fixed"),
        **{name: plain(scenario.get(name, 0)) for name in ("residents", "officers", "neighbourhoods", "days")},
        "scenario": scenario.get("name"),
        "before": plain(scenario.get("burn_in_days", 0)),
        "reference": scenario.get("reference"),
        "seeds": plain(analysis.results.runs["seed"].nunique()),
        "replicates": experiment["replicates"],
        "version": manifest["mobsim"],
        "hash": manifest["model_hash"],
        "packages": _pairs(manifest["packages"]),
        "platform": _pairs(manifest["platform"]),
    }
    return {item: say(f"told_{item}", **given) for item in STRESS}


def _factor(factor: Mapping[str, Any]) -> str:
    name = factor["name"]
    if factor["levels"]:
        return say(
            "in_levels", name=name, levels=say("separator").join(in_signs(str(level)) for level in factor["levels"])
        )
    return say("in_range", name=name, low=brief(factor["low"], "zg"), high=brief(factor["high"], "zg"))


def _pairs(pairs: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(pairs.items()))
