"""Write what was measured at the core as tables and a few sentences."""

from collections.abc import Callable
from typing import Any

from benchmarks.marked import paragraph
from benchmarks.peers.core_measure import AGREED, BARE, CHECKED_WEEKS, LONGEST, TOOLS

ABOUT = """Made by `python -m benchmarks.peers.core`. Each agent has about ten ties, most of them near. Each week, all
at once, it hears the mean trust of those ties whose trust is within a bound of its own, moves towards that and its own ground,
and in one week of ten decides to belong or not, by the share of its ties who do and by its trust (`benchmarks/peers/shared.py`).
Before it is timed, each tool must have the trust of the bare kernel, to {agreed}, and the same members, agent by agent, after
{weeks} weeks of the same town, and at the end of every sweep the same number of members in each run. mobsim's own weekly pass and
model do other work than the core, and more of it: they are timed, and not checked. All towns live on one thread, sweeps on two
processes. What would take more than {longest:.0f} s in one measurement is left out."""
WHERE = """Measured on {date}: {versions}, Python {python}; {cores} cores, which copied {copy_gigabytes_per_second} GB/s, with
{load} processes at work or waiting for them when it began."""
PACKAGES = {
    "mobsim": "mobsim",
    "mesa": "Mesa",
    "starsim": "Starsim",
    "scipy": "SciPy",
    "numba": "numba",
    "numpy": "NumPy",
}
SPEED = """Million agent-updates a second of one processor's time, an update being one agent's week; median of five. In brackets,
how many times as long as the bare kernel takes, measured by turns with it, so that a busy machine slows both:"""
MEMORY = """Peak memory in MB, of a process of its own, beyond what it held before the town was made; the last column says how
much that was, with the tool loaded and compiled. The ties and columns of the core are among it, and mobsim's birth:"""
SWEEPS = """Runs of 52 weeks a second in sweeps ({runs}; a seed each, births among them) on two processes, as each tool does them:
a process pool for the bare kernel and SciPy, `ss.parallel`, Mesa's `batch_run`, `mobsim sweep`; from the call to the results.
Pools and Starsim fork a process that has everything loaded; Mesa and mobsim start new ones at each sweep, and mobsim writes every
run to disk with its outcomes:"""
FRANKLY = """**What this says.** mobsim's weekly pass takes {times} times as long as the bare kernel at {sizes} agents. It does
more than the core: three feelings, each against a ground that disorder, officers and grievances move, fatigue, need and perceived
risk, turning out to work; but its ties perceive one byte of each feeling, where the core gathers numbers of eight bytes. In small
towns most of it is the way in from Python, 21 times a week. The whole model takes {model} times as long at {largest} agents.
Whoever needs only the core is better served by a hundred lines of numba. **What it does not say.** The core suits whole columns.
Agents as objects are slow, and can hold any rule that one can write; Starsim brings networks that change, diseases and
demography, of which nothing is used here. Each tool is written as its documentation shows, and not tuned further; that ties of
Mesa's agents are lists, and draws made by NumPy, is in Mesa's favour. One machine, one kind of graph, one rule."""
MILLION = 1e6

Figures = dict[str, dict[str, Any]]


def page(found: dict[str, Any]) -> str:
    parts = [paragraph(ABOUT.format(agreed=f"{AGREED:g}".replace("e-0", "e-"), weeks=CHECKED_WEEKS, longest=LONGEST))]
    for part, write in {"speed": _speeds, "memory": _memories, "sweeps": _sweeps}.items():
        if part in found:
            parts += [*write(found[part]["found"]), paragraph(_where(found[part]["where"]))]
    if "speed" in found:
        parts.append(paragraph(frankly(found["speed"]["found"])))
    return "\n\n".join(parts)


def _where(where: dict[str, Any]) -> str:
    versions = ", ".join(f"{title} {where[name]}" for name, title in PACKAGES.items())
    return WHERE.format(**where, versions=versions)


def _speeds(figures: Figures) -> list[str]:
    return [paragraph(SPEED), table(figures, list(figures[BARE]), _speed)]


def _memories(figures: Figures) -> list[str]:
    sizes = list(figures[BARE])
    before = ("before", lambda row: f"{row[sizes[0]]['before']:,.0f}")
    return [paragraph(MEMORY), table(figures, sizes, _memory, before)]


def _sweeps(figures: Figures) -> list[str]:
    runs = _listed([_runs_of(*of) for of in figures[BARE].items()])
    return [paragraph(SWEEPS.format(runs=runs)), table(figures, list(figures[BARE]), _runs)]


def table(
    figures: Figures,
    sizes: list[str],
    show: Callable[[dict[str, Any]], str],
    further: tuple[str, Callable[[dict[str, Any]], str]] | None = None,
) -> str:
    heads = [f"{int(size):,} agents" for size in sizes] + ([further[0]] if further else [])
    lines = ["| | " + " | ".join(heads) + " |", "| --- " + "| ---: " * len(heads) + "|"]
    for tool, row in figures.items():
        cells = [_cell(row[size], show) for size in sizes] + ([further[1](row)] if further else [])
        lines.append(f"| {TOOLS[tool].title} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(figure: dict[str, Any], show: Callable[[dict[str, Any]], str]) -> str:
    return f"left out: {figure['left_out']}" if "left_out" in figure else show(figure)


def _speed(figure: dict[str, Any]) -> str:
    return f"{_plain(figure['rate'] / MILLION)} ({_plain(figure['times_as_long'])})"


def _memory(figure: dict[str, Any]) -> str:
    return _plain(figure["peak"] - figure["before"])


def _runs(figure: dict[str, Any]) -> str:
    return _plain(figure["runs_a_second"])


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value >= 20 else f"{value:.2g}"


def _runs_of(agents: str, figure: dict[str, Any]) -> str:
    return f"{figure['runs']} runs of {int(agents):,} agents"


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def frankly(rates: Figures) -> str:
    """Say what the figures say of mobsim, and what they do not."""
    passes, largest = rates["pass"], list(rates["model"])[-1]
    return FRANKLY.format(
        times=_listed([_plain(figure["times_as_long"]) for figure in passes.values()]),
        sizes=_listed([f"{int(size):,}" for size in passes]),
        model=_plain(rates["model"][largest]["times_as_long"]),
        largest=f"{int(largest):,}",
    )
