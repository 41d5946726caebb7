"""What a search is for: one or two outcomes, and which way each is better."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mobsim.measures import Outcome
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOWER, HIGHER = "lower", "higher"
MOST_GOALS = 2


@dataclass(frozen=True)
class Goal:
    """An outcome that a strategy is to better, and which way is better."""

    name: str
    better: str = LOWER

    def signed(self, values: "NDArray") -> "NDArray":
        """Return values such that the lower is the better."""
        return values if self.better == LOWER else -values


def read_goals(
    texts: Sequence[str], known: Mapping[str, Outcome], findings: Findings, key: str = "outcomes"
) -> tuple[Goal, ...]:
    """Read what a search is for, recording what is wrong: ``["harm", "lower stops_fifth_5"]``."""
    if not 1 <= len(texts) <= MOST_GOALS:
        findings.wrong("must name one outcome, or two", key, "choose what matters most", value=list(texts))
        return ()
    fields = [f"{key}[{number}]" for number in range(1, len(texts) + 1)]
    goals = [_read_goal(text, known, findings, field) for text, field in zip(texts, fields, strict=True)]
    found = tuple(goal for goal in goals if goal is not None)
    if len({goal.name for goal in found}) < len(found):
        findings.wrong("names an outcome twice", key, "name each once", value=list(texts))
    return found


def _read_goal(text: str, known: Mapping[str, Outcome], findings: Findings, field: str) -> Goal | None:
    side, _, name = text.strip().rpartition(" ")
    side, name = side.strip(), name.strip()
    if name not in known:
        findings.wrong("is not a known outcome", field, did_you_mean(name, known), value=text)
        return None
    declared = known[name].better
    if side not in ("", LOWER, HIGHER):
        findings.wrong("must have lower or higher before its name, or nothing", field, f"write {name}", value=text)
        return None
    if declared == "neither" and not side:
        remedy = f"write {LOWER} {name}, or {HIGHER} {name}"
        findings.wrong("does not say which way is better", field, remedy, value=text)
        return None
    if declared != "neither" and side not in ("", declared):
        findings.wrong(f"is better when it is {declared}", field, f"write {name}", value=text)
        return None
    return Goal(name, side or declared)
