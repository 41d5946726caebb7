"""Made-up communities: a grid of neighbourhoods for scenario files, and small villages for tests and examples."""

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.geometry import curve_order
from mobsim.scenario.parameters import build_parameters
from mobsim.scenario.presets import PRESETS
from mobsim.scenario.problems import DEFAULT_PROBLEMS
from mobsim.scenario.scenario import Community, DeclaredNeighbourhoods, Scenario, Seats


def grid(
    population: NDArray[np.int64],
    people: NDArray[np.float64],
    deprivation_range: tuple[float, float],
    turnover: float,
    seed: int,
) -> DeclaredNeighbourhoods:
    """Lay neighbourhoods out as squares of a grid, joined to those above, below and beside.

    Deprivation covers its range evenly; which square has which is shuffled by the seed, in patches.
    """
    count = len(population)
    side = int(np.ceil(np.sqrt(count)))
    cells = np.arange(count)
    order = curve_order((cells % side).astype(float), (cells // side).astype(float))
    x, y = (order % side).astype(float), (order // side).astype(float)
    position = np.empty(count, dtype=np.int64)
    position[order] = cells
    beside = [(a, a + 1) for a in range(count - 1) if (a + 1) % side]
    above = [(a, a + side) for a in range(count - side)]
    pairs = sorted(tuple(sorted((int(position[a]), int(position[b])))) for a, b in beside + above)
    ids = tuple(str(number + 1) for number in range(count))
    return DeclaredNeighbourhoods(
        ids=ids,
        names=tuple(f"Neighbourhood {identifier}" for identifier in ids),
        population=np.asarray(population, dtype=np.int64),
        people=np.asarray(people, dtype=np.float64),
        deprivation=_patches(x, y, deprivation_range, seed),
        turnover=np.full(count, float(turnover)),
        risks={},
        x=x,
        y=y,
        polygons=tuple([_square(left, low)] for left, low in zip(x, y, strict=True)),
        edges=np.array(pairs, dtype=np.int64).reshape(-1, 2),
    )


def _patches(
    x: NDArray[np.float64], y: NDArray[np.float64], deprivation_range: tuple[float, float], seed: int
) -> NDArray[np.float64]:
    """Spread deprivation evenly over its range, high around a few centres drawn by the seed."""
    low, high = deprivation_range
    if len(x) == 1:
        return np.array([(low + high) / 2])
    centres = _scattered(seed, "centres", 2 * max(2, len(x) // 25)).reshape(-1, 2) * max(float(np.ptp(x)), 1.0)
    distance = np.hypot(x[:, None] - centres[:, 0], y[:, None] - centres[:, 1]).min(axis=1)
    rank = np.argsort(np.argsort(-distance - 0.5 * _scattered(seed, "blur", len(x)), kind="stable"), kind="stable")
    return low + (high - low) * rank / (len(x) - 1)


def _scattered(seed: int, purpose: str, count: int) -> NDArray[np.float64]:
    """Spread numbers over [0, 1) as a pure function of seed and purpose."""
    words = hashlib.shake_128(f"{seed} {purpose}".encode()).digest(4 * count)
    return np.frombuffer(words, dtype="<u4") / 2.0**32


def _square(x: float, y: float) -> NDArray[np.float64]:
    corners = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5), (-0.5, -0.5)]
    return np.array([(x + right, y + up) for right, up in corners])


def village(
    neighbourhoods: int = 4,
    residents: int = 250,
    *,
    officers: float = 2,
    deprivation_range: tuple[float, float] = (0.1, 0.7),
    turnover: float = 0.12,
    seed: int = 1,
    leaders: Seats | None = None,
    parameters: Mapping[str, float] | None = None,
    **further: Any,
) -> Scenario:
    """Build a small scenario without a file.

    Parameters
    ----------
    neighbourhoods, residents
        Number of neighbourhoods, and of residents in each.
    parameters
        Overrides by full name; taken as checked.
    further
        Any other field of :class:`Scenario`, such as ``days``, ``events`` or ``problems``.
    """
    people = np.full(neighbourhoods, residents, dtype=np.int64)
    place = grid(people, people.astype(np.float64), deprivation_range, turnover, seed)
    overrides = dict(parameters or {})
    fields: dict[str, Any] = {
        "title": f"A village of {neighbourhoods * residents}",
        "communities": (Community("village", place, officers, leaders or Seats()),),
        "parameters": build_parameters(overrides),
        "overrides": overrides,
        "seed": seed,
    }
    fields.update({"strategies": dict(PRESETS), **further})
    return Scenario(**{**_PLAIN, **fields})


_PLAIN: dict[str, Any] = {
    "name": "village",
    "folder": None,
    "days": 364,
    "burn_in_days": 28,
    "problems": DEFAULT_PROBLEMS,
    "reference": "status_quo",
    "events": (),
    "weekday": (1.0,) * 7,
    "month": (1.0,) * 12,
    "scale": 1.0,
}
