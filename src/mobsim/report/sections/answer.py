"""The question, and the short answer."""

from __future__ import annotations

import math
from collections.abc import Mapping

from mobsim.report.findings import Findings, Standing
from mobsim.report.folder import Results
from mobsim.report.language import Sentences, common
from mobsim.report.markup import Markup, fold, items, join, paragraphs, section, table, tag
from mobsim.report.numbers import NOTHING, count, dollars, in_hundred, in_signs, percent, plain
from mobsim.report.sections.budget import cost_in_short, what_moves
from mobsim.report.sections.caution import gives_up, hidden_in_records, stops_drawn_apart, what_this_is
from mobsim.report.sections.currency import whose_prices
from mobsim.report.sections.money import gained
from mobsim.report.sections.sharing import first_together
from mobsim.report.sections.words import (
    certainty,
    crime_in_counts,
    equal_cost,
    feelings,
    headline_word,
    over_models,
    stopped,
    verdict,
    visible,
    worried,
)
from mobsim.report.vocabulary import event_kind, lead, lever, outcome

say = Sentences("answer")


def question_line(findings: Findings) -> str:
    """Ask the question that the comparison answers."""
    key = "question_same_cost" if equal_cost(findings) else "question_any_cost"
    return say(key, policies=count(len(findings.policies), feminine=True), word=headline_word(findings))


def short_answer(findings: Findings) -> Markup:
    """Write the box that a reader in a hurry reads."""
    sentences = (
        verdict(findings),
        _certainty_and_annex(findings),
        over_models(findings),
        what_this_is(findings),
        visible(findings),
        crime_in_counts(findings),
        hidden_in_records(findings),
        feelings(findings),
        stopped(findings),
        stops_drawn_apart(findings),
        worried(findings),
        gives_up(findings),
        cost_in_short(findings),
        what_moves(findings),
        gained(findings),
        whose_prices(findings),
    )
    return tag(
        "section",
        tag("h2", common("short_answer"), id="answer"),
        paragraphs(*sentences),
        class_="answer",
        aria_labelledby="answer",
    )


def _certainty_and_annex(findings: Findings) -> Markup | str:
    """Say how sure the first place is, and where more is told of it."""
    if not findings.others:
        return certainty(findings)
    link = tag("a", say("annex_named"), href="#annex")
    sure = certainty(findings)
    return join([f"{sure} " if sure else "", say("annex"), " ", link, "."])


def key_facts(findings: Findings) -> Markup:
    """Write the three numbers to remember."""
    chosen = findings.chosen
    estimate = chosen[findings.headline]
    between = say(
        "between" if estimate.distinguishable else "between_untold",
        low=percent(estimate.relative(estimate.difference_low), sign=True),
        high=percent(estimate.relative(estimate.difference_high), sign=True),
        chosen=chosen.label,
        reference=findings.reference.label,
    )
    costs_beside = say("reference_cost", reference=findings.reference.label, cost=dollars(findings.reference.cost))
    facts = (
        (outcome(findings.headline).label, percent(estimate.relative(), sign=True), between),
        _certainty(findings),
        (common("cost_per_resident_and_year"), dollars(chosen.cost), costs_beside),
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
        return (say("versions_best"), in_hundred(best.models.best), best.label)
    if math.isfinite(best.probability_best):
        return (say("chance_of_being_best"), in_hundred(best.probability_best), best.label)
    return (say("first_rank"), count(1 + len(findings.tied)), first_together(findings))


def strategies(findings: Findings) -> Markup:
    """Describe what each strategy does."""
    rows = [(_named(standing, findings), standing.about or NOTHING) for standing in findings.standings]
    header = (common("strategy"), say("what_it_does"))
    listing = table(say("strategies"), header, rows, key="strategies", class_="words")
    return section("question", say("compared"), paragraphs(say("alike")), listing, events(findings.results))


def events(results: Results) -> Markup | None:
    """List what the scenario lets happen on set days, under every strategy alike."""
    if not results.events:
        return None
    return join([tag("p", say("events")), items(_event(event) for event in results.events)], "\n")


def _event(event: Mapping[str, object]) -> str:
    where = [str(event[key]) for key in ("neighbourhood", "community") if event.get(key)]
    told = {"day": event.get("day", 0), "severity": in_signs(str(event.get("severity", 0)))}
    kind = event_kind(str(event.get("kind", "event")))
    return say("event_in" if where else "event", kind=kind, where=", ".join(where), **told)


def _named(standing: Standing, findings: Findings) -> Markup:
    if standing is findings.reference:
        return join([standing.label, " ", tag("small", common("reference"))])
    kind = () if standing.is_policy else (" ", tag("small", say("arm")))
    terms = (" ", tag("small", "; ".join(standing.terms))) if standing.terms else ()
    return join([standing.label, *kind, *terms])


def levers(findings: Findings) -> Markup | None:
    """Table the levers of each strategy; nothing where the folder does not hold them."""
    names = list(findings.reference.levers)
    if not names:
        return None
    header = (say("lever"), *(standing.label for standing in findings.standings))
    rows = [(lever(name), *(_lever(standing.levers.get(name)) for standing in findings.standings)) for name in names]
    return fold(say("levers_in_numbers"), table(say("levers"), header, rows, key="levers"))


def _lever(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return NOTHING
    return plain(float(value), 2) if isinstance(value, (int, float)) else lead(str(value))
