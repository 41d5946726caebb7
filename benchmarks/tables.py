"""Write what was measured: a table to read and JSON to compare with."""

import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import mobsim
from benchmarks.measured import Measured

PACKAGES = ("numpy", "numba", "mesa")
ABOUT = """# Benchmarks

Made by `python -m benchmarks{quick}`; the median of the runs, with the lowest and highest. Machines are shared and
noisy: trust the ratios and the figures beside, which were taken in the same run, before the times. What limits each is
told in `docs/performance.md`.
"""


def machine(copied: float) -> dict[str, object]:
    """Describe where it was measured."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "mobsim": mobsim.__version__,
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "load": round(load, 1),
        "copy_gigabytes_per_second": round(copied / 1e9, 2),
    }


def write(folder: Path, found: Sequence[Measured], where: dict[str, object], *, quick: bool) -> None:
    """Write both files."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        {"name": m.name, "unit": m.unit, "value": m.value, "low": min(m.runs), "high": max(m.runs), "runs": len(m.runs)}
        | {"target": m.target, "verdict": m.verdict, "beside": m.beside, **m.more}
        for m in found
    ]
    content = json.dumps({"quick": quick, "machine": where, "measured": rows}, indent=1)
    (folder / "results.json").write_text(content + "\n", encoding="utf-8")
    (folder / "results.md").write_text(_page(found, where, quick), encoding="utf-8")


def line(m: Measured) -> str:
    """Tell a figure in one line."""
    spread = f" ({_short(min(m.runs))}-{_short(max(m.runs))})" if len(m.runs) > 1 else ""
    target = f"; target {_short(m.target)}: {m.verdict}" if m.target is not None else ""
    return f"{m.name}: {_short(m.value)} {m.unit}{spread}{target}" + (f"; {m.beside}" if m.beside else "")


def _page(found: Sequence[Measured], where: dict[str, object], quick: bool) -> str:
    head = "| what | median | lowest to highest | target | | beside |\n| --- | --- | --- | --- | --- | --- |"
    rows = "\n".join(_row(m) for m in found)
    machine = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in where.items())
    return f"{ABOUT.format(quick=' --quick' if quick else '')}\nMeasured on: {machine}.\n\n{head}\n{rows}\n"


def _row(m: Measured) -> str:
    sign = "" if m.target is None else ("at most " if m.at_most else "at least ")
    target = "" if m.target is None else f"{sign}{_short(m.target)}"
    spread = f"{_short(min(m.runs))} to {_short(max(m.runs))}" if len(m.runs) > 1 else "one run"
    return f"| {m.name} | {_short(m.value)} {m.unit} | {spread} | {target} | {m.verdict} | {m.beside} |"


def _short(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
