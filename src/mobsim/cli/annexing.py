"""``mobsim plan``: the annex of a Community Safety and Well-Being plan from a comparison."""

from pathlib import Path
from typing import Annotated

import typer

from mobsim.cli.languages import PageLanguage


def register(app: typer.Typer) -> None:
    """Offer the command."""
    app.command()(plan)


def plan(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Results folder of a comparison.")],
    strategy: Annotated[
        str | None, typer.Option(help="The strategy that is planned; default: the best that is not the reference.")
    ] = None,
    language: PageLanguage = "en",
    out: Annotated[
        Path | None, typer.Option(help="Page to write, with a CSV beside it; default: plan.html in the folder.")
    ] = None,
) -> None:
    """Fill the annex of a Community Safety and Well-Being plan: indicators, baselines, what to expect, who measures."""
    from mobsim.report.annex import build_annex
    from mobsim.store import read_manifest

    compared = folder / "fresh" if read_manifest(folder)["kind"] == "search" else folder
    for file in build_annex(compared, out, language=language, strategy=strategy):
        print(file)
