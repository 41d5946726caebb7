"""Figures of a fit in the units that a town counts in, with a verdict that goes by how far off the fitted town is."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mobsim.calibration.figures import TownFigures

WITHIN, NEAR = 0.10, 0.25
"""Shares of a figure within which a rate is met, and near."""
POINTS_WITHIN, POINTS_NEAR = 0.02, 0.05
"""The same for what goes from 0 to 1, in its own units."""
MET, CLOSE, MISSED = "met", "near", "missed"
PER_1000 = "per 1,000 residents a year"
TIMES = "times the town's own rate"
FIFTHS = 5


def describe_figures(figures: TownFigures) -> dict[str, Any]:
    """Describe what was fitted to, as plain data beside the results."""
    crime = figures.crime
    return {
        "title": figures.title,
        "source": figures.source,
        "types": [] if crime is None else list(crime.types),
        "groups": 0 if crime is None else crime.groups,
        "relative": crime is not None and crime.relative,
        "grouping": "" if crime is None else crime.grouping,
        "by_crime": crime is not None and "recorded crime" in crime.grouping,
        "surveys": [survey.measure for survey in figures.surveys],
    }


@dataclass(frozen=True)
class PlainFigure:
    """One figure beside the fitted town: ``low`` to ``high`` holds nine in ten runs of what the figures leave open.

    ``off`` is how far the fitted town is from the figure, as a share of it for rates and in its own units for what goes from 0
    to 1; ``chance`` whether so much could be chance and the discrepancy that was declared.
    """

    name: str
    label: str
    unit: str
    figure: float
    model: float
    low: float
    high: float
    off: float
    chance: bool

    @property
    def is_rate(self) -> bool:
        """Whether it is a rate, told by its ratio to the figure."""
        return self.unit in (PER_1000, TIMES)

    @property
    def verdict(self) -> str:
        """Whether the figure is met, near or missed, by how far off the fitted town is and by nothing else."""
        within, near = (WITHIN, NEAR) if self.is_rate else (POINTS_WITHIN, POINTS_NEAR)
        size = round(abs(self.off), 2 if self.is_rate else 3)  # as it is shown
        return MET if size <= within else CLOSE if size <= near else MISSED

    @property
    def off_in_words(self) -> str:
        """Say how far off the fitted town is: ``36% too low``, or ``3 points too high``."""
        shown = f"{abs(self.off):.0%}" if self.is_rate else f"{100 * abs(self.off):.1f} points"
        if shown in ("0%", "0.0 points"):
            return "as it is"
        return f"{shown} too {'high' if self.off > 0 else 'low'}"


def plain_figures(checks: Iterable[Mapping[str, Any]], described: Mapping[str, Any]) -> list[PlainFigure]:
    """Put the checks of a fit into plain units: logarithms of rates become rates."""
    return [_plain(row, described) for row in checks]


def _plain(row: Mapping[str, Any], described: Mapping[str, Any]) -> PlainFigure:
    name, chance = str(row["target"]), bool(row["met"])
    type_, _, group = name.rpartition(" ")
    values = [float(row[key]) for key in ("value", "fitted", "low", "high")]
    if type_ in described["types"] and "/" in group:
        figure, model, low, high = map(math.exp, values)
        unit = TIMES if described["relative"] else PER_1000
        label = f"{_words(type_)}, {_group(group, by_crime=bool(described['by_crime']))}"
        return PlainFigure(name, label, unit, figure, model, low, high, model / figure - 1.0, chance)
    figure, model, low, high = values
    return PlainFigure(name, _words(name), "0 to 1", figure, model, low, high, model - figure, chance)


def _group(group: str, *, by_crime: bool) -> str:
    """Name a group of neighbourhoods: ``2/5`` is the second fifth from the least."""
    number, groups = map(int, group.split("/"))
    what = "recorded" if by_crime else "deprivation"
    if number in (1, groups) and groups > 1:
        return f"where {'least' if number == 1 else 'most'} is {what}" if by_crime else (
            f"where {what} is {'least' if number == 1 else 'greatest'}"
        )  # fmt: skip
    part = "fifth" if groups == FIFTHS else f"of {groups} groups"
    return f"{_ORDINALS.get(number, f'{number}th')} {part} by {'crime' if by_crime else 'deprivation'}"


_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}


def _words(name: str) -> str:
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def verdict_in_words(found: list[PlainFigure]) -> str:
    """Say in a sentence or two how well the fitted town shows the figures."""
    count = {verdict: sum(each.verdict == verdict for each in found) for verdict in (MET, CLOSE, MISSED)}
    told = (
        f"Of {len(found)} figures, the fitted town meets {count[MET]} within a tenth (or 2 points), is near {count[CLOSE]} "
        f"within a quarter (or 5 points), and misses {count[MISSED]}."
    )
    missed = sorted((each for each in found if each.verdict == MISSED), key=lambda each: -abs(each.off))
    if not missed:
        return told
    worst = "; ".join(f"{each.label}: {each.off_in_words}" for each in missed[:3])
    return f"{told} {'Missed most' if len(missed) > 1 else 'Missed'}: {worst}."
