"""Check what a user wants run: which scenario, which strategies, how many runs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mobsim.errors import UsageError
from mobsim.scenario.ensemble import EVIDENCE, Ensemble, choose_ensemble
from mobsim.scenario.findings import Findings
from mobsim.scenario.length import check_length
from mobsim.scenario.scenario import Scenario

LEAST_RUNS = 2


def prepare(
    scenario: Scenario | str | Path | Mapping[str, Any], *, days: int | None = None, seed: int | None = None
) -> Scenario:
    """Load a scenario unless it is one, and give it another length or seed."""
    if not isinstance(scenario, Scenario):
        from mobsim.scenario import load_scenario

        scenario = load_scenario(scenario)
    if days is not None and days < 1:
        raise UsageError("must be at least 1", field="days", value=days)
    if seed is not None and seed < 0:
        raise UsageError("must be 0 or more", field="seed", value=seed)
    changes = {name: value for name, value in (("days", days), ("seed", seed)) if value is not None}
    prepared = replace(scenario, **changes)
    findings = Findings(None)
    check_length(prepared.burn_in_days, prepared.days, findings)
    findings.stop_if_wrong()
    return prepared


def choose_draws(
    scenario: Scenario, asked: Ensemble | str | Path | None = None, *, point: bool = False
) -> Ensemble | None:
    """Return the ensemble that runs of a scenario draw from, or None where they are to have its own parameters.

    Parameters
    ----------
    scenario
        What is run.
    asked
        An ensemble, its path, or the name of one that ships. Left out it is the scenario's own, where it was fitted to the
        town's figures, or else that of the evidence.
    point
        Draw from none.

    Raises
    ------
    UsageError
        If both are asked for, or there is no such ensemble.
    """
    if point and asked is not None:
        raise UsageError("excludes an ensemble", field="point", value=point, remedy="give one of them")
    if point:
        return None
    return (scenario.ensemble or choose_ensemble(EVIDENCE)) if asked is None else choose_ensemble(asked)


def choose_strategies(scenario: Scenario, names: Sequence[str] | None) -> list[str]:
    """Check the names of strategies; all policies of the scenario for None.

    Raises
    ------
    UsageError
        If one is unknown (with the nearest that is known), named twice, alone, or begins too late, or if none is a policy.
    """
    chosen = [scenario.strategy(name).name for name in (scenario.policies if names is None else names)]
    twice = sorted({name for name in chosen if chosen.count(name) > 1})
    if twice:
        raise UsageError("is named twice", field="strategies", value=twice[0])
    if len(chosen) < 2:
        raise UsageError("a comparison needs at least two strategies", field="strategies", value=", ".join(chosen))
    if not any(name in scenario.policies for name in chosen):
        raise UsageError(
            "are arms of experiments alone, which no ranking compares",
            field="strategies",
            value=", ".join(chosen),
            remedy=f"name a policy beside them: {', '.join(scenario.policies)}",
        )
    for name in chosen:
        _refuse_too_late(scenario, name)
    return chosen


def _refuse_too_late(scenario: Scenario, name: str) -> None:
    """Refuse a strategy that begins, or whose last neighbourhoods join, when the days are over."""
    terms = scenario.strategy(name).terms
    last = max([terms.start_day, *(wave.day for wave in terms.waves)])
    if last and last >= scenario.days:
        what = "begins" if terms.start_day == last else "goes to its last neighbourhoods"
        remedy = f"compare over more than {last} days, or leave it out (--strategies)"
        raise UsageError(
            f"{what} on day {last}, after the last of {scenario.days}", field="strategies", value=name, remedy=remedy
        )


def reference_of(scenario: Scenario, strategies: Sequence[str]) -> str:
    """Return the strategy that the others are compared with: the scenario's reference, or the first policy."""
    policies = [name for name in strategies if name in scenario.policies]
    return scenario.reference if scenario.reference in policies else policies[0]


def check_runs(runs: int) -> int:
    """Return the number of runs of each strategy, or raise a UsageError."""
    if runs < LEAST_RUNS:
        raise UsageError(f"must be at least {LEAST_RUNS}, to distinguish luck from effect", field="runs", value=runs)
    return runs


def check_precision(precision: float | None) -> float | None:
    """Return the precision, or raise a UsageError."""
    if precision is not None and not 0 < precision < 1:
        raise UsageError("must lie between 0 and 1 (0.02 is 2 %)", field="precision", value=precision)
    return precision
