"""Draw what untreated towns show cycle by cycle: one small drawing an outcome, one line a town."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np

from mobsim.measures import Outcome
from mobsim.report.figures.gallery import Gallery
from mobsim.report.figures.marks import CHOSEN, CONTRAST, REFERENCE, Mark
from mobsim.scenario.scenario import Scenario
from mobsim.tools.calendar import CYCLES_IN_YEAR
from mobsim.validation.stationarity import MOST_DRIFT, watched_outcomes

MARKS = (CHOSEN, CONTRAST, REFERENCE)
COLUMNS, WIDTH, HEIGHT_OF_ROW = 3, 9.0, 1.9
BAND = (5, 95)
KEY = "untreated"


def draw(towns: Mapping[str, Scenario], kept: Mapping[str, Mapping[str, np.ndarray]], images: Path) -> Path:
    """Draw every watched outcome, from nothing up so that a drift is seen in its true size; return the file.

    Parameters
    ----------
    towns
        Scenarios by name.
    kept
        Of each town, each outcome as seeds by cycles.
    """
    marked = {name: MARKS[number % len(MARKS)] for number, name in enumerate(kept)}
    titles = {name: towns[name].title.split(":")[0] for name in kept}
    outcomes = watched_outcomes(towns[next(iter(kept))])
    paints = [
        partial(_paint, outcome=outcomes[name], runs={town: kept[town][name] for town in kept}, marks=marked)
        for name in MOST_DRIFT
    ]
    rows = -(-(len(paints) + 1) // COLUMNS)
    gallery = Gallery(images)
    gallery.multiples(
        KEY, "", [*paints, partial(_legend, titles=titles, marks=marked)],
        columns=COLUMNS, width=WIDTH, height=HEIGHT_OF_ROW * rows,
    )  # fmt: skip
    (images / f"{KEY}.png").unlink()
    return images / f"{KEY}.svg"


def _paint(axes, outcome: Outcome, runs: Mapping[str, np.ndarray], marks: Mapping[str, Mark]) -> None:
    for town, values in runs.items():
        years = (np.arange(values.shape[1]) + 0.5) / CYCLES_IN_YEAR
        colour, _, line = marks[town]
        low, high = np.percentile(values, BAND, axis=0)
        axes.fill_between(years, low, high, color=colour, alpha=0.2, linewidth=0)
        axes.plot(years, values.mean(0), color=colour, linestyle=line, linewidth=1.3)
    axes.set_ylim(0, 1.1 * axes.dataLim.ymax)
    axes.set_xlim(0, years[-1] + 0.5 / CYCLES_IN_YEAR)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.set_title(f"{outcome.label}\n", fontsize=9)
    axes.annotate(outcome.unit, (0, 1), (0, 3), "axes fraction", "offset points", fontsize=7, color="#54616d")


def _legend(axes, titles: Mapping[str, str], marks: Mapping[str, Mark]) -> None:
    axes.set_axis_off()
    for town, title in titles.items():
        axes.plot([], [], color=marks[town].colour, linestyle=marks[town].line, label=title)
    axes.fill_between([], [], color="#4b4f54", alpha=0.2, linewidth=0, label="nine seeds in ten")
    axes.legend(loc="center left", title="Mean over seeds, by years\nafter burn-in", alignment="left", fontsize=8.5)
