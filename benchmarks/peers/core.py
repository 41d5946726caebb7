"""Let a bare numba kernel, SciPy, Starsim, Mesa and mobsim live the same trust and participation, and take their time.

The others are installed only here, in an environment of their own (Python 3.12 or later for Mesa 3.5), with mobsim's own
constraints (numba 0.68.1, NumPy 2.4.6, SciPy 1.17.1)::

    python3.12 -m venv .venv-peers
    .venv-peers/bin/pip install -c constraints.txt starsim==3.7.2 mesa==3.5.1 -e .
    .venv-peers/bin/python -m benchmarks.peers.core

It takes about ten minutes on two quiet cores, and writes its tables into ``docs/peers.md`` and the figures into ``core.json``;
``--parts memory`` measures one table anew, and ``--parts`` without a word writes the page again from the figures that are kept.
With ``--quick`` or ``--only`` it prints what it finds, and writes nothing. What the core is stands in ``shared.py``. A tool that
does not give the trust and the members of the bare kernel, agent by agent, is not timed: the command ends there.
"""

import argparse
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.marked import write_between
from benchmarks.measured import copy_rate
from benchmarks.peers.core_measure import BARE, LONGEST, TOOLS, DisagreesError, alone, rate
from benchmarks.peers.core_page import page
from benchmarks.tables import machine, moment

ROOT = Path(__file__).resolve().parents[2]
PAGE, NUMBERS = ROOT / "docs" / "peers.md", Path(__file__).with_name("core.json")
SIZES = (1_000, 10_000, 100_000, 1_000_000)
SWEEPS = {1_000: 64, 10_000: 16, 100_000: 16}
"""Runs of a sweep, by the agents of a run."""
WEEKS, PROCESSES = 52, 2
PARTS = ("speed", "memory", "sweeps")

Figures = dict[str, dict[str, Any]]


def speeds(tools: list[str], sizes: tuple[int, ...], rounds: int, target: float) -> Figures:
    found: Figures = {tool: {} for tool in tools}
    for size in sizes:
        for tool in tools:
            found[tool][str(size)] = rate(tool, size, rounds, target)
            print("speed", tool, size, found[tool][str(size)], flush=True)
    return found


def memories(tools: list[str], sizes: tuple[int, ...]) -> Figures:
    found: Figures = {tool: {} for tool in tools if tool != "pass"}
    for size in sizes:
        for tool in found:
            found[tool][str(size)] = alone("memory", tool, size)
            print("memory", tool, size, found[tool][str(size)], flush=True)
    return found


def sweeps(tools: list[str], sizes: tuple[int, ...], known: Figures) -> Figures:
    """Measure sweeps of the core and of the whole model; all of the core must end with the same members."""
    found: Figures = {tool: {} for tool in tools if tool != "pass"}
    for size in sizes:
        ended: dict[str, list[int]] = {}
        for tool in found:
            took = SWEEPS[size] * WEEKS * size / known[tool][str(size)]["rate"] / PROCESSES
            if took > LONGEST:
                found[tool][str(size)] = {"left_out": f"a sweep would take {took:.0f} s"}
                continue
            found[tool][str(size)] = alone("sweep", tool, size, SWEEPS[size], WEEKS, PROCESSES)
            ended[tool] = found[tool][str(size)].pop("found")
            print("sweep", tool, size, found[tool][str(size)], flush=True)
            if TOOLS[tool].same and ended[tool] != ended.get(BARE, ended[tool]):
                raise DisagreesError(f"{TOOLS[tool].title} ends a sweep of {size:,} agents with other members: {ended}")
    return found


def measure(given: argparse.Namespace, sizes: tuple[int, ...], known: dict[str, Any]) -> dict[str, Any]:
    """Measure some parts; sweeps need speeds, measured now or before, to know which would take too long."""
    found = {}
    if "speed" in given.parts:
        found["speed"] = speeds(given.only, sizes, 3 if given.quick else 5, 0.05 if given.quick else 0.2)
    if "memory" in given.parts:
        found["memory"] = memories(given.only, sizes)
    if "sweeps" in given.parts:
        swept = tuple(size for size in sizes if size in SWEEPS and not (given.quick and size > SIZES[0]))
        speed = found.get("speed") or known["speed"]["found"]
        found["sweeps"] = sweeps(given.only, swept, speed)
    return found


def asked() -> tuple[argparse.ArgumentParser, argparse.Namespace]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers.core")
    parser.add_argument("--quick", action="store_true", help="two small sizes, short; writes nothing")
    parser.add_argument(
        "--only", nargs="+", choices=list(TOOLS), default=list(TOOLS), help="some of them; writes nothing"
    )
    parser.add_argument("--sizes", nargs="+", type=int, choices=SIZES, default=SIZES, help="some of the towns' sizes")
    parser.add_argument(
        "--parts", nargs="*", choices=PARTS, default=PARTS, help="some of the tables; others stay as kept"
    )
    return parser, parser.parse_args()


def main() -> None:
    parser, given = asked()
    known = json.loads(NUMBERS.read_text(encoding="utf-8")) if NUMBERS.exists() else {}
    where = (
        machine(copy_rate()) | moment() | {name: version(name) for name in given.only if name in ("scipy", "starsim")}
    )
    try:
        found = measure(given, SIZES[:2] if given.quick else tuple(sorted(given.sizes)), known)
    except DisagreesError as error:
        parser.error(str(error))
    if given.quick or given.only != list(TOOLS):
        return
    kept = known | {part: {"where": where, "found": figures} for part, figures in found.items()}
    NUMBERS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    write_between(PAGE, "core", page(kept))


if __name__ == "__main__":
    main()
