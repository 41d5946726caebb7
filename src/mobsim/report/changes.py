"""Say of an outcome under a strategy whether it rose or fell against the reference, and whether that is good."""

from __future__ import annotations

import math
from typing import NamedTuple

from mobsim.report.findings import Findings, Standing
from mobsim.report.language import Sentences
from mobsim.report.numbers import NOTHING, percent
from mobsim.report.vocabulary import outcome
from mobsim.scenario.initiatives import KINDS_OF_INITIATIVE

say = Sentences("changes")
MECHANISMS = (
    "trust",
    "confident_share",
    "reported_share",
    "cohesion",
    "participation",
    "insecurity",
    "assessment_error",
    "clearance",
    "hours_patrol",
    "hours_engagement",
    "volunteer_hours",
    *(f"initiatives_{kind}" for kind in KINDS_OF_INITIATIVE),
    "initiatives_met",
    "contacts_good",
    "contacts_bad",
)
TINTS = {"better": "#cfe3f1", "worse": "#fbe0bf", "": "#eef0f2"}


class Change(NamedTuple):
    """A change against the reference: text with its arrow, and ``better``, ``worse`` or neither."""

    text: str
    judgement: str

    @property
    def judgement_in_words(self) -> str:
        """``better`` or ``worse`` in the language that is written in, or nothing."""
        return say(self.judgement) if self.judgement else ""


def change_of(standing: Standing, name: str) -> Change:
    """Put the change of an outcome into a few signs."""
    estimate = standing[name]
    if not math.isfinite(estimate.difference):
        return Change(NOTHING, "")
    if estimate.alike and estimate.difference != 0:
        return Change(say("hardly_any"), "")
    if not estimate.distinguishable:
        return Change(say("same" if estimate.difference == 0 else "not_told"), "")
    if estimate.hardly:
        return Change(say("hardly_any"), "")
    arrow = "▲" if estimate.difference > 0 else "▼"
    share = estimate.relative()
    size = (
        percent(abs(share)) if math.isfinite(share) and abs(share) < 10 else say("many_times" if share > 0 else "new")
    )
    return Change(f"{arrow} {size}", judge(name, estimate.difference))


def judge(name: str, difference: float) -> str:
    """Say whether a change in this direction is better or worse, where the outcome has a good side."""
    better = outcome(name).better
    if better not in ("higher", "lower") or not difference:
        return ""
    return "better" if (difference > 0) == (better == "higher") else "worse"


def tint_of(change: Change) -> str:
    """Return the background of a change."""
    return TINTS[change.judgement]


def mechanisms_in(findings: Findings) -> list[str]:
    """Return the mechanisms that the comparison holds, in the order in which they explain one another."""
    return [name for name in MECHANISMS if name in findings.contrasts]
