"""Deciding under doubt: what holds over plausible models, what a choice may lose, and what trades off."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd

from mobsim.errors import MobsimError
from mobsim.experiment.decision import dominating
from mobsim.report.findings import Estimate, Findings, Models, Standing
from mobsim.report.language import Sentences, common, spoken
from mobsim.report.markup import Markup, join, number, paragraphs, section, table, tag
from mobsim.report.numbers import NOTHING, Scale, count, in_hundred, listed, percent, ranks_in_words, span
from mobsim.report.sections.holding import how_much_holds, what_holds
from mobsim.report.sections.words import headline_word
from mobsim.report.vocabulary import ensemble_title, outcome

say, listing = Sentences("deciding"), Sentences("numbers")
WEIGHED = ("harm", "insecurity", "trust", "stops", "cost")
"""Outcomes that a council weighs against each other; the lower is the better but for trust."""
SHOWN_SHARES = (0.0, 0.05)
MOST_TOLD = 3
SAYS_SOMETHING = 0.05
"""By which a rule must be right more often than the commoner answer alone."""


def deciding(findings: Findings) -> Markup | None:
    """Show what holds over plausible models, what is worth measuring, and which strategies trade one good against another."""
    if not findings.others:
        return None
    words = paragraphs(how_much_holds(findings), _what_is_worth_knowing(findings))
    parts = [part for part in (words, what_holds(findings), _trade_offs(findings)) if part]
    return section("deciding", say("title"), *parts) if parts else None


def over_models(findings: Findings) -> list[Markup | None]:
    """Show what the intervals hold, and how strategies stand over plausible models."""
    if not findings.others:
        return []
    words = paragraphs(_what_intervals_hold(findings), _where_first_place_changes(findings))
    return [words, _standing_over_models(findings)]


def _what_intervals_hold(findings: Findings) -> str:
    """Say what the intervals hold beside luck, and how much of either there is."""
    ensemble = findings.ensemble
    if ensemble is None:
        return say("luck_alone")
    told = [
        say(
            "ensemble",
            parameters=count(len(ensemble["parameters"])),
            name=ensemble_title(str(ensemble.get("title") or ensemble["name"])),
            draws=count(findings.draws),
            size=count(ensemble["size"]),
        )
    ]
    if math.isfinite(findings.luck_share):
        told.append(say("luck_share", share=percent(findings.luck_share)))
    if own := ensemble.get("set_by_scenario"):
        told.append(say("set_by_scenario", names=listed([str(name) for name in own])))
    return " ".join(told)


def _where_first_place_changes(findings: Findings) -> str:
    """Say under which assumptions another policy is first, where draws enough tell."""
    from mobsim.analysis.discovery import first_place
    from mobsim.analysis.results import read_sweep

    if findings.ensemble is None:
        return ""
    try:
        best, found = first_place(read_sweep(findings.results.folder), findings.headline)
    except MobsimError:  # too few draws or policies, or no scikit-learn
        return ""
    if not found.failing:
        return say("always_best", best=findings.find(best).named)
    share = say("another_best", share=percent(found.failing), best=findings.find(best).named)
    worst = found.rules.iloc[0]
    if found.accuracy < found.always + SAYS_SOMETHING or worst["failing"] <= found.failing:
        return f"{share} {say('no_one_assumption')}"
    where = say(
        "most_where",
        rule=_rule(str(worst["rule"])),
        share=percent(worst["failing"]),
        accuracy=percent(found.accuracy),
    )
    return f"{share} {where}"


def _rule(rule: str) -> str:
    """Write a rule of numbers as the language has it; names of parameters stay."""
    if spoken() == "en":
        return rule
    return re.sub(r"(?<=\d)\.(?=\d)", ",", rule.replace(" and ", f" {listing('and')} "))


def _what_is_worth_knowing(findings: Findings) -> str:
    """Say what knowing all that is in doubt would save before choosing, and which numbers and mechanisms are worth measuring."""
    from mobsim.analysis.information import worth_knowing, worth_knowing_together
    from mobsim.analysis.results import read_sweep

    regrets = [standing.models.regret for standing in findings.policies if standing.models is not None]
    level = abs(findings.reference[findings.headline].mean)
    if findings.ensemble is None or not regrets or not level:
        return ""
    whole = say("worth_of_all", share=percent(min(regrets) / level), word=headline_word(findings))
    try:
        results = read_sweep(findings.results.folder)
        alone = _worthiest(worth_knowing(results, findings.headline), "factor", level)
        together = _worthiest(worth_knowing_together(results, findings.headline), "mechanism", level)
    except MobsimError:  # too few draws or policies
        return whole
    if not alone and not together:
        return f"{whole} {say('none_worth')}"
    worth = {"worth_measuring": alone, "worth_studying": together}
    return " ".join([whole, *(say(key, names=names) for key, names in worth.items() if names)])


def _worthiest(table: pd.DataFrame, column: str, level: float) -> str:
    """Name what is worth knowing beyond luck, with what it saves as a share of a level."""
    told = table[table["told"]].head(MOST_TOLD)
    pairs = zip(told[column], told["worth"], strict=True)
    return listed([f"{str(name).replace('_', ' ')} ({percent(worth / level)})" for name, worth in pairs])


def _standing_over_models(findings: Findings) -> Markup | None:
    """Say of each strategy in how many plausible models it is better, best, and what choosing it loses."""
    if findings.ensemble is None:
        return None
    reference = findings.reference.named
    better = [
        say("better_by", share=percent(share, decimals=0)) if share else say("better_than", reference=reference)
        for share in SHOWN_SHARES
    ]
    header = (
        common("strategy"),
        say("change_of", word=headline_word(findings)),
        say("nine_in_ten"),
        *better,
        say("best_of_all"),
        say("ranks"),
        say("loss_at_worst"),
    )
    rows = [_over_models(standing, findings) for standing in findings.standings]
    return table(say("models", reference=reference), header, rows, key="models")


def _over_models(standing: Standing, findings: Findings) -> tuple[Markup | str, ...]:
    estimate, models = standing[findings.headline], standing.models
    is_reference = standing is findings.reference
    change, between = common("reference"), NOTHING
    if not is_reference:
        change = percent(estimate.relative(), sign=True)
        low, high = (percent(estimate.relative(end), sign=True) for end in (estimate.range_low, estimate.range_high))
        between = span(low, high) if math.isfinite(estimate.range_low) else NOTHING
    if models is None:
        return (standing.label, change, between, *[NOTHING] * (len(SHOWN_SHARES) + 3))
    shares = [NOTHING if is_reference else _hundred(models.better_by.get(share, math.nan)) for share in SHOWN_SHARES]
    return (standing.label, change, between, *shares, _hundred(models.best), _ranks(models), _loss(models, findings))


def _hundred(share: float) -> Markup | str:
    return number(in_hundred(share), share) if math.isfinite(share) else NOTHING


def _ranks(models: Models) -> str:
    if not math.isfinite(models.rank_low):
        return NOTHING
    return ranks_in_words(int(models.rank_low), int(models.rank_high))


def _loss(models: Models, findings: Findings) -> Markup | str:
    """Write the worst regret, as a share of the reference's level."""
    if not math.isfinite(models.worst_regret):
        return NOTHING
    level = abs(findings.reference[findings.headline].mean) or math.nan
    return percent(models.worst_regret / level)


def _half(estimate: Estimate) -> float:
    return (estimate.difference_high - estimate.difference_low) / 2


def _trade_offs(findings: Findings) -> Markup | None:
    """Show what strategies trade: of each policy the means of what a council weighs, and whether another is better in all."""
    names = [name for name in WEIGHED if name in findings.contrasts]
    policies = findings.policies
    if len(names) < 2 or len(policies) < 2:
        return None
    means = np.array([[standing[name].mean for name in names] for standing in policies])
    lower = np.array([outcome(name).better != "higher" for name in names])
    scales = [Scale(name, *(_half(standing[name]) for standing in findings.others)) for name in names]
    shown = [np.round(scale.factor * means[:, place], scale.decimals) for place, scale in enumerate(scales)]
    better = dominating(np.stack(shown, 1), lower)
    headings = [
        join([outcome(name).label, " ", tag("small", scale.unit)]) for name, scale in zip(names, scales, strict=True)
    ]
    rows = [
        (
            standing.label,
            *(scale.cell(value) for scale, value in zip(scales, values, strict=True)),
            policies[int(others.argmax())].label if others.any() else NOTHING,
        )
        for standing, values, others in zip(policies, means.tolist(), better.T, strict=True)
    ]
    header = (common("strategy"), *headings, say("another_is_better"))
    return table(say("trade_offs"), header, rows, key="trade-offs")
