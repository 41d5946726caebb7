"""Who gains and who does not."""

from __future__ import annotations

import numpy as np

from mobsim.experiment.fairness import SERVICES
from mobsim.experiment.intervals import mean_interval
from mobsim.measures.equity import STOPS_BY_FIFTH
from mobsim.report.figures import Gallery, Panel
from mobsim.report.figures.equity import Gradient, draw_gradient
from mobsim.report.figures.maps import LESS_TO_MORE, STRIPED_ABOVE, Layer, draw_map
from mobsim.report.figures.marks import SHOWN
from mobsim.report.findings import Findings, Standing
from mobsim.report.markup import Markup, fold, join, paragraphs, section, table, tag
from mobsim.report.neighbourhoods import Contrast, by_deprivation, contrast_places, differ_in_deprivation
from mobsim.report.numbers import Scale, percent
from mobsim.report.sections.fairness import ARROW, fairness
from mobsim.report.sections.figure import figure
from mobsim.report.sections.words import count
from mobsim.report.vocabulary import outcome

MAPPED = ("harm", "insecurity", "stops")
TABLED = (*MAPPED, *SERVICES)
ROUND = (0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0)


def people(findings: Findings, gallery: Gallery) -> Markup:
    """Show changes by neighbourhood and by deprivation."""
    contrasts = {
        name: contrast
        for name in MAPPED
        if (contrast := contrast_places(findings.results, name, findings.chosen.name, findings.reference.name))
    }
    return section(
        "people",
        "Who gains, and who does not",
        paragraphs(_in_words(findings, contrasts)),
        _maps(findings, contrasts, gallery),
        _equity(findings, gallery),
        _stops(findings),
        *fairness(findings),
        _places_table(findings),
    )


def _in_words(findings: Findings, contrasts: dict[str, Contrast]) -> str:
    if "harm" not in contrasts:
        return "The folder holds no neighbourhoods to compare."
    sign = contrasts["harm"].sign
    less, more, same = (int((sign == value).sum()) for value in (-1, 1, 0))
    undecided = f"; in {count(same)} we can't tell with this many runs" if same else ""
    chance = count(max(1, round(0.05 * len(sign))))
    return (
        f"{findings.chosen.label} against {findings.reference.label}: harm is lower in {count(less)} of {len(sign)} "
        f"neighbourhoods and higher in {count(more)}{undecided}. With so many looked at, about {chance} would be marked by "
        "chance alone, so look at the pattern, not at one neighbourhood."
    )


def _maps(findings: Findings, contrasts: dict[str, Contrast], gallery: Gallery) -> Markup | None:
    if not contrasts:
        return None
    panels = [_map(findings, name, contrast, gallery) for name, contrast in contrasts.items()]
    caption = (
        "Blue: less than under the reference. Orange with stripes: more. A sign, “−” or “+”, stands where the runs can "
        "tell; without one it may be luck. The depth of colour is the size of the change. Neighbourhoods are "
        "simulated; the map does not show real crime."
    )
    return figure(panels, f"Where things change under {findings.chosen.label}.", caption)


def _map(findings: Findings, name: str, contrast: Contrast, gallery: Gallery) -> Panel:
    step, label = _step(contrast), outcome(name).label
    edges = np.array([-step, -step / 5, step / 5, step])
    legend = (
        f"{100 * step:g}% less or lower",
        "less",
        f"within {100 * step / 5:g}%",
        "more",
        f"{100 * step:g}% more or higher",
    )
    layer = Layer(
        f"Change in {label.lower()}",
        np.searchsorted(edges, contrast.relative),
        LESS_TO_MORE,
        legend,
        [("−", "", "+")[sign + 1] for sign in contrast.sign],
        STRIPED_ABOVE,
    )
    words = (
        f"Map of {len(contrast.sign)} neighbourhoods. {label} is lower in {int((contrast.sign < 0).sum())}, higher in "
        f"{int((contrast.sign > 0).sum())}, not told apart in {int((contrast.sign == 0).sum())}. "
        f"Median change {percent(float(np.median(contrast.relative)), sign=True)}."
    )
    return draw_map(findings.results.areas or {}, layer, f"map-{name}", words, gallery)


def _step(contrast: Contrast) -> float:
    """Choose a round change that about a quarter of the neighbourhoods go beyond."""
    wanted = float(np.quantile(np.abs(contrast.relative), 0.75))
    return next((step for step in ROUND if step >= wanted), ROUND[-1])


def _equity(findings: Findings, gallery: Gallery) -> Markup | None:
    panels = []
    for name in MAPPED:
        gradients = []
        for standing, mark in zip(findings.shown, SHOWN, strict=False):
            groups = by_deprivation(findings.results, name, standing.name)
            if groups is not None:
                gradients.append(Gradient(standing.label, mark, *mean_interval(groups.to_numpy(dtype=float))))
        if gradients:
            panels.append(draw_gradient(name, gradients, gallery))
    if not panels:
        return _equally_deprived(findings)
    caption = (
        "Neighbourhoods are sorted into fifths of the population by deprivation. A strategy is fairer where its line "
        "is flatter. Stops are who gets checked by the police: look whether they fall on the most deprived."
    )
    return figure(panels, "Who carries harm, worry and stops.", caption)


def _equally_deprived(findings: Findings) -> Markup | None:
    table = findings.results.neighbourhoods
    if table is None or table["key"].nunique() < 2 or differ_in_deprivation(table):
        return None
    return paragraphs(
        "The scenario gives every neighbourhood the same deprivation, so nothing is compared between the most and the least "
        "deprived."
    )


def _stops(findings: Findings) -> Markup | None:
    """Table who is stopped, from the least to the most deprived fifth of residents, with the interval of each change."""
    names = [each.name for each in STOPS_BY_FIFTH if each.name in findings.contrasts and _is_known(findings, each.name)]
    if not names:
        return None
    rows = [
        (outcome(name).label, *(_stopped(findings, standing, name) for standing in findings.standings))
        for name in names
    ]
    header = ("Per 1,000 residents a year", *(standing.label for standing in findings.standings))
    caption = "Who is stopped, by how deprived the neighbourhood is; small print: the change against the reference"
    return table(caption, header, rows, key="stops")


def _stopped(findings: Findings, standing: Standing, name: str) -> Markup:
    estimate, scale = standing[name], Scale(name, 1.0)
    shown = scale.cell(estimate.mean)
    if standing is findings.reference or not np.isfinite(estimate.difference_low):
        return tag("td", shown)
    ends = scale.interval(estimate.difference_low, estimate.difference_high, sign=True)
    return tag("td", shown, " ", tag("small", ends))


def _is_known(findings: Findings, name: str) -> bool:
    return any(np.isfinite(standing[name].mean) for standing in findings.standings)


def _places_table(findings: Findings) -> Markup | None:
    """Table every neighbourhood, before and after, those that gain most first."""
    found = {
        name: contrast
        for name in TABLED
        if (contrast := contrast_places(findings.results, name, findings.chosen.name, findings.reference.name))
    }
    if not found:
        return None
    names = (findings.results.areas or {})["names"]
    order = np.argsort(found["harm"].relative, kind="stable") if "harm" in found else range(len(names))
    scales = {name: Scale(name, float(np.median(contrast.level)) / 10) for name, contrast in found.items()}
    headings = [join([outcome(name).label, " ", tag("small", scales[name].unit)]) for name in found]
    rows = [
        (str(names[place]), *(_change(contrast, place, scales[name]) for name, contrast in found.items()))
        for place in order
    ]
    caption = (
        f"Before and after in every neighbourhood, {findings.chosen.label} against {findings.reference.label}, with the change "
        "in % and its interval"
    )
    return fold(
        "Every neighbourhood in numbers", table(caption, ("Neighbourhood", *headings), rows, key="places-table")
    )


def _change(contrast: Contrast, place: int, scale: Scale) -> Markup:
    level, after = contrast.level[place], contrast.level[place] + contrast.difference[place]
    shown = join([scale.cell(level), f" {ARROW} ", scale.cell(after)])
    if not level > 0:
        return tag("td", shown)
    middle, low, high = (percent(float(ends[place]) / level, sign=True) for ends in contrast[1:])
    return tag("td", shown, " ", tag("small", f"{middle} ({low} to {high})"))
