"""``mobsim report``: one self-contained page from any results folder."""

from pathlib import Path
from typing import Annotated

import typer

from mobsim.cli.languages import PageLanguage
from mobsim.cli.pricing import PayVolunteers, PricesFile


def register(app: typer.Typer) -> None:
    """Offer the command."""
    app.command()(report)


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Results folder that mobsim wrote.")],
    out: Annotated[
        Path | None, typer.Option(help="File to write; default: report.html (report-fr.html) in the folder.")
    ] = None,
    language: PageLanguage = "en",
    prices: PricesFile = None,
    pay_volunteers: PayVolunteers = False,
) -> None:
    """Write the report of a results folder, one HTML file that needs nothing else."""
    from mobsim.report import build
    from mobsim.scenario.prices import load_prices
    from mobsim.store import read_manifest

    kind = read_manifest(folder)["kind"]
    if kind == "calibrate":
        from mobsim.report.fitted import build_fitted

        print(build_fitted(folder, out, language=language))
        return
    compared = folder / "fresh" if kind == "search" else folder
    priced = None if prices is None else load_prices(prices)
    print(build(compared, out, prices=priced, pay_volunteers=pay_volunteers, language=language))
