"""Write the file of an ensemble: draws thinned evenly, rounded to a few figures, a line each."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.parameters import SETTABLE
from mobsim.scenario.problem_numbers import bounds_of

FIGURES = 4


def thinned(draws: NDArray[np.float64], number: int) -> NDArray[np.float64]:
    """Return so many draws, evenly spaced along the direction in which all vary most, or all if they are fewer.

    So any first of them that a study takes lie all over the ensemble.
    """
    scaled = draws - draws.mean(0)
    spread = scaled.std(0)
    scaled = scaled / np.where(spread > 0, spread, 1.0)
    along = scaled @ np.linalg.svd(scaled, full_matrices=False)[2][0]
    order = np.argsort(along, kind="stable")
    places = np.linspace(0, len(draws) - 1, min(number, len(draws))).round().astype(int)
    return draws[order[places]]


def rounded(names: Sequence[str], row: Sequence[float]) -> list[float]:
    """Round a draw to a few figures, within the declared bounds; whole numbers stay whole."""
    values: list[float] = []
    for name, value in zip(names, row, strict=True):
        if name in SETTABLE:
            declared = SETTABLE[name].declared
            low, high, whole = declared.low, declared.high, SETTABLE[name].kind is int
        else:
            low, high, whole = *bounds_of(name), False
        near = round(value) if whole else float(f"{value:.{FIGURES}g}")
        values.append(min(max(near, low), high))
    return values


def as_text(content: Mapping[str, Any]) -> str:
    """Write what the file of an ensemble holds as JSON, a line a draw."""
    head = json.dumps({key: value for key, value in content.items() if key != "draws"}, indent=1, ensure_ascii=False)
    draws = ",\n  ".join(json.dumps(row) for row in content["draws"])
    return f'{head[:-2]},\n "draws": [\n  {draws}\n ]\n}}\n'
