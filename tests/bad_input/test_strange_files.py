"""What is no ordinary file is not opened, what no number can be is not computed with, and either is said in a sentence."""

import json
import os
import re
import subprocess
import sys

import pytest
from good_town import SCENARIO, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mobsim.cli.inspection import inspect
from mobsim.errors import InputErrors, MobsimError
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.text_files import LARGEST_TOML, read_toml

SUFFIXES = (".csv", ".geojson", ".toml")
unix = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and devices with names are found on Unix")


def only_error(path):
    found = inspect(str(path))
    assert len(found.errors) == 1
    printed = str(found.errors[0])
    assert printed.endswith((".", "?"))
    assert len(printed) < 700
    return printed


@unix
@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.timeout(10)
class TestPath:
    def test_a_pipe_is_not_waited_for(self, suffix, tmp_path):
        path = tmp_path / f"pipe{suffix}"
        os.mkfifo(path)
        assert f"pipe{suffix}: is a pipe, not a file. Save its content" in only_error(path)

    def test_a_device_is_not_read(self, suffix, tmp_path):
        path = tmp_path / f"endless{suffix}"
        path.symlink_to("/dev/zero")
        assert f"endless{suffix}: is a device, not a file" in only_error(path)

    def test_a_loop_of_links_is_told(self, suffix, tmp_path):
        (tmp_path / f"one{suffix}").symlink_to(tmp_path / f"two{suffix}")
        (tmp_path / f"two{suffix}").symlink_to(tmp_path / f"one{suffix}")
        assert f"one{suffix}: cannot be read (" in only_error(tmp_path / f"one{suffix}")

    def test_a_link_that_leads_nowhere_is_told(self, suffix, tmp_path):
        (tmp_path / f"link{suffix}").symlink_to(tmp_path / "gone")
        assert f"link{suffix}: is a link that leads nowhere" in only_error(tmp_path / f"link{suffix}")

    def test_a_folder_is_no_file(self, suffix, tmp_path):
        (tmp_path / f"folder{suffix}").mkdir()
        printed = only_error(tmp_path / f"folder{suffix}")
        assert "is a folder, not a file" in printed or "has no scenario.toml" in printed

    def test_a_name_that_no_file_can_have_is_told(self, suffix, tmp_path):
        for name in ("a" * 300 + suffix, "a/" * 3000 + suffix, "a\0b" + suffix):
            only_error(tmp_path / name)


@unix
@pytest.mark.timeout(10)
@pytest.mark.parametrize("key", ["areas", "edges", "places"])
@pytest.mark.parametrize("make", ["pipe", "endless", "loop", "folder", "long", "nul"])
def test_files_that_a_scenario_names_are_held_to_the_same(key, make, tmp_path):
    file = write(tmp_path / "town")
    name = {"long": "a" * 5000, "nul": r"a\u0000b"}.get(make, f"{make}.csv")
    if make == "pipe":
        os.mkfifo(file.parent / name)
    elif make == "folder":
        (file.parent / name).mkdir()
    elif make in ("endless", "loop"):
        (file.parent / name).symlink_to("/dev/zero" if make == "endless" else name)
    suffix = "geojson" if key == "areas" else "csv"
    file.write_text(SCENARIO.replace(f'{key} = "{key}.{suffix}"', f'{key} = "{name}"'))
    printed = only_error(file)
    assert f"community.{key} = " in printed or f"{name}: is a pipe, not a file" in printed


@unix
def test_a_name_that_is_not_utf_8_is_written_in_escapes(tmp_path):
    (tmp_path / os.fsdecode(b"\xff.csv")).write_text("a,b\n1,2\n")
    (tmp_path / os.fsdecode(b"\xfe.toml")).write_text("schema = 1\ntitle = 3\n")
    command = [sys.executable, "-m", "mobsim", "check", b"\xff.csv", b"\xfe.toml"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    for options in ([], ["--json"]):
        done = subprocess.run([*command, *options], cwd=tmp_path, env=environment, capture_output=True, check=False)
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr
        printed = (done.stdout + done.stderr).decode("ascii")
        if options:
            assert [each["file"] for each in json.loads(done.stdout)["files"]] == [r"\xff.csv", r"\xfe.toml"]
        else:
            assert r"\xff.csv: good. 1 rows" in printed
            assert r"\xfe.toml: title = 3: must be text" in printed


@pytest.mark.parametrize(
    ("line", "reported"),
    [
        ("seed = " + "1" * 5_000, "line 2 (= 111"),
        ("seed = -" + "1_" * 5_000 + "1", "has a number of more than 1,000 digits"),
        ("seed = 0x" + "f" * 5_000, "has a number of more than 1,000 digits"),
        ("seed = " + "9" * 400, "seed = 999"),
        ("seed = 9223372036854775808", "seed = 9223372036854775808: is a whole number of more than 64 bits"),
        ("events = [{ day = -9223372036854775809 }]", "events[1].day = -9223372036854775809: is a whole number"),
        ("scale = 1" + "0" * 5_000 + ".5", "has a number of more than 1,000 digits"),
        (".".join(["a"] * 5_000) + " = 1", "has a key of more than 100 parts"),
        (".".join(["a"] * 400_000) + " = 1", "has a key of more than 100 parts"),
        ('x = { y = 1, "a" . ' + ".".join(["'a'"] * 5_000) + " = 1 }", "has a key of more than 100 parts"),
        ("[" + ".".join(["a"] * 5_000) + "]", "has a key of more than 100 parts"),
        (".".join(["a"] * 50) + " = 1", "has more than 20 tables or lists in each other"),
        ("about = " + "[" * 50 + "]" * 50, "about" + "[1]" * 15),
        ("about = " + "[" * 5_000 + "]" * 5_000, "is nested too deeply"),
        ("about = " + "{a=" * 5_000 + "1" + "}" * 5_000, "is nested too deeply"),
    ],
)
@pytest.mark.timeout(10)
def test_what_a_toml_file_may_hold_is_bounded(line, reported, tmp_path):
    file = tmp_path / "scenario.toml"
    file.write_text(f"schema = 1\n{line}\n")
    assert reported in only_error(file)


def test_bounds_leave_honest_text_alone(tmp_path):
    """Points, digits and brackets in text are no keys, numbers or lists."""
    about = f"{'1' * 1_500} {'.'.join('ab' * 150)} {'[' * 100}"
    file = write(tmp_path / "town", {"scenario.toml": SCENARIO.replace("days = 364", f'about = "{about}"\ndays = 364')})
    assert load_scenario(file).about == about
    limits = [2**63 - 1, -(2**63)]
    (tmp_path / "limits.toml").write_text(f"numbers = {limits}")
    assert read_toml(tmp_path / "limits.toml")[0] == {"numbers": limits}


def test_many_wrong_numbers_are_told_at_once_and_no_more_than_can_be_read(tmp_path):
    (tmp_path / "a.toml").write_text(f"numbers = {[2**64] * 100}")
    with pytest.raises(InputErrors) as refused:
        read_toml(tmp_path / "a.toml")
    assert len(refused.value.errors) == 20


@pytest.mark.timeout(10)
def test_files_are_bounded_by_their_size(tmp_path):
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(200_000_000)
    assert "large.csv: is larger than 100 MB. Leave out" in only_error(tmp_path / "large.csv")
    (tmp_path / "large.toml").write_text("#" * (LARGEST_TOML + 1))
    assert "large.toml: is larger than 1 MB. Write designs" in only_error(tmp_path / "large.toml")


@pytest.mark.parametrize("number", ["1e400", "-1e400", "nan", "9223372036854775807", "0x7fffffffffffffff"])
@pytest.mark.parametrize("key", ["low", "high", "steps"])
def test_the_greatest_numbers_of_an_experiment_are_refused_or_read(number, key, tmp_path):
    file = tmp_path / "experiment.toml"
    ends = {"low": "0.1", "high": "0.4", "steps": "3", key: number}
    given = ", ".join(f"{name} = {value}" for name, value in ends.items())
    file.write_text(
        'schema = 1\ntitle = "a"\nscenario = "columbus"\ndesign = "grid"\n[factors]\n'
        f'"parameters.trust.misconduct" = {{ {given} }}\n'
    )
    found = inspect(str(file))
    assert not found.ok
    assert all(isinstance(error, MobsimError) and "experiment.toml: factors" in str(error) for error in found.errors)


OBEYED = st.sampled_from([*map(chr, (*range(9), 11, 12, *range(14, 32), 127, 0x9B, 0x202E, 0x2066))])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    OBEYED,
    st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=5),
    st.sampled_from(["title", "about", "key", "id", "name"]),
)
def test_no_text_that_a_screen_would_obey_is_taken_in(tmp_path, mark, around, where):
    folder = tmp_path / "town"
    file = write(folder)
    text, areas = file.read_text(encoding="utf-8"), json.loads((folder / "areas.geojson").read_text())
    given = json.dumps(f"{around}{mark}{around}")
    if where == "title":
        text = re.sub("title = .*", lambda _: f"title = {given}", text, count=1)
    elif where == "about":
        text = f"about = {given}\n{text}"
    elif where == "key":
        text = f"{given} = 1\n{text}"
    else:
        areas["features"][0]["properties"][where] = json.loads(given)
    file.write_text(text, encoding="utf-8")
    (folder / "areas.geojson").write_text(json.dumps(areas), encoding="utf-8")
    with pytest.raises(MobsimError, match=r"a screen would obey|is not valid TOML") as refused:
        load_scenario(file)
    assert mark not in str(refused.value)
