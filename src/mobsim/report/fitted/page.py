"""The report of a fitted town: the verdict, each figure, years kept back, neighbourhoods, and what stays open."""

from __future__ import annotations

import math
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mobsim.calibration.plain_figures import CLOSE, MET, MISSED, NEAR, WITHIN, PlainFigure, verdict_in_words
from mobsim.report.figures import Gallery, Panel
from mobsim.report.figures.marks import CHOSEN, CONTRAST, row_height, strategy_rows
from mobsim.report.fitted.open_questions import meaning, open_conclusions
from mobsim.report.fitted.reading import FittedTown
from mobsim.report.language import common
from mobsim.report.markup import Markup, escape, fold, items, join, number, paragraphs, section, table, tag
from mobsim.report.numbers import NOTHING, count, decimals_for, listed, percent, plain
from mobsim.report.page import put_together
from mobsim.report.sections.figure import figure
from mobsim.report.vocabulary import sentence_case

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CONTENTS = {
    "figures": "Your figures",
    "kept-back": "Years kept back",
    "areas": "Neighbourhoods",
    "open": "What stays open",
    "limits": "What a fit cannot show",
}
WORST = 8
"""Neighbourhoods that are named as farthest off."""


def write_page(fitted: FittedTown, gallery: Gallery) -> str:
    """Return the whole page."""
    missed = [each for each in fitted.figures if each.verdict == MISSED]
    title = "Does the fitted town show your figures?"
    parts = [_figures(fitted, gallery), _kept_back(fitted), _areas(fitted, gallery), _open(fitted), _limits(fitted)]
    return put_together(fitted.title, title, CONTENTS, [_answer(fitted, missed)], parts)


def _answer(fitted: FittedTown, missed: Sequence[PlainFigure]) -> Markup:
    command = shlex.join(["mobsim", "compare", str(fitted.scenario_file)])
    untold = sum(row["told"] == "not" for row in fitted.identified)
    told = (
        verdict_in_words(fitted.figures),
        "What is missed by more than a quarter is not fitted: levels of these crimes, and what follows from them in money and "
        "counts, are not this town's." if missed else "",
        f"The figures tell nothing of {count(untold)} of the {count(len(fitted.identified))} numbers that were free. Their "
        "values in the fitted scenario are assumptions; below stands which conclusions that leaves open." if untold else
        "The figures tell something of every number that was free.",
        _stopped(fitted),
    )  # fmt: skip
    following = (
        tag("p", "Next, compare strategies in the fitted town. Each run then draws from what the figures leave open:"),
        tag("p", tag("code", command)),
    )  # fmt: skip
    heading = tag("h2", "The short answer", id="answer")
    return tag("section", heading, paragraphs(*told), *following, class_="answer", aria_labelledby="answer")


def _stopped(fitted: FittedTown) -> str:
    whole = fitted.stands_on.get("whole", True)
    return "" if whole else "The fit was stopped before its end; the same command goes on with it."


def _figures(fitted: FittedTown, gallery: Gallery) -> Markup:
    rows = [_row(each) for each in fitted.figures]
    header = ("Figure", "Yours", "Fitted town", "Nine in ten runs", "Off by", "Verdict", "Could be chance")
    caption = f"Your figures and the fitted town (rates {fitted.unit})"
    words = (
        f"A figure is met within {percent(WITHIN)} of it (2 points, for what goes from 0 to 1), near within {percent(NEAR)} (5 "
        "points), and missed beyond, however few crimes it counts. The last column says whether so much may be the chance of "
        "few crimes and the tolerance that you declared: a miss that may be chance is a miss all the same, and more years of "
        "figures would tell.",
        f"The figures are from: {fitted.described['source']}." if fitted.described["source"] else "",
    )
    drawn = figure([_draw(fitted.figures, gallery)], "How far the fitted town is from each figure.",
                   "The band is a quarter to either side.")  # fmt: skip
    return section("figures", "Your figures", paragraphs(*words), drawn,
                   table(caption, header, rows, key="figures-table"))  # fmt: skip


def _row(each: PlainFigure) -> tuple[object, ...]:
    decimals = decimals_for(each.figure)
    values = [number(plain(value, decimals), value) for value in (each.figure, each.model, each.low, each.high)]
    verdict = tag("strong", each.verdict) if each.verdict == MISSED else escape(each.verdict)
    return (each.label, values[0], values[1], join(values[2:], " to "), each.off_in_words, verdict, _yes(each.chance))


def _yes(whether: bool) -> str:
    return "yes" if whether else "no"


def _draw(figures: Sequence[PlainFigure], gallery: Gallery) -> Panel:
    """Draw how far off each figure is: in per cent of rates; a point of the others counts as five, for one band to serve both."""

    def paint(axes: Axes) -> None:
        axes.axvspan(-100 * NEAR, 100 * NEAR, color="#b8bec4", alpha=0.35, linewidth=0)
        axes.axvline(0, color="#1b2733", linewidth=0.9)
        for place, each in enumerate(figures):
            mark = CONTRAST if each.verdict == MISSED else CHOSEN
            scale = 100.0 / each.figure if each.is_rate else 500.0
            ends = [scale * (end - each.figure) for end in (each.low, each.high)]
            axes.plot(ends, [place, place], color=mark.colour, linewidth=2.0, alpha=0.6, solid_capstyle="butt")
            axes.plot(scale * (each.model - each.figure), place, mark.marker, color=mark.colour, markersize=6)
        strategy_rows(axes, [each.label for each in figures])
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        axes.set_xlabel("Off by, in % (one point counts as 5 %)")

    words = "; ".join(f"{each.label} {each.off_in_words}" for each in figures)
    return gallery.panel("fitted-figures", f"Dots with intervals, one row a figure: {words}.", paint,
                         height=row_height(len(figures), each=0.42))  # fmt: skip


def _kept_back(fitted: FittedTown) -> Markup | None:
    rows = [row for row in fitted.maps if row["period"] == "kept back"]
    if not rows:
        return None
    text = (
        "These years were kept from the fit. If the town's rate changed between the years, a town fitted to the earlier ones "
        "cannot show it: nothing in the model knows why."
    )
    if fitted.described["relative"]:
        text += " Only how neighbourhoods compare was fitted, so the level says nothing here."
    header = ("Crime", "Recorded", "Fitted town", "Off by", "Verdict", "Order of neighbourhoods")
    lines = [_kept(row) for row in rows]
    listing = table(f"Years kept back: the town's rate, {fitted.unit}", header, lines, key="kept-back-table")
    return section("kept-back", "Years kept back", paragraphs(text), listing)


def _kept(row: dict[str, Any]) -> tuple[object, ...]:
    observed, simulated = float(row["town_observed"]), float(row["town_simulated"])
    off = simulated / observed - 1.0 if observed else math.nan
    decimals = decimals_for(observed)
    verdict = MET if abs(off) <= WITHIN else CLOSE if abs(off) <= NEAR else MISSED
    shown = f"{percent(abs(off))} too {'high' if off > 0 else 'low'}" if math.isfinite(off) else NOTHING
    return (
        sentence_case(str(row["type"])), number(plain(observed, decimals), observed),
        number(plain(simulated, decimals), simulated), shown,
        tag("strong", verdict) if verdict == MISSED else verdict, _order(row["rank_correlation"]),
    )  # fmt: skip


def _order(correlation: float | None) -> str:
    """Say how far neighbourhoods stand in the order of the records."""
    if correlation is None or not math.isfinite(correlation):
        return NOTHING
    much = (
        "much as recorded"
        if correlation >= 0.8
        else "partly as recorded"
        if correlation >= 0.5
        else "hardly as recorded"
    )
    return f"{much} ({plain(correlation, 2)})"


def _areas(fitted: FittedTown, gallery: Gallery) -> Markup | None:
    fit = [row for row in fitted.areas if row["period"] == "fitted"]
    if not fit:
        return None
    outside = [row for row in fit if not row["low"] <= row["observed"] <= row["high"]]
    text = (
        f"Of {len(fit)} rates of neighbourhoods, {len(fit) - len(outside)} lie where nine in ten of the fitted town's would. The "
        "scenario's own relative risks, where it has any, are part of that likeness."
    )
    worst = sorted(outside, key=lambda row: -abs(row["mean"] - row["observed"]) / max(row["observed"], 1e-9))[:WORST]
    header = ("Neighbourhood", "Crime", "Recorded", "Fitted town", "Nine in ten")
    rows = [_area(row) for row in worst]
    caption = f"Farthest off, {fitted.unit}"
    listing = table(caption, header, rows, key="areas-table") if rows else None
    panels = [_scatter(name, [row for row in fit if row["type"] == name], fitted.unit, gallery)
              for name in dict.fromkeys(row["type"] for row in fit)]  # fmt: skip
    drawn = figure(panels, "Recorded against simulated crime, a dot for each neighbourhood.",
                   "Triangles lie outside of what nine in ten runs would show.")  # fmt: skip
    return section("areas", "Neighbourhoods", paragraphs(text), drawn, listing)


def _area(row: dict[str, Any]) -> tuple[object, ...]:
    decimals = decimals_for(row["observed"] or row["mean"])
    values = [number(plain(row[key], decimals), row[key]) for key in ("observed", "mean", "low", "high")]
    return (str(row["name"]), sentence_case(str(row["type"])), values[0], values[1], join(values[2:], " to "))


def _scatter(name: str, rows: Sequence[dict[str, Any]], unit: str, gallery: Gallery) -> Panel:
    def paint(axes: Axes) -> None:
        top = 1.05 * max(max(row["observed"], row["mean"]) for row in rows) or 1.0
        axes.plot([0, top], [0, top], color="#1b2733", linewidth=0.8)
        for row in rows:
            mark = CHOSEN if row["low"] <= row["observed"] <= row["high"] else CONTRAST
            axes.plot(row["observed"], row["mean"], mark.marker, color=mark.colour, markersize=4)
        axes.set_xlabel("Recorded")
        axes.set_ylabel("Fitted town")
        axes.set_title(sentence_case(name), loc="left")

    within = sum(row["low"] <= row["observed"] <= row["high"] for row in rows)
    words = f"Recorded {name} across, simulated upwards, {unit}; {within} of {len(rows)} neighbourhoods lie within."
    return gallery.panel(f"fitted-{name}", words, paint, height=2.8, width=3.2)


def _open(fitted: FittedTown) -> Markup:
    found = open_conclusions(fitted.identified)
    untold = [row for row in fitted.identified if row["told"] == "not"]
    if not found:
        return section(
            "open", "What stays open", paragraphs("The figures tell something of every number that was free.")
        )
    first = (
        "Town figures look alike whether crime comes from much need or from easy places, from many offenders or from few. Where "
        "several values of a number show the same figures, the fitted town has one of them, and comparisons draw from all."
    )
    lines = [join([escape(sentence_case(what)), " ", tag("small", listed(names))]) for what, names in found]
    rows = [(tag("code", row["parameter"]), meaning(row["parameter"]), f"{_short(row['low'])} to {_short(row['high'])}")
            for row in untold]  # fmt: skip
    listing = table("Numbers that the figures do not tell", ("Number", "What it is", "Still possible"), rows, key="untold",
                    class_="words")  # fmt: skip
    ways = (
        "Figures of another kind would tell more: a survey of victims (true beside recorded crime), of trust and insecurity, or "
        "crime before and after something changed. A comparison's report says under which assumptions another strategy comes "
        "first, and what would be worth measuring."
    )
    return section("open", "What stays open", paragraphs(first), tag("p", "So these conclusions rest on assumptions:"),
                   items(lines), paragraphs(ways), fold("The numbers themselves", listing))  # fmt: skip


def _short(value: float) -> str:
    return f"{value:z.3g}"


def _limits(fitted: FittedTown) -> Markup:
    statements = (
        tag("span", common("use"), class_="use"),
        "A fit makes the model look like your figures. It does not show that the causes in the model are your town's, nor that a "
        "strategy does in your town what it does in the fitted one.",
        "Recorded crime follows where people report and police look: a neighbourhood that reports little looks calm in the "
        "figures, and so in the fitted town.",
        f"The same with intervals and distances in standard deviations, for those who work with them: "
        f"report.md in {fitted.folder.name}.",
    )
    return section("limits", "What a fit cannot show", items(statements))
