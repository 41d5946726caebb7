"""Measure a tool at the core: that it does the same work, and how fast, by turns with the bare kernel."""

import json
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from benchmarks.peers.shared import State
from mobsim.tools.calendar import DAYS_IN_CYCLE, DAYS_IN_WEEK

ROOT = Path(__file__).resolve().parents[2]
SEED = 1
CHECKED_WEEKS = 3
AGREED = 1e-9
LONGEST = 60.0
"""Seconds above which one measurement is left out."""
MOST_WEEKS = 800
"""Weeks of one measurement; Starsim has to plan all of them before the first."""


class Tool(NamedTuple):
    """What is measured: title, package and class, whether it lives the core alone, after how many weeks its work comes again."""

    title: str
    package: str
    module: str
    town: str = "Town"
    same: bool = True
    cycle: int = 1

    def load(self) -> Any:
        return getattr(import_module(f"benchmarks.peers.{self.module}"), self.town)


BARE = "numba"
TOOLS = {
    BARE: Tool("bare numba kernel", "numba", "core_numba"),
    "scipy": Tool("SciPy sparse", "scipy", "core_scipy"),
    "starsim": Tool("Starsim", "starsim", "core_starsim"),
    "mesa": Tool("Mesa", "mesa", "core_mesa"),
    "pass": Tool("mobsim, whole weekly pass", "mobsim", "core_mobsim", "Pass", same=False),
    "model": Tool("mobsim, whole model", "mobsim", "core_mobsim", same=False, cycle=DAYS_IN_CYCLE // DAYS_IN_WEEK),
}


class DisagreesError(Exception):
    """A tool does not do the same work as the bare kernel."""


def check(tool: str, agents: int, bare: State, found: State) -> None:
    """Refuse a tool whose trust or members are not those of the bare kernel.

    Raises
    ------
    DisagreesError
        If any agent's trust differs by more than rounding, or any agent belongs who should not, or the reverse.
    """
    apart = float(np.abs(bare.trust - found.trust).max())
    others = int((bare.member != found.member).sum())
    if not apart <= AGREED or others:
        raise DisagreesError(
            f"{TOOLS[tool].title} does not do the work of the bare kernel at {agents:,} agents: after {CHECKED_WEEKS} weeks "
            f"trust differs by up to {apart:.2g}, and {others:,} agents differ in membership; nothing is written"
        )


def seconds(town: Any, weeks: int) -> float:
    """Return the processor's time that a town takes for some weeks: waiting for other work is not the tool's."""
    begun = time.process_time()
    town.live(weeks)
    return time.process_time() - begun


def rate(tool: str, agents: int, rounds: int, target: float) -> dict[str, Any]:
    """Measure agent-updates a second of a tool and, by turns with it, of the bare kernel."""
    bare, town = TOOLS[BARE].load()(agents, SEED), TOOLS[tool].load()(agents, SEED)
    first = seconds(town, 1)
    if first > LONGEST:
        return {"left_out": f"one week takes {first:.0f} s"}
    for other, lived in ((bare, 0), (town, 1)):
        other.live(CHECKED_WEEKS - lived)
    if TOOLS[tool].same:
        check(tool, agents, bare.state(), town.state())
    return _by_turns(
        agents, (bare, _weeks_in(target, bare, 1)), (town, _weeks_in(target, town, TOOLS[tool].cycle)), rounds
    )


def _by_turns(agents: int, bare: tuple[Any, int], other: tuple[Any, int], rounds: int) -> dict[str, Any]:
    rates: tuple[list[float], list[float]] = ([], [])
    pairs = list(zip((bare, other), rates, strict=True))
    for turn in range(rounds):
        for (town, weeks), kept in pairs if turn % 2 else reversed(pairs):
            kept.append(agents * weeks / seconds(town, weeks))
    ratios = [a / b for a, b in zip(*rates, strict=True)]
    return {
        "rate": median(rates[1]),
        "bare_beside": median(rates[0]),
        "times_as_long": median(ratios),
        "lowest": min(ratios),
        "highest": max(ratios),
    }


def _weeks_in(target: float, town: Any, cycle: int) -> int:
    """Return about how many weeks a town lives in some time, in whole cycles."""
    return cycle * min(MOST_WEEKS // cycle, max(1, round(target / seconds(town, cycle))))


def alone(what: str, tool: str, *numbers: int) -> dict[str, Any]:
    """Measure in a process of its own (``core_alone``)."""
    words = [sys.executable, "-m", "benchmarks.peers.core_alone", what, tool, *map(str, numbers)]
    said = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout
    return json.loads(said.splitlines()[-1])
