"""What holds: of each conclusion of the report, in how many plausible versions of the model, and how surely that is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mobsim.experiment.conclusions import NEARLY_ALL
from mobsim.report.findings import Findings
from mobsim.report.markup import Markup, number, table
from mobsim.report.numbers import in_hundred
from mobsim.report.sections.words import count
from mobsim.report.vocabulary import outcome

Conclusion = Mapping[str, Any]

SURELY, AS_FAR, OPEN = "holds", "holds, as far as these draws tell", "open"


def what_holds(findings: Findings) -> Markup | None:
    """Show of each conclusion in how many of a hundred plausible versions it holds, those that hold in most first."""
    shown = _shown(findings)
    if not shown:
        return None
    rows = [
        (_in_words(each, findings), number(in_hundred(each["share"]), each["share"]), _interval(each), verdict(each))
        for each in shown
    ]
    caption = (
        "What holds: in how many plausible versions of the model each conclusion is true of the difference to expect, luck "
        "taken out, with the 95 % interval of that number"
    )
    return table(caption, ("Conclusion", "Holds in", "95 % interval", "Verdict"), rows, key="conclusions")


def how_much_holds(findings: Findings) -> str:
    """Say how many of the conclusions hold in nearly all plausible versions, and how many of these surely."""
    shown = _shown(findings)
    if not shown:
        return ""
    found = [verdict(each) for each in shown]
    holding, surely = len(found) - found.count(OPEN), found.count(SURELY)
    return (
        f"Of {count(len(found))} conclusions, {count(holding)} hold in at least {round(100 * NEARLY_ALL)} of 100 plausible "
        f"versions of the model; for {count(surely)} of them that is sure. The table below names them."
    )


def verdict(conclusion: Conclusion) -> str:
    """Say whether a conclusion holds in nearly all plausible versions: surely, as far as the draws tell, or not."""
    if conclusion["low"] >= NEARLY_ALL:
        return SURELY
    return AS_FAR if conclusion["share"] >= NEARLY_ALL else OPEN


def _shown(findings: Findings) -> list[Conclusion]:
    """Return what the report concludes: policies against the reference, and the chosen one against others and beside."""
    chosen, reference, headline = findings.chosen.name, findings.reference_name, findings.headline
    kept = [
        each
        for each in findings.conclusions
        if (
            each["outcome"] == headline
            and (each["against"] == reference or chosen in (each["strategy"], each["against"]))
        )
        or (each["outcome"] != headline and each["strategy"] == chosen)
    ]
    return sorted(kept, key=lambda each: -each["share"])


def _in_words(conclusion: Conclusion, findings: Findings) -> str:
    """Write a conclusion from the side of the policy that does better, or of the chosen one."""
    one, other, side = conclusion["strategy"], conclusion["against"], conclusion["side"]
    if conclusion["outcome"] == findings.headline and side == "higher":
        one, other, side = other, one, "lower"
    word = outcome(conclusion["outcome"]).label.lower()
    return f"{findings.find(one).label}: {side} {word} than {findings.find(other).label}"


def _interval(conclusion: Conclusion) -> str:
    """Write the interval of a share; its ends are never a certainty, which draws cannot give."""
    low, high = (in_hundred(conclusion[end]).removesuffix(" in 100") for end in ("low", "high"))
    return f"{low} in 100" if low == high else f"{low} to {high} in 100"
