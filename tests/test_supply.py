"""The hashes and licences of what mobsim stands on: for the very versions of the constraints, and without addresses."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINE = re.compile(r"([a-z0-9][a-z0-9-]*)==(\S+) --hash=sha256:([0-9a-f]{64})")


@pytest.fixture(scope="module")
def hashed():
    """The versions with a hash, by package."""
    lines = (ROOT / "constraints-hashes.txt").read_text(encoding="utf-8").splitlines()
    found = [LINE.fullmatch(line) for line in lines if not line.startswith("#")]
    assert all(found)
    return {match[1]: match[2] for match in found}


def test_hashes_are_of_the_versions_that_the_project_is_tested_with(hashed):
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    tested = set(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", constraints, re.MULTILINE))
    assert len(hashed) > 100
    assert set(hashed.items()) <= tested


def test_every_dependency_that_is_declared_has_a_hash(hashed):
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    names = {re.match(r"[A-Za-z0-9-]+", each)[0].lower() for each in declared} - {"mobsim"}
    assert names <= set(hashed)


def test_licences_are_listed_of_every_package_with_a_hash(hashed):
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\w.-]+) \| (\d\S*) \| (.+) \|$", page, re.MULTILINE)
    assert {re.sub(r"[-_.]+", "-", name).lower(): version for name, version, _ in rows} == hashed
    undeclared = {name for name, _, licence in rows if licence == "not declared"}
    assert undeclared <= {"axe-playwright-python"}  # which only tests use
