"""Hold what towns would take against the memory that the machine has, before the first is made."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from mobsim.engine.records import bytes_of_records
from mobsim.errors import ScenarioError, UsageError
from mobsim.scenario.communities import FEWEST_SIMULATED
from mobsim.scenario.scenario import Community, Scenario
from mobsim.tools.memory import available_memory
from mobsim.world.extent import NOTHING_RESERVED, Reserved, bytes_of_towns

PROGRAM = 300_000_000
"""Bytes of a process with the model in it and no town: as measured, on Linux, with compiled code at hand."""
SHARE_TO_FILL = 0.8
"""Of the memory that is available, what a suggested scale fills."""
SMALLEST_SCALE = 1e-6
SHOWN_SCALE = 0.25


class Use(NamedTuple):
    """What is done with a town: what it is called, and the bytes that it takes beside the program."""

    called: str
    bytes_of: Callable[[Scenario], int]


def bytes_of_run(scenario: Scenario, reserved: Reserved = NOTHING_RESERVED, *, incidents: bool = False) -> int:
    """Return what a run takes beside the program: a town, its copy that goes on under a strategy, what is recorded."""
    return bytes_of_towns(scenario, 2, reserved) + bytes_of_records(scenario, incidents=incidents)


RUN = Use("a run", bytes_of_run)
RUN_WITH_INCIDENTS = Use("a run that keeps its incidents", partial(bytes_of_run, incidents=True))


def describe_memory(scenario: Scenario) -> str:
    """Say in a sentence what memory a run takes, and what a smaller scale would do."""
    whole, smaller = bytes_of_run(scenario), rescaled(scenario, SHOWN_SCALE)
    part = (
        f"; with scale = {smaller.scale:.3g} about {in_words(bytes_of_run(smaller))}" if _can_be_read(smaller) else ""
    )
    return f"A run takes about {in_words(whole)} of memory beside the program's {in_words(PROGRAM)}{part}."


def rescaled(scenario: Scenario, factor: float) -> Scenario:
    """Return a scenario with so many times the simulated residents and officers, about as reading it would make it."""
    return replace(
        scenario,
        scale=scenario.scale * factor,
        communities=tuple(_rescaled(community, factor) for community in scenario.communities),
    )


def _rescaled(community: Community, factor: float) -> Community:
    population = np.floor(community.neighbourhoods.population * factor + 0.5).astype(np.int64)
    neighbourhoods = replace(community.neighbourhoods, population=population)
    return replace(community, neighbourhoods=neighbourhoods, officers=max(1, round(community.officers * factor)))


def require_memory(scenarios: Iterable[Scenario], processes: int = 1, room: int | None = None, use: Use = RUN) -> None:
    """Refuse scenarios whose largest town cannot be held, in so many processes at a time.

    Parameters
    ----------
    scenarios
        What is to be run; a process holds one town, and its copy, at a time.
    processes
        Processes at work at once.
    room
        Bytes to be had; what the machine has available, where left out.
    use
        What is done with them.

    Raises
    ------
    MobsimError
        If it does not fit, with what would.
    """
    room = available_memory() if room is None else room
    largest = max(scenarios, key=use.bytes_of)
    each = use.bytes_of(largest)
    if room is None or each * processes <= room:
        return
    to_spare = f"and {in_words(room)} are available"
    if each <= room:
        raise UsageError(
            f"take about {in_words(each * processes)} of memory for {largest.called}, {to_spare}",
            field="workers",
            value=processes,
            remedy=f"use at most {room // each}, or {_remedy(largest, room // processes, use)}",
        )
    raise ScenarioError(
        f"{use.called} takes about {in_words(each)} of memory, {to_spare}",
        file=largest.called,
        field="scale",
        value=largest.scale,
        remedy=_remedy(largest, room, use),
    )


def processes_that_fit(scenarios: Iterable[Scenario], most: int, use: Use = RUN) -> int:
    """Return how many processes, ``most`` at most and one at least, the memory that is available can hold."""
    room, each = available_memory(), max(use.bytes_of(scenario) for scenario in scenarios)
    return most if room is None else max(1, min(most, room // each))


def _remedy(scenario: Scenario, room: int, use: Use) -> str:
    scale = _scale_that_fits(scenario, room, use)
    smaller = "declare fewer areas" if scale is None else f"set scale = {scale:.2g}"
    return f"{smaller}, or run it all the same with --ignore-memory"


def _scale_that_fits(scenario: Scenario, room: int, use: Use) -> float | None:
    for scale in _round_scales():
        smaller = rescaled(scenario, scale / scenario.scale)
        if not _can_be_read(smaller):
            return None
        if scale < scenario.scale and use.bytes_of(smaller) <= SHARE_TO_FILL * room:
            return scale
    return None


def _can_be_read(scenario: Scenario) -> bool:
    """Whether no area is left with so few simulated residents that reading refuses it."""
    return all(
        ((residents == 0) | (residents >= FEWEST_SIMULATED)).all()
        for residents in (community.neighbourhoods.population for community in scenario.communities)
    )


def _round_scales() -> Iterator[float]:
    """Yield scales of one or two figures, the largest first."""
    size = 1.0
    while size > SMALLEST_SCALE:
        size /= 10
        yield from (size * figure for figure in (10, 7.5, 5, 4, 3, 2.5, 2, 1.5, 1.2))


def in_words(size: float) -> str:
    """Write a number of bytes with two or three figures."""
    for unit, each in (("TB", 1e12), ("GB", 1e9)):
        if size >= each:
            return f"{size / each:,.3g} {unit}" if size < 1_000 * each else f"{size / each:,.0f} {unit}"
    return f"{max(1, round(size / 1e6))} MB"
