"""The weeks of two strategies on one seed, to be played in the report with the live page's own view."""

from __future__ import annotations

import base64
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from mobsim.experiment.mapping import marks
from mobsim.report.findings import Findings
from mobsim.report.language import Sentences, spoken
from mobsim.report.markup import Markup, join, section, tag
from mobsim.report.vocabulary import strategy
from mobsim.screen import FOLDER, words
from mobsim.store import read_json

say = Sentences("replay")
PACKAGE = Path(str(files("mobsim"))).resolve()
REPLAY = PACKAGE / "report" / "replay"
_IMPORT = re.compile(r'(from|import) "(\.{1,2}/[\w/.]+\.js)"')
WORDS = ("map", "curves", "transport", "legend", "strategies", "outcomes", "units", "zones", "page")


def replay(findings: Findings) -> Markup | None:
    """Embed the recorded weeks, the view's modules and its styles; ``None`` where the folder has no record."""
    data = read_json(findings.results.folder / "replay.json")
    if data is None:
        return None
    first, second = (strategy(name) for name in data["strategies"])
    about = say("about", first=first, second=second)
    without = tag("noscript", tag("p", say("needs_scripts")))
    return section(
        "replay-title",
        say("title"),
        tag("p", about),
        without,
        tag("div", id="replay"),
        _styles(),
        _data(data),
        _modules(),
    )


def _styles() -> Markup:
    sheets = (FOLDER / "screen.css", REPLAY / "replay.css")
    return join([tag("style", Markup(sheet.read_text(encoding="utf-8"))) for sheet in sheets])


def _data(data: dict[str, Any]) -> Markup:
    """Write the record as JSON that no parser of HTML can take for markup."""
    known = {name: words(spoken())[name] for name in WORDS}
    whole = {**data, "map": {**data["map"], "marks": marks()}, "language": spoken(), "words": known}
    text = json.dumps(whole, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    safe = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return tag("script", Markup(safe), type="application/json", id="replay-data")


def _modules() -> Markup:
    """Write the view's modules into the page: an import map names each, so that they need no server."""
    entry = REPLAY / "replay.js"
    named = {_name(file): _as_url(file, source) for file, source in sorted(_sources(entry).items())}
    imports = json.dumps({"imports": named}, separators=(",", ":"))
    start = f'import "{_name(entry)}";'
    return join([tag("script", Markup(imports), type="importmap"), tag("script", Markup(start), type="module")])


def _sources(entry: Path) -> dict[Path, str]:
    """Collect a module and all that it imports, by file."""
    found: dict[Path, str] = {}
    waiting = [entry]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found[file] = file.read_text(encoding="utf-8")
            waiting += [(file.parent / each).resolve() for _, each in _IMPORT.findall(found[file])]
    return found


def _name(file: Path) -> str:
    return f"mobsim/{file.relative_to(PACKAGE).as_posix()}"


def _as_url(file: Path, source: str) -> str:
    renamed = _IMPORT.sub(lambda match: f'{match[1]} "{_name((file.parent / match[2]).resolve())}"', source)
    return "data:text/javascript;base64," + base64.b64encode(renamed.encode()).decode()
