"""Draw what a search found: change in one outcome or the front of two, on fresh runs, and where good strategies keep levers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mobsim.report.figures.gallery import Gallery, Panel
from mobsim.report.figures.marks import CHOSEN, CONTRAST, REFERENCE, row_height, strategy_rows, titled, zero_line
from mobsim.tools.drawing import MUTED, RULE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from mobsim.experiment.search.answer import Answer

WIDE = 6.4
ROLES = {"best": CHOSEN, "front": CHOSEN, "simplest": CONTRAST, "different": REFERENCE, "shipped": REFERENCE}


def draw_search(answer: Answer, gallery: Gallery) -> list[Panel]:
    """Draw every figure of a search, and keep each; the data of each is a table of the answer."""
    if answer.strategies.empty:
        return []
    two = len(answer.summary["goals"]) > 1
    return [_front(answer, gallery) if two else _changes(answer, gallery), _levers(answer, gallery)]


def _in_percent(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return columns as per cent of what the reference has."""
    shares = {name: 100 * table[name].astype(float) / table["reference"].abs() for name in columns}
    return table.assign(**shares)


def _changes(answer: Answer, gallery: Gallery) -> Panel:
    """Draw the change in the one outcome: fresh runs with intervals, and what the search itself had said."""
    (goal,) = answer.summary["goals"]
    table = _in_percent(answer.strategies, "tried", "difference", "difference_low", "difference_high")

    def paint(axes: Axes) -> None:
        zero_line(axes)
        for row, each in enumerate(table.to_dict("records")):
            mark = ROLES[each["role"]]
            axes.plot([each["difference_low"], each["difference_high"]], [row, row], color=mark.colour, zorder=2)
            axes.plot(each["difference"], row, "o", color=mark.colour, zorder=3)
            axes.plot(each["tried"], row, "D", markersize=7, markerfacecolor="none", color=MUTED, zorder=4)
        axes.plot([], [], "o-", color=CHOSEN.colour, label="on fresh runs, with 95 % intervals of all pairs")
        axes.plot([], [], "D", markerfacecolor="none", color=MUTED, label="as the search itself had it")
        strategy_rows(axes, [_row_name(each) for each in table.to_dict("records")])
        axes.set_xlabel(f"Change in {goal['label'].lower()}, % of {_plain(answer.summary['reference'])}")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2 - 0.6 / len(table)), ncols=1)
        titled(axes, f"What holds of the strategies found: {goal['label'].lower()}", f"{goal['better']} is better")

    words = "; ".join(f"{_plain(str(row['strategy']))} {row['difference']:+.1f} %" for row in table.to_dict("records"))
    caption = f"Change in {goal['label'].lower()} on fresh runs: {words}."
    return gallery.panel("search", caption, paint, height=row_height(len(table), around=2.0), width=WIDE)


def _row_name(row: dict[str, Any]) -> str:
    return f"{_plain(row['strategy'])} ({row['moved']} moved)"


def _front(answer: Answer, gallery: Gallery) -> Panel:
    """Draw both outcomes: all that was tried, what was run again with its intervals, and the front of the fresh runs."""
    goals = answer.summary["goals"]
    table = _in_percent(answer.strategies, "tried", "difference", "difference_low", "difference_high")
    sides = [table[table["goal"] == goal["name"]].set_index("strategy") for goal in goals]
    level = [side["reference"].iloc[0] for side in sides]
    cloud = [
        100 * answer.candidates[f"{goal['name']}_difference"] / abs(each)
        for goal, each in zip(goals, level, strict=True)
    ]

    def paint(axes: Axes) -> None:
        axes.axvline(0, color=RULE, linewidth=0.9, zorder=0)
        axes.axhline(0, color=RULE, linewidth=0.9, zorder=0)
        axes.plot(*cloud, ".", color="#b8bec4", markersize=5, zorder=1, label="tried, as the search had it")
        _draw_shown(axes, sides)
        axes.plot(0, 0, REFERENCE.marker, color="#1b2733", zorder=4, label=_plain(answer.summary["reference"]))
        for goal, name in zip(goals, ("x", "y"), strict=True):
            text = f"Change in {goal['label'].lower()}, % ({goal['better']} is better)"
            getattr(axes, f"set_{name}label")(text)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2)
        titled(
            axes, f"{goals[0]['label']} and {goals[1]['label'].lower()}, on fresh runs", "95 % intervals of all pairs"
        )

    front = ", ".join(_plain(name) for name in sides[0].index[sides[0]["on_front"].astype(bool)])
    caption = (
        f"{goals[0]['label']} against {goals[1]['label'].lower()} of the strategies found; on the front of fresh runs: "
    )
    return gallery.panel("search", f"{caption}{front or 'the reference alone'}.", paint, height=5.6, width=WIDE)


def _draw_shown(axes: Axes, sides: list[pd.DataFrame]) -> None:
    """Draw what was run again: cross hairs for intervals, filled where it is on the front, and the front as a line."""
    across, up = sides
    for name in across.index:
        x, y = across.loc[name], up.loc[name]
        mark = ROLES[str(x["role"])]
        axes.plot(
            [x["difference_low"], x["difference_high"]],
            [y["difference"]] * 2,
            color=mark.colour,
            linewidth=0.8,
            alpha=0.6,
        )
        axes.plot(
            [x["difference"]] * 2,
            [y["difference_low"], y["difference_high"]],
            color=mark.colour,
            linewidth=0.8,
            alpha=0.6,
        )
        inside = mark.colour if x["on_front"] else "white"
        axes.plot(x["difference"], y["difference"], mark.marker, color=mark.colour, markerfacecolor=inside, zorder=5)
        axes.annotate(
            _plain(str(name)),
            (x["difference"], y["difference"]),
            (5, -11) if x["role"] == "different" else (5, 4),
            textcoords="offset points",
            fontsize=8,
        )
    kept = across[across["on_front"].astype(bool)].sort_values("difference").index
    axes.plot(across.loc[kept, "difference"], up.loc[kept, "difference"], color=CHOSEN.colour, linewidth=1.2, zorder=3)
    axes.plot([], [], "o-", color=CHOSEN.colour, label="on the front of fresh runs")
    axes.plot([], [], "o", color=CHOSEN.colour, markerfacecolor="white", label="shown, and not on it")


def _levers(answer: Answer, gallery: Gallery) -> Panel:
    """Draw where strategies about as good as the best keep each lever, the best and the reference among them."""
    table = answer.levers
    rows = table.to_dict("records")

    def paint(axes: Axes) -> None:
        for place, row in enumerate(rows):
            low, high, best, reference = (_height(row[key], row) for key in ("low", "high", "best", "reference"))
            axes.plot([0, 1], [place, place], color=RULE, linewidth=0.8, zorder=1)
            axes.plot(
                [low, high],
                [place, place],
                color=CHOSEN.colour,
                linewidth=6,
                alpha=0.35,
                solid_capstyle="butt",
                zorder=2,
            )
            axes.plot(reference, place, REFERENCE.marker, color=REFERENCE.colour, zorder=3)
            axes.plot(best, place, CHOSEN.marker, color=CHOSEN.colour, zorder=4)
            axes.annotate(row["reading"], (1.02, place), va="center", fontsize=8, color=MUTED, annotation_clip=False)
        axes.plot([], [], CHOSEN.marker, color=CHOSEN.colour, label="best as searched")
        axes.plot(
            [],
            [],
            REFERENCE.marker,
            color=REFERENCE.colour,
            linestyle="none",
            label=_plain(answer.summary["reference"]),
        )
        axes.plot([], [], color=CHOSEN.colour, linewidth=6, alpha=0.35, label="all about as good")
        axes.set_xlim(-0.02, 1.02)
        strategy_rows(axes, [_lever_name(row) for row in rows])
        axes.set_xlabel("Value of the lever, 0 to 1")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12 - 0.4 / len(rows)), ncols=3)
        titled(
            axes,
            "What good strategies share, and what is free",
            f"{answer.summary['about_as_good']} within 2 % of the best, as searched",
        )

    words = "; ".join(f"{_plain(row['lever'])} {row['reading']}" for row in rows)
    return gallery.panel(
        "levers",
        f"Levers of good strategies: {words}.",
        paint,
        height=row_height(len(rows), each=0.34, around=1.7),
        width=WIDE,
    )


LEADS = {"police": 0.0, "adaptive": 0.5, "community": 1.0}


def _height(value: Any, row: dict[str, Any]) -> float:
    """Return where a value is drawn; who leads lies from police over by need to community."""
    if not isinstance(value, str):
        return float(value)
    names = [name for name in (value or row["low"]).split(", ") if name in LEADS]
    places = [LEADS[name] for name in names] or [0.0]
    if value == row["low"]:
        return min(places)
    return max(places)


def _lever_name(row: dict[str, Any]) -> str:
    return "lead: police, by need, community" if row["lever"] == "lead" else _plain(str(row["lever"]))


def _plain(name: str) -> str:
    return name.replace("_", " ")
