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
from mobsim.report.language import Sentences, common
from mobsim.report.markup import Markup, appendix, fold, join, paragraphs, section, table, tag
from mobsim.report.neighbourhoods import Contrast, by_deprivation, contrast_places, differ_in_deprivation
from mobsim.report.numbers import Scale, brief, count, per_cent_sign, percent, with_interval
from mobsim.report.sections.fairness import ARROW, fairness
from mobsim.report.sections.figure import figure
from mobsim.report.vocabulary import noun, outcome

say = Sentences("people")
MAPPED = ("harm", "insecurity", "stops")
TABLED = (*MAPPED, *SERVICES)
PRINTED = 60
"""Neighbourhoods in numbers that paper shows, on three or four sheets."""
ROUND = (0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1.0)


def people(findings: Findings, gallery: Gallery) -> Markup:
    """Show changes by neighbourhood and by deprivation."""
    contrasts = {
        name: contrast
        for name in MAPPED
        if (contrast := contrast_places(findings.results, name, findings.chosen.name, findings.reference.name))
    }
    return section(
        "people",
        say("title"),
        paragraphs(_in_words(findings, contrasts)),
        _maps(findings, contrasts, gallery),
        _equity(findings, gallery),
        _stops(findings),
        *fairness(findings),
        _places_table(findings),
    )


def _in_words(findings: Findings, contrasts: dict[str, Contrast]) -> str:
    if "harm" not in contrasts:
        return say("no_neighbourhoods")
    sign = contrasts["harm"].sign
    less, more, same = (int((sign == value).sum()) for value in (-1, 1, 0))
    told = {
        "chosen": findings.chosen.named,
        "reference": findings.reference.named,
        "less": count(less),
        "more": count(more),
        "same": count(same),
        "all": len(sign),
        "chance": count(max(1, round(0.05 * len(sign)))),
    }
    return say("gains_and_losses_and_untold" if same else "gains_and_losses", **told)


def _maps(findings: Findings, contrasts: dict[str, Contrast], gallery: Gallery) -> Markup | None:
    if not contrasts:
        return None
    panels = [_map(findings, name, contrast, gallery) for name, contrast in contrasts.items()]
    return figure(panels, say("map_figure", chosen=findings.chosen.named), say("map_how_to_read"))


def _map(findings: Findings, name: str, contrast: Contrast, gallery: Gallery) -> Panel:
    step, label = _step(contrast), outcome(name).label
    edges = np.array([-step, -step / 5, step / 5, step])
    far, near = (per_cent_sign(brief(100 * size)) for size in (step, step / 5))
    legend = (say("far_less", size=far), say("less"), say("within", size=near), say("more"), say("far_more", size=far))
    layer = Layer(
        say("map_change", word=noun(name)),
        np.searchsorted(edges, contrast.relative),
        LESS_TO_MORE,
        legend,
        [("−", "", "+")[sign + 1] for sign in contrast.sign],
        STRIPED_ABOVE,
    )
    words = say(
        "map_in_words",
        all=len(contrast.sign),
        label=label,
        lower=int((contrast.sign < 0).sum()),
        higher=int((contrast.sign > 0).sum()),
        same=int((contrast.sign == 0).sum()),
        median=percent(float(np.median(contrast.relative)), sign=True),
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
    return figure(panels, say("gradient_figure"), say("gradient_how_to_read"))


def _equally_deprived(findings: Findings) -> Markup | None:
    table = findings.results.neighbourhoods
    if table is None or table["key"].nunique() < 2 or differ_in_deprivation(table):
        return None
    return paragraphs(say("equally_deprived"))


def _stops(findings: Findings) -> Markup | None:
    """Table who is stopped, from the least to the most deprived fifth of residents, with the interval of each change."""
    names = [each.name for each in STOPS_BY_FIFTH if each.name in findings.contrasts and _is_known(findings, each.name)]
    if not names:
        return None
    rows = [
        (outcome(name).label, *(_stopped(findings, standing, name) for standing in findings.standings))
        for name in names
    ]
    header = (say("per_1000"), *(standing.label for standing in findings.standings))
    return table(say("stops_caption"), header, rows, key="stops")


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
    caption = say("places_caption", chosen=findings.chosen.named, reference=findings.reference.named)
    listing = table(caption, (common("neighbourhood"), *headings), rows, key="places-table")
    if len(rows) <= PRINTED:
        return fold(say("places_in_numbers"), listing)
    return appendix(say("places_in_numbers"), say("places_unprinted", places=len(rows)), listing)


def _change(contrast: Contrast, place: int, scale: Scale) -> Markup:
    level, after = contrast.level[place], contrast.level[place] + contrast.difference[place]
    shown = join([scale.cell(level), f" {ARROW} ", scale.cell(after)])
    if not level > 0:
        return tag("td", shown)
    middle, low, high = (percent(float(ends[place]) / level, sign=True) for ends in contrast[1:])
    return tag("td", shown, " ", tag("small", with_interval(middle, low, high)))
