"""The report of a fitted town: the verdict, each figure, years kept back, neighbourhoods, and what stays open."""

from __future__ import annotations

import math
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mobsim.calibration.plain_figures import CLOSE, MET, MISSED, NEAR, WITHIN, PlainFigure
from mobsim.report.figures import Gallery, Panel
from mobsim.report.figures.marks import CHOSEN, CONTRAST, row_height, strategy_rows
from mobsim.report.fitted.figures import how_well, label_of, off_in_words
from mobsim.report.fitted.open_questions import meaning, open_conclusions
from mobsim.report.fitted.reading import FittedTown
from mobsim.report.language import Sentences, common, marked_english, spoken
from mobsim.report.markup import Markup, escape, fold, items, join, number, paragraphs, section, table, tag
from mobsim.report.numbers import NOTHING, brief, count, decimals_for, listed, percent, plain, span
from mobsim.report.page import put_together
from mobsim.report.sections.figure import figure
from mobsim.report.vocabulary import problem, sentence_case
from mobsim.scenario.problem_numbers import START

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CONTENTS = ("figures", "kept-back", "areas", "open", "limits")
say = Sentences("fitted")
WORST = 8
"""Neighbourhoods that are named as farthest off."""


def write_page(fitted: FittedTown, gallery: Gallery) -> str:
    """Return the whole page."""
    missed = [each for each in fitted.figures if each.verdict == MISSED]
    parts = [_figures(fitted, gallery), _kept_back(fitted), _areas(fitted, gallery), _open(fitted), _limits(fitted)]
    return put_together(
        fitted.title, say("title"), {key: say(key) for key in CONTENTS}, [_answer(fitted, missed)], parts
    )


def _answer(fitted: FittedTown, missed: Sequence[PlainFigure]) -> Markup:
    command = shlex.join(["mobsim", "compare", str(fitted.scenario_file)])
    untold = sum(row["told"] == "not" for row in fitted.identified)
    told = (
        how_well(fitted),
        say("not_fitted") if missed else "",
        say("untold", untold=count(untold), free=count(len(fitted.identified))) if untold else say("all_told"),
        _stopped(fitted),
    )
    following = (tag("p", say("next")), tag("p", tag("code", command)))
    heading = tag("h2", common("short_answer"), id="answer")
    return tag("section", heading, paragraphs(*told), *following, class_="answer", aria_labelledby="answer")


def _stopped(fitted: FittedTown) -> str:
    whole = fitted.stands_on.get("whole", True)
    return "" if whole else say("stopped")


def _figures(fitted: FittedTown, gallery: Gallery) -> Markup:
    rows = [_row(each, fitted) for each in fitted.figures]
    keys = ("figure", "yours", "fitted_town", "nine_in_ten_runs", "off_by", "verdict", "could_be_chance")
    source = fitted.described["source"]
    words = (
        say("how_met", within=percent(WITHIN), near=percent(NEAR)),
        say("source", source=source) if source else "",
    )
    drawn = figure([_draw(fitted, gallery)], say("how_far"), say("band"))
    listing = table(say("figures_caption", unit=fitted.unit), [say(key) for key in keys], rows, key="figures-table")
    return section("figures", say("figures"), paragraphs(*words), drawn, listing)


def _row(each: PlainFigure, fitted: FittedTown) -> tuple[object, ...]:
    decimals = decimals_for(each.figure)
    values = [number(plain(value, decimals), value) for value in (each.figure, each.model, each.low, each.high)]
    verdict = _verdict(each.verdict)
    interval = Markup(span(*values[2:]))
    chance = common("yes" if each.chance else "no")
    return (label_of(each, fitted), values[0], values[1], interval, off_in_words(each), verdict, chance)


def _verdict(verdict: str) -> Markup:
    """Write a verdict, a miss in bold."""
    return tag("strong", say(verdict)) if verdict == MISSED else escape(say(verdict))


def _draw(fitted: FittedTown, gallery: Gallery) -> Panel:
    """Draw how far off each figure is: in per cent of rates; a point of the others counts as five, for one band to serve both."""
    figures = fitted.figures
    labels = [label_of(each, fitted) for each in figures]

    def paint(axes: Axes) -> None:
        axes.axvspan(-100 * NEAR, 100 * NEAR, color="#b8bec4", alpha=0.35, linewidth=0)
        axes.axvline(0, color="#1b2733", linewidth=0.9)
        for place, each in enumerate(figures):
            mark = CONTRAST if each.verdict == MISSED else CHOSEN
            scale = 100.0 / each.figure if each.is_rate else 500.0
            ends = [scale * (end - each.figure) for end in (each.low, each.high)]
            axes.plot(ends, [place, place], color=mark.colour, linewidth=2.0, alpha=0.6, solid_capstyle="butt")
            axes.plot(scale * (each.model - each.figure), place, mark.marker, color=mark.colour, markersize=6)
        strategy_rows(axes, labels)
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        axes.set_xlabel(say("off_axis"))

    words = "; ".join(
        say("off_of", label=label, off=off_in_words(each)) for label, each in zip(labels, figures, strict=True)
    )
    return gallery.panel("fitted-figures", say("figures_in_words", words=words), paint,
                         height=row_height(len(figures), each=0.42))  # fmt: skip


def _kept_back(fitted: FittedTown) -> Markup | None:
    rows = [row for row in fitted.maps if row["period"] == "kept back"]
    if not rows:
        return None
    text = f"{say('years')} {say('only_relative')}" if fitted.described["relative"] else say("years")
    header = [say(key) for key in ("crime", "recorded", "fitted_town", "off_by", "verdict", "order")]
    lines = [_kept(row) for row in rows]
    listing = table(say("kept_caption", unit=fitted.unit), header, lines, key="kept-back-table")
    return section("kept-back", say("kept-back"), paragraphs(text), listing)


def _kept(row: dict[str, Any]) -> tuple[object, ...]:
    observed, simulated = float(row["town_observed"]), float(row["town_simulated"])
    off = simulated / observed - 1.0 if observed else math.nan
    decimals = decimals_for(observed)
    verdict = MET if abs(off) <= WITHIN else CLOSE if abs(off) <= NEAR else MISSED
    shown = say("too_high" if off > 0 else "too_low", size=percent(abs(off))) if math.isfinite(off) else NOTHING
    return (
        problem(str(row["type"])), number(plain(observed, decimals), observed),
        number(plain(simulated, decimals), simulated), shown,
        _verdict(verdict), _order(row["rank_correlation"]),
    )  # fmt: skip


def _order(correlation: float | None) -> str:
    """Say how far neighbourhoods stand in the order of the records."""
    if correlation is None or not math.isfinite(correlation):
        return NOTHING
    much = say("much" if correlation >= 0.8 else "partly" if correlation >= 0.5 else "barely")
    return f"{much} ({plain(correlation, 2)})"


def _areas(fitted: FittedTown, gallery: Gallery) -> Markup | None:
    fit = [row for row in fitted.areas if row["period"] == "fitted"]
    if not fit:
        return None
    outside = [row for row in fit if not row["low"] <= row["observed"] <= row["high"]]
    text = say("rates_within", all=len(fit), within=len(fit) - len(outside))
    worst = sorted(outside, key=lambda row: -abs(row["mean"] - row["observed"]) / max(row["observed"], 1e-9))[:WORST]
    header = [common("neighbourhood"), *(say(key) for key in ("crime", "recorded", "fitted_town", "nine_in_ten"))]
    rows = [_area(row) for row in worst]
    listing = table(say("farthest", unit=fitted.unit), header, rows, key="areas-table") if rows else None
    panels = [_scatter(name, [row for row in fit if row["type"] == name], fitted.unit, gallery)
              for name in dict.fromkeys(row["type"] for row in fit)]  # fmt: skip
    drawn = figure(panels, say("scatter"), say("triangles"))
    return section("areas", say("areas"), paragraphs(text), drawn, listing)


def _area(row: dict[str, Any]) -> tuple[object, ...]:
    decimals = decimals_for(row["observed"] or row["mean"])
    values = [number(plain(row[key], decimals), row[key]) for key in ("observed", "mean", "low", "high")]
    return (str(row["name"]), problem(str(row["type"])), values[0], values[1], Markup(span(*values[2:])))


def _scatter(name: str, rows: Sequence[dict[str, Any]], unit: str, gallery: Gallery) -> Panel:
    def paint(axes: Axes) -> None:
        top = 1.05 * max(max(row["observed"], row["mean"]) for row in rows) or 1.0
        axes.plot([0, top], [0, top], color="#1b2733", linewidth=0.8)
        for row in rows:
            mark = CHOSEN if row["low"] <= row["observed"] <= row["high"] else CONTRAST
            axes.plot(row["observed"], row["mean"], mark.marker, color=mark.colour, markersize=4)
        axes.set_xlabel(say("recorded"))
        axes.set_ylabel(say("fitted_town"))
        axes.set_title(problem(name), loc="left")

    within = sum(row["low"] <= row["observed"] <= row["high"] for row in rows)
    named = name if spoken() == "en" else problem(name)
    words = say("scatter_in_words", name=named, unit=unit, within=within, all=len(rows))
    return gallery.panel(f"fitted-{name}", words, paint, height=2.8, width=3.2)


def _open(fitted: FittedTown) -> Markup:
    found = open_conclusions(fitted.identified)
    untold = [row for row in fitted.identified if row["told"] == "not"]
    if not found:
        return section("open", say("open"), paragraphs(say("all_told")))
    lines = [join([escape(sentence_case(what)), " ", tag("small", listed(names))]) for what, names in found]
    rows = [
        (
            tag("code", row["parameter"]),
            _meaning(row["parameter"]),
            span(_short(row["low"]), _short(row["high"])),
        )
        for row in untold
    ]
    header = [say(key) for key in ("number", "what_it_is", "still_possible")]
    listing = table(say("untold_numbers"), header, rows, key="untold", class_="words")
    more = items(lines), paragraphs(say("ways")), fold(say("numbers"), listing)
    return section("open", say("open"), paragraphs(say("alike")), tag("p", say("rest_on")), *more)


def _meaning(name: str) -> Markup | str:
    """Say what a number is; what a parameter's declaration says of it is in English."""
    if spoken() == "en" or name.startswith(START):
        return meaning(name)
    return tag("span", meaning(name), **marked_english())


def _short(value: float) -> str:
    return brief(value, "z.3g")


def _limits(fitted: FittedTown) -> Markup:
    statements = (
        tag("span", common("use"), class_="use"),
        say("looks_like"),
        say("recorded_follows"),
        say("with_deviations", folder=fitted.folder.name),
    )
    return section("limits", say("limits"), items(statements))
