"""Draw money: net benefits, the cost-effectiveness plane, and the chance of being the best buy."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import numpy as np

from mobsim.report.figures.gallery import MUTED, Gallery, Panel
from mobsim.report.figures.marks import CHOSEN, CONTRAST, REFERENCE, Mark, row_height, strategy_rows, zero_line
from mobsim.report.findings import Findings, Standing
from mobsim.report.gains import Gain, Gains
from mobsim.report.language import Sentences
from mobsim.report.numbers import dollars, in_hundred, plain, with_interval
from mobsim.report.vocabulary import money_sign

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FURTHER = (Mark("#12436d", "D", "-."), Mark("#8a6d3b", "v", (0, (3, 1, 1, 1))), Mark("#3f7f7f", "P", (0, (7, 2))))
"""Marks of the strategies that are drawn beside reference, chosen one and contrast."""
say = Sentences("figures")
MOST_DRAWN = 6
WORTHS = (10, 100, 1_000, 10_000, 100_000)
"""What a unit of harm averted may be worth, where the axis is marked."""
FLAT = 0.01
"""Share of the cost that the plane's axis shows at least, so that cents do not look like dollars."""


def draw_net(gains: Gains, gallery: Gallery) -> Panel:
    """Draw each strategy's benefits less costs with their interval, in the order of the ranking."""
    pairs = [(standing, gains.of(standing)) for standing in gains.findings.standings]
    rows = [(standing, gain) for standing, gain in pairs if gain is not None]

    def paint(axes: Axes) -> None:
        zero_line(axes)
        for row, (standing, gain) in enumerate(rows):
            if standing is gains.findings.reference:
                axes.plot(0, row, "s", color=REFERENCE.colour, markersize=7, zorder=3)
                continue
            axes.plot([gain.net.low, gain.net.high], [row, row], color=CHOSEN.colour, linewidth=2.4, zorder=2)
            fill = CHOSEN.colour if gain.net.told else "white"
            axes.plot(gain.net.mean, row, "o", color=CHOSEN.colour, markerfacecolor=fill, markersize=7.5, zorder=3)
        strategy_rows(axes, [standing.label for standing, _ in rows])
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        axes.set_xlabel(say("net", money=money_sign().strip()))

    words = "; ".join(_net_in_words(standing, gain, gains.findings) for standing, gain in rows)
    height = row_height(len(rows))
    return gallery.panel(
        "money-net",
        say("net_in_words", money=money_sign().strip(), words=words),
        paint,
        height=height,
    )


def _net_in_words(standing: Standing, gain: Gain, findings: Findings) -> str:
    if standing is findings.reference:
        return say("reference_nought", strategy=standing.label)
    return f"{standing.label} {with_interval(*map(dollars, (gain.net.mean, gain.net.low, gain.net.high)))}"


def draw_plane(gains: Gains, gallery: Gallery) -> Panel:
    """Draw the cost-effectiveness plane: harm averted across, extra cost upwards."""
    found = [(each, gain) for each in gains.findings.others if (gain := gains.of(each)) is not None]
    level = max(abs(gain.cost) for _, gain in found)

    def paint(axes: Axes) -> None:
        axes.axhline(0, color="#1b2733", linewidth=0.9, zorder=1)
        zero_line(axes)
        axes.plot(0, 0, "s", color=REFERENCE.colour, markersize=7, label=gains.findings.reference.label, zorder=3)
        marks = _marks(gains.findings)
        for standing, gain in found[:MOST_DRAWN]:
            mark, harm, extra = marks[standing.name], standing[gains.findings.headline], gain.extra_cost
            ends = [-harm.difference_high, -harm.difference_low]
            axes.plot(ends, [extra.mean] * 2, color=mark.colour, linewidth=1.4, zorder=2)
            axes.plot([-harm.difference] * 2, [extra.low, extra.high], color=mark.colour, linewidth=1.4, zorder=2)
            axes.plot(
                -harm.difference,
                extra.mean,
                mark.marker,
                color=mark.colour,
                markersize=7,
                label=standing.label,
                zorder=3,
            )
        reach = max(FLAT * level, 1.15 * max(abs(value) for _, gain in found for value in gain.extra_cost[1:]))
        axes.set_ylim(-reach, reach)
        axes.grid(axis="both")
        axes.set_axisbelow(True)
        axes.set_xlabel(say("averted"))
        axes.set_ylabel(say("extra_cost", money=money_sign().strip()))
        axes.legend(loc="upper left", bbox_to_anchor=(-0.1, -0.16), fontsize=8, ncols=2)

    words = "; ".join(
        say(
            "averts",
            strategy=standing.label,
            harm=plain(-standing[gains.findings.headline].difference, 1),
            cost=dollars(gain.extra_cost.mean),
        )
        for standing, gain in found[:MOST_DRAWN]
    )
    return gallery.panel("money-plane", say("plane_in_words", words=words), paint, height=4.0 + 0.09 * len(found))


def draw_best_buy(gains: Gains, gallery: Gallery) -> Panel | None:
    """Draw how probably each policy is the best buy, by what a unit of harm averted is worth."""
    found = gains.best_buy
    if found is None:
        return None
    worth = np.array(found["worth"][1:])
    policies = [each for each in gains.findings.policies if each.name in found["chance"]]
    chances = {each.name: 100 * np.array(found["chance"][each.name][1:], dtype=float) for each in policies}
    drawn = sorted(policies, key=lambda each: -chances[each.name].max())[:MOST_DRAWN]
    marks = _marks(gains.findings)

    def paint(axes: Axes) -> None:
        for number, standing in enumerate(drawn):
            mark = marks[standing.name]
            axes.plot(
                worth, chances[standing.name], color=mark.colour, linestyle=mark.line, marker=mark.marker,
                markersize=4.5, markevery=(3 + number, 9), label=standing.label,
            )  # fmt: skip
        if worth[0] <= gains.worth_implied <= worth[-1]:
            axes.axvline(gains.worth_implied, color=MUTED, linewidth=0.9, linestyle=(0, (1, 2)))
        axes.set_xscale("log")
        axes.set_ylim(-3, 103)
        axes.set_xticks(WORTHS, [dollars(worth, 0) for worth in WORTHS])
        axes.grid(axis="both")
        axes.set_axisbelow(True)
        axes.set_xlabel(say("worth"))
        axes.set_ylabel(say("best_buy"))
        axes.legend(loc="upper left", bbox_to_anchor=(-0.1, -0.16), fontsize=8, ncols=2)

    words = "; ".join(
        say(
            "best_buy_at",
            strategy=each.label,
            first=in_hundred(chances[each.name][0] / 100),
            last=in_hundred(chances[each.name][-1] / 100),
            low=dollars(WORTHS[0], 0),
            high=dollars(WORTHS[-1], 0),
        )
        for each in drawn
    )
    return gallery.panel("money-best-buy", say("best_buy_in_words", words=words), paint, height=4.0)


def _marks(findings: Findings) -> dict[str, Mark]:
    """Give every strategy the mark that it has in all figures of money."""
    marks = cycle((CHOSEN, CONTRAST, *FURTHER, Mark("#4b4f54", "X", ":")))
    return {findings.reference.name: REFERENCE} | {each.name: next(marks) for each in findings.others}
