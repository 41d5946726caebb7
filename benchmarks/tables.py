"""Write what was measured: JSON to compare with, a table to read, and how that stands to what is wanted."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import mobsim
from benchmarks.marked import write_between
from benchmarks.measured import Measured

PACKAGES = ("numpy", "numba", "mesa")
ABOUT = """# Benchmarks

Made by `python -m benchmarks{quick}`; the median of the runs, with the lowest and highest. Machines are shared and
noisy: trust the ratios and the figures beside, which were taken in the same run, before the times. What limits each is
told in `docs/performance.md`.
"""
PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"

Row = Mapping[str, Any]


def machine(copied: float) -> dict[str, object]:
    """Describe where it is measured."""
    return {
        "mobsim": mobsim.__version__,
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "copy_gigabytes_per_second": round(copied / 1e9, 2),
    }


def moment() -> dict[str, object]:
    """Return the date, and how busy the machine is."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return {"date": datetime.now(UTC).date().isoformat(), "load": round(load, 1)}


def row_of(m: Measured, word: str, when: Mapping[str, object]) -> Row:
    """Return a figure as it is kept: of which benchmark it is, and the moment when that began."""
    return (
        {"of": word, "name": m.name, "unit": m.unit, "value": m.value, "low": min(m.runs), "high": max(m.runs)}
        | {"runs": len(m.runs), "target": m.target, "at_most": m.at_most, "verdict": m.verdict, "beside": m.beside}
        | dict(when)
        | m.more
    )


def kept_rows(folder: Path, *, quick: bool) -> list[Row]:
    """Return the figures of the same form that a folder holds."""
    path = folder / "results.json"
    content = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return content["measured"] if content.get("quick") is quick else []


def write(folder: Path, rows: Sequence[Row], where: Mapping[str, object], *, quick: bool) -> None:
    """Write both files."""
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"quick": quick, "machine": where, "measured": rows}, indent=1)
    (folder / "results.json").write_text(content + "\n", encoding="utf-8")
    (folder / "results.md").write_text(_page(rows, where, quick), encoding="utf-8")


def write_standing(rows: Sequence[Row], where: Mapping[str, object]) -> None:
    """Write into the documentation how what was measured stands to what is wanted."""
    wanted = [row for row in rows if row["target"] is not None]
    lines = ["| what | wanted | measured | |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {row['name']} | {_wanted(row)} {row['unit']} | {_short(row['value'])} | {row['verdict']} |"
        for row in wanted
    ]
    met = sum(row["verdict"] == "met" for row in wanted)
    first, last = min(row["date"] for row in wanted), max(row["date"] for row in wanted)
    dates = f"On {last}" if first == last else f"From {first} to {last}"
    told = f"{dates}, {met} of {len(wanted)} met (Python {where['python']}, numba {where['numba']}, {where['cores']} cores):"
    write_between(PAGE, "standing", f"{told}\n\n" + "\n".join(lines))


def line(m: Measured) -> str:
    """Tell a figure in one line."""
    spread = f" ({_short(min(m.runs))}-{_short(max(m.runs))})" if len(m.runs) > 1 else ""
    target = f"; target {_short(m.target)}: {m.verdict}" if m.target is not None else ""
    return f"{m.name}: {_short(m.value)} {m.unit}{spread}{target}" + (f"; {m.beside}" if m.beside else "")


def _page(rows: Sequence[Row], where: Mapping[str, object], quick: bool) -> str:
    head = f"| what | median | lowest to highest | wanted | | beside | date | load |\n|{' --- |' * 8}"
    machine = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in where.items())
    about = ABOUT.format(quick=" --quick" if quick else "")
    return f"{about}\nMeasured on: {machine}.\n\n{head}\n" + "\n".join(map(_row, rows)) + "\n"


def _row(row: Row) -> str:
    spread = f"{_short(row['low'])} to {_short(row['high'])}" if row["runs"] > 1 else "one run"
    cells = (
        row["name"],
        f"{_short(row['value'])} {row['unit']}",
        spread,
        _wanted(row),
        row["verdict"],
        row["beside"],
        row["date"],
        row["load"],
    )
    return f"| {' | '.join(map(str, cells))} |"


def _wanted(row: Row) -> str:
    if row["target"] is None:
        return ""
    return f"{'at most' if row['at_most'] else 'at least'} {_short(row['target'])}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
