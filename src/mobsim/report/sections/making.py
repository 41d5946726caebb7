"""How the report was made, and its terms."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from mobsim.report.folder import Results
from mobsim.report.language import Sentences
from mobsim.report.markup import Markup, join, section, tag
from mobsim.report.numbers import plain, span
from mobsim.report.vocabulary import glossary as terms

say = Sentences("making")
SHORT = 12
FEW = 4


def making(results: Results) -> Markup:
    """State where the results come from, so that anybody can make them again."""
    entries = [(name, value) for name, value in _entries(results) if value]
    listing = tag("dl", *(join([tag("dt", name), tag("dd", value)]) for name, value in entries), class_="made")
    return section("made", say("title"), listing)


def _entries(results: Results) -> list[tuple[str, object]]:
    manifest, scenario = results.manifest, results.scenario
    days, burn_in = scenario.get("days"), scenario.get("burn_in_days")
    simulated = say("days", days=plain(float(days)), before=plain(float(burn_in or 0))) if days else None
    sessions = [each for each in manifest.get("sessions") or [] if isinstance(each, Mapping)]
    first, last = (sessions[0], sessions[-1]) if sessions else (manifest, manifest)
    return [
        (say("scenario"), join([results.title, " (", tag("code", scenario.get("name", results.folder.name)), ")"])),
        (say("simulated"), simulated),
        (say("seeds"), seeds_in_words(results.seeds)),
        (say("command"), _code(_command(last.get("command")))),
        ("mobsim", _version(manifest)),
        (say("packages"), _pairs(manifest.get("packages"))),
        (say("platform"), _pairs(manifest.get("platform"))),
        (say("hash"), _code(manifest.get("inputs_hash"))),
        (say("begun"), first.get("started")),
        (say("finished"), last.get("ended")),
    ]


def _version(about: Mapping[str, object]) -> Markup | None:
    version, source = about.get("mobsim"), about.get("source_hash")
    if not version:
        return None
    return join([str(version), join([say("source"), tag("code", str(source)[:SHORT])]) if source else None])


def _command(words: Any) -> str | None:
    """Write a command as it can be typed again: the program by its name, not by where it lies."""
    if not words or isinstance(words, str):
        return words or None
    program, *rest = map(str, words)
    return shlex.join(["mobsim" if PurePath(program).stem in ("mobsim", "__main__") else program, *rest])


def _pairs(pairs: object) -> str | None:
    if not isinstance(pairs, Mapping):
        return str(pairs) if pairs else None
    return ", ".join(f"{name} {value}" for name, value in sorted(pairs.items()))


def _code(value: object) -> Markup | None:
    return tag("code", value) if value else None


def seeds_in_words(seeds: list[int]) -> str:
    """Write seeds as a range where they follow one another, and no more than a few where they do not."""
    if len(seeds) > 2 and seeds[-1] - seeds[0] == len(seeds) - 1:
        return span(str(seeds[0]), str(seeds[-1]))
    if len(seeds) <= FEW:
        return ", ".join(map(str, seeds))
    return say("more_seeds", of=len(seeds) - FEW, seeds=", ".join(map(str, seeds[:FEW])), more=len(seeds) - FEW)


def glossary() -> Markup:
    """Explain the terms."""
    listing = tag(
        "dl",
        *(join([tag("dt", term), tag("dd", meaning)]) for term, meaning in sorted(terms().items())),
        class_="terms",
    )
    return section("glossary", say("glossary"), listing)
