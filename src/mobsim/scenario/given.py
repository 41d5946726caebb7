"""Check levers that a caller gives in Python, as strictly as those of a file."""

from collections.abc import Mapping
from typing import Any

from mobsim.scenario.findings import Findings
from mobsim.scenario.lever_fields import check_hours, with_given
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.overrides import wrong_value
from mobsim.scenario.strategy import LeadPolicy, Levers


def levers_with(levers: Levers, given: Mapping[str, Any]) -> Levers:
    """Return levers with those that are given changed: numbers by name, and ``lead`` in words.

    Raises
    ------
    InputErrors
        Everything that is wrong with what is given.
    """
    findings = Findings(None)
    for name, value in given.items():
        _check_lever(name, value, findings)
    findings.stop_if_wrong()
    changed = with_given(levers, dict(given))
    if given.keys() & {"patrol_share", "engagement_share"}:
        check_hours(changed, findings)
    findings.stop_if_wrong()
    return changed


def _check_lever(name: str, value: Any, findings: Findings) -> None:
    if name not in Levers._fields:
        findings.wrong("is not a lever", name, did_you_mean(name, Levers._fields), value=value)
    elif name == "lead":
        if value not in set(LeadPolicy.keys()):
            findings.wrong("must say who leads", name, f"choose from {', '.join(LeadPolicy.keys())}", value=value)
    elif (error := wrong_value(f"strategy.{name}", value)) is not None:
        findings.wrong(error[0], name, error[1], value=value)
