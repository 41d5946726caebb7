"""What a town's figures leave open, as an ensemble: draws of what was fitted, beside draws of what was not free."""

from collections.abc import Mapping, Sequence
from typing import Any

from mobsim.calibration.findings import Fit
from mobsim.scenario.ensemble import SCHEMA, Ensemble
from mobsim.scenario.ensemble_text import rounded, thinned
from mobsim.scenario.scenario import Scenario

DRAWS = 200
NAME = "ensemble.json"


def town_ensemble(found: Fit, scenario: Scenario, ensemble: Ensemble | None, command: str) -> dict[str, Any]:
    """Return what the file of a town's ensemble holds.

    Draws of the posterior, thinned, each have a draw of the ensemble for what was neither free nor set by the town, as the runs
    of the fit had. The figures narrow what was free, and nothing else.

    Parameters
    ----------
    found
        The fit.
    scenario
        The town as it was before.
    ensemble
        What the runs of the fit drew from; None where what was not free was as declared.
    command
        What makes the fit again.
    """
    names = list(found.posterior.columns)
    others = () if ensemble is None else _others(ensemble, scenario, names)
    rows = thinned(found.posterior.to_numpy(float), DRAWS).tolist()
    beside = [_drawn(ensemble, others, number) for number in range(len(rows))]
    every = [*names, *others]
    return {
        "schema": SCHEMA,
        "title": "What this town's figures leave open",
        "about": "Draws of the fit to the town's own figures, each with a draw of what was neither free nor set by the town.",
        "made": {"command": command, "beside": "nothing" if ensemble is None else ensemble.title},
        "parameters": every,
        "fitted": names,
        "draws": [rounded(every, [*row, *own]) for row, own in zip(rows, beside, strict=True)],
    }


def _others(ensemble: Ensemble, scenario: Scenario, free: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in ensemble.in_doubt(scenario.overrides) if name not in free)


def _drawn(ensemble: Ensemble | None, names: Sequence[str], number: int) -> list[float]:
    values: Mapping[str, float] = {} if ensemble is None else ensemble.values(ensemble.nth_draw(number))
    return [values[name] for name in names]
