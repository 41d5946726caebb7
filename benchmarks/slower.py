"""Fail when something has become slower by accident: ``python -m benchmarks.slower``, and ``--store`` where it was meant.

Each piece of work is done by turns with a fixed one (:mod:`mobsim.tools.yardstick`), by processor time; the least
of some turns is held against the one stored in ``benchmarks/slower.json``. A piece that is slower by more than 30 % is tried
again before it counts. Some half a minute; exit code 1 if anything is slower.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from benchmarks.towns import STRATEGY, town
from mobsim.engine.model import Model
from mobsim.store.atomic import write_json
from mobsim.tools.yardstick import yardstick

STORED = Path(__file__).with_name("slower.json")
ALLOWED = 0.30
TURNS, AGAIN = 5, 3

Clock = Callable[[], float]
Work = Callable[[], object]


def pieces() -> dict[str, tuple[Work, Clock]]:
    """Return what is measured, and by which clock: that of this process, or of those that it starts."""
    tens, hundreds = _lived(10_000), _lived(100_000)
    return {
        "1,000 residents, two years": (_village, time.process_time),
        "10,000 residents, 84 days": (lambda: tens.run_days(84), time.process_time),
        "100,000 residents, 28 days": (lambda: hundreds.run_days(28), time.process_time),
        "birth of 100,000 residents": (lambda: Model(town(100_000), STRATEGY), time.process_time),
        "mobsim check columbus": (lambda: _command("check", "columbus"), _of_children),
        "mobsim --help": (lambda: _command("--help"), _of_children),
    }


def _lived(residents: int) -> Model:
    model = Model(town(residents), STRATEGY)
    model.run_days(56)
    return model


def _village() -> None:
    Model(town(1_000, 728), STRATEGY).run_days(728)


def _command(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "mobsim", *words], check=True, capture_output=True)


def _of_children() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ratio(work: Work, clock: Clock, turns: int = TURNS) -> float:
    """Return the least time that work takes over the least that a yardstick takes by turns with it."""
    work()
    taken, units = [], []
    for _ in range(turns):
        units.append(yardstick(time.process_time))
        start = clock()
        work()
        taken.append(clock() - start)
    return min(taken) / min(units)


def slower(found: float, stored: float) -> bool:
    """Whether a ratio has worsened by more than is allowed."""
    return found > stored * (1.0 + ALLOWED)


def measured(work: Work, clock: Clock, stored: float | None) -> float:
    """Measure one piece; what seems slower is measured again, and the least counts."""
    found = ratio(work, clock)
    for _ in range(AGAIN):
        if stored is None or not slower(found, stored):
            break
        found = min(found, ratio(work, clock))
    return found


def main() -> int:
    """Measure every piece, tell each beside what is stored, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.slower", description="Fail when something has become slower."
    )
    parser.add_argument("--store", action="store_true", help="store what is measured, to be held against from now on")
    given = parser.parse_args()
    stored = json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}
    found, worse = {}, []
    for name, (work, clock) in pieces().items():
        known = None if given.store else stored.get(name)
        found[name] = round(measured(work, clock, known), 3)
        beside = "" if known is None else f", {found[name] / known - 1.0:+.0%} against {known}"
        print(f"{name}: {found[name]} yardsticks{beside}", flush=True)
        if known is not None and slower(found[name], known):
            worse.append(name)
    if given.store:
        write_json(STORED, found)
    if worse:
        print(
            f"slower by more than {ALLOWED:.0%}: {', '.join(worse)}; --store keeps the new figures where that is meant"
        )
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
