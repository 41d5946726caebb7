"""The question, and the short answer."""

from __future__ import annotations

import math
from collections.abc import Mapping

from mobsim.report.findings import Findings, Standing
from mobsim.report.folder import Results
from mobsim.report.markup import Markup, fold, items, join, paragraphs, section, table, tag
from mobsim.report.numbers import NOTHING, dollars, in_hundred, percent, plain
from mobsim.report.sections.money import gained
from mobsim.report.sections.words import (
    certainty,
    cost_in_words,
    count,
    crime_in_counts,
    equal_cost,
    feelings,
    headline_word,
    listed,
    over_models,
    stopped,
    verdict,
    visible,
    worried,
)
from mobsim.report.vocabulary import outcome, sentence_case
from mobsim.scenario.strategy import StrategyKind


def question_line(findings: Findings) -> str:
    """Ask the question that the comparison answers."""
    fair = "at the same cost" if equal_cost(findings) else "whatever it costs"
    return f"Which of {count(len(findings.policies))} strategies leaves the least {headline_word(findings)}, {fair}?"


def short_answer(findings: Findings) -> Markup:
    """Write the box that a reader in a hurry reads."""
    sentences = (
        verdict(findings),
        certainty(findings),
        over_models(findings),
        visible(findings),
        crime_in_counts(findings),
        feelings(findings),
        stopped(findings),
        worried(findings),
        cost_in_words(findings),
        gained(findings),
    )
    return tag(
        "section",
        tag("h2", "The short answer", id="answer"),
        paragraphs(*sentences),
        class_="answer",
        aria_labelledby="answer",
    )


def key_facts(findings: Findings) -> Markup:
    """Write the three numbers to remember."""
    chosen = findings.chosen
    estimate = chosen[findings.headline]
    between = f"between {percent(estimate.relative(estimate.difference_low), sign=True)} and " + (
        f"{percent(estimate.relative(estimate.difference_high), sign=True)}, {chosen.label} against "
        f"{findings.reference.label}"
    )
    between = between if estimate.distinguishable else f"can't be told from no change: {between}"
    facts = (
        (outcome(findings.headline).label, percent(estimate.relative(), sign=True), between),
        _certainty(findings),
        (
            "Cost per resident and year",
            dollars(chosen.cost),
            f"{findings.reference.label}: {dollars(findings.reference.cost)}",
        ),
    )
    return tag(
        "dl",
        *(tag("div", tag("dt", name), tag("dd", size, " ", tag("small", more))) for name, size, more in facts),
        class_="facts",
    )


def _certainty(findings: Findings) -> tuple[str, str, str]:
    """Tell the chance of being best, or where too few runs tell none, who shares the first rank."""
    best = findings.best
    if best.models is not None and math.isfinite(best.models.best):
        return ("Versions of the model in which it is best", in_hundred(best.models.best), best.label)
    if math.isfinite(best.probability_best):
        return ("Chance of being best", in_hundred(best.probability_best), best.label)
    return ("First rank", count(1 + len(findings.tied)), listed([best.label, *(each.label for each in findings.tied)]))


def strategies(findings: Findings) -> Markup:
    """Describe what each strategy does, and its levers for those who want them."""
    text = (
        "Each strategy was lived through by the same simulated town, run by run: the same people, the same places, the "
        "same temptations to offend. What differs between two strategies is only what they did."
    )
    rows = [(_named(standing, findings), standing.about or NOTHING) for standing in findings.standings]
    listing = table("The strategies, best first", ("Strategy", "What it does"), rows, key="strategies", class_="words")
    return section(
        "question", "What was compared", paragraphs(text), listing, events(findings.results), _levers(findings)
    )


def events(results: Results) -> Markup | None:
    """List what the scenario lets happen on set days, under every strategy alike."""
    if not results.events:
        return None
    text = tag("p", "Whatever the strategy, these things happen in the simulated town:")
    return join([text, items(_event(event) for event in results.events)], "\n")


def _event(event: Mapping[str, object]) -> str:
    where = [str(event[key]) for key in ("neighbourhood", "community") if event.get(key)]
    place = f" in {', '.join(where)}" if where else ""
    kind = sentence_case(str(event.get("kind", "event")))
    return f"{kind}{place} on day {event.get('day', 0)}, severity {event.get('severity', 0)}"


def _named(standing: Standing, findings: Findings) -> Markup:
    if standing is findings.reference:
        return join([standing.label, " ", tag("small", "reference")])
    kind = () if standing.is_policy else (" ", tag("small", StrategyKind.ARM.label))
    terms = (" ", tag("small", "; ".join(standing.terms))) if standing.terms else ()
    return join([standing.label, *kind, *terms])


def _levers(findings: Findings) -> Markup | None:
    names = list(findings.reference.levers)
    if not names:
        return None
    header = ("Lever", *(standing.label for standing in findings.standings))
    rows = [
        (sentence_case(name), *(_lever(standing.levers.get(name)) for standing in findings.standings)) for name in names
    ]
    return fold("The levers of each strategy, in numbers", table("Levers", header, rows, key="levers"))


def _lever(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return NOTHING
    return plain(float(value), 2) if isinstance(value, (int, float)) else str(value)
