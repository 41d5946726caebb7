"""Draw what a sweep shows: effects, shares, indices, strategies, and how estimates settle."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import TYPE_CHECKING

from mobsim.analysis.analyse import Analysis
from mobsim.report.analysed import basis_of, column, label_of, strategy_name, value_in_words
from mobsim.report.figures.forest import WIDE, as_rows, as_value, counted, dot, forest
from mobsim.report.figures.gallery import Gallery, Panel
from mobsim.report.figures.marks import CHOSEN, CONTRAST, REFERENCE, row_height, titled
from mobsim.report.language import Sentences, spoken
from mobsim.report.numbers import brief, percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

say = Sentences("sweeps")
MOST_LINES = 8
LINES = ("-", (0, (5, 2)), (0, (1, 1.4)), (0, (5, 1.5, 1, 1.5)))
COLOURS = (CHOSEN.colour, CONTRAST.colour, REFERENCE.colour, "#7a4b94", "#2c7a3f")


def draw_analysis(analysis: Analysis, gallery: Gallery) -> list[Panel]:
    """Draw every figure that an analysis allows, and keep each with the table that it was drawn from."""
    panels = []
    for name, draw in _DRAWN.items():
        if name in analysis.tables:
            panels += draw(analysis, gallery)
            gallery.data(name, analysis.table(name))
    return panels


def names_in(analysis: Analysis) -> Callable[[str], str]:
    """Return how factors are called in figures: without their group (``risk focus``), but for those that would then be alike."""
    alike = Counter(factor.name.split(".")[-1] for factor in analysis.results.factors)

    def called(factor: str) -> str:
        group, _, own = factor.strip().rpartition(".")
        return f"{group.split('.')[-1]}: {own}" if group and alike[own] > 1 else own

    return lambda name: " x ".join(called(part) for part in name.split(" = ")[0].split(" x ")).replace("_", " ")


def _effects(analysis: Analysis, gallery: Gallery) -> Iterator[Panel]:
    table = analysis.table("effects")
    short = names_in(analysis)
    rows = [
        say("from_to", factor=short(row["factor"]), low=as_value(row["from"]), high=as_value(row["to"]))
        for _, row in table.iterrows()
    ]
    yield forest(analysis, gallery, "effects", say("effects"), table, rows)


def _interactions(analysis: Analysis, gallery: Gallery) -> Iterator[Panel]:
    table = analysis.table("interactions")
    short = names_in(analysis)
    table = table.reindex(table["estimate"].abs().sort_values(ascending=False).index)
    yield forest(
        analysis, gallery, "interactions", say("interactions"), table, [short(name) for name in table["factors"]]
    )


def _shapley(analysis: Analysis, gallery: Gallery) -> Iterator[Panel]:
    table = analysis.table("shapley")
    short = names_in(analysis)
    yield forest(analysis, gallery, "shapley", say("shares"), table, [short(name) for name in table["factor"]])


def _strategies(analysis: Analysis, gallery: Gallery) -> Iterator[Panel]:
    table = analysis.table("strategies")
    short = names_in(analysis)
    reference = analysis.results.reference
    table = table[table["strategy"] != reference]
    conditions = list(table.columns[: table.columns.get_loc("strategy")])
    rows = [
        ", ".join([strategy_name(row["strategy"]), *(f"{short(name)} {as_value(row[name])}" for name in conditions)])
        for _, row in table.iterrows()
    ]
    shown = table.assign(estimate=table["difference"])
    yield forest(analysis, gallery, "strategies", say("against", reference=strategy_name(reference)), shown, rows)


def _sobol(analysis: Analysis, gallery: Gallery) -> Iterator[Panel]:
    table = analysis.table("sobol").sort_values("total", ascending=False)
    short = names_in(analysis)

    def paint(axes: Axes) -> None:
        for kind, shift, mark in (("total", -0.12, CHOSEN), ("first", 0.12, CONTRAST)):
            for row, (_, each) in enumerate(table.iterrows()):
                interval = each[f"{kind}_low"], each[kind], each[f"{kind}_high"]
                told = each["above_noise"] if kind == "total" else each["first_low"] > 0
                dot(axes, row + shift, interval, mark, full=bool(told))
            axes.plot([], [], mark.marker, color=mark.colour, label=say("alone" if kind == "first" else "with_others"))
        axes.legend(loc="lower right")
        as_rows(axes, [short(name) for name in table["factor"]])
        axes.set_xlim(-0.02, 1.02)
        axes.set_xlabel(say("variance"))
        titled(axes, say("sobol"), label_of(analysis))

    words = "; ".join(f"{short(row['factor'])} {brief(row['total'], 'z.2f')}" for _, row in table.iterrows())
    caption = f"{basis_of(analysis, 'sobol')} {say('above_noise')}"
    height = row_height(len(table), each=0.4)
    yield gallery.panel("sobol", say("sobol_in_words", words=words), paint, height=height, width=WIDE, caption=caption)


def _morris(analysis: Analysis, gallery: Gallery) -> Iterator[Panel]:
    table = analysis.table("morris").sort_values("size", ascending=False)
    short = names_in(analysis)
    shown = table.assign(
        estimate=table["size"], low=table["size_low"], high=table["size_high"], told=table["above_noise"]
    )
    yield forest(analysis, gallery, "morris", say("sizes"), shown, [short(name) for name in table["factor"]])


def _levels(analysis: Analysis, gallery: Gallery) -> Iterator[Panel]:
    table = analysis.table("levels")
    short = names_in(analysis)
    shown = table.assign(estimate=table["difference"], low=table["difference_low"], high=table["difference_high"])
    rows = [f"{short(row['factor'])} {as_value(row['level'])}" for _, row in table.iterrows()]
    yield forest(analysis, gallery, "levels", say("levels"), shown, rows)


def _regret(analysis: Analysis, gallery: Gallery) -> Iterator[Panel]:
    table = analysis.table("regret").sort_values("mean_regret")
    shown = table.assign(
        estimate=table["mean_regret"], low=table["mean_regret"], high=table["greatest_regret"], told=True
    )
    rows = [
        say("best_in", strategy=strategy_name(row["strategy"]), share=percent(row["best_in"], decimals=0))
        for _, row in table.iterrows()
    ]
    yield forest(analysis, gallery, "regret", say("regret"), shown, rows, bars="over_conditions")


def _pairing(analysis: Analysis, gallery: Gallery) -> Iterator[Panel]:
    table = analysis.table("pairing").dropna()
    if table.empty:
        return
    shown = table.assign(estimate=table["gain"], told=(table["low"] > 1) | (table["high"] < 1))
    rows = [strategy_name(row["strategy"]) + _of_what(row["of"]) for _, row in table.iterrows()]
    yield forest(analysis, gallery, "pairing", say("pairing"), shown, rows, pure=True)


def _of_what(varies: str) -> str:
    return "" if varies == "all" else say("varies_alone", varies=column(varies))


def _regression(analysis: Analysis, gallery: Gallery) -> Iterator[Panel]:
    table = analysis.table("regression")
    shown = table.assign(estimate=table["prcc"], low=table["prcc_low"], high=table["prcc_high"])
    yield forest(
        analysis,
        gallery,
        "regression",
        say("rank_correlation"),
        shown,
        _by_strategy(analysis, table, "factor"),
        pure=True,
    )


def _variance(analysis: Analysis, gallery: Gallery) -> Iterator[Panel]:
    table = analysis.table("variance")
    shown = table.assign(estimate=table["share"])
    yield forest(
        analysis,
        gallery,
        "variance",
        say("variance"),
        shown,
        _by_strategy(analysis, table, "source"),
        pure=True,
    )


def _by_strategy(analysis: Analysis, table: pd.DataFrame, of: str) -> list[str]:
    """Name rows by what stands in a column, and by their strategy where strategies were compared."""
    short = names_in(analysis)
    names = table["strategy"].map(strategy_name) + ": " if "strategy" in table else [""] * len(table)
    called = table[of] if spoken() == "en" else [value_in_words(each, of) for each in table[of]]
    return [f"{name}{short(each)}" for name, each in zip(names, called, strict=True)]


def _failing(analysis: Analysis, gallery: Gallery) -> Iterator[Panel]:
    table = analysis.table("failing")
    shown = table.assign(estimate=table["failing"], low=0.0, high=table["failing"], told=True)
    rows = [
        "\n".join(textwrap.wrap(f"{strategy_name(row['strategy'])} {row['rule']}".strip(), 60))
        for _, row in table.iterrows()
    ]
    yield forest(analysis, gallery, "failing", say("failing"), shown, rows, bars="from_nought")


def _convergence(analysis: Analysis, gallery: Gallery) -> Iterator[Panel]:
    table = analysis.table("convergence")
    short = names_in(analysis)
    if table.empty:
        return
    names = list(dict.fromkeys(table["of"]))[:MOST_LINES]

    def paint(axes: Axes) -> None:
        for name, colour, line in zip(names, cycle(COLOURS), (each for each in LINES for _ in COLOURS), strict=False):
            part = table[table["of"] == name]
            settled = part[part["replicates"] >= min(4, part["replicates"].max())]
            axes.plot(settled["replicates"], settled["estimate"], color=colour, linestyle=line, label=short(name))
            axes.fill_between(
                settled["replicates"], settled["low"], settled["high"], color=colour, alpha=0.12, linewidth=0
            )
        axes.grid(axis="y")
        axes.locator_params(axis="x", integer=True)
        axes.set_xlabel(say("blocks" if "sobol" in analysis.tables else "replicates"))
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
        titled(axes, say("settle"), counted(analysis))

    yield gallery.panel(
        "convergence",
        say("settle_in_words"),
        paint,
        height=3.0,
        width=WIDE,
        caption=basis_of(analysis, "convergence"),
    )


_DRAWN: dict[str, Callable[[Analysis, Gallery], Iterator[Panel]]] = {
    "effects": _effects,
    "interactions": _interactions,
    "shapley": _shapley,
    "levels": _levels,
    "sobol": _sobol,
    "morris": _morris,
    "strategies": _strategies,
    "regret": _regret,
    "pairing": _pairing,
    "regression": _regression,
    "variance": _variance,
    "failing": _failing,
    "convergence": _convergence,
}
