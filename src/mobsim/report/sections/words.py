"""Say in plain words what a comparison shows, and how surely."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mobsim.experiment.effects import LEAST_PAIRS
from mobsim.experiment.fairness import LEAST_DEPRIVED, MOST_DEPRIVED, moves_onto_the_poor, shift_of
from mobsim.experiment.thresholds import EQUAL
from mobsim.report.curves import seen_in_a_town
from mobsim.report.findings import Estimate, Findings, Standing
from mobsim.report.language import Sentences
from mobsim.report.nouns import Noun
from mobsim.report.numbers import HALF_A_CENT, count, dollars, in_hundred, listed, percent, plain, span
from mobsim.report.vocabulary import noun

say = Sentences("words")


def change(findings: Findings, estimate: Estimate) -> str:
    """Write a change that the runs can tell from none: ``12% less harm than before (between 9% and 15%)``."""
    low, high = sorted(abs(estimate.relative(end)) for end in (estimate.difference_low, estimate.difference_high))
    return say(
        "more" if estimate.difference > 0 else "less",
        size=percent(abs(estimate.relative())),
        word=headline_word(findings),
        reference=findings.reference.named,
        low=percent(low),
        high=percent(high),
    )


def moved(estimate: Estimate) -> str:
    """Say whether something rose or fell, by how much, or that it cannot be told."""
    if estimate.distinguishable and estimate.hardly:
        return say("hardly_changed", size=percent(estimate.relative(), sign=True))
    if estimate.alike:
        return say("hardly_changed_if_at_all")
    if not estimate.distinguishable:
        return say("not_told_from_chance")
    return say("rose" if estimate.difference > 0 else "fell", size=percent(abs(estimate.relative())))


def headline_word(findings: Findings) -> Noun:
    """Return the headline outcome inside a sentence."""
    return noun(findings.headline)


def verdict(findings: Findings) -> str:
    """Answer the question in one or two sentences."""
    best, reference = findings.best, findings.reference.named
    if len(findings.standings) == 1:
        return say("nothing_to_compare", reference=reference)
    if len(findings.policies) == 1:
        return say("one_policy", reference=reference)
    told = {"runs": findings.runs, "reference": reference, "word": headline_word(findings)}
    if best is findings.reference:
        if findings.tied:
            return say("tied_with_reference", tied=_names(findings.tied), **told)
        return say("none_better", **told)
    if not best[findings.headline].distinguishable:
        return say("first_not_told", best=best.named, **told)
    how = "came_first_hardly" if best[findings.headline].hardly else "came_first"
    sentence = say(how, best=best.named, change=change(findings, best[findings.headline]))
    if findings.tied:
        return f"{sentence} {say('but_tied', tied=_names(findings.tied), **told)}"
    return sentence


def _names(standings: Sequence[Standing]) -> str:
    return listed([standing.named for standing in standings], "or")


def certainty(findings: Findings) -> str:
    """Say how sure the first place is."""
    best = findings.best
    if len(findings.policies) == 1:
        return ""
    if best.probability_best != best.probability_best:
        return say("too_few_for_a_chance", least=count(LEAST_PAIRS, feminine=True))
    told = {
        "best": best.named,
        "policies": count(len(findings.policies), feminine=True),
        "chance": in_hundred(best.probability_best),
    }
    if best.models is not None and math.isfinite(best.models.best):
        return say("best_in_models", share=in_hundred(best.models.best), **told)
    return say("best_in_runs", **told)


def over_models(findings: Findings) -> str:
    """Say what of the answer holds over nearly all plausible versions of the model, and what does not."""
    if findings.ensemble is None or not findings.others:
        return ""
    chosen, word = findings.chosen[findings.headline], headline_word(findings)
    ends = chosen.range_low, chosen.range_high
    if not all(map(math.isfinite, ends)):
        return ""
    if chosen.holds_over_models:
        low, high = (percent(share) for share in sorted(abs(chosen.relative(end)) for end in ends))
        first = say("nine_in_ten_less" if chosen.range_high < 0 else "nine_in_ten_more", word=word, low=low, high=high)
    else:
        low, high = (percent(chosen.relative(end), sign=True) for end in ends)
        first = say("nine_in_ten_models_either_way", chosen=findings.chosen.named, word=word, low=low, high=high)
    others = [each for each in findings.others if each.is_policy and each is not findings.chosen]
    open_ = [each.named for each in others if not each[findings.headline].holds_over_models]
    if not open_:
        return first
    return f"{first} {say('open', names=listed(open_, 'or'), reference=findings.reference.named)}"


def visible(findings: Findings) -> str:
    """Say so when the difference is too small for one real town of this size to notice."""
    estimate = findings.chosen[findings.headline]
    seen = seen_in_a_town(findings.results, findings.headline, findings.reference.name)
    if not estimate.distinguishable or not abs(estimate.difference) < seen:
        return ""
    return say("too_small_to_see", size=percent(seen / abs(estimate.reference_mean)))


def crime_in_counts(findings: Findings) -> str:
    """Say what the first strategy does to crime in counts, and to the crime that the statistics show."""
    true, recorded = findings.chosen["true_crime"], findings.chosen["recorded_crime"]
    if not (true.known and recorded.known):
        return ""
    told = {"chosen": findings.chosen.named, "true": moved(true), "recorded": moved(recorded)}
    if true.distinguishable:
        sentence = say("crime_in_counts", size=plain(abs(true.difference)), **told)
    else:
        sentence = say("crime_moved", **told)
    if true.difference < 0 < recorded.difference and true.distinguishable and recorded.distinguishable:
        sentence += f" {say('both_right')}"
    return sentence


def feelings(findings: Findings) -> str:
    """Say what the first strategy does to insecurity and to trust."""
    insecurity, trust = findings.chosen["insecurity"], findings.chosen["trust"]
    if not (insecurity.known and trust.known):
        return ""
    return say("feelings", insecurity=moved(insecurity), trust=moved(trust))


def stopped(findings: Findings) -> str:
    """Say which strategies move police stops onto the poor, and how far the first does; nothing where none does."""
    onto = [standing for standing in findings.others if standing.is_policy and moves_stops_onto_the_poor(standing)]
    if not onto:
        return ""
    others = [standing.named for standing in onto if standing is not findings.chosen]
    chosen = findings.chosen.named
    if len(others) == len(onto):
        return say("others_stop_the_poor", of=len(others), others=listed(others), chosen=chosen)
    poor, rich = findings.chosen[MOST_DEPRIVED], findings.chosen[LEAST_DEPRIVED]
    sentence = say("stops_the_poor", chosen=chosen, poor=_instead(poor), rich=_instead(rich))
    if not others:
        return sentence
    return f"{sentence} {say('so_do_others', of=len(others), others=listed(others))}"


def moves_stops_onto_the_poor(standing: Standing) -> bool:
    """Whether stops surely rise where residents are most deprived, and by more than where they are least."""
    poor, rich = standing[MOST_DEPRIVED], standing[LEAST_DEPRIVED]
    return moves_onto_the_poor(poor.shift, rich.shift)


def worried(findings: Findings) -> str:
    """Say under which strategies residents surely grow more insecure, in all or where they are most deprived; else nothing."""
    others = [standing for standing in findings.others if standing.is_policy]
    up = [each for each in others if (shift := each["insecurity"].shift) is not None and shift.surely_up]
    sentences = []
    if up:
        sizes = [f"{each.named} ({percent(each['insecurity'].relative(), sign=True)})" for each in up]
        sentences.append(say("less_safe", names=listed(sizes), reference=findings.reference.named))
    poor = [each for each in others if each not in up and _poor_worry(findings, each)]
    if poor:
        sentences.append(say("poor_less_safe", names=listed([each.named for each in poor])))
    return " ".join(sentences)


def _poor_worry(findings: Findings, standing: Standing) -> bool:
    """Whether insecurity surely rises in the most deprived neighbourhoods, and by a greater share than in the least deprived."""
    found = ((findings.fairness or {}).get("outcomes") or {}).get("insecurity", {}).get(standing.name)
    if found is None:
        return False
    poor, rich = (shift_of({"level": found["levels"][place]}, "level") for place in (-1, 0))
    return moves_onto_the_poor(poor, rich)


def _instead(stops: Estimate) -> str:
    return say("instead", now=plain(stops.mean), before=plain(stops.reference_mean))


def equal_cost(findings: Findings) -> bool:
    """Whether all strategies cost the same within one per cent."""
    costs = [standing.cost for standing in findings.standings]
    return max(costs) - min(costs) <= EQUAL * abs(max(costs))


def cost_in_words(findings: Findings) -> str:
    """Say what the strategies cost, whether that is fair to all of them, and what it counts."""
    level = cost_level(findings)
    return f"{level} {counted_in_cost(findings)}" if level else ""


def cost_level(findings: Findings) -> str:
    """Say what the strategies cost, and whether that is fair to all of them; nothing where it is not known."""
    costs = sorted(standing.cost for standing in findings.standings)
    if not all(cost == cost for cost in costs):
        return ""
    low, high = dollars(costs[0]), dollars(costs[-1])
    if equal_cost(findings) and low != high:
        level = say("nearly_same_cost", low=low, high=high)
    elif equal_cost(findings):
        level = say("same_cost", cost=low)
    else:
        level = say("not_same_cost", low=low, high=high)
    own = [each.named for each in findings.standings if each.own_means]
    if own:
        level += f" {say('own_means', names=listed(own))}"
    return level


def counted_in_cost(findings: Findings) -> str:
    """Say what cost counts, how much of it is set aside and not spent, and what volunteers give beside it."""
    aside = _span(findings, "money_set_aside")
    kept = [say("aside")] if aside is None else _unspent(*aside)
    return " ".join([say("counted"), *kept, volunteers_in_words(findings)])


def volunteers_in_words(findings: Findings) -> str:
    """Say that no cost counts volunteers' hours, and how many they give."""
    hours = _span(findings, "volunteer_hours")
    if hours is None:
        return say("volunteers_not_counted")
    low, high = map(plain, hours)
    return say("volunteers_beside", hours=low if low == high else span(low, high))


def _unspent(least: float, most: float) -> list[str]:
    """Say how much of the cost is set aside and not spent, where something is; less than nothing is spent of savings."""
    if least <= -HALF_A_CENT:
        kept = [say("unspent_at_most", high=dollars(most))] if most >= HALF_A_CENT else []
        return [*kept, say("drawn", low=dollars(-least))]
    if most < HALF_A_CENT:
        return []
    low, high = dollars(least), dollars(most)
    if least < HALF_A_CENT and low != high:
        return [say("unspent_at_most", high=high)]
    return [say("unspent", between=low if low == high else span(low, high))]


def _span(findings: Findings, name: str) -> tuple[float, float] | None:
    means = [standing[name].mean for standing in findings.standings]
    return (min(means), max(means)) if all(map(math.isfinite, means)) else None
