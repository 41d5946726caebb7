"""Give the same 200 runs to mobsim, the EMA workbench, Starsim and Mesa's batch_run, and see what each makes of trouble.

The others are installed only here, in an environment of their own (Python 3.12 or later for the EMA workbench 3)::

    python3.12 -m venv .venv-peers
    .venv-peers/bin/pip install ema-workbench==3.0.0 starsim==3.7.2 mesa==3.5.1 -e .
    .venv-peers/bin/python -m benchmarks.peers.compare

It takes some minutes, most of them spent waiting for what hangs, and writes ``docs/peers.md`` and ``results.json``.
"""

import argparse
import contextlib
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.marked import write_between
from benchmarks.peers.toy import BAD, RUNS

ROOT = Path(__file__).resolve().parents[2]
PAGE, NUMBERS = ROOT / "docs" / "peers.md", Path(__file__).with_name("results.json")
TOOLS = {
    "mobsim": ("mobsim", "mobsim"),
    "ema": ("EMA workbench", "ema-workbench"),
    "starsim": ("Starsim", "starsim"),
    "mesa": ("Mesa batch_run", "mesa"),
}
PATIENCE = 120.0
"""Seconds after which a tool that shows nothing is taken to hang; undisturbed it needs a few."""


def start(tool: str, trouble: str, folder: Path) -> subprocess.Popen:
    words = [sys.executable, "-m", f"benchmarks.peers.with_{tool}", trouble, str(folder)]
    with (folder / "said").open("a") as output:
        return subprocess.Popen(words, stdout=output, stderr=output, cwd=ROOT, start_new_session=True)


def end(process: subprocess.Popen) -> None:
    """End a tool with whatever it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def finished(folder: Path) -> Counter:
    log = folder / "log"
    return Counter(map(int, log.read_text().split())) if log.exists() else Counter()


def rows(folder: Path) -> int:
    file = folder / "rows.csv"
    if not file.exists():
        return 0
    lines = file.read_text().splitlines()[1:]
    return len({line.split(",")[0] for line in lines if line.split(",")[1] not in ("", "nan")})


def one(tool: str, trouble: str, folder: Path) -> dict[str, Any]:
    """Let a tool do the runs, one of which is in trouble."""
    begun = time.perf_counter()
    process = start(tool, trouble, folder)
    try:
        process.wait(timeout=PATIENCE)
        hangs = False
    except subprocess.TimeoutExpired:
        hangs = True
    seconds = time.perf_counter() - begun
    end(process)
    return {"seconds": round(seconds, 1), "hangs": hangs, "exit": process.returncode, "rows": rows(folder)} | names_it(
        folder
    )


def names_it(folder: Path) -> dict[str, Any]:
    """Say whether what the tool leaves behind names the run that went wrong."""
    file = folder / "failures.csv"
    return {"named": file.exists() and any(line.startswith(f"{BAD},") for line in file.read_text().splitlines())}


def killed(tool: str, folder: Path) -> dict[str, Any]:
    """Kill the coordinator when half of the runs are done, then give the same command again."""
    process, deadline = start(tool, "none", folder), time.monotonic() + PATIENCE
    while len(finished(folder)) < RUNS // 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    time.sleep(3.0)
    left = alive(process.pid)
    end(process)
    before = finished(folder)
    again = one(tool, "none", folder)
    after = finished(folder)
    twice = sum(1 for number in before if after[number] > before[number])
    return {"lived_before": len(before), "lived_again": twice, "rows": again["rows"], "left_running": left}


def alive(session: int) -> int:
    states = subprocess.run(
        ["ps", "-s", str(session), "-o", "stat="], capture_output=True, text=True, check=False
    ).stdout
    return sum(not state.startswith("Z") for state in states.split())


def compare(tools: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for tool in tools:
        cases: dict[str, Any] = {}
        for case in ("none", "raises", "kills", "killed"):
            with tempfile.TemporaryDirectory() as folder:
                cases[case] = killed(tool, Path(folder)) if case == "killed" else one(tool, case, Path(folder))
            print(tool, case, cases[case], flush=True)
        found[tool] = {"version": version(TOOLS[tool][1]), **cases}
    return found


def page(found: dict[str, Any], where: str) -> str:
    head = "| | " + " | ".join(f"{TOOLS[tool][0]} {found[tool]['version']}" for tool in found) + " |"
    lines = [head, "| --- " * (len(found) + 1) + "|"]
    for title, show in _ROWS.items():
        lines.append(f"| {title} | " + " | ".join(show(found[tool]) for tool in found) + " |")
    return ABOUT.format(runs=RUNS, bad=BAD, where=where, patience=PATIENCE) + "\n" + "\n".join(lines) + "\n"


ABOUT = """Written by `benchmarks/peers/compare.py`, which gives the same {runs} runs of a small model (some milliseconds each,
two processes) to four tools, each used as its documentation shows: once undisturbed, once with run {bad} raising an error, once
with run {bad} killing its process, and once with the coordinator killed (`kill -9`) when half of the runs were done, after
which the same command was given again. A tool that shows nothing for {patience:.0f} s is taken to hang. {where}

The tools are made for different work, and each does things that mobsim does not; this page is only about what happens to
many runs when something goes wrong, not about speed: seconds are in `benchmarks/peers/results.json`, taken on a shared
machine and not all at one time.
"""


def _trouble(case: dict[str, Any]) -> str:
    if case["hangs"]:
        return f"hangs; {case['rows']} rows"
    return (
        f"{case['rows']} rows"
        + (", the run named" if case["named"] else "")
        + ("" if case["exit"] == 0 else "; ends in an error")
    )


_ROWS = {
    "undisturbed": lambda tool: f"{tool['none']['rows']} rows",
    "a run raises an error": lambda tool: _trouble(tool["raises"]),
    "a run kills its process": lambda tool: _trouble(tool["kills"]),
    "coordinator killed: of the runs done before, done once more": lambda tool: (
        f"{tool['killed']['lived_again']} of {tool['killed']['lived_before']}"
    ),
    "rows after the second command": lambda tool: str(tool["killed"]["rows"]),
    "processes left running by the kill, after 3 s": lambda tool: str(tool["killed"]["left_running"]),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers.compare")
    parser.add_argument("--only", nargs="+", choices=list(TOOLS), default=list(TOOLS))
    given = parser.parse_args()
    known = json.loads(NUMBERS.read_text(encoding="utf-8")) if NUMBERS.exists() else {"found": {}}
    found = known["found"] | compare(given.only)
    found = {tool: found[tool] for tool in TOOLS if tool in found}
    where = f"Python {platform.python_version()}, {os.cpu_count()} cores, shared with other work."
    NUMBERS.write_text(json.dumps({"where": where, "found": found}, indent=1) + "\n", encoding="utf-8")
    write_between(PAGE, "peers", page(found, where))


if __name__ == "__main__":
    main()
