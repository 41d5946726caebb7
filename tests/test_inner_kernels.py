"""Kernels without a way in from Python, which no Python code of the package calls, and those that are plain Python there."""

import ast
from pathlib import Path

import numpy as np
import pytest

from mobsim.tools import kernel

PACKAGE = Path(kernel.__file__).parents[1]


def decorators(node):
    return [ast.unparse(each) for each in node.decorator_list]


def is_kernel(node):
    return any(each.startswith("kernel") for each in decorators(node))


def is_inner(node):
    return is_kernel(node) and (node.name.startswith("_") or any("inner=True" in each for each in decorators(node)))


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def names_in_reach(tree, inner):
    """Names under which a module knows inner kernels: its own, and those it imports."""
    own = {node.name for node in functions(tree) if is_inner(node)}
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if (node.module, alias.name) in inner
    }
    return own | imported


@pytest.fixture(scope="module")
def modules():
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(["mobsim", *path.relative_to(PACKAGE).with_suffix("").parts]).removesuffix(".__init__")
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def test_python_calls_no_inner_kernel(modules):
    inner = {(name, node.name) for name, tree in modules.items() for node in functions(tree) if is_inner(node)}
    assert ("mobsim.rules.offending", "offend") in inner
    for name, tree in modules.items():
        reachable = names_in_reach(tree, inner)
        for caller in functions(tree):
            if not is_kernel(caller):
                called = {
                    node.func.id
                    for node in ast.walk(caller)
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                }
                assert not called & reachable, f"{name}.{caller.name} calls {called & reachable}"


@kernel.kernel(inner=True)
def halved(value):
    return value / 2.0


@kernel.kernel(signature="float64(float64, int64)")
def halved_times(value, times):
    for _ in range(times):
        value = halved(value)
    return value


@kernel.kernel
def sum_of_halves(values):
    total = 0.0
    for row in range(values.size):
        total += halved_times(values[row], row)
    return total


@kernel.kernel(allocates=True)
def running_total(values):
    sums = values.copy()
    for row in range(1, sums.size):
        sums[row] += sums[row - 1]
    return sums


def test_inner_kernels_serve_kernels():
    assert sum_of_halves(np.array([1, 2, 4])) == 3.0


def test_a_kernel_may_make_an_array_if_it_says_so():
    assert running_total(np.arange(5.0)).tolist() == [0.0, 1.0, 3.0, 6.0, 10.0]


@kernel.kernel(plain=True)
def width(row):
    return row.end - row.first


@kernel.kernel
def widths(table, out):
    for row in range(table.size):
        out[row] = width(table[row])


def test_a_plain_kernel_serves_kernels_by_the_row_and_python_by_the_table():
    table = np.zeros(3, np.dtype((np.record, [("first", np.int64), ("end", np.int64)]))).view(np.recarray)
    table.first, table.end = [0, 2, 2], [2, 2, 7]
    out = np.empty(3, np.int64)
    widths(table, out)
    assert out.tolist() == width(table).tolist() == [width(row) for row in table] == [2, 0, 5]
