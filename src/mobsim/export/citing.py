"""How a study and the program are cited: as text, and as files that programs read."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from mobsim.errors import UsageError
from mobsim.export.source import Source

ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
LICENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


@dataclass(frozen=True)
class Author:
    """Who made a study, with their ORCID if they gave one."""

    name: str
    orcid: str = ""


@dataclass(frozen=True)
class About:
    """What the authors say of an archive: its title, who they are, and the licence (an SPDX identifier) of the results."""

    title: str = ""
    authors: Sequence[Author] = ()
    licence: str = ""

    def __post_init__(self) -> None:
        if self.licence and not LICENCE.fullmatch(self.licence):
            remedy = "give an identifier of the SPDX list, such as CC-BY-4.0"
            raise UsageError("is no identifier of a licence", field="--licence", value=self.licence, remedy=remedy)


def read_author(text: str) -> Author:
    """Read an author: ``Name``, or ``Name <ORCID>``.

    Raises
    ------
    UsageError
        If there is no name, or what stands in brackets is no ORCID.
    """
    name, bracket, rest = (part.strip() for part in text.partition("<"))
    orcid = rest.removesuffix(">").strip().removeprefix("https://orcid.org/")
    if not name or (bracket and not (ORCID.fullmatch(orcid) and _is_right(orcid))):
        remedy = 'write "Name" or "Name <0000-0002-1825-0097>"'
        raise UsageError("is no author", field="--author", value=text, remedy=remedy)
    return Author(name, orcid)


def _is_right(orcid: str) -> bool:
    """Whether the last digit is the one that the others ask for (ISO 7064, 11-2)."""
    *digits, last = orcid.replace("-", "")
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == last


def cite_study(source: Source, about: About) -> str:
    """Return the text by which study and program are cited."""
    year, manifest = source.date[:4], source.manifest
    program = (
        f"The mobsim authors ({year}). mobsim: agent-based simulation of community mobilization, version {manifest['mobsim']}, "
        f"model {manifest['model_hash'][:8]} [software]."
    )
    if not about.authors:
        return program
    names = "; ".join(each.name for each in about.authors)
    return f"{names} ({year}). {about.title or source.title} [data set].\n\n{program}"


def citation_file(source: Source, about: About) -> str | None:
    """Return the study's CITATION.cff; None where no author is named, without whom there is none."""
    if not about.authors:
        return None
    lines = [
        "cff-version: 1.2.0",
        'message: "If you use these results, please cite them as below."',
        "type: dataset",
        f"title: {_text(about.title or source.title)}",
        "authors:",
    ]
    for author in about.authors:
        lines.append(f"  - name: {_text(author.name)}")
        if author.orcid:
            lines.append(f"    orcid: https://orcid.org/{author.orcid}")
    lines.append(f"date-released: {_text(source.date)}")
    if about.licence:
        lines.append(f"license: {about.licence}")
    lines += [
        "references:",
        "  - type: software",
        '    title: "mobsim: agent-based simulation of community mobilization"',
        f"    version: {_text(source.manifest['mobsim'])}",
        "    license: Apache-2.0",
        "    authors:",
        '      - name: "The mobsim authors"',
    ]
    return "\n".join(lines) + "\n"


def _text(words: str) -> str:
    """Write a text as YAML reads it: JSON's quotes are YAML's."""
    return json.dumps(words, ensure_ascii=False)
