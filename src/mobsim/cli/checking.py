"""The command ``mobsim check``: report every problem of scenarios, experiments and data files at once."""

import sys
from typing import Annotated

import typer

from mobsim.cli.memory import IgnoreMemory
from mobsim.cli.tables import paragraph
from mobsim.errors import printable


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("check")(check)


def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="Scenarios, experiments, targets, and data: maps, tables, workbooks, networks."
        ),
    ],
    json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
    ignore_memory: IgnoreMemory = False,
) -> None:
    """Check files and report every problem at once; exit code 2 if there is one."""
    from mobsim.cli.inspection import inspect

    reports = [inspect(name, ignore_memory=ignore_memory) for name in files]
    if json:
        from json import dumps

        print(
            dumps({"ok": all(report.ok for report in reports), "files": [each.as_dict() for each in reports]}, indent=2)
        )
    else:
        for report in reports:
            _print(report.file, report.summary, report.notes, [str(error) for error in report.errors])
    if not all(report.ok for report in reports):
        raise SystemExit(2)


def _print(file: str, summary: str, notes: tuple[str, ...], errors: list[str]) -> None:
    for error in errors:
        print(f"mobsim: {error}", file=sys.stderr)
    if errors:
        return
    print(printable(f"{file}: good. {summary}"))
    for note in notes:
        print("\n".join(paragraph(printable(f"Note: {note}"), "  ")))
