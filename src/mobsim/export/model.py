"""The model in full, after ODD+D, with the settings of one study: the pages that ship, their tables filled with what was used."""

import ast
import re
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from math import isinf
from pathlib import Path

import mobsim
from mobsim.export.markdown import table
from mobsim.export.settings import Settings, alternative_rows, mechanism_rows
from mobsim.scenario.events import KINDS
from mobsim.scenario.parameters import ALL
from mobsim.scenario.shipped import shipped_file
from mobsim.scenario.sources import GRADES, sources
from mobsim.validation.targets import Part, targets

MARK = re.compile(r"<!-- (\w+)(?:: ([^>]+?))? -->")
PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)#]*)(#[^)]*)?\)")
PAGES = ("odd.md", "rules.md", "trace.md")
"""Pages of the documentation that go into an archive, where they refer to each other."""
NAMES = {"odd.md": "odd.md", "rules.md": "rules.md", "trace.md": "trace-of-the-model.md"}
ORDERS = {"day": ("engine/day.py", "run_day"), "cycle": ("engine/cycle.py", "hold_cycle")}
Row = Sequence[object]


def page(name: str, settings: Settings) -> str:
    """Return a page of the documentation as an archive has it: tables filled, links within the archive."""
    text = shipped_file(f"docs/{name}").read_text(encoding="utf-8")
    filled = MARK.sub(lambda mark: TABLES[mark[1]]((mark[2] or "").split(), settings), text)
    return LINK.sub(_link, PICTURE.sub(lambda found: f"*Figure of the documentation: {found[1]}*", filled))


def works_page() -> str:
    """List the works that parameters and rules name as their sources, and what the grades of evidence mean."""
    grades = table(("grade", "meaning"), GRADES.items())
    works = "\n".join(f'- <a id="{key}"></a>`{key}`: {work}' for key, work in sorted(sources().items()))
    return f"# Works that the model rests on\n\n{works}\n\n## Grades of evidence\n\n{grades}"


def _link(found: re.Match[str]) -> str:
    text, target, anchor = found[1], found[2], found[3] or ""
    if not target:
        return found[0]
    if target in NAMES:
        return f"[{text}]({NAMES[target]}{anchor})"
    if target == "parameters.md":
        return f"[{text}](works.md{anchor})" if anchor[1:] in sources() else f"[{text}](../settings/parameters.csv)"
    return found[0] if target.startswith("http") else text


def _parameters(patterns: Sequence[str], settings: Settings) -> str:
    left_out = [each[1:] for each in patterns if each.startswith("-")]
    rows = []
    for name, (_, _, declared) in ALL.items():
        if not any(fnmatchcase(name, each) for each in patterns) or any(fnmatchcase(name, each) for each in left_out):
            continue
        here = settings.found[name]
        value = f"**{here.shown}** ({here.how})" if name in settings.departing else here.shown or here.how
        meaning, bounds = f"{declared.about} *{declared.unit}*", f"{declared.low:g} to {declared.high:g}"
        rows.append(
            (f"`{name}`", meaning, value, f"{declared.default:g}", bounds, _graded(declared.source, declared.grade))
        )
    return table(("parameter", "meaning and unit", "in this study", "default", "bounds", "source, grade"), rows)


def _order(names: Sequence[str], _: Settings) -> str:
    """Quote the order of events as the code's own docstring has it."""
    file, function = ORDERS[names[0]]
    tree = ast.parse((Path(mobsim.__file__).parent / file).read_text(encoding="utf-8"))
    found = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function)
    return (ast.get_docstring(found) or "").partition("\n\n")[2]


def _targets(groups: Sequence[str], _: Settings) -> str:
    rows: list[Row] = []
    for target in targets().values():
        if target.id[0] not in groups:
            continue
        for part in target.parts:
            what = target.what if len(target.parts) == 1 else f"{target.what}: {part.what}"
            rows.append(
                (part.id, f"{what} *{part.unit}*", part.published, _band(part), _graded(part.source, part.grade))
            )
        if not target.parts:
            rows.append(
                (target.id, f"{target.what}. {target.about}", "", "not judged", _graded(target.source, target.grade))
            )
    return table(("", "what the model must meet", "published", "band of acceptance", "source, grade"), rows)


def _band(part: Part) -> str:
    if isinf(part.low) or isinf(part.high):
        return f"at most {part.high:g}" if isinf(part.low) else f"at least {part.low:g}"
    return f"{part.low:g} to {part.high:g}"


def _mechanisms(_: Sequence[str], settings: Settings) -> str:
    return table(*mechanism_rows(settings))


def _alternatives(_: Sequence[str], settings: Settings) -> str:
    return table(*alternative_rows(settings))


def _events(*_: object) -> str:
    return table(("event", "what it does"), ((f"`{kind}`", about) for kind, about in KINDS.items()))


TABLES: dict[str, Callable[[Sequence[str], Settings], str]] = {
    "parameters": _parameters,
    "prices": _parameters,
    "order": _order,
    "targets": _targets,
    "mechanisms": _mechanisms,
    "alternatives": _alternatives,
    "events": _events,
}
"""What each mark of the pages stands for; the site of the documentation fills the same marks."""


def _graded(source: str, grade: str) -> str:
    return f"[{source}](works.md#{source}), {grade}" if source in sources() else source
