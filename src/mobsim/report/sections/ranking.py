"""The ranking, with its intervals."""

from __future__ import annotations

import math

from mobsim.experiment.effects import LEAST_PAIRS
from mobsim.report.figures import Gallery
from mobsim.report.figures.ranking import draw_ranking
from mobsim.report.findings import Findings, Standing
from mobsim.report.markup import Markup, fold, join, number, paragraphs, section, table, tag
from mobsim.report.numbers import NOTHING, Scale, in_hundred, plain
from mobsim.report.sections.figure import figure
from mobsim.report.sections.words import count, headline_word, listed
from mobsim.report.vocabulary import money_sign, outcome

OTHERS = ("true_crime", "recorded_crime", "insecurity", "trust", "participation")


def ranking(findings: Findings, gallery: Gallery) -> Markup:
    """Write the ranking as a figure, a table, and in words."""
    word = headline_word(findings)
    caption = (
        f"Further left is less {word} than {findings.reference.label}. The bar is the range in which the difference of the "
        "simulation's averages probably lies; all bars, and those of any other pair, hold at once (95 times in 100). A filled "
        "dot can be told apart from the reference, a hollow dot can't. Rank is the span of ranks that it may have: "
        "strategies that can't be told apart share some. * The chance, in 100, of being the best; told from "
        f"{count(LEAST_PAIRS)} paired runs on."
    )
    own = [standing.label for standing in findings.standings if standing.own_means]
    caption += f" Not at equal cost: {listed(own)}." if own else ""
    return section(
        "ranking",
        "The ranking",
        figure([draw_ranking(findings, gallery)], "Who comes out ahead, and how surely.", caption),
        _table(findings),
        paragraphs(_apart(findings)),
        _other_outcomes(findings),
    )


def _table(findings: Findings) -> Markup:
    meaning = outcome(findings.headline)
    header = (
        "Strategy",
        "Rank",
        meaning.label,
        f"Difference from {findings.reference.label}",
        "Chance of being best",
        "Average loss if chosen",
        "Cost per resident and year",
        "Volunteers' hours beside it, per 1,000 residents and year",
    )
    rows = [_row(standing, findings) for standing in findings.standings]
    unit = f" ({meaning.unit})" if meaning.unit else ""
    return table(f"{meaning.label}{unit}, best first", header, rows, key="ranking-table")


def _row(standing: Standing, findings: Findings) -> tuple[Markup, ...]:
    estimate, scale = standing[findings.headline], _scale(findings)
    own = tag("td", scale.cell(estimate.mean))
    if standing is findings.reference:
        difference = tag("td", "reference")
    else:
        ends = scale.interval(estimate.difference_low, estimate.difference_high, sign=True)
        difference = tag("td", scale.cell(estimate.difference, sign=True), " ", tag("small", ends))
    width = f"width:{max(0.0, 4 * standing.probability_best):.2f}em"
    bar = tag("span", class_="bar", style=width, aria_hidden="true") if standing.probability_best > 0 else None
    chance = tag(
        "td", join([bar, number(in_hundred(standing.probability_best), standing.probability_best)]), class_="chance"
    )
    hours = standing["volunteer_hours"].mean
    return (
        join([standing.label, " ", tag("small", "not at equal cost")] if standing.own_means else [standing.label]),
        tag("td", standing.ranks),
        own,
        difference,
        chance,
        tag("td", scale.cell(standing.expected_regret)),
        tag("td", number(money_sign() + plain(standing.cost, 2), standing.cost)),
        tag("td", number(plain(hours), hours) if math.isfinite(hours) else NOTHING),
    )


def _scale(findings: Findings) -> Scale:
    widths = (
        (each[findings.headline].difference_high - each[findings.headline].difference_low) / 2
        for each in findings.others
    )
    return Scale(findings.headline, *widths)


def _apart(findings: Findings) -> str:
    word, headline, reference = headline_word(findings), findings.headline, findings.reference.label
    told = [each for each in findings.others if each[headline].distinguishable and not each[headline].hardly]
    small = [each for each in findings.others if each[headline].distinguishable and each[headline].hardly]
    less = [each.label for each in told if each[headline].difference < 0]
    more = [each.label for each in told if each[headline].difference > 0]
    same = [each.label for each in findings.others if not each[headline].distinguishable]
    sentences = []
    if less:
        sentences.append(f"Less {word} than {reference}: {listed(less)}.")
    if more:
        sentences.append(f"More: {listed(more)}.")
    if small:
        names = listed([each.label for each in small])
        sentences.append(f"A difference that can be told, but hardly any (under half a per cent): {names}.")
    if same:
        sentences.append(f"We can't tell {listed(same, 'or')} apart from {reference} with this many runs.")
    if findings.policies != findings.standings:
        sentences.append("Arms of experiments stand below the policies and are not ranked.")
    sentences.append(
        "Ranks run from one more than the runs tell to be better, to all but those they tell to be worse: who shares a rank "
        "can't be told apart, or only through others."
    )
    if math.isfinite(findings.best.expected_regret):
        sentences.append("“Average loss if chosen” is how much worse than the best one a strategy probably is.")
    return " ".join(sentences)


def _other_outcomes(findings: Findings) -> Markup | None:
    names = [name for name in OTHERS if name in findings.contrasts]
    if not names:
        return None
    header = ("Strategy", *(_headed(name) for name in names))
    rows = [(standing.label, *(_both(standing, name, findings) for name in names)) for standing in findings.standings]
    caption = f"Mean, and difference from {findings.reference.label} with its interval"
    return fold("The same for other outcomes", table(caption, header, rows, key="other-outcomes"))


def _headed(name: str) -> Markup:
    meaning = outcome(name)
    return join([meaning.label, " ", tag("small", Scale(name).unit)])


def _both(standing: Standing, name: str, findings: Findings) -> Markup:
    estimate = standing[name]
    scale = Scale(name, *((each[name].difference_high - each[name].difference_low) / 2 for each in findings.others))
    if standing is findings.reference:
        return tag("td", scale.cell(estimate.mean))
    ends = scale.interval(estimate.difference_low, estimate.difference_high, sign=True)
    return tag(
        "td", scale.cell(estimate.mean), " ", tag("small", scale.cell(estimate.difference, sign=True), " (", ends, ")")
    )
