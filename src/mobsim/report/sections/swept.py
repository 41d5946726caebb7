"""What a sweep shows: each table that its design allows, with its figure, and the items that reporting guidelines ask for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mobsim.analysis.analyse import Analysis
from mobsim.report.figures import Panel
from mobsim.report.folder import Results
from mobsim.report.markup import Markup, fold, paragraphs, section, table, tag
from mobsim.report.numbers import NOTHING, plain
from mobsim.report.sections.figure import figure

if TYPE_CHECKING:
    import pandas as pd

FIRST_ROWS = 16
FOUND = {
    "effects": (
        "Effects",
        "What each factor does, averaged over all others: its second level against its first. "
        "Intervals and p hold for all rows at once (Student's t over the replicates, Bonferroni).",
    ),
    "interactions": (
        "Interactions",
        "How far the effects of two together differ from their sum. Intervals and p hold for all rows at once.",
    ),
    "shapley": ("Shares", "How the whole difference is shared among the factors, over every order of raising them."),
    "levels": ("Levels", "Means by level, and their difference to the mean of all runs."),
    "sobol": ("Sobol' indices", "Shares of the variance. The dummy changes nothing: what it shows is noise."),
    "morris": ("Morris effects", "The size of a step through each range. The dummy shows what is noise."),
    "strategies": ("Strategies", "Differences within seeds, under each combination of the other factors."),
    "regret": ("Regret", "What choosing a strategy loses, over all conditions."),
    "regression": (
        "Regression",
        "How the outcome follows each factor, all others held: in standard deviations (SRC), and by ranks (PRCC).",
    ),
    "scores": (
        "Scores",
        "Which factors the outcome hangs on, however it does: shares of what forests of randomized trees explain.",
    ),
    "variance": (
        "Variance",
        "Where the variance of a run comes from: what was set, the luck of seeds, the doubt of draws.",
    ),
    "failing": ("Conditions of failure", "Rules of a decision tree; accuracy is on cases that it was not grown on."),
    "information": (
        "Worth measuring",
        "What knowing a number that is in doubt would save before choosing, beyond luck.",
    ),
    "mechanisms": (
        "Worth studying",
        "What knowing all numbers of a mechanism would save before choosing, beyond luck.",
    ),
    "pairing": ("Pairing", "How many times fewer runs common random numbers need for the same interval."),
    "convergence": ("Convergence", "How estimates settle as replicates are added."),
}


def in_short(analysis: Analysis) -> Markup:
    """Write the box at the top."""
    results, headline = analysis.results, analysis.headline
    experiment, runs = results.experiment, results.runs
    state = analysis.results.manifest["state"]
    unfinished = "" if state == "complete" else f" The sweep is not complete ({state})."
    extent = (
        f"{plain(len(runs))} runs of {plain(experiment['points'])} points on {plain(runs['seed'].nunique())} seeds.{unfinished} "
        f"This page shows {results.label(headline).lower()}, {results.unit(headline)}; intervals are 95 %."
    )
    box = (
        tag("h2", "In short", id="answer"),
        paragraphs(" ".join(str(experiment["about"]).split()), extent, *analysis.notes),
    )
    return tag("section", *box, class_="answer", aria_labelledby="answer")


def found(analysis: Analysis, panels: Mapping[str, Panel]) -> Markup:
    """Show every table, with its figure where there is one."""
    return section("found", "What was found", *_parts(analysis, panels))


def _parts(analysis: Analysis, panels: Mapping[str, Panel]) -> Iterator[Markup]:
    for name, (title, about) in FOUND.items():
        if name not in analysis.tables:
            continue
        yield tag("h3", title)
        if name in panels:
            yield figure([panels[name]], f"{title}.", about)
        else:
            yield paragraphs(about)
        content = analysis.table(name)
        if name != "convergence":
            yield _table(title, content, name)


def _table(title: str, content: pd.DataFrame, key: str) -> Markup:
    header = [str(name).replace("_", " ") for name in content.columns]
    rows = [[_cell(value) for value in row] for row in content.itertuples(index=False)]
    first = table(title, header, rows[:FIRST_ROWS], key=key)
    if len(rows) <= FIRST_ROWS:
        return first
    return Markup(first + fold("All rows", table(f"{title}, all rows", header, rows, key=f"{key}-all")))


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:z.4g}".replace("-", "\N{MINUS SIGN}") if math.isfinite(value) else NOTHING
    return str(value)


def reporting(results: Results, analysis: Analysis) -> Markup:
    """Answer the items of STRESS-ABS (Monks and others 2019, Journal of Simulation 13, 55-67)."""
    return section(
        "reporting",
        "What reporting guidelines ask for",
        paragraphs(
            "The items of the STRESS guidelines for agent-based simulation, as far as this folder answers them."
        ),
        table("STRESS-ABS", ("Item", "Answer"), list(_items(results, analysis)), key="stress", class_="words"),
    )


def _items(results: Results, analysis: Analysis) -> Iterator[tuple[str, str]]:
    experiment, manifest, scenario = analysis.results.experiment, results.manifest, results.scenario
    factors = "; ".join(_factor(factor) for factor in experiment["factors"])
    fixed = (
        ", ".join(f"{name} = {value}" for name, value in experiment["fixed"].items()) or "nothing beyond the scenario"
    )
    yield "1.1 Purpose", " ".join(str(experiment["about"]).split()) or experiment["title"]
    yield "1.2 Outputs", ", ".join(analysis.results.label(name) for name in analysis.results.outcomes)
    yield "1.3 Aims of experiments", f"{experiment['title']} Factors: {factors}."
    yield "2.1 Base model", "docs/odd.md and docs/rules.md of this version state every rule."
    yield "2.2 Scenario logic", f"Design {experiment['design']}; strategy {experiment['strategy']}; fixed: {fixed}."
    yield "2.3 Order and algorithms", "The day, the week and the cycle: mobsim explain day, week, cycle."
    yield (
        "2.5 Components",
        f"{plain(scenario.get('residents', 0))} residents, {plain(scenario.get('officers', 0))} officers and the leaders of "
        f"{plain(scenario.get('neighbourhoods', 0))} neighbourhoods on their network of adjacency.",
    )
    yield "3.1-3.3 Data and inputs", f"Scenario {scenario.get('name')}; all inputs, resolved, stand in manifest.json."
    yield (
        "3.4 Assumptions",
        "mobsim list parameters: each with source and grade of evidence; see also the limits above.",
    )
    yield (
        "4.1 Initialization",
        f"{plain(scenario.get('burn_in_days', 0))} days of burn-in under {scenario.get('reference')}.",
    )
    yield "4.2 Run length", f"{plain(scenario.get('days', 0))} days unless the days are a factor."
    yield (
        "4.3 Estimation",
        f"{plain(analysis.results.runs['seed'].nunique())} seeds; replicates: {experiment['replicates']}; paired by seed; "
        "Student's and bootstrap intervals of 95 %; those of effects and of strategies hold together (Bonferroni).",
    )
    yield "5.1 Software", f"mobsim {manifest['mobsim']}, model {manifest['model_hash']}; {_pairs(manifest['packages'])}"
    yield "5.2 Random sampling", "Keyed counter-based draws; seeds from NumPy's SeedSequence, spawned by key."
    yield "5.3 Execution", "Days in order; results do not depend on threads, processes or machines at work."
    yield "5.4 System", _pairs(manifest["platform"])
    yield "6.1 Code", "Apache-2.0; the same command makes the folder again from manifest.json."


def _factor(factor: Mapping[str, Any]) -> str:
    if factor["levels"]:
        return f"{factor['name']} in {', '.join(map(str, factor['levels']))}"
    return f"{factor['name']} from {factor['low']:zg} to {factor['high']:zg}"


def _pairs(pairs: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(pairs.items()))
