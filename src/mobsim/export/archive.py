"""Make the archive: gather its files in a folder that is gone in the end, look them through, and pack them."""

import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from mobsim.errors import UsageError
from mobsim.export.citing import About, citation_file
from mobsim.export.crate import NAME as CRATE
from mobsim.export.crate import describe_crate
from mobsim.export.dictionary import describe_columns, dictionary_csv, dictionary_page
from mobsim.export.extra import crate_library
from mobsim.export.guidelines import stress_page, trace_page
from mobsim.export.markdown import as_csv
from mobsim.export.model import NAMES, PAGES, page, works_page
from mobsim.export.packing import pack
from mobsim.export.private import cleaned, cleaned_command, traces_in
from mobsim.export.readme import readme
from mobsim.export.reliving import RESULTS, Reliving, reliving_of
from mobsim.export.settings import (
    Settings,
    alternative_rows,
    mechanism_rows,
    parameters_csv,
    settings_of,
    strategy_rows,
)
from mobsim.export.software import constraints, write_wheel
from mobsim.export.source import Source, read_source
from mobsim.export.study import study_page
from mobsim.export.tables import copy_table, texts_of, write_csv
from mobsim.scenario.shipped import shipped_file
from mobsim.store import read_json, unwritable
from mobsim.store.atomic import as_json, write_file
from mobsim.store.checksums import checksum_of
from mobsim.store.manifest import write_manifest

ENDING = ".zip"
DRAWN = "replay.json"
"""What only the report draws from: it is not data of a study."""
ABOUT_TABLE = (".parquet", ".whl")


class Exported(NamedTuple):
    """An archive: where it lies, how its rows are had again, whether the program is in it, and what its authors should check."""

    file: Path
    reliving: Reliving
    with_program: bool
    warnings: Sequence[str]


def export(folder: str | Path, out: str | Path | None = None, about: About | None = None) -> Exported:
    """Make one archive of a results folder, for the supplement of a paper.

    The same folder gives the same bytes, and nothing in it tells of the machine that it was made on.

    Parameters
    ----------
    folder
        A folder that ``mobsim run``, ``compare`` or ``sweep`` has written; only read.
    out
        The archive, ``.zip``; beside the folder and of its name where left out.
    about
        Title, authors and licence, as the authors want them.

    Raises
    ------
    MobsimError
        If the folder is damaged or not finished, the archive cannot be written, or the library is not installed.
    """
    crate_library()
    folder, about = Path(folder), About() if about is None else about
    source = read_source(folder)
    target = _target(folder, out)
    with TemporaryDirectory(prefix="mobsim-") as place:
        stage = Path(place)
        reliving, with_program = _fill(stage, source, about)
        warnings = _look_through(stage)
        members = {file.relative_to(stage).as_posix(): file for file in stage.rglob("*") if file.is_file()}
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_file(target, partial(pack, dict(members)))
        except OSError as error:
            raise unwritable(target, error) from None
    return Exported(target, reliving, with_program, warnings)


def _target(folder: Path, out: str | Path | None) -> Path:
    named = folder if folder.name not in ("", "..") else folder.resolve()
    target = named.parent / f"{named.name}{ENDING}" if out is None else Path(out)
    if target.suffix != ENDING:
        raise UsageError("is no archive", field="--out", value=str(target), remedy=f"name a file that ends in {ENDING}")
    if target.is_dir():
        raise UsageError("is a folder, not a file", field="--out", value=str(target), remedy="name a file")
    return target


def _fill(stage: Path, source: Source, about: About) -> tuple[Reliving, bool]:
    reliving = reliving_of(source)
    _copy_results(stage / RESULTS, source, as_read=not reliving.why_not)
    rows = {
        name: write_csv(stage / RESULTS / f"{name}.parquet", stage / "data" / f"{name}.csv") for name in source.tables
    }
    columns, settings = describe_columns(source), settings_of(source)
    wheel = write_wheel(source, stage / "software")
    texts = {
        "data-dictionary.csv": dictionary_csv(columns),
        "data-dictionary.md": dictionary_page(source, columns, rows),
        **_settings(settings),
        **{f"description/{NAMES[name]}": page(name, settings) for name in PAGES},
        "description/works.md": works_page(),
        "description/study.md": study_page(source, settings),
        "description/stress-abs.md": stress_page(source, settings, reliving),
        "description/trace.md": trace_page(source, settings),
        "software/constraints.txt": constraints(source),
        **{f"software/{name}": shipped_file(name).read_text(encoding="utf-8") for name in ("LICENSE", "CITATION.cff")},
        "README.md": readme(source, about, reliving, None if wheel is None else f"software/{wheel.name}"),
        "CITATION.cff": citation_file(source, about),
    }
    for name, text in texts.items():
        if text is not None:
            _write(stage / name, text)
    _write(stage / CRATE, describe_crate(stage, source, about))
    return reliving, wheel is not None


def _settings(settings: Settings) -> dict[str, str]:
    rows = {"strategies": strategy_rows, "mechanisms": mechanism_rows, "alternatives": alternative_rows}
    tables = {f"settings/{name}.csv": as_csv(*found(settings)) for name, found in rows.items()}
    return {"settings/parameters.csv": parameters_csv(settings), **tables}


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def _copy_results(target: Path, source: Source, *, as_read: bool) -> None:
    """Copy a results folder so that it is one again, without what tells of the machine: its manifest is sealed anew.

    With ``as_read`` the inputs stay as they are, word by word: runs are repeated from them.
    """
    target.mkdir(parents=True)
    names = [name for name in source.manifest["files"] if name != DRAWN]
    for name in names:
        file, copy = source.folder / name, target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".parquet":
            copy_table(file, copy)
        elif file.suffix == ".json" and "/" not in name:
            _write(copy, as_json(cleaned(read_json(file))))
        else:
            shutil.copyfile(file, copy)
    sessions = [{**session, "command": cleaned_command(session["command"])} for session in source.manifest["sessions"]]
    kept = {key: cleaned(value) for key, value in source.manifest.items() if key not in ("sessions", "files")}
    if as_read:
        kept["inputs"] = source.inputs
    checksums = {name: checksum_of(target / name) for name in sorted(names)}
    write_manifest(target, {**kept, "sessions": sessions, "files": checksums})


def _look_through(stage: Path) -> list[str]:
    """List the files that still tell of the machine: those that users wrote themselves are not changed for them."""
    found = []
    for file in sorted(each for each in stage.rglob("*") if each.is_file()):
        texts = texts_of(file) if file.suffix == ".parquet" else [] if file.suffix in ABOUT_TABLE else _lines(file)
        traces = sorted({trace for text in texts for trace in traces_in(text)})
        if traces:
            found.append(f"{file.relative_to(stage).as_posix()} names {', '.join(traces)}")
    return found


def _lines(file: Path) -> list[str]:
    return [file.read_text(encoding="utf-8", errors="replace")]
