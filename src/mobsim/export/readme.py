"""The first page of an archive: what is in it, and the exact commands by which its rows are had again."""

import shlex

from mobsim.export.citing import About, cite_study
from mobsim.export.reliving import RESULTS, Reliving
from mobsim.export.source import Source
from mobsim.export.study import WHAT, factors_of, seeds_of

CONTENT = {
    "data/": "every table as CSV; the same tables as Parquet lie in `results/`",
    "data-dictionary.md, .csv": "name, type, unit and meaning of every column of every table",
    "description/study.md": "this study after ODD+D: scenario, strategies and their levers, what differs from the defaults",
    "description/odd.md, rules.md": "the model in full after ODD+D, with the values of this study, and its rules exactly",
    "description/stress-abs.md, trace.md": "STRESS-ABS and TRACE, answered from this study",
    "description/trace-of-the-model.md, works.md": "how the model was checked; the works that it rests on",
    "settings/": "parameters, strategies, mechanisms and alternatives as tables",
    f"{RESULTS}/": "the results folder as mobsim wrote it, with its inputs; `manifest.json` says where each row comes from",
    "software/": "the program, its licence, how to cite it, and the versions of the packages used",
    "ro-crate-metadata.json": "all of this for programs: RO-Crate 1.1, with the checksum of every file",
}


def readme(source: Source, about: About, reliving: Reliving, wheel: str | None) -> str:
    """Write the first page."""
    parts = [
        f"# {about.title or source.title}",
        source.about,
        f"Results of mobsim {source.manifest['mobsim']}: {WHAT[source.kind]}. {factors_of(source)} {seeds_of(source)}",
        "## What is here",
        "\n".join(f"- `{name}`: {what}" for name, what in CONTENT.items()),
        "## How it was made",
        _commands([shlex.join(words) for words in source.commands]),
        "Folders of the machine on which it was made are left out of commands.",
        *_installing(source, wheel),
        *_repeating(source, reliving),
        "## Cite",
        cite_study(source, about),
        f"Licence of these results: {about.licence or 'not stated; ask the authors'}. The program is under Apache-2.0 "
        "(`software/LICENSE`). Data of others under `results/inputs` keep the licence of their sources.",
        "mobsim compares strategies in a simulated community; it does not predict persons or addresses.",
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _installing(source: Source, wheel: str | None) -> list[str]:
    manifest = source.manifest
    what = f"`mobsim` {manifest['mobsim']} of model {manifest['model_hash']}"
    python = manifest["computing"]["python"]
    last = ", ".join(f"{name} {version}" for name, version in sorted(manifest["computing"].items()) if name != "jit")
    held = (
        f"This archive holds {what}. With Python {python}, in the unpacked archive:"
        if wheel
        else f"This archive does not hold the program. Install {what} with Python {python}; MOBSIM stands for where you have it:"
    )
    return [
        "## Install the program",
        held,
        _commands(["python -m venv environment", ". environment/bin/activate", _install(wheel)]),
        f"On Windows, the second line is `environment\\Scripts\\activate`. The last digits of numbers depend on {last}.",
    ]


def _install(wheel: str | None) -> str:
    return f"pip install -c software/constraints.txt {wheel or 'MOBSIM'}"


def _repeating(source: Source, reliving: Reliving) -> list[str]:
    if reliving.why_not:
        return ["## Have rows again", f"The rows cannot be had again from this archive alone: {reliving.why_not}"]
    parts = ["## Have rows again"]
    if reliving.one:
        each = "`N` is the `run_id` of a row of `data/runs.csv`. " if "N" in reliving.one else ""
        parts += [
            f"{each}The run is done again from the inputs in `{RESULTS}`, printed, and compared with what stands there:",
            _commands([shlex.join(reliving.one)]),
            "The command ends with code 0 if the row is the same to the last digit; if not, it names what differs, and ends with "
            "code 1. It prints one `column = value` a line on its standard output.",
        ]
    if reliving.all:
        parts += ["All runs, into a folder of their own:", _commands([shlex.join(reliving.all)])]
    return parts


def _commands(lines: list[str]) -> str:
    return "```sh\n" + "\n".join(lines) + "\n```"
