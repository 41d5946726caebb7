"""What is written about the code is so: files and functions that are named exist, the rooms are those that the floors hold."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("docs/architecture.md", "CONTRIBUTING.md")
NAMED = re.compile(r"`((?:[\w-]+/)*[\w-]+\.(?:py|js|toml|json|md)|(?:[\w-]+/)+)(?:: ([\w.]+))?`")


def named(page):
    """The files and names of code that a page gives: ``rules/harm.py: suffer`` in backticks."""
    return NAMED.findall((ROOT / page).read_text(encoding="utf-8"))


def found(file):
    """Where a file lies that a page names from the package or from the root."""
    return next((path for path in (ROOT / "src" / "mobsim" / file, ROOT / file) if path.exists()), None)


def defines(tree, name):
    """Whether a module, or a class in it, defines a name."""
    body = tree.body
    for part in name.split("."):
        node = next((node for node in body if part in bound(node)), None)
        if node is None:
            return False
        body = getattr(node, "body", [])
    return True


def names(file, name):
    """Whether a file of code, in Python or for a browser, defines a name."""
    text = found(file).read_text(encoding="utf-8")
    if not file.endswith(".js"):
        return defines(ast.parse(text), name)
    outer, _, method = name.partition(".")
    body = re.search(rf"^export (?:class|function|const) {outer}\b(.*?)^}}", text, re.MULTILINE | re.DOTALL)
    return body is not None and (not method or re.search(rf"^  {method}\(.*\) {{$", body[1], re.MULTILINE) is not None)


def bound(node):
    """The names that a statement binds, imports aside."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}


@pytest.mark.parametrize("page", PAGES)
def test_every_file_and_function_that_is_named_exists(page):
    written = named(page)
    assert len([name for _, name in written if name]) > 8
    missing = [file for file, _ in written if found(file) is None and file != "manifest.json" and file != "SOURCE.md"]
    assert not missing
    assert not [f"{file}: {name}" for file, name in written if name and not names(file, name)]


def test_a_name_that_does_not_exist_is_noticed():
    tree = ast.parse("import a\nX: int = 1\nclass C:\n    def f(self): ...\n")
    assert all(defines(tree, name) for name in ("X", "C", "C.f"))
    assert not any(defines(tree, name) for name in ("a", "Y", "C.g", "f"))
    assert names("web/page/parts.js", "assemble")
    assert not any(names("web/page/page.js", name) for name in ("Page.fly", "Link", "Page.constructor.x"))


def test_the_rooms_of_the_page_are_the_floors_that_hold():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| .+ \|$", page, flags=re.MULTILINE)
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(each["layers"] for each in declared["contracts"] if each["type"] == "layers")
    assert [set(re.findall(r"\w+", row)) for row in rows] == [
        set(re.findall(r"mobsim\.(\w+)", layer)) for layer in layers
    ]


def test_lines_can_be_read():
    for page in PAGES:
        assert max(map(len, (ROOT / page).read_text(encoding="utf-8").splitlines())) <= 200, page


def test_every_file_with_batteries_stands_in_their_list():
    marked = re.compile(r"mark\.long|\bat_length\(")
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)]
    long = {path.relative_to(ROOT).as_posix() for path in files if marked.search(path.read_text(encoding="utf-8"))}
    section = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Batteries")[1].split("\n## ")[0]
    listed = {name for name, _ in NAMED.findall(section) if Path(name).name.startswith("test_")}
    assert listed == long
