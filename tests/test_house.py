"""The house of the engine: no function too long or with too many parameters, and no circle among the files."""

import ast
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest

import mobsim

PACKAGE = Path(mobsim.__file__).parent
ROOMS = ("engine", "measures", "mobilization", "rules", "scenario", "tools", "views", "world")
MOST_PARAMETERS, MOST_LINES = 8, 50


def sources(rooms: tuple[str, ...] = ROOMS) -> dict[str, ast.Module]:
    """Read the files of rooms, by module name; a package's name is that of its ``__init__``."""
    paths = [path for room in rooms for path in sorted((PACKAGE / room).rglob("*.py"))]
    return {module_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def module_name(path: Path) -> str:
    return ".".join(["mobsim", *path.relative_to(PACKAGE).with_suffix("").parts]).removesuffix(".__init__")


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Name what a caller may give; what is left to ``*`` and ``**`` is not counted, nor the object itself."""
    given = function.args
    return [
        each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs) if each.arg not in ("self", "cls")
    ]


def lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def imported(tree: ast.Module, known: set[str]) -> set[str]:
    """Name the known modules that a file imports anywhere: at its head, in a function, or for types only."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name their module in full"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found & known


def circles(trees: dict[str, ast.Module]) -> list[list[str]]:
    """List the groups of modules that import one another in a circle."""
    graph = nx.DiGraph({name: sorted(imported(tree, set(trees))) for name, tree in trees.items()})
    groups = [sorted(group) for group in nx.strongly_connected_components(graph) if len(group) > 1]
    return groups + [[name] for name in nx.nodes_with_selfloops(graph)]


@pytest.mark.parametrize("room", ROOMS)
def test_no_function_takes_more_than_eight_parameters_or_fifty_lines(room):
    for name, tree in sources((room,)).items():
        for function in functions(tree):
            assert len(parameters(function)) <= MOST_PARAMETERS, f"{name}.{function.name}: {parameters(function)}"
            assert lines(function) <= MOST_LINES, f"{name}.{function.name} has {lines(function)} lines"


def test_no_circle_among_the_files_not_even_a_deferred_one_or_for_types():
    trees = sources(tuple(path.name for path in PACKAGE.iterdir() if path.is_dir()))
    assert len(trees) > 400
    assert circles(trees) == []


def test_a_circle_is_found_wherever_the_import_stands():
    apart = {"mobsim.a": "from mobsim.b import something", "mobsim.c": "import mobsim.a"}
    for back in (
        "def f():\n    from mobsim import a",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from mobsim.a import T",
        "import mobsim.c",
    ):
        trees = {name: ast.parse(text) for name, text in (apart | {"mobsim.b": back}).items()}
        assert [set(circle) >= {"mobsim.a", "mobsim.b"} for circle in circles(trees)] == [True]
    assert circles({name: ast.parse(text) for name, text in (apart | {"mobsim.b": ""}).items()}) == []
