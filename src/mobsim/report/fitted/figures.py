"""Name the figures of a town and say how far off the fitted one is, in the language of the report."""

from __future__ import annotations

from mobsim.calibration.plain_figures import CLOSE, FIFTHS, MET, MISSED, PlainFigure, verdict_in_words
from mobsim.report.fitted.reading import FittedTown
from mobsim.report.language import Sentences, spoken
from mobsim.report.numbers import percent, plain
from mobsim.report.vocabulary import outcome, problem

MOST_NAMED = 3
_say = Sentences("fitted")


def label_of(figure: PlainFigure, fitted: FittedTown) -> str:
    """Name a figure: the crime and the group of neighbourhoods that it is of, or what a survey asked."""
    if spoken() == "en":
        return figure.label
    kind, _, group = figure.name.rpartition(" ")
    if not figure.is_rate or "/" not in group:
        measure, _, place = figure.name.partition(" in ")
        label = outcome(measure).label
        return _say("figure_of", problem=label, group=place) if place else label
    number, groups = map(int, group.split("/"))
    by = "crime" if fitted.described["by_crime"] else "deprivation"
    end = "least" if number == 1 else "most" if number == groups else ""
    key = f"{by}_{end}" if end and groups > 1 else f"{by}_fifth" if groups == FIFTHS else f"{by}_group"
    return _say("figure_of", problem=problem(kind), group=_say(key, number=number, groups=groups))


def off_in_words(figure: PlainFigure) -> str:
    """Say how far off the fitted town is: ``36% too low``, or ``3 points too high``."""
    if spoken() == "en":
        return figure.off_in_words
    size = abs(figure.off)
    shown = percent(size, decimals=0) if figure.is_rate else _say("points", of=100 * size, number=plain(100 * size, 1))
    if (round(size, 2) if figure.is_rate else round(size, 3)) == 0:
        return _say("as_it_is")
    return _say("too_high" if figure.off > 0 else "too_low", size=shown)


def how_well(fitted: FittedTown) -> str:
    """Say in a sentence or two how well the fitted town shows the figures."""
    found = fitted.figures
    if spoken() == "en":
        return verdict_in_words(found)
    numbers = {verdict: sum(each.verdict == verdict for each in found) for verdict in (MET, CLOSE, MISSED)}
    told = _say("how_well", all=len(found), **numbers)
    missed = sorted((each for each in found if each.verdict == MISSED), key=lambda each: -abs(each.off))
    if not missed:
        return told
    worst = "; ".join(
        _say("off_of", label=label_of(each, fitted), off=off_in_words(each)) for each in missed[:MOST_NAMED]
    )
    return f"{told} {_say('missed_most', of=len(missed), worst=worst)}"
