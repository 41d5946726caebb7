"""The indicators of an annex: what a comparison says of each, in numbers."""

from __future__ import annotations

from dataclasses import dataclass

from mobsim.report.annex.noticing import Seen, seen_in_counts
from mobsim.report.findings import Estimate, Findings, Standing

SURVEYED = ("victimised_share", "insecure_share", "confident_share", "membership")
"""Outcomes that only a survey of residents can measure, in the order of the annex."""


@dataclass(frozen=True)
class Indicator:
    """One indicator: the risk that it is of, what measures it, where it stands, and what is expected of it.

    ``kind`` is ``recorded``, ``social_crisis`` or ``survey``; ``true`` the true outcome beside a recorded one; ``seen`` what a
    town sees in such counts, for those that are counted.
    """

    risk: str
    name: str
    kind: str
    estimate: Estimate
    true: Estimate | None = None
    seen: Seen | None = None

    @property
    def baseline(self) -> float:
        """Its level under the reference."""
        return self.estimate.reference_mean

    @property
    def band(self) -> tuple[float, float]:
        """Between which levels it is expected, by the interval that decides; never below nought."""
        low, high = self.estimate.difference_low, self.estimate.difference_high
        return max(0.0, self.baseline + low), max(0.0, self.baseline + high)


def indicators_of(findings: Findings, strategy: Standing) -> list[Indicator]:
    """Return the indicators of a comparison: one for each problem type, and those of a survey."""
    found = []
    for problem in (findings.results.comparison or {}).get("problems") or []:
        name = str(problem["name"])
        counted = f"recorded_{name}" if problem["crime"] else f"reported_{name}"
        kind, true = ("recorded", strategy[f"true_{name}"]) if problem["crime"] else ("social_crisis", strategy[name])
        estimate = strategy[counted]
        if estimate.known and estimate.reference_mean > 0:
            seen = seen_in_counts(findings.results, counted, findings.reference_name, estimate.reference_mean)
            found.append(Indicator(name, counted, kind, estimate, true if true.known else None, seen))
    found += [Indicator(name, name, "survey", strategy[name]) for name in SURVEYED if strategy[name].known]
    return found
