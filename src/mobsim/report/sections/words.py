"""Say in plain words what a comparison shows, and how surely."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mobsim.experiment.effects import LEAST_PAIRS
from mobsim.experiment.fairness import LEAST_DEPRIVED, MOST_DEPRIVED, moves_onto_the_poor, shift_of
from mobsim.experiment.thresholds import EQUAL
from mobsim.report.curves import seen_in_a_town
from mobsim.report.findings import Estimate, Findings, Standing
from mobsim.report.numbers import dollars, in_hundred, percent, plain
from mobsim.report.vocabulary import outcome

SMALL = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def count(number: int) -> str:
    """Write a count: small ones in words."""
    return SMALL[number] if 0 <= number < len(SMALL) else f"{number:,}"


def listed(names: Sequence[str], last: str = "and") -> str:
    """Write names one after another."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def change(estimate: Estimate, what: str) -> str:
    """Write a change that the runs can tell from none: ``12% less harm than before (between 9% and 15%)``."""
    direction = "more" if estimate.difference > 0 else "less"
    ends = sorted(abs(estimate.relative(end)) for end in (estimate.difference_low, estimate.difference_high))
    size = f"{percent(abs(estimate.relative()))} {direction} {what}"
    return f"{size} (between {percent(ends[0])} and {percent(ends[1])})"


def moved(estimate: Estimate, up: str = "rose", down: str = "fell") -> str:
    """Say whether something rose or fell, by how much, or that it cannot be told."""
    if estimate.distinguishable and estimate.hardly:
        return f"hardly changed ({percent(estimate.relative(), sign=True)})"
    if estimate.alike:
        return "hardly changed, if at all (by less than half a per cent)"
    if not estimate.distinguishable:
        return "did not change by an amount that we can tell from chance"
    return f"{up if estimate.difference > 0 else down} by {percent(abs(estimate.relative()))}"


def headline_word(findings: Findings) -> str:
    """Return the headline outcome inside a sentence."""
    label = outcome(findings.headline).label
    return label[:1].lower() + label[1:]


def verdict(findings: Findings) -> str:
    """Answer the question in one or two sentences."""
    best, word, reference = findings.best, headline_word(findings), findings.reference.label
    if len(findings.standings) == 1:
        return f"Only {reference} was simulated, so there is nothing to compare."
    if len(findings.policies) == 1:
        return f"Only {reference} is a policy; the arms of experiments beside it are shown and not ranked."
    runs = f"{findings.runs} paired runs"
    if best is findings.reference:
        if findings.tied:
            return (
                f"With {runs} we can't tell {_names(findings.tied)} apart from {reference}; none did better on {word}."
            )
        return f"No strategy did better than {reference} on {word}."
    if not best[findings.headline].distinguishable:
        return f"With {runs} we can't tell {best.label}, which came first, apart from {reference} on {word}."
    hardly = ", but hardly" if best[findings.headline].hardly else ""
    sentence = f"{best.label} came first{hardly}: {change(best[findings.headline], f'{word} than {reference}')}."
    if findings.tied:
        return sentence + f" But with {runs} we can't tell it apart from {_names(findings.tied)}."
    return sentence


def _names(standings: Sequence[Standing]) -> str:
    return listed([standing.label for standing in standings], "or")


def certainty(findings: Findings) -> str:
    """Say how sure the first place is."""
    best = findings.best
    if len(findings.policies) == 1:
        return ""
    if best.probability_best != best.probability_best:
        return f"Fewer than {count(LEAST_PAIRS)} paired runs tell no chance of being the best."
    among = f"the best of these {count(len(findings.policies))}"
    if best.models is not None and math.isfinite(best.models.best):
        return (
            f"Of plausible versions of the model, {in_hundred(best.models.best)} say that {best.label} is {among}. That it is so "
            f"on average over all of them has a chance of {in_hundred(best.probability_best)}."
        )
    return (
        f"Given how much the runs differ among themselves, the chance that {best.label} is {among} in this simulated "
        f"town is {in_hundred(best.probability_best)}."
    )


def over_models(findings: Findings) -> str:
    """Say what of the answer holds over nearly all plausible versions of the model, and what does not."""
    if findings.ensemble is None or not findings.others:
        return ""
    word, reference = headline_word(findings), findings.reference.label
    chosen = findings.chosen[findings.headline]
    low, high = (percent(chosen.relative(end), sign=True) for end in (chosen.range_low, chosen.range_high))
    first = f"In nine of ten plausible versions of the model, {findings.chosen.label} changes {word} by {low} to {high}"
    if not chosen.holds_over_models:
        first += ": some say more, and some less"
    others = [each for each in findings.others if each.is_policy and each is not findings.chosen]
    open_ = [each.label for each in others if not each[findings.headline].holds_over_models]
    if not open_:
        return f"{first}."
    return f"{first}. Whether {listed(open_, 'or')} does better or worse than {reference} depends on what is not known."


def visible(findings: Findings) -> str:
    """Say so when the difference is too small for one real town of this size to notice."""
    estimate = findings.chosen[findings.headline]
    seen = seen_in_a_town(findings.results, findings.headline, findings.reference.name)
    if not estimate.distinguishable or not abs(estimate.difference) < seen:
        return ""
    return (
        "The simulation can see so small a difference because it can run the same town again and again. A real town of "
        "this size could hardly notice it in its own figures: it would take a difference of about "
        f"{percent(seen / abs(estimate.reference_mean))}."
    )


def crime_in_counts(findings: Findings) -> str:
    """Say what the first strategy does to crime in counts, and to the crime that the statistics show."""
    true, recorded = findings.chosen["true_crime"], findings.chosen["recorded_crime"]
    if not (true.known and recorded.known):
        return ""
    size = f" ({plain(abs(true.difference))} incidents per 1,000 residents and year)" if true.distinguishable else ""
    sentence = f"Under {findings.chosen.label}, true crime {moved(true)}{size}; recorded crime {moved(recorded)}."
    if true.difference < 0 < recorded.difference and true.distinguishable and recorded.distinguishable:
        sentence += " Both can be right: when people trust the police more, more of the crime that happens is reported."
    return sentence


def feelings(findings: Findings) -> str:
    """Say what the first strategy does to insecurity and to trust."""
    insecurity, trust = findings.chosen["insecurity"], findings.chosen["trust"]
    if not (insecurity.known and trust.known):
        return ""
    return f"Residents' insecurity {moved(insecurity)}; their trust in the police {moved(trust)}."


def stopped(findings: Findings) -> str:
    """Say which strategies move police stops onto the poor, and how far the first does; nothing where none does."""
    onto = [standing for standing in findings.others if standing.is_policy and moves_stops_onto_the_poor(standing)]
    if not onto:
        return ""
    others = [standing.label for standing in onto if standing is not findings.chosen]
    if len(others) == len(onto):
        move = "moves" if len(others) == 1 else "move"
        return f"{listed(others)} {move} police stops onto the poor; {findings.chosen.label} does not."
    poor, rich = findings.chosen[MOST_DEPRIVED], findings.chosen[LEAST_DEPRIVED]
    sentence = (
        f"{findings.chosen.label} moves police stops onto the poor: in the most deprived fifth there are {_instead(poor)} for "
        f"every 1,000 residents a year, in the least deprived {_instead(rich)}."
    )
    too = f" So {'does' if len(others) == 1 else 'do'} {listed(others)}." if others else ""
    return sentence + too


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
        sizes = [f"{each.label} ({percent(each['insecurity'].relative(), sign=True)})" for each in up]
        sentences.append(f"Residents feel less safe under {listed(sizes)} than under {findings.reference.label}.")
    poor = [each for each in others if each not in up and _poor_worry(findings, each)]
    if poor:
        names = listed([each.label for each in poor])
        sentences.append(
            f"Those in the most deprived neighbourhoods feel less safe under {names}, though not all residents do."
        )
    return " ".join(sentences)


def _poor_worry(findings: Findings, standing: Standing) -> bool:
    """Whether insecurity surely rises in the most deprived neighbourhoods, and by a greater share than in the least deprived."""
    found = ((findings.fairness or {}).get("outcomes") or {}).get("insecurity", {}).get(standing.name)
    if found is None:
        return False
    poor, rich = (shift_of({"level": found["levels"][place]}, "level") for place in (-1, 0))
    return moves_onto_the_poor(poor, rich)


def _instead(stops: Estimate) -> str:
    return f"{plain(stops.mean)} instead of {plain(stops.reference_mean)}"


def equal_cost(findings: Findings) -> bool:
    """Whether all strategies cost the same within one per cent."""
    costs = [standing.cost for standing in findings.standings]
    return max(costs) - min(costs) <= EQUAL * abs(max(costs))


def cost_in_words(findings: Findings) -> str:
    """Say what the strategies cost, whether that is fair to all of them, and what it counts."""
    costs = sorted(standing.cost for standing in findings.standings)
    if not all(cost == cost for cost in costs):
        return ""
    if equal_cost(findings) and dollars(costs[0]) != dollars(costs[-1]):
        ends = f"from {dollars(costs[0])} to {dollars(costs[-1])}"
        level = f"All strategies cost nearly the same: {ends} per resident and year."
    elif equal_cost(findings):
        level = f"All strategies cost the same: about {dollars(costs[0])} per resident and year."
    else:
        level = (
            f"The strategies do not cost the same: from {dollars(costs[0])} to {dollars(costs[-1])} per resident and year. "
            "Read the ranking with that in mind."
        )
    own = [each.label for each in findings.standings if each.own_means]
    if own:
        level += f" Officers or purse of {listed(own)} are not the town's: that is no comparison at equal cost."
    return f"{level} {counted_in_cost(findings)}"


def counted_in_cost(findings: Findings) -> str:
    """Say what cost counts, how much of it is set aside and not spent, and what volunteers give beside it."""
    aside, hours = (_span(findings, name) for name in ("money_set_aside", "volunteer_hours"))
    sentence = "That counts officers and the public purse: the components, teams and tables, programmes, overtime"
    sentence += ", and money set aside for programmes"
    if aside is not None:
        between = dollars(aside[0]) if dollars(aside[0]) == dollars(aside[1]) else " to ".join(map(dollars, aside))
        sentence += f" and not yet spent ({between})"
    if hours is None:
        return f"{sentence}. Volunteers' hours are not counted."
    ends = list(dict.fromkeys(plain(end) for end in hours))
    return f"{sentence}. Volunteers' hours are not counted: {' to '.join(ends)} per 1,000 residents and year."


def _span(findings: Findings, name: str) -> tuple[float, float] | None:
    means = [standing[name].mean for standing in findings.standings]
    return (min(means), max(means)) if all(map(math.isfinite, means)) else None
