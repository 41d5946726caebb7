"""``mobsim export``: one archive of a results folder, for a paper's supplement."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from mobsim.export.archive import Exported


def register(app: typer.Typer) -> None:
    """Offer the command."""
    app.command("export")(export)


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Results folder of run, compare, sweep or a trial.")],
    out: Annotated[Path | None, typer.Option(help="Archive to write (.zip); default: beside the folder.")] = None,
    title: Annotated[str, typer.Option(help="Title of the study; default: the experiment's or scenario's.")] = "",
    author: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help='Author, "Name" or "Name <ORCID>"; may be repeated.')
    ] = None,
    licence: Annotated[
        str, typer.Option(metavar="SPDX", help="Licence of the results, such as CC-BY-4.0; default: not stated.")
    ] = "",
) -> None:
    """Make one archive of a results folder: data, their meaning, the model as it was set, and how to repeat it."""
    from mobsim.export.archive import About
    from mobsim.export.archive import export as export_folder
    from mobsim.export.citing import read_author

    about = About(title.strip(), tuple(map(read_author, author or ())), licence)
    _print(export_folder(folder, out, about), about)


def _print(made: "Exported", about: object) -> None:
    reliving = made.reliving
    if reliving.why_not:
        _note(f"Its rows cannot be had again from the archive alone: {reliving.why_not}")
    else:
        _note(f"Unpacked, it repeats its rows: {shlex.join(reliving.one or reliving.all)}")
    if not made.with_program:
        _note("The program is not in it: other code made the rows, or it is not known what this one needs.")
    for warning in made.warnings:
        _note(f"Look before you publish: {warning}")
    if not getattr(about, "authors", None) or not getattr(about, "licence", None):
        _note("Authors and licence are the authors' to give: --author NAME, --licence CC-BY-4.0.")
    print(made.file)


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
