"""Put an indicator into words: what stands in each field of the annex."""

from __future__ import annotations

import math

from mobsim.report.annex.indicators import Indicator
from mobsim.report.annex.language import Language
from mobsim.report.annex.noticing import ASKED, MOST_YEARS, seen_in_a_survey, to_be_asked
from mobsim.report.numbers import decimals_for
from mobsim.report.vocabulary import sentence_case

MOST_ASKED = 0.1
"""Share of all residents that no survey asks."""
FIELDS = ("risk", "outcome", "indicator", "baseline", "target", "noticed", "source", "method", "frequency", "who")
"""The fields of a row, in the order of the annex."""
SMALLEST = 0.005
"""Share of its baseline under which an expected change is none that could be looked for."""


def row_of(indicator: Indicator, words: Language, people: float) -> dict[str, str]:
    """Return what the fields of an indicator say."""
    kind = indicator.kind
    risk = words.say("risks", indicator.risk) or words.say("other_risk", name=sentence_case(indicator.risk))
    outcome = words.say("outcomes", indicator.risk) or words.say("other_outcome", name=sentence_case(indicator.risk))
    asked = words.number(ASKED)
    return {
        "risk": risk,
        "outcome": outcome,
        "indicator": words.say(
            "indicators",
            indicator.name if kind == "survey" else kind,
            unit=words.say("per_1000"),
            who=words.say("of_adults"),
        ),
        "baseline": _baseline(indicator, words, people),
        "target": _target(indicator, words),
        "noticed": _noticed(indicator, words, people),
        "source": words.say("sources", kind),
        "method": words.say("methods", kind, asked=asked),
        "frequency": words.say("frequencies", kind),
        "who": words.say("people", kind),
    }


def _level(indicator: Indicator, value: float, words: Language) -> str:
    if indicator.kind == "survey":
        return words.percent(value)
    return words.number(value, decimals_for(indicator.baseline))


def _baseline(indicator: Indicator, words: Language, people: float) -> str:
    level = _level(indicator, indicator.baseline, words)
    if indicator.kind == "survey":
        return level
    count = words.say("count_a_year", count=words.number(indicator.baseline * people / 1000.0))
    return f"{level} ({count})"


def _target(indicator: Indicator, words: Language) -> str:
    low, high = (_level(indicator, end, words) for end in indicator.band)
    change = words.say("band_change", low=_change(indicator, indicator.estimate.difference_low, words),
                       high=_change(indicator, indicator.estimate.difference_high, words))  # fmt: skip
    told = f"{words.say('band', low=low, high=high)}; {change}"
    if not indicator.estimate.distinguishable:
        told += f"; {words.say('band_open')}"
    if indicator.true is not None and math.isfinite(indicator.true.difference):
        told += f". {words.say('true_beside', change=words.percent(indicator.true.relative(), sign=True))}"
    return told


def _change(indicator: Indicator, difference: float, words: Language) -> str:
    """Write a change: in points where it is of a share of residents, else as a share of the baseline."""
    if indicator.kind == "survey":
        return words.points(100 * difference, sign=True)
    return words.percent(max(-1.0, difference / indicator.baseline), sign=True)


def _noticed(indicator: Indicator, words: Language, people: float) -> str:
    if indicator.kind == "survey":
        return _noticed_in_a_survey(indicator, words, people)
    seen, share = indicator.seen, indicator.estimate.relative()
    assert seen is not None
    told = words.say("seen_years", one=words.percent(seen.after(1)), three=words.percent(seen.after(3)))
    if not abs(share) >= SMALLEST:
        return f"{told}; {words.say('seen_none')}"
    change, years = words.percent(share, sign=True), seen.years_to_see(share)
    if years > MOST_YEARS:
        return f"{told}; {words.say('seen_never', change=change, most=MOST_YEARS)}"
    return f"{told}; {words.say('seen_when', change=change, years=words.years(years))}"


def _noticed_in_a_survey(indicator: Indicator, words: Language, people: float) -> str:
    share, difference = indicator.baseline, indicator.estimate.difference
    points = words.points(100 * seen_in_a_survey(share))
    told = words.say("seen_survey", points=points, asked=words.number(ASKED))
    if not abs(difference) >= SMALLEST * share:
        return f"{told}; {words.say('seen_none')}"
    needed = to_be_asked(share, difference)
    change = words.points(abs(100 * difference))
    if needed > MOST_ASKED * people:
        return f"{told}; {words.say('asked_never', change=change)}"
    asked = 100 * math.ceil(needed / 100)
    return f"{told}; {words.say('seen_asked', change=change, asked=words.number(asked))}"
