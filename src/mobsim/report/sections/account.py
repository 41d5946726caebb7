"""What happened in runs that were not compared: a run of one strategy, or a sweep not yet analysed."""

from __future__ import annotations

import numpy as np

from mobsim.experiment.intervals import mean_interval
from mobsim.report.figures import Gallery
from mobsim.report.figures.crime import SERIES, draw_levels
from mobsim.report.figures.maps import LIGHT_TO_DARK, Layer, draw_map
from mobsim.report.figures.marks import CHOSEN
from mobsim.report.findings import MISSING, Estimate, Standing
from mobsim.report.folder import KEYS, Results
from mobsim.report.language import Sentences, common
from mobsim.report.markup import Markup, fold, join, paragraphs, section, table, tag
from mobsim.report.numbers import NOTHING, Scale, from_to, percent, plain
from mobsim.report.sections.books import books
from mobsim.report.sections.cost import draw_hours
from mobsim.report.sections.figure import figure
from mobsim.report.sections.limits import assumed
from mobsim.report.sections.weeks import weeks_figure
from mobsim.report.vocabulary import outcome, strategy

say = Sentences("account")
FIRST = (
    "true_crime",
    "reported_crime",
    "recorded_crime",
    "harm",
    "victimised_share",
    "reported_share",
    "insecurity",
    "trust",
    "participation",
    "cost",
)
MAPPED = ("harm", "insecurity")


def headline(results: Results) -> str:
    """Name what was run."""
    names = list(results.runs["strategy"].unique())
    if len(names) != 1 or not names[0]:
        return say("strategies_run", strategies=len(names), of=len(results.runs), runs=len(results.runs))
    return say("strategy_run", strategy=strategy(str(names[0])), of=len(results.runs), runs=len(results.runs))


def short_account(results: Results) -> Markup:
    """Write the box at the top."""
    standing = summarized(results)
    true, recorded, reported = (standing[name] for name in ("true_crime", "recorded_crime", "reported_share"))
    sentences = []
    if true.known and recorded.known:
        sentences.append(say("happened", true=plain(true.mean), recorded=plain(recorded.mean)))
    if reported.known:
        sentences.append(say("reported", share=percent(reported.mean)))
    if len(results.runs) == 1:
        sentences.append(say("one_run"))
    if _differ(results):
        sentences.append(say("runs_differ"))
    box = (tag("h2", common("in_short"), id="answer"), paragraphs(*sentences))
    return tag("section", *box, class_="answer", aria_labelledby="answer")


def _differ(results: Results) -> bool:
    settings = [name for name in results.runs if name == "strategy" or "." in name]
    return any(results.runs[name].nunique() > 1 for name in settings)


def outcomes(results: Results) -> Markup:
    """List every outcome, the main ones first."""
    standing = summarized(results)
    first = [name for name in FIRST if name in standing.outcomes]
    rest = sorted(name for name in standing.outcomes if name not in first)
    header = (common("outcome"), say("value" if len(results.runs) == 1 else "mean"), common("unit"))
    tables = [
        table(caption, header, [_row(standing, name) for name in names], key=key, class_="words")
        for caption, names, key in ((say("main"), first, "main"), (say("rest"), rest, "rest"))
        if names
    ]
    more = fold(say("rest"), *tables[1:]) if len(tables) > 1 else None
    return section("what", say("title"), *tables[:1], more)


def _row(standing: Standing, name: str) -> tuple[Markup, ...]:
    estimate, meaning = standing[name], outcome(name)
    half = (estimate.high - estimate.low) / 2
    scale = Scale(name, half if np.isfinite(half) and half else estimate.mean / 10)
    shown = tag("small", scale.interval(estimate.low, estimate.high)) if np.isfinite(estimate.low) else None
    return (join([meaning.label]), tag("td", scale.cell(estimate.mean), " ", shown), tag("td", scale.unit or NOTHING))


def summarized(results: Results) -> Standing:
    """Summarize all runs of the folder as one standing without differences."""
    settings = [name for name in results.runs if name in KEYS or "." in name]
    runs = results.runs.drop(columns=settings).select_dtypes("number")
    estimates = {}
    for name in runs:
        values = runs[name].dropna().to_numpy(dtype=float)
        if len(values):
            estimates[str(name)] = Estimate(*(float(value) for value in mean_interval(values)))
    label = str(results.runs["strategy"].iloc[0]) or results.title
    return Standing(label, "", {}, MISSING, MISSING, MISSING, estimates)


def crime(results: Results, gallery: Gallery) -> Markup | None:
    """Show the three counts of crime, and officers' hours."""
    standing = summarized(results)
    panels = [draw_levels((standing,), gallery)] if all(standing[name].known for name, *_ in SERIES) else []
    hours = draw_hours((standing,), gallery)
    panels += [hours] if hours else []
    if not panels:
        return None
    return section("why", say("crime"), figure(panels, say("crime_figure"), say("crime_how_to_read")))


def where_it_went(results: Results) -> Markup | None:
    """Print the books of each strategy that was run."""
    return books(results, {str(name): strategy(str(name)) for name in results.runs["strategy"].unique()})


def places(results: Results, gallery: Gallery) -> Markup | None:
    """Show where harm and insecurity are."""
    panels = [panel for name in MAPPED if (panel := _map(results, name, gallery))]
    if not panels:
        return None
    return section("people", say("where"), figure(panels, say("map_figure"), say("map_how_to_read")))


def _map(results: Results, name: str, gallery: Gallery):
    table_, areas = results.neighbourhoods, results.areas
    if table_ is None or areas is None or name not in table_:
        return None
    values = table_.groupby("key")[name].mean().reindex(areas["keys"]).fillna(0.0).to_numpy()
    edges = np.quantile(values, (0.2, 0.4, 0.6, 0.8))
    classes = np.searchsorted(edges, values)
    legend = (say("lowest"), "2", "3", "4", say("highest"))
    layer = Layer(outcome(name).label, classes, LIGHT_TO_DARK, legend, [str(each + 1) for each in classes])
    scale = Scale(name, float(np.max(values)) / 10)
    ends = from_to(scale.text(values.min()), scale.text(values.max()))
    words = say("map_in_words", all=len(values), label=outcome(name).label, ends=ends)
    return draw_map(areas, layer, f"map-{name}", words, gallery)


def time(results: Results, gallery: Gallery) -> Markup | None:
    """Show the course of things."""
    names = [str(name) for name in results.runs["strategy"].unique()]
    drawn = weeks_figure(results, [(name, strategy(name), CHOSEN) for name in names[:1]], gallery)
    return section("time", common("over_time"), drawn) if drawn else None


def uncertain(results: Results) -> Markup:
    """Say what runs without a comparison leave open."""
    text = say("to_compare")
    return section(
        "uncertain", common("uncertain"), paragraphs(text), tag("h3", common("was_assumed")), assumed(results)
    )
