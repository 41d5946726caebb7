"""What the evidence leaves open beside what was fitted: numbers that no target sees, and questions where studies disagree.

The evidence says nothing of an assumed number that moves no verdict, so what was thought of it before still holds: it may lie
anywhere in the part of its range over which the screening moved it.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from mobsim.calibration import Space
from mobsim.scenario.ensemble import van_der_corput
from mobsim.scenario.mechanisms import alternatives
from mobsim.scenario.parameters import SETTABLE
from mobsim.validation.screening import STEP, default_point, range_of

Values = NDArray[np.float64]
SEEN = 1.25**2
"""A number is seen if it, or where it was not moved alone its mechanism, moves verdicts by more than this.

It is what one part counts that is moved by one and a quarter standard deviations of its band.
"""


def unseen_numbers(screened: Mapping[str, Any], fitted: Sequence[str]) -> list[str]:
    """Return the assumed numbers that a screening moved and no target saw.

    Parameters
    ----------
    screened
        What the screening found: ``left_out`` and ``groups``, as :mod:`mobsim.validation.screening_run` writes them.
    fitted
        Numbers that were fitted, and are known as far as the fit tells.
    """
    by_group = {group["name"]: group["score"] for group in screened["groups"]}
    of_sides = {name for choice in side_values() for name in choice}
    found = []
    for each in screened["left_out"]:
        name, score = each["name"], each["score"]
        assumed = name in SETTABLE and SETTABLE[name].declared.grade == "assumed"
        moved = by_group[each["group"]] if score is None else score
        if assumed and moved <= SEEN and name not in fitted and name not in of_sides:
            found.append(name)
    return found


def draw_unseen(names: Sequence[str], count: int, seed: int) -> Values:
    """Draw numbers evenly over the ranges that the screening moved them in, shape (count, names); a Latin hypercube."""
    space = Space.declared({name: range_of(name) for name in names})
    middle = default_point(space)
    low, high = np.maximum(0.0, middle - STEP), np.minimum(1.0, middle + STEP)
    cube = qmc.LatinHypercube(len(names), rng=np.random.default_rng(seed)).random(count)
    return space.values(low + cube * (high - low))


def side_values() -> list[dict[str, float]]:
    """Return what each combination of sides sets, where studies disagree: all names in each, as declared where none is set."""
    every = [list(each.choices.values()) for each in alternatives().values()]
    names = sorted({name for choices in every for choice in choices for name in choice.values})
    declared = {name: float(SETTABLE[name].declared.default) for name in names}
    return [
        {**declared, **{name: value for choice in chosen for name, value in choice.values.items()}}
        for chosen in product(*every)
    ]


def draw_sides(count: int) -> tuple[list[str], Values]:
    """Give each draw a combination of sides, each as often as any other, also among the first draws that a study takes.

    Returns
    -------
    names, values
        Parameters, and their values, shape (count, names).
    """
    combined = side_values()
    names = sorted(combined[0])
    taken = dict.fromkeys(int(van_der_corput(number) * count) for number in range(1 << (2 * count).bit_length()))
    found = np.empty((count, len(names)))
    for turn, draw in enumerate(taken):
        found[draw] = [combined[turn % len(combined)][name] for name in names]
    return names, found
