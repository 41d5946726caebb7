"""Take the severity weights of an index for the kinds of crime that it names, on the scale that the model is fitted on.

Severity is more than a weight in the answer: victims and those who hear of a crime worry by it. Weights of an index are therefore
multiplied by one number, so that the would-be crimes of the kinds that they name are as grave in all as before.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.problems import ProblemType
from mobsim.tools.sums import add_up

if TYPE_CHECKING:
    from mobsim.scenario.cost_schema import SeverityTable

MOST = 1000.0
"""The highest severity of a kind, as in ``[[problems.kinds]]``."""


def weigh(
    table: "SeverityTable | None", problems: tuple[ProblemType, ...], findings: Findings
) -> tuple[tuple[ProblemType, ...], dict[str, Any] | None]:
    """Return problem types with the weights of the file, and what is told of them."""
    if table is None:
        return problems, None
    kinds = {kind.name: problem.ceiling * kind.share for problem in problems if problem.crime for kind in problem.kinds}
    severity = {kind.name: kind.severity for problem in problems for kind in problem.kinds}
    for name, weight in table.weights.items():
        if name not in kinds:
            findings.wrong(
                "is not a kind of crime", f"severity.weights.{name}", did_you_mean(name, kinds), value=weight
            )
    named = {name: weight for name, weight in table.weights.items() if name in kinds}
    total = add_up(kinds[name] * weight for name, weight in named.items())
    if not total > 0:
        return problems, None
    factor = add_up(kinds[name] * severity[name] for name in named) / total
    weights = {name: factor * weight for name, weight in named.items()}
    for name, weight in weights.items():
        if weight > MOST:
            remedy = "leave it out, or give it less: so rare and grave a kind would decide every answer by luck"
            findings.wrong(f"would weigh {weight:,.0f}, more than {MOST:,.0f}", f"severity.weights.{name}", remedy)
    _note(table.source, weights, [name for name in kinds if name not in named], findings)
    return tuple(_weighed(problem, weights) for problem in problems), {"source": table.source, "weights": weights}


def _weighed(problem: ProblemType, weights: dict[str, float]) -> ProblemType:
    return replace(
        problem, kinds=tuple(replace(kind, severity=weights.get(kind.name, kind.severity)) for kind in problem.kinds)
    )


def _note(source: str, weights: dict[str, float], others: Sequence[str], findings: Findings) -> None:
    shown = ", ".join(f"{name} {weight:.3g}" for name, weight in weights.items())
    kept = f" These keep their own: {', '.join(others)}." if others else ""
    findings.note(f"Severity by {source}, on the model's scale: {shown}.{kept}")
