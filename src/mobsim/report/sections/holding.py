"""What holds: of each conclusion of the report, in how many plausible versions of the model, and how surely that is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mobsim.experiment.conclusions import NEARLY_ALL
from mobsim.report.findings import Findings
from mobsim.report.language import Sentences
from mobsim.report.markup import Markup, number, table
from mobsim.report.numbers import count, in_hundred, span
from mobsim.report.vocabulary import noun

Conclusion = Mapping[str, Any]

say = Sentences("holding")
SURELY, AS_FAR, OPEN = "holds", "holds_as_far", "open"
"""Verdicts, by their words."""


def what_holds(findings: Findings) -> Markup | None:
    """Show of each conclusion in how many of a hundred plausible versions it holds, those that hold in most first."""
    shown = _shown(findings)
    if not shown:
        return None
    rows = [
        (
            _in_words(each, findings),
            number(in_hundred(each["share"]), each["share"]),
            _interval(each),
            say(verdict(each)),
        )
        for each in shown
    ]
    header = (say("conclusion"), say("holds_in"), say("between"), say("verdict"))
    return table(say("caption"), header, rows, key="conclusions")


def how_much_holds(findings: Findings) -> str:
    """Say how many of the conclusions hold in nearly all plausible versions, and how many of these surely."""
    shown = _shown(findings)
    if not shown:
        return ""
    found = [verdict(each) for each in shown]
    holding, surely = len(found) - found.count(OPEN), found.count(SURELY)
    return say(
        "how_much",
        found=count(len(found), feminine=True),
        holding=count(holding, feminine=True),
        nearly_all=round(100 * NEARLY_ALL),
        surely=count(surely, feminine=True),
    )


def verdict(conclusion: Conclusion) -> str:
    """Say whether a conclusion holds in nearly all plausible versions: surely, as far as the draws tell, or not."""
    if conclusion["low"] >= NEARLY_ALL:
        return SURELY
    return AS_FAR if conclusion["share"] >= NEARLY_ALL else OPEN


def _shown(findings: Findings) -> list[Conclusion]:
    """Return what the report concludes: policies against the reference, the chosen one against others and beside."""
    chosen, reference, headline = findings.chosen.name, findings.reference_name, findings.headline
    kept = [
        each
        for each in findings.conclusions
        if (
            each["outcome"] == headline
            and (each["against"] == reference or chosen in (each["strategy"], each["against"]))
        )
        or (
            each["outcome"] != headline
            and each["strategy"] == chosen
            and findings.chosen[each["outcome"]].distinguishable
        )
    ]
    return sorted(kept, key=lambda each: -each["share"])


def _in_words(conclusion: Conclusion, findings: Findings) -> str:
    """Write a conclusion from the side of the policy that does better, or of the chosen one."""
    one, other, side = conclusion["strategy"], conclusion["against"], conclusion["side"]
    if conclusion["outcome"] == findings.headline and side == "higher":
        one, other, side = other, one, "lower"
    word = noun(conclusion["outcome"])
    return say(side, strategy=findings.find(one).label, other=findings.find(other).label, word=word)


def _interval(conclusion: Conclusion) -> str:
    """Write the interval of a share; its ends are never a certainty, which draws cannot give."""
    low, high = in_hundred(conclusion["low"]), in_hundred(conclusion["high"])
    return low if low == high else span(low, high)
