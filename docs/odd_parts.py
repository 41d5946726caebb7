"""Fill ``odd.md`` and ``costs.md`` with what follows from the code, and show the files that the ODD links to.

A mark ``<!-- parameters: offending.by_* -->`` in a page stands for a table; the words after the colon choose its rows.
"""

import ast
import re
from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase
from math import isinf
from pathlib import Path
from typing import Any

import mobsim
from mobsim.scenario.events import KINDS
from mobsim.scenario.mechanisms import alternatives, mechanisms
from mobsim.scenario.parameters import ALL
from mobsim.scenario.sources import sources
from mobsim.tools.parameter import ParameterDeclaration
from mobsim.validation.targets import Part, Target, targets

PACKAGE, DOCS = Path(mobsim.__file__).parent, Path(__file__).resolve().parent
MARKED = ("odd.md", "costs.md")
MARK = re.compile(r"<!-- (\w+)(?:: ([^>]+?))? -->")
CODE_LINK = re.compile(r"\(\.\./src/mobsim/([\w/]+)\.py\)")
"""How the page links to the code in the repository; on the site the file has a page of its own."""
ROLES = {"assumption": "", "setting": "; set by the town", "lever": "; set by a strategy"}
ORDERS = {"day": ("engine/day.py", "run_day"), "cycle": ("engine/cycle.py", "hold_cycle")}


def on_files(files: Any, config: Any) -> Any:
    """Add the pages of code to the site (called by mkdocs)."""
    from mkdocs.structure.files import File

    for name, page in code_pages().items():
        files.append(File.generated(config, name, content=page))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Fill the marks of a page that has some, and lead its links to the pages of the code (called by mkdocs)."""
    return CODE_LINK.sub(r"(code/\1.md)", fill(markdown)) if page.file.src_uri in MARKED else markdown


def fill(markdown: str) -> str:
    """Put what each mark stands for in its place."""
    return MARK.sub(lambda mark: TABLES[mark[1]]((mark[2] or "").split()), markdown)


def code_pages() -> dict[str, str]:
    """Make a page for each file of the code that the ODD links to, by file name."""
    linked = CODE_LINK.findall((DOCS / "odd.md").read_text(encoding="utf-8"))
    return {f"code/{name}.md": _code_page(name) for name in sorted(set(linked))}


def _code_page(name: str) -> str:
    code = (PACKAGE / f"{name}.py").read_text(encoding="utf-8")
    back = "../" * (name.count("/") + 1) + "odd.md"
    about = (ast.get_docstring(ast.parse(code)) or "").splitlines()[0]
    head = f"---\nsearch:\n  exclude: true\nhide:\n  - toc\n---\n\n# `{name}.py`\n\n"
    return f"{head}{about} The model is described in [its ODD]({back}).\n\n````python\n{code}````\n"


def chosen(patterns: Sequence[str]) -> list[ParameterDeclaration]:
    """Return the declared parameters whose full names match; those after a minus sign are left out."""
    left_out = [each[1:] for each in patterns if each.startswith("-")]
    return [
        declaration
        for name, declaration in ALL.items()
        if any(fnmatchcase(name, each) for each in patterns) and not any(fnmatchcase(name, each) for each in left_out)
    ]


def parameters_table(patterns: Sequence[str]) -> str:
    """Table declared parameters in a fold: meaning, unit, default, bounds, source, grade."""
    found = chosen(patterns)
    assumed = sum(each.declared.grade == "assumed" for each in found)
    return _folded(f"Parameters: {len(found)}, of which {assumed} are assumed without a source", _rows(found))


def prices_table(patterns: Sequence[str]) -> str:
    """Table declared parameters in the open, as ``parameters_table`` does in a fold."""
    return _table(_rows(chosen(patterns)))


def _rows(found: Iterable[ParameterDeclaration]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("parameter", "meaning and unit", "default", "bounds", "source, grade")]
    for name, _, declared in found:
        meaning = f"{declared.about} *{declared.unit}{ROLES[declared.role]}*"
        bounds = f"{declared.low:g} to {declared.high:g}"
        linked = f"[`{name}`](parameters.md#{name.partition('.')[0]})"
        rows.append((linked, meaning, f"{declared.default:g}", bounds, _graded(declared.source, declared.grade)))
    return rows


def order_of(names: Sequence[str]) -> str:
    """Quote the order of events as the code's own docstring has it."""
    file, function = ORDERS[names[0]]
    tree = ast.parse((PACKAGE / file).read_text(encoding="utf-8"))
    found = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function)
    return (ast.get_docstring(found) or "").partition("\n\n")[2]


def targets_table(groups: Sequence[str]) -> str:
    """Table the published patterns of some groups with their bands, part by part."""
    rows: list[tuple[str, ...]] = [("", "what the model must meet", "published", "band of acceptance", "source, grade")]
    for target in targets().values():
        if target.id[0] in groups:
            rows += [_part_row(target, part) for part in target.parts] or [_input_row(target)]
    return _table(rows)


def _part_row(target: Target, part: Part) -> tuple[str, ...]:
    what = target.what if len(target.parts) == 1 else f"{target.what}: {part.what}"
    return part.id, f"{what} *{part.unit}*", part.published, _band(part), _graded(part.source, part.grade)


def _band(part: Part) -> str:
    if isinf(part.low) or isinf(part.high):
        return f"at most {part.high:g}" if isinf(part.low) else f"at least {part.low:g}"
    return f"{part.low:g} to {part.high:g}"


def _input_row(target: Target) -> tuple[str, ...]:
    return target.id, f"{target.what}. {target.about}", "", "not judged", _graded(target.source, target.grade)


def mechanisms_table(_: Sequence[str]) -> str:
    """Table the mechanisms: what each is, where its rule stands, which evidence is expected to need it."""
    rows: list[tuple[str, ...]] = [
        ("mechanism", "what it is", "rule", "evidence expected to need it, or why it is kept")
    ]
    for each in mechanisms().values():
        needed = ", ".join(each.needed_by) or each.kept
        rows.append((f"`{each.name}`", each.about, f"`{each.rule}`", needed))
    return _folded(f"The {len(rows) - 1} mechanisms by name", rows)


def alternatives_table(_: Sequence[str]) -> str:
    """Table the structural alternatives; the first choice of each is the model as it is."""
    rows: list[tuple[str, ...]] = [("question", "choice", "what it means", "a study that takes this side")]
    rows += [
        (each.about, f"`{each.name}.{choice.name}`", choice.about, _cited(choice.source))
        for each in alternatives().values()
        for choice in each.choices.values()
    ]
    return _table(rows)


def events_table(_: Sequence[str]) -> str:
    """Table the kinds of dated events."""
    return _table([("event", "what it does"), *((f"`{kind}`", about) for kind, about in KINDS.items())])


TABLES: dict[str, Callable[[Sequence[str]], str]] = {
    "parameters": parameters_table,
    "prices": prices_table,
    "order": order_of,
    "targets": targets_table,
    "mechanisms": mechanisms_table,
    "alternatives": alternatives_table,
    "events": events_table,
}


def _graded(source: str, grade: str) -> str:
    return f"{_cited(source)}, {grade}" if source in sources() else source


def _cited(source: str) -> str:
    return f"[{source}](parameters.md#{source})" if source in sources() else source


def _table(rows: Iterable[Sequence[str]]) -> str:
    head, *body = ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([head, "| " + "--- | " * (head.count(" | ") + 1), *body])


def _folded(title: str, rows: Iterable[Sequence[str]]) -> str:
    inside = "\n".join(f"    {line}" for line in _table(rows).splitlines())
    return f'??? abstract "{title}"\n\n{inside}'
