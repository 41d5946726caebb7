"""``mobsim report``: one self-contained page from any results folder, and its print."""

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
    pdf: Annotated[
        bool,
        typer.Option("--pdf", help="Print it too, as PDF beside it, by this machine's Chromium, Chrome or Edge."),
    ] = False,
) -> None:
    """Write the report of a results folder, one HTML file that needs nothing else."""
    from mobsim.errors import UsageError
    from mobsim.report.printing import print_page

    if pdf and out is not None and out.suffix.lower() == ".pdf":
        remedy = f"write --out {out.with_suffix('.html')}: the PDF is put beside it"
        raise UsageError("is the page's name, not the PDF's", field="--out", value=str(out), remedy=remedy)
    page = _written(folder, out, language, prices, pay_volunteers=pay_volunteers)
    print(page)
    if pdf:
        print(print_page(page))


def _written(folder: Path, out: Path | None, language: str, prices: Path | None, *, pay_volunteers: bool) -> Path:
    """Write the page that fits the kind of results."""
    from mobsim.report import build
    from mobsim.scenario.prices import load_prices
    from mobsim.store import read_manifest

    kind = read_manifest(folder)["kind"]
    if kind == "calibrate":
        from mobsim.report.fitted import build_fitted

        return build_fitted(folder, out, language=language)
    compared = folder / "fresh" if kind == "search" else folder
    priced = None if prices is None else load_prices(prices)
    return build(compared, out, prices=priced, pay_volunteers=pay_volunteers, language=language)
