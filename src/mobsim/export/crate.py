"""Describe an archive for programs: RO-Crate 1.1, by the library of its makers, with every file, its size and checksum."""

import json
import mimetypes
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mobsim.export.citing import About, Author
from mobsim.export.extra import crate_library
from mobsim.export.source import Source
from mobsim.store.checksums import checksum_of

NAME = "ro-crate-metadata.json"
VERSION = "1.1"
TERMS = {"sha256": "https://schema.org/sha256"}
APACHE = "https://spdx.org/licenses/Apache-2.0"
KINDS = {
    ".md": "text/markdown",
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".toml": "application/toml",
    ".cff": "application/yaml",
    ".geojson": "application/geo+json",
    ".whl": "application/zip",
    ".html": "text/html",
    ".json": "application/json",
    ".txt": "text/plain",
}
PARTS = {
    "data/": "Results as CSV",
    "description/": "Description of the model and the study",
    "settings/": "Settings of the study",
    "results/": "The results folder that mobsim wrote",
    "software/": "The program and its licence",
}


def describe_crate(stage: Path, source: Source, about: About) -> str:
    """Return the metadata of all files below a folder, as the text of their file.

    Raises
    ------
    UsageError
        If the library is not installed.
    """
    crate = crate_library().ROCrate(version=VERSION)
    crate.metadata.extra_terms.update(TERMS)
    _describe_root(crate, source, about)
    files = _add_files(crate, stage)
    _add_making(crate, source, files)
    content = crate.metadata.generate()
    content["@graph"].sort(key=lambda entity: (entity["@id"] != NAME, entity["@id"] != "./", entity["@id"]))
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _describe_root(crate: Any, source: Source, about: About) -> None:
    crate.name = about.title or source.title
    told = source.about or f"Results of mobsim {source.kind}."
    crate.description = f"{told} Made by mobsim {source.manifest['mobsim']}; see README.md."
    crate.root_dataset["datePublished"] = source.date
    crate.root_dataset["keywords"] = "agent-based model, community policing, community mobilization, crime prevention"
    if about.licence:
        crate.root_dataset["license"] = _licence(crate, f"https://spdx.org/licenses/{about.licence}", about.licence)
    else:
        crate.root_dataset["license"] = "Not stated: ask the authors."
    if about.authors:
        crate.root_dataset["author"] = [_person(crate, number, each) for number, each in enumerate(about.authors, 1)]


def _person(crate: Any, number: int, author: Author) -> Any:
    name = f"https://orcid.org/{author.orcid}" if author.orcid else f"#author-{number}"
    return _entity(crate, name, "Person", {"name": author.name})


def _licence(crate: Any, name: str, title: str) -> Any:
    return _entity(
        crate, name, "CreativeWork", {"name": title, "description": f"The licence {title} of the SPDX list."}
    )


def _entity(crate: Any, name: str, kind: str, properties: Mapping[str, Any]) -> Any:
    there = crate.dereference(name)
    return crate.add_jsonld({"@id": name, "@type": kind, **properties}) if there is None else there


def _add_files(crate: Any, stage: Path) -> dict[str, Any]:
    """Add every file, and the folders that they lie in."""
    files = {}
    for file in sorted(each for each in stage.rglob("*") if each.is_file()):
        name = file.relative_to(stage).as_posix()
        properties = {
            "name": file.name,
            "contentSize": str(file.stat().st_size),
            "sha256": checksum_of(file),
            "encodingFormat": kind_of(file),
        }
        files[name] = crate.add_file(str(file), name, properties=properties)
    for folder, title in PARTS.items():
        inside = [entity for name, entity in files.items() if name.startswith(folder)]
        if inside:
            part = crate.add_dataset(
                None, folder, properties={"name": title, "description": f"{title}; see README.md."}
            )
            part["hasPart"] = inside
    return files


def kind_of(file: Path) -> str:
    """Return the media type of a file by the ending of its name."""
    known = KINDS.get(file.suffix)
    return known or mimetypes.types_map.get(file.suffix) or "application/octet-stream"


def _add_making(crate: Any, source: Source, files: Mapping[str, Any]) -> None:
    """Add the program, and the act by which it made the results from the inputs."""
    manifest, last = source.manifest, source.manifest["sessions"][-1]
    licence = _licence(crate, APACHE, "Apache-2.0")
    about = {"name": "mobsim", "version": manifest["mobsim"], "softwareVersion": f"model {manifest['model_hash']}"}
    authors = _entity(crate, "#mobsim-authors", "Organization", {"name": "The mobsim authors"})
    program = _entity(crate, "#mobsim", "SoftwareApplication", about)
    program["license"], program["author"] = licence, authors
    for name, entity in files.items():
        if name.startswith("software/mobsim-"):
            entity["license"] = licence
    done = {
        "name": f"mobsim {source.kind}",
        "description": "; ".join(shlex.join(words) for words in source.commands),
        "startTime": manifest["sessions"][0]["started"],
        "endTime": str(last.get("ended") or last["started"]),
    }
    made = _entity(crate, "#making", "CreateAction", done)
    made["instrument"] = program
    made["object"] = [entity for name, entity in files.items() if name.startswith("results/inputs/")]
    made["result"] = [entity for name, entity in files.items() if name.startswith("data/")]
    crate.root_dataset["mentions"] = [made, program]
