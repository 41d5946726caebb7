"""The code that decides what a run of the evidence gives: a hash of what it says, not of how it is written.

Rows of a long fit must outlast a comment that is mended, a message that is worded anew, or a page that is added. They may not
outlast a change of a rule. Parameters, towns, strategies, trials and studies are data, and are kept beside the hash as such.
"""

import ast
import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from mobsim.store.provenance import PACKAGE

RULES = ("rules", "engine", "world", "mobilization", "measures", "experiment/trial", "validation/patterns")
"""Folders of the package that say what happens, what is decided, and how it is measured."""
FILES = (
    "experiment/identity.py", "experiment/intervals.py", "experiment/replicates.py", "experiment/reserving.py",
    "scenario/enumerations.py", "scenario/events.py", "scenario/given.py", "scenario/initiatives.py", "scenario/lever_fields.py",
    "scenario/overrides.py", "scenario/planning.py", "scenario/problems.py", "scenario/reviewing.py", "scenario/scenario.py",
    "scenario/strategy.py", "scenario/supervision.py", "scenario/trial_changes.py", "scenario/trial_tables.py",
    "tools/births.py", "tools/bundle.py", "tools/bundle_types.py", "tools/calendar.py", "tools/change.py", "tools/draws.py",
    "tools/groups.py", "tools/kernel.py", "tools/linking.py", "tools/passes.py", "tools/prefetching.py", "tools/purposes.py",
    "tools/ranking.py", "tools/sharing.py", "tools/sums.py",
    "validation/comparing.py", "validation/expressions.py", "validation/one_run.py", "validation/trials.py",
    "validation/weeks.py",
)  # fmt: skip


@cache
def hash_of_code(package: Path = PACKAGE) -> str:
    """Hash the syntax of the files that decide rows, without comments, docstrings and layout.

    The hash is of one version of Python: another may write the same syntax otherwise.
    """
    digest = hashlib.sha256()
    for path in decisive_files(package):
        digest.update("/".join(path.relative_to(package).parts).encode() + b"\0" + syntax_of(path).encode() + b"\0")
    return digest.hexdigest()[:20]


def decisive_files(package: Path = PACKAGE) -> list[Path]:
    """List the files that decide rows."""
    within = [file for folder in RULES for file in (package / folder).rglob("*.py")]
    return sorted({*within, *(package / name for name in FILES)})


def syntax_of(path: Path) -> str:
    """Return the syntax of a file as text, without what only readers see, and without what is declared: that is data."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            node.body = list(_without_texts(node.body))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Declared":
            node.args, node.keywords = [], []
    return ast.dump(tree)


def _without_texts(body: Iterable[ast.stmt]) -> Iterable[ast.stmt]:
    """Leave out statements that are nothing but a text: docstrings of modules, classes, functions and values."""
    return (each for each in body if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)))
