"""``mobsim report``: one self-contained page from any results folder."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Offer the command."""
    app.command()(report)


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Results folder that mobsim wrote.")],
    out: Annotated[Path | None, typer.Option(help="File to write; default: report.html in the folder.")] = None,
) -> None:
    """Write the report of a results folder, one HTML file that needs nothing else."""
    from mobsim.report import build
    from mobsim.store import read_manifest

    is_search = read_manifest(folder)["kind"] == "search"
    print(build(folder / "fresh" if is_search else folder, out))
