"""``mobsim validate``: hold the model against the published evidence."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mobsim.cli.streams import print_json
from mobsim.errors import UsageError

if TYPE_CHECKING:
    from rich.table import Table

    from mobsim.validation import Validation
    from mobsim.validation.study import TownStudy
    from mobsim.validation.variant_rows import Kind

STYLES = {"met": "green", "missed": "bold red", "unclear": "yellow", "not measured": "dim"}


def register(app: typer.Typer) -> None:
    """Offer the command."""
    app.command()(validate)


def validate(
    only: Annotated[
        list[str] | None,
        typer.Option(help="A target (C3) or a group of targets (A to D); may be given several times."),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="The long form: more runs, narrower intervals.")] = False,
    ablate: Annotated[
        bool, typer.Option("--ablate", help="Switch each mechanism off in turn and report what breaks without it.")
    ] = False,
    sides: Annotated[
        bool,
        typer.Option("--alternatives", help="Hold each structural alternative against the evidence, side by side."),
    ] = False,
    workers: Annotated[int | None, typer.Option(help="Processes at work; default: one a core.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Results folder; default: one under results/. Resumes by itself.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Hold the model against the published evidence; exit code 1 if a target is missed."""
    from mobsim.experiment.engine import choose_workers
    from mobsim.validation.targets import choose_targets

    names = [name for given in only or [] for name in given.replace(",", " ").split()] or None
    choose_targets(names)
    workers = choose_workers(workers)
    if ablate and sides:
        raise UsageError("--ablate and --alternatives exclude each other", remedy="give one of them")
    if ablate or sides:
        _compare_variants("mechanisms" if ablate else "alternatives", names, full, workers, out, as_json)
        return
    found = _validate(names, full, workers, _folder_for(out, names, full))
    if as_json:
        print_json(found.summary())
    else:
        _print(found)
    if not found.ok:
        raise typer.Exit(1)


def _compare_variants(
    kind: "Kind", names: list[str] | None, full: bool, workers: int, out: Path | None, as_json: bool
) -> None:
    from mobsim.cli.interrupting import kept_when_interrupted
    from mobsim.validation.variants import KIND, compare_variants, study_of_variants, variants_of
    from mobsim.validation.writing_variants import to_markdown

    name = _named("ablation" if kind == "mechanisms" else "alternatives", names, full)
    folder = _choose_folder(out, name, KIND, study_of_variants(kind, variants_of(kind), full=full))
    _report(f"Holding variants of the model against the published evidence; results go to {folder}")
    with kept_when_interrupted(folder) as progress:
        found = compare_variants(
            kind, full=full, only=names, workers=workers, out=folder, progress=progress,
            say=lambda line: _report(f"  {line}"),
        )  # fmt: skip
    if as_json:
        print_json(found.summary())
    else:
        print(to_markdown(found), flush=True)


def _named(word: str, names: list[str] | None, full: bool) -> str:
    """Name a folder after the choice of targets and the form."""
    return "-".join([word, *(names or []), *(["full"] if full else [])]).lower()


def _choose_folder(out: Path | None, name: str, kind: str, study: "TownStudy") -> Path:
    """Return the user's folder, or the first of ``results/name``, ... whose runs of the town fit, or that is free."""
    from mobsim.cli.folders import choose_folder
    from mobsim.validation.study import declare_town

    return choose_folder(out, name, declare_town(study, kind), within="town")


def _folder_for(out: Path | None, names: list[str] | None, full: bool) -> Path:
    from mobsim.validation.running import KIND, parts_of, study_of
    from mobsim.validation.targets import choose_targets

    patterns = [part for part in parts_of(choose_targets(names)) if part.is_pattern]
    return _choose_folder(out, _named("validate", names, full), KIND, study_of(patterns))


def _validate(names: list[str] | None, full: bool, workers: int, folder: Path) -> "Validation":
    from mobsim.cli.interrupting import kept_when_interrupted
    from mobsim.validation import validate as hold_against_evidence

    _report(f"Holding the model against the published evidence; results go to {folder}")
    with kept_when_interrupted(folder) as progress:
        return hold_against_evidence(
            names, full=full, workers=workers, out=folder, progress=progress, say=lambda line: _report(f"  {line}")
        )


def _print(found: "Validation") -> None:
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 130, highlight=False)
    console.print(_table(found))
    missed = [row.target for row in found.targets if not row.met]
    console.print(
        f"{found.met} of {len(found.targets)} targets met{'; not met: ' + ', '.join(missed) if missed else ''}.",
        markup=False,
    )
    if found.folder is not None:
        print(f"Table, figure and runs: {found.folder} (validation.md, validation.parquet, figures/validation.png)")


def _table(found: "Validation") -> "Table":
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from mobsim.validation.wording import band, interval, number

    table = Table(
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        caption="Intervals are 95 % over seeds. A target is met if all its parts are; an unclear part, whose interval "
        "reaches over an edge of its band, is judged by its mean.",
    )
    for name in ("part", "what"):
        table.add_column(name, overflow="fold")
    for name in ("model", "interval", "band"):
        table.add_column(name, justify="right")
    table.add_column("verdict")
    table.add_column("source")
    for row in found.parts:
        word = row.verdict if row.verdict != "unclear" else f"unclear: {'met' if row.met else 'missed'}"
        table.add_row(
            row.part, row.what, number(row.model), interval(row.low, row.high), band(row.band_low, row.band_high), word,
            row.source, style=STYLES[row.verdict],
        )  # fmt: skip
    return table


def _report(*lines: str) -> None:
    print(*lines, file=sys.stderr, flush=True)
