"""Name strategies that share a rank: a few by name, many by those that do not."""

from __future__ import annotations

from mobsim.report.findings import Findings
from mobsim.report.language import Sentences
from mobsim.report.numbers import count, listed

NAMED = 4
"""So many are named one by one."""
say = Sentences("sharing")


def first_together(findings: Findings) -> str:
    """Name the policies of the first rank in few words."""
    together = (findings.best, *findings.tied)
    outside = [each.label for each in findings.policies if each not in together]
    if len(together) <= NAMED:
        return listed([each.label for each in together])
    if not outside:
        return say("all")
    if len(outside) <= NAMED:
        return say("all_but", names=listed(outside))
    return say("top", best=findings.best.label, more=count(len(findings.tied), feminine=True))
