"""However a good scenario is mangled, the answer is a scenario or a message, never a crash."""

import copy
import json
import tomllib
from pathlib import Path

import pytest
from good_town import areas, files, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mobsim.cli.inspection import inspect
from mobsim.errors import MobsimError
from mobsim.scenario.reading import build_scenario, load_scenario
from mobsim.scenario.scenario import Scenario

GOOD = tomllib.loads(files()["scenario.toml"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=4,
)
AWKWARD = [b"\xef\xbb\xbf", b"\xff\xfe", b"\r\n", b";", b'"', b"\x00", b"[[", b"-1", b"nan"]
QUICK = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def spots(content, path=()):
    """List the paths to everything in nested tables and lists."""
    children = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for step, inner in children:
        yield (*path, step)
        yield from spots(inner, (*path, step))


def changed(content, path, value, how):
    """Copy nested content with one spot replaced, removed or given a neighbour."""
    result = copy.deepcopy(content)
    parent = result
    for step in path[:-1]:
        parent = parent[step]
    if how == "replace":
        parent[path[-1]] = value
    elif how == "remove":
        del parent[path[-1]]
    elif isinstance(parent, dict):
        parent[str(value)[:12]] = value
    else:
        parent.append(value)
    return result


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("town"))


def is_scenario_or_message(build):
    """Run what reads a scenario; anything but a scenario or a worded error escapes and fails the test."""
    try:
        found = build()
    except MobsimError as error:
        found = error
    assert isinstance(found, Scenario) or len(str(found)) > 10


@QUICK
@given(st.sampled_from(list(spots(GOOD))), ANYTHING, st.sampled_from(["replace", "remove", "add"]))
def test_any_key_of_the_file_may_be_mangled(town, path, value, how):
    content = changed(GOOD, path, value, how)
    is_scenario_or_message(lambda: build_scenario(content, town))


@QUICK
@given(st.sampled_from(list(spots(areas()))), ANYTHING, st.sampled_from(["replace", "remove", "add"]))
def test_any_part_of_the_map_may_be_mangled(tmp_path, path, value, how):
    content = json.dumps(changed(areas(), path, value, how), default=str)
    file = write(tmp_path / "town", {"areas.geojson": content})
    is_scenario_or_message(lambda: load_scenario(file))


@QUICK
@given(
    st.sampled_from(sorted(files())),
    st.integers(0, 10_000),
    st.integers(0, 30),
    st.binary(max_size=6) | st.sampled_from(AWKWARD),
)
def test_any_bytes_of_any_file_may_be_mangled(tmp_path, name, start, length, insertion):
    good = files()[name].encode()
    start %= len(good)
    file = write(tmp_path / "town", {name: good[:start] + insertion + good[start + length :]})
    is_scenario_or_message(lambda: load_scenario(file))


EXPERIMENT = """\
schema = 1
title = "Two"
scenario = "columbus"
design = "factorial"
[factors]
"strategy.lead" = ["police", 2]
"parameters.trust.misconduct" = { low = 0.1, high = 0.4 }
[replicates]
seeds = 4
[outcomes]
keep = ["harm"]
"""


@QUICK
@given(st.integers(0, 10_000), st.integers(0, 12), st.sampled_from(AWKWARD) | st.text(max_size=4).map(str.encode))
def test_any_bytes_of_an_experiment_may_be_mangled(tmp_path, start, length, insertion):
    start %= len(EXPERIMENT)
    file = tmp_path / "experiment.toml"
    file.write_bytes(EXPERIMENT[:start].encode() + insertion + EXPERIMENT[start + length :].encode())
    found = inspect(str(file))
    assert found.ok or all(len(str(error)) > 10 for error in found.errors)
