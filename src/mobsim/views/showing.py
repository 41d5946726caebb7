"""Show models and runs in a notebook: where a model stands, a run's outcomes as a table, its weeks as curves."""

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

import pandas as pd

from mobsim.errors import UsageError
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.scenario import Scenario
from mobsim.tools.drawing import BLUE, GREY, MUTED, ORANGE, new_figure, styled
from mobsim.tools.showing import in_html
from mobsim.world.columns import World

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN = ("harm", "true_crime", "trust", "insecurity")
COLOURS = (BLUE, ORANGE, "#7a4b94", "#2c7a3f", GREY)
LINES = ("-", (0, (5, 2)), (0, (1, 1.4)), (0, (5, 1.5, 1, 1.5)))
MOST_CURVES = 8
COLUMNS, WIDTH, HEIGHT = 2, 8.0, 2.1
LETTERS = 26
"""Letters that fit beside a panel."""


class Origin(NamedTuple):
    """What a run is of, in words, and the label and unit of each outcome."""

    title: str = ""
    strategy: str = ""
    seed: int | None = None
    days: int = 0
    labels: Mapping[str, tuple[str, str]] = {}

    def __str__(self) -> str:
        """Say it in a line."""
        parts = (self.strategy, "" if self.seed is None else f"seed {self.seed}", f"{self.days:,} days after burn-in")
        return ", ".join(filter(None, (self.title, *parts)))


class Shown(Protocol):
    """What is shown of a model."""

    scenario: Scenario
    world: World
    strategy: str
    run_seed: int
    day: int


def model_in_html(model: Shown) -> str:
    """Lay out what a model is of, and where it stands."""
    world, burn_in = model.world, model.scenario.burn_in_days
    stands = f"{model.day:,} of {burn_in + model.scenario.days:,}, of which {burn_in:,} are burn-in"
    rows = {
        "strategy": model.strategy, "seed": str(model.run_seed), "day": stands, "residents": world.residents.size,
        "neighbourhoods": world.neighbourhoods.size, "officers": world.officers.size,
        "leaders": world.leaders.size, "mean trust": float(world.residents.trust.mean()),
        "initiatives under way": int((world.initiatives.status > 0).sum()),
    }  # fmt: skip
    return in_html(f"Model: {model.scenario.title}", ("", ""), rows.items())


def run_in_html(origin: Origin, totals: Mapping[str, float]) -> str:
    """Lay the outcomes of a run out, with their units."""
    rows = ((label, totals[name], unit, name) for name, (label, unit) in origin.labels.items())
    note = "One run of one seed: what luck alone would change, a comparison over seeds tells."
    return in_html(f"Run: {origin}", ("outcome", "total", "unit", "name"), rows, note)


def plot_weeks(origin: Origin, weekly: pd.DataFrame, outcomes: Sequence[str]) -> "Figure":
    """Draw outcomes over weeks, one panel each, a curve a community.

    Raises
    ------
    UsageError
        If no week was run, or an outcome is not measured by week.
    """
    known = [name for name in weekly.columns if name in origin.labels]
    for name in outcomes:
        if name not in known:
            raise UsageError(
                "is not measured by week", field="outcome", value=name, remedy=did_you_mean(name, known)
            )  # fmt: skip
    if weekly.empty:
        raise UsageError("no week has been run yet", remedy="run at least seven days")
    names = list(outcomes) or [name for name in SHOWN if name in known] or known[:4]
    communities = list(dict.fromkeys(weekly["community"]))
    caption = f"One run of one seed. The dotted line is the end of the burn-in. {_curves_in_words(communities)}"
    rows = math.ceil(len(names) / COLUMNS)
    with styled():
        figure = new_figure(WIDTH, HEIGHT * rows + 0.9, f"{origin}", caption)
        for number, name in enumerate(names, start=1):
            axes = figure.add_subplot(rows, min(COLUMNS, len(names)), number)
            _draw(axes, origin, weekly, name, communities[:MOST_CURVES])
            if number > len(names) - COLUMNS:
                axes.set_xlabel("weeks since the burn-in")
        if len(communities) > 1:
            figure.axes[0].legend(loc="best")
        figure.draw_without_rendering()
    return figure


def _curves_in_words(communities: Sequence[str]) -> str:
    if len(communities) <= MOST_CURVES:
        return ""
    return f"The first {MOST_CURVES} of {len(communities)} communities are drawn; run.weekly has all."


def _draw(axes: "Axes", origin: Origin, weekly: pd.DataFrame, name: str, communities: Sequence[str]) -> None:
    axes.axvline(0, color=MUTED, linewidth=0.8, linestyle=(0, (1, 2)))
    for number, community in enumerate(communities):
        rows = weekly[weekly["community"] == community]
        colour, line = COLOURS[number % len(COLOURS)], LINES[number // len(COLOURS) % len(LINES)]
        axes.plot(rows["week"], rows[name], color=colour, linestyle=line, linewidth=1.3, label=community)
    label, unit = origin.labels[name]
    axes.set_title(label)
    axes.set_ylabel("\n".join(textwrap.wrap(unit, LETTERS)), fontsize=8)
    axes.grid(axis="y")
    axes.margins(x=0.01)
