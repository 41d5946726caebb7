"""The ranking, with its intervals."""

from __future__ import annotations

import math

from mobsim.experiment.effects import LEAST_PAIRS
from mobsim.report.figures import Gallery
from mobsim.report.figures.ranking import draw_ranking
from mobsim.report.findings import Findings, Standing
from mobsim.report.language import Sentences, common
from mobsim.report.markup import Markup, fold, join, number, paragraphs, section, table, tag
from mobsim.report.numbers import NOTHING, Scale, count, dollars, in_hundred, listed, plain
from mobsim.report.sections.figure import figure
from mobsim.report.sections.words import headline_word
from mobsim.report.vocabulary import outcome

say = Sentences("ranking")
OTHERS = ("true_crime", "recorded_crime", "insecurity", "trust", "participation")


def ranking(findings: Findings, gallery: Gallery) -> Markup:
    """Write the ranking as a figure, a table, and in words."""
    told = {"word": headline_word(findings), "reference": findings.reference.named}
    caption = say("how_to_read", least=count(LEAST_PAIRS, feminine=True), **told)
    own = [standing.named for standing in findings.standings if standing.own_means]
    caption += f" {say('own_means', names=listed(own))}" if own else ""
    return section(
        "ranking",
        say("title"),
        figure([draw_ranking(findings, gallery)], say("figure"), caption),
        _table(findings),
        paragraphs(_apart(findings)),
        _other_outcomes(findings),
    )


def _table(findings: Findings) -> Markup:
    meaning = outcome(findings.headline)
    header = (
        common("strategy"),
        say("rank"),
        meaning.label,
        say("difference_from", reference=findings.reference.named),
        common("cost_per_resident_and_year"),
        say("volunteers_beside"),
    )
    rows = [_row(standing, findings) for standing in findings.standings]
    unit = f" ({meaning.unit})" if meaning.unit else ""
    return table(say("best_first", label=f"{meaning.label}{unit}"), header, rows, key="ranking-table")


def _row(standing: Standing, findings: Findings) -> tuple[Markup, ...]:
    estimate, scale = standing[findings.headline], _scale(findings)
    own = tag("td", scale.cell(estimate.mean))
    if standing is findings.reference:
        difference = tag("td", common("reference"))
    else:
        ends = scale.interval(estimate.difference_low, estimate.difference_high, sign=True)
        difference = tag("td", scale.cell(estimate.difference, sign=True), " ", tag("small", ends))
    hours = standing["volunteer_hours"].mean
    return (
        join(
            [standing.label, " ", tag("small", common("not_at_equal_cost"))] if standing.own_means else [standing.label]
        ),
        tag("td", standing.ranks, class_="rank"),
        own,
        difference,
        tag("td", number(dollars(standing.cost, 2), standing.cost)),
        tag("td", number(plain(hours), hours) if math.isfinite(hours) else NOTHING),
    )


def _scale(findings: Findings) -> Scale:
    widths = (
        (each[findings.headline].difference_high - each[findings.headline].difference_low) / 2
        for each in findings.others
    )
    return Scale(findings.headline, *widths)


def _apart(findings: Findings) -> str:
    headline, others = findings.headline, findings.others
    told = [each for each in others if each[headline].distinguishable and not each[headline].hardly]
    groups = {
        "less": [each.named for each in told if each[headline].difference < 0],
        "more": [each.named for each in told if each[headline].difference > 0],
        "hardly": [each.named for each in others if each[headline].distinguishable and each[headline].hardly],
        "same": [each.named for each in others if not each[headline].distinguishable],
    }
    words = {"word": headline_word(findings), "reference": findings.reference.named}
    sentences = [
        say(key, names=listed(names, "or" if key == "same" else "and"), **words)
        for key, names in groups.items()
        if names
    ]
    if findings.policies != findings.standings:
        sentences.append(say("arms"))
    sentences.append(say("ranks"))
    return " ".join(sentences)


def odds(findings: Findings) -> list[Markup | None]:
    """Table the chance of being best, and what choosing a strategy loses on average, with what they mean."""
    header = (common("strategy"), say("rank"), say("chance_of_being_best"), say("average_loss"))
    rows = [_odds_row(standing, _scale(findings)) for standing in findings.standings]
    meaning = outcome(findings.headline)
    unit = f" ({meaning.unit})" if meaning.unit else ""
    words = say("chance", least=count(LEAST_PAIRS, feminine=True)), say("loss")
    return [paragraphs(" ".join(words)), table(say("odds", label=f"{meaning.label}{unit}"), header, rows, key="odds")]


def _odds_row(standing: Standing, scale: Scale) -> tuple[Markup | str, ...]:
    best = standing.probability_best
    width = f"width:{max(0.0, 4 * best):.2f}em"
    bar = tag("span", class_="bar", style=width, aria_hidden="true") if best > 0 else None
    chance = tag("td", join([bar, number(in_hundred(best), best)]), class_="chance")
    return (
        standing.label,
        tag("td", standing.ranks, class_="rank"),
        chance,
        tag("td", scale.cell(standing.expected_regret)),
    )


def _other_outcomes(findings: Findings) -> Markup | None:
    names = [name for name in OTHERS if name in findings.contrasts]
    if not names:
        return None
    header = (common("strategy"), *(_headed(name) for name in names))
    rows = [(standing.label, *(_both(standing, name, findings) for name in names)) for standing in findings.standings]
    caption = say("mean_and_difference", reference=findings.reference.named)
    return fold(say("other_outcomes"), table(caption, header, rows, key="other-outcomes"))


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
