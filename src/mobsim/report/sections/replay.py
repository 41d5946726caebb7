"""The weeks of two strategies on one seed, to be played in the report with the live page's own view."""

from __future__ import annotations

import base64
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from mobsim.report.findings import Findings
from mobsim.report.markup import Markup, join, section, tag
from mobsim.report.vocabulary import sentence_case

ENTRY = "replay.js"
_IMPORT = re.compile(r'(from|import) "\./([a-z]+\.js)"')
WORDS = ("map", "curves", "transport", "legend", "strategies", "outcomes", "units", "zones", "page")


def replay(findings: Findings) -> Markup | None:
    """Embed the recorded weeks, the view's modules and its styles; ``None`` where the folder has no record."""
    file = findings.results.folder / "replay.json"
    if not file.exists():
        return None
    data = json.loads(file.read_text(encoding="utf-8"))
    first, second = (sentence_case(name) for name in data["strategies"])
    about = (
        f"One town, run twice with the same people and the same would-be offences: A under “{first}”, B under "
        f"“{second}”. It shows how it went for one seed; what holds over all seeds stands in the ranking."
    )
    without = tag("noscript", tag("p", "The replay needs a browser that runs scripts; nothing else on this page does."))
    return section(
        "replay-title", "Replay", tag("p", about), without, tag("div", id="replay"), _styles(), _data(data), _modules()
    )


def _folder() -> Path:
    return Path(str(files("mobsim.web")))


def _styles() -> Markup:
    return tag("style", Markup((_folder() / "page" / "replay.css").read_text(encoding="utf-8")))


def _data(data: dict[str, Any]) -> Markup:
    """Write the record as JSON that no parser of HTML can take for markup."""
    words = json.loads((_folder() / "words" / "en.json").read_text(encoding="utf-8"))
    told = {**data, "words": {name: words[name] for name in WORDS}}
    text = json.dumps(told, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    safe = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return tag("script", Markup(safe), type="application/json", id="replay-data")


def _modules() -> Markup:
    """Write the view's modules into the page: an import map names each, so that they need no server."""
    named = {f"mobsim/{name}": _as_url(source) for name, source in sorted(_sources(ENTRY).items())}
    imports = json.dumps({"imports": named}, separators=(",", ":"))
    entry = f'import "mobsim/{ENTRY}";'
    return join([tag("script", Markup(imports), type="importmap"), tag("script", Markup(entry), type="module")])


def _sources(entry: str) -> dict[str, str]:
    """Collect a module and all that it imports, by file name."""
    found: dict[str, str] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = (_folder() / "page" / name).read_text(encoding="utf-8")
            waiting += [each for _, each in _IMPORT.findall(found[name])]
    return found


def _as_url(source: str) -> str:
    renamed = _IMPORT.sub(r'\1 "mobsim/\2"', source)
    return "data:text/javascript;base64," + base64.b64encode(renamed.encode()).decode()
