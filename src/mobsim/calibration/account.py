"""Tell in plain words what a fit found: the report of ``mobsim calibrate``, as Markdown beside the results."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mobsim.calibration.figures import TownFigures
from mobsim.calibration.findings import Fit
from mobsim.calibration.judging import share_within
from mobsim.calibration.pictures import draw_pictures
from mobsim.calibration.plain_figures import MISSED, PlainFigure, describe_figures, plain_figures, verdict_in_words
from mobsim.scenario.ensemble import Ensemble
from mobsim.store.atomic import write_file

NAME = "report.md"


def write_account(
    figures: TownFigures,
    found: Fit,
    maps: pd.DataFrame,
    areas: pd.DataFrame,
    out: Path,
    ensemble: Ensemble | None = None,
) -> Path:
    """Draw the pictures and write the report; return its file."""
    pictures = draw_pictures(found, areas, _unit(figures), out / "figures")
    shown = "\n\n".join(f"![{picture.stem}](figures/{picture.name})" for picture in pictures)
    parts = [
        f"# {figures.title}",
        opening(figures, found),
        "## What the figures tell of each parameter",
        identifiability(found),
        "## Fresh runs against the figures",
        checks(figures, found),
        *(["## Neighbourhoods", map_checks(maps)] if len(maps) else []),
        "## Whether the intervals hold",
        describe_coverage(found),
        "## Pictures",
        shown,
        "## What this does not say",
        limits(figures, ensemble),
    ]
    text = "\n\n".join(parts) + "\n"
    write_file(out / NAME, lambda unfinished: _write(unfinished, text))
    return out / NAME


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def opening(figures: TownFigures, found: Fit) -> str:
    """Say what was done and how much of it worked."""
    count = len(found.checks)
    counts = found.identified["told"].value_counts()
    source = f" Figures: {figures.source}." if figures.source else ""
    lost = [name for name in found.waves["out_of_reach"].iloc[-1].split(", ") if name]
    reach = f" Out of reach for every point that was tried: {', '.join(lost)}." if lost else ""
    over = float(found.waves["over_cut"].max())
    clash = (
        f" No point meets all figures at once: the best are {over:.2g} times as far from the worst-met figure as would be "
        "plausible. Either some figures contradict each other under this model, or the model lacks something."
        if over > 1.05
        else ""
    )
    return (
        f"{len(found.space)} numbers of the model were fitted to {count} figures with {len(found.reference)} runs.{source} "
        f"{verdict_in_words(_plain(figures, found))} The figures tell {counts.get('well', 0)} of the "
        f"numbers well, {counts.get('partly', 0)} partly and {counts.get('not', 0)} not at all.{reach}{clash}"
    )


def identifiability(found: Fit) -> str:
    """Table what is left of each parameter's spread, and which figures speak of it."""
    rows = [
        (
            f"`{row['parameter']}`", _number(row['median']), f"{_number(row['low'])} to {_number(row['high'])}",
            f"{_number(row['prior_low'])} to {_number(row['prior_high'])}", f"{row['sd_ratio']:.2f}",
            row['told'], row['informed_by'],
        )
        for row in found.identified.to_dict("records")
    ]  # fmt: skip
    head = ("number", "median", "90 % interval", "tried", "spread left", "told", "by which figures")
    note = (
        "*Spread left* is the standard deviation after the fit over that before: under 0.4 the figures tell the number well, "
        "from 0.8 on not at all, and then its value is an assumption, not a finding."
    )
    return f"{markdown_table(head, rows)}\n\n{note}"


def checks(figures: TownFigures, found: Fit) -> str:
    """Table fresh runs against the figures, rates as rates."""
    rows = [
        (
            each.name, _number(each.figure), _number(each.model), f"{_number(each.low)} to {_number(each.high)}",
            each.off_in_words, f"{row['distance']:+z.1f}", f"**{each.verdict}**" if each.verdict == MISSED else each.verdict,
        )
        for each, row in zip(_plain(figures, found), found.checks.to_dict("records"), strict=True)
    ]  # fmt: skip
    head = ("figure", "value", "model", "90 % of runs", "off by", "distance (sd)", "verdict")
    note = (
        f"Rates are {_unit(figures)}. A figure is met within a tenth of it (2 points, for what goes from 0 to 1), near within a "
        "quarter (5 points), missed beyond. The distance counts standard deviations of figure, discrepancy and chance: "
        "within 2 it could be chance."
    )
    return f"{markdown_table(head, rows)}\n\n{note}"


def _plain(figures: TownFigures, found: Fit) -> list[PlainFigure]:
    return plain_figures(found.checks.to_dict("records"), describe_figures(figures))


def map_checks(maps: pd.DataFrame) -> str:
    """Table how simulated and recorded crime lie over the map."""
    rows = [
        (
            row['type'].replace("_", " "), row['period'], _pair(row['town_observed'], row['town_simulated']),
            f"{row['rank_correlation']:z.2f}", f"{row['within_90']:.0%}", _pair(row['moran_observed'], row['moran_simulated']),
            _pair(row['worst_fifth_observed'], row['worst_fifth_simulated']),
            _pair(row['deprivation_observed'], row['deprivation_simulated']),
        )
        for row in maps.to_dict("records")
    ]  # fmt: skip
    head = (
        "type", "years", "town's rate", "rank correlation", "within 90 %", "Moran's I", "share in worst fifth",
        "correlation with deprivation",
    )  # fmt: skip
    return markdown_table(head, rows) + "\n\nPairs are recorded / simulated. *Within 90 %*: neighbourhoods whose recorded " \
        "rate lies in the interval that the fitted model gives for it."  # fmt: skip


def describe_coverage(found: Fit) -> str:
    """Say how often known truths lay within their intervals."""
    held = found.coverage
    if not len(held):
        return "Not tried: no known truth was asked for."
    truths = held["truth"].nunique()
    within = [f"{share_within(held['rank'], level):.0%} of {level:.0%} intervals" for level in (0.5, 0.9)]
    return (
        f"{truths} runs whose parameters are known were fitted in turn as if they were the figures, each left out of what the "
        f"fit had learned. Of their parameters, {within[0]} and {within[1]} held the truth."
    )


def limits(figures: TownFigures, ensemble: Ensemble | None) -> str:
    """Say what a fit cannot show, and what stood open beside what was fitted."""
    others = len(ensemble.in_doubt({*figures.scenario.overrides, *figures.space.names})) if ensemble is not None else 0
    beside = (
        f"{others} further numbers that neither the town nor its figures tell had a draw of their own at each point of the fit, "
        "so that what the figures leave open holds doubt about these too; how a fitted number goes together with one of them "
        "is not kept. "
        if others
        else "All numbers that were not free kept the values that are declared: doubt about them is not in these intervals. "
    )
    return beside + (
        "A fit makes the model look like the figures; it does not show that the model's causes are the town's. Parameters that "
        "the figures do not tell keep the spread they had. Recorded crime follows where people report and police look. "
        "mobsim compares strategies in a simulated community; it does not predict persons or addresses."
    )


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Lay out a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def _unit(figures: TownFigures) -> str:
    relative = figures.crime is not None and figures.crime.relative
    return "relative to the town" if relative else "per 1,000 residents a year"


def _pair(one: float, other: float) -> str:
    return " / ".join("–" if np.isnan(each) else f"{each:z.2f}" for each in (one, other))


def _number(value: float) -> str:
    return "–" if not np.isfinite(value) else f"{value:z.3g}"
