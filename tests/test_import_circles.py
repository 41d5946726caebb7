"""No file of these rooms leads back to itself by its imports, deferred and typed-only ones included."""

import ast
from pathlib import Path

import networkx as nx
import pytest

import mobsim

SOURCES = Path(mobsim.__file__).parent.parent
ROOMS = ("tools", "scenario", "world", "views", "rules", "mobilization", "measures", "engine")


def modules():
    """The package's files by the name they are imported by."""
    return {
        ".".join(path.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__"): path
        for path in SOURCES.glob("mobsim/**/*.py")
    }


def imported(path):
    """The names that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)
            yield from (f"{node.module}.{each.name}" for each in node.names)


@pytest.fixture(scope="module")
def imports():
    files = modules()
    graph = nx.DiGraph()
    graph.add_edges_from(
        (name, other) for name, path in files.items() for other in imported(path) if other in files and other != name
    )
    return graph


@pytest.mark.parametrize("room", ROOMS)
def test_no_circle(imports, room):
    circles = [sorted(files) for files in nx.strongly_connected_components(imports) if len(files) > 1]
    assert any(name.startswith(f"mobsim.{room}") for name in imports)
    assert not [files for files in circles if any(name.startswith(f"mobsim.{room}") for name in files)]


def test_imports_in_functions_and_for_types_are_seen(tmp_path):
    file = tmp_path / "file.py"
    file.write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a.b import c\ndef f():\n    import d.e\n"
    )
    assert set(imported(file)) == {"typing", "typing.TYPE_CHECKING", "a.b", "a.b.c", "d.e"}
