"""``mobsim analyse``: what the results of a sweep show, finished or still running."""

import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mobsim.cli.streams import print_json

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from mobsim.analysis.analyse import Analysis

ROWS = 24
TITLES = {
    "effects": "Effects: second level against first, averaged over all other factors",
    "interactions": "Interactions: how far the effects together differ from their sum",
    "shapley": "Shares of the whole difference between all factors at their second level and all at their first",
    "levels": "Means by level, and their difference to the mean of all",
    "sobol": "Sobol' indices: shares of the variance, alone (first) and with all others (total)",
    "morris": "Morris: the size of the effect of a step through each range",
    "strategies": "Strategies against the reference, paired by seed",
    "regret": "Regret over all conditions",
    "pairing": "What common random numbers gain: how many times fewer runs for the same interval",
    "regression": "How the outcome follows each factor: standardized regression, and partial correlations of ranks",
    "scores": "Which factors the outcome hangs on, however it does: forests of randomized trees",
    "variance": "Where the variance comes from: what was set, the luck of seeds, and the doubt of draws",
    "failing": "When a strategy does no better than the reference",
    "mechanisms": "What knowing all numbers of a mechanism would save before choosing, beyond luck",
}
PRINTED = {
    "effects": ("factor", "from", "to", "estimate", "low", "high", "relative", "p"),
    "interactions": ("factors", "estimate", "low", "high", "relative", "p"),
    "shapley": ("factor", "estimate", "low", "high", "share", "share_low", "share_high"),
    "levels": ("factor", "level", "estimate", "difference", "difference_low", "difference_high"),
    "mechanisms": ("mechanism", "numbers", "worth", "share", "told"),
}


def register(app: typer.Typer) -> None:
    """Offer the command."""
    app.command()(analyse)


def analyse(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Results folder of a sweep, finished or running.")],
    outcome: Annotated[str | None, typer.Option(help="Outcome to print and draw; default: harm.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the tables and figures; default: the results folder itself.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the tables of that outcome as JSON on stdout.")
    ] = False,
) -> None:
    """Print what a sweep shows; write tables into DIR/analysis and figures into DIR/figures, or elsewhere with --out."""
    from mobsim.store.manifest import is_results_folder, read_manifest

    if is_results_folder(folder) and read_manifest(folder)["kind"] == "search":
        _show_search(folder, as_json=as_json)
        return
    from mobsim.analysis.analyse import analyse as analyse_sweep

    found = analyse_sweep(folder, outcome)
    if as_json:
        print_json(_plain(found))
    else:
        _print_tables(found)
    from mobsim.report.figures import Gallery
    from mobsim.report.figures.sweeps import draw_analysis
    from mobsim.store import unwritable

    place = out or folder
    try:
        tables, figures = found.write(place), draw_analysis(found, Gallery(place / "figures"))
    except OSError as error:
        raise unwritable(place, error) from None
    summary = f"{len(tables)} tables in {place / 'analysis'}, {len(figures)} figures in {place / 'figures'}."
    print(summary, file=sys.stderr if as_json else sys.stdout)


def _show_search(folder: Path, *, as_json: bool) -> None:
    """Print the answer of a search, which wrote its tables and figures itself."""
    from mobsim.cli.searching import show
    from mobsim.errors import DataError
    from mobsim.store import read_json, refuse_damage

    refuse_damage(folder)
    summary = read_json(folder / "search.json")
    if summary is None:
        raise DataError("holds no answer yet", file=folder, remedy="run the search again; it resumes from there")
    if as_json:
        print_json(summary)
    else:
        show(summary)


def _plain(found: "Analysis") -> dict[str, Any]:
    tables = {name: json.loads(found.table(name).to_json(orient="records") or "[]") for name in found.tables}
    return {"outcome": found.headline, "runs": len(found.results.runs), "notes": list(found.notes), "tables": tables}


def _print_tables(found: "Analysis") -> None:
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    declared = found.results.experiment
    state = "" if found.results.manifest["state"] == "complete" else f" ({found.results.manifest['state']})"
    console.print(
        f"[bold]{declared['title']}[/bold]\n{len(found.results.runs):,} runs{state}; {declared['points']:,} points"
    )
    console.print(
        f"{found.results.label(found.headline)}: {found.results.unit(found.headline)}. "
        "What intervals are stands below each table."
    )
    for name, title in TITLES.items():
        if name in found.tables and not (name == "levels" and "effects" in found.tables):
            console.print(_table(title, found.table(name), PRINTED.get(name), found.basis(name)))
    for note in found.notes:
        console.print(f"Note: {note}", markup=False)


def _table(title: str, content: "pd.DataFrame", columns: tuple[str, ...] | None, basis: str) -> "Table":
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    left = len(content) - ROWS
    caption = " ".join(filter(None, (basis, f"{left} rows more are in the file." if left > 0 else "")))
    table = Table(title=title, caption=caption or None, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), title_justify="left")
    table.caption_justify = "left"
    for name in columns or content.columns:
        wide = content[name].dtype.kind in "fiu"
        table.add_column(name.replace("_", " "), justify="right" if wide else "left", no_wrap=wide, overflow="fold")
    for row in content.head(ROWS)[list(columns or content.columns)].itertuples(index=False):
        table.add_row(*(_cell(value) for value in row))
    return table


def _cell(value: Any) -> str:
    if not isinstance(value, float):
        return str(value)
    if not math.isfinite(value):
        return ""
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:z.4g}"
