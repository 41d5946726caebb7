"""Whatever is wrong with what a user wrote, one message tells file, field, value and remedy."""

import json
import subprocess
import sys

import pytest
from bad_inputs import ALL
from good_town import areas, files, write

from mobsim.cli import main


def checked(capsys, *arguments):
    """Run ``mobsim check`` in this process; return exit code, standard output and standard error."""
    with pytest.raises(SystemExit) as ended:
        main(["check", *map(str, arguments)])
    captured = capsys.readouterr()
    return ended.value.code or 0, captured.out, captured.err


def test_the_good_town_is_good(tmp_path, capsys):
    code, out, err = checked(capsys, write(tmp_path / "town"))
    assert (code, err) == (0, "")
    assert "4 neighbourhoods, 3,900 simulated residents, 5.85 officers" in out


@pytest.mark.parametrize("bad", ALL, ids=lambda bad: bad.what)
def test_one_message_names_file_field_value_and_remedy(bad, tmp_path, capsys):
    good = files()[bad.file]
    assert bad.old in good, "the case breaks nothing"
    every = bad.what == "id column unknown"
    file = write(tmp_path / "town", {bad.file: good.replace(bad.old, bad.new, -1 if every else 1)})
    code, out, err = checked(capsys, file)
    assert code == 2
    assert out == ""
    assert err.startswith("mobsim: ")
    assert len(err.splitlines()) == 1, err
    assert (bad.reported_in or bad.file) in err
    for reported in (bad.field, bad.value, bad.remedy.rstrip(".")):
        assert reported.lower() in err.lower(), err


def test_there_are_at_least_sixty_ways_to_be_wrong():
    assert len(ALL) >= 60
    assert len({bad.what for bad in ALL}) == len(ALL)


def test_all_that_is_wrong_is_told_at_once(tmp_path, capsys):
    text = files()["scenario.toml"].replace("days = 364", "days = 0").replace('"ours"', '"hours"')
    text = text.replace("leadership = 0.6", "leadership = 6").replace("bad_contact_weight", "bad_contact_wait")
    code, _, err = checked(capsys, write(tmp_path / "town", {"scenario.toml": text}))
    assert code == 2
    assert len(err.splitlines()) == 4
    for field in (
        "days = 0",
        "strategies.mine.leadership = 6",
        "parameters.trust.bad_contact_wait",
        "events[2].strategy = 'hours'",
    ):
        assert field in err


def test_wrong_data_of_two_files_is_told_at_once(tmp_path, capsys):
    changed = {
        "areas.geojson": files()["areas.geojson"].replace('"people": 950', '"people": "?"'),
        "edges.csv": "a,b\na,z\n",
    }
    code, _, err = checked(capsys, write(tmp_path / "town", changed))
    assert code == 2
    assert "people of area b = '?'" in err
    assert "edges.csv: b in line 2 = 'z'" in err


def test_rows_that_share_a_mistake_share_a_message(tmp_path, capsys):
    broken = files()["areas.geojson"].replace('"moving": 0.1', '"moving": 10')
    code, _, err = checked(capsys, write(tmp_path / "town", {"areas.geojson": broken}))
    assert code == 2
    assert len(err.splitlines()) == 1
    assert "moving of area a = 10: must be at most 1 (likewise b, c, d)" in err


def test_a_null_geometry_is_named_by_its_area(tmp_path, capsys):
    content = areas()
    content["features"][2]["geometry"] = None
    code, _, err = checked(capsys, write(tmp_path / "town", {"areas.geojson": json.dumps(content)}))
    assert code == 2
    assert "areas.geojson: geometry of area c: has no geometry. Give the area a Polygon" in err


@pytest.mark.parametrize(
    ("geometry", "reported"),
    [
        ({"type": "Point", "coordinates": [0, 0]}, "of type 'Point'"),
        ({"type": "Polygon", "coordinates": []}, "no coordinates"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, "fewer than three"),
        ({"type": "Polygon", "coordinates": [[["x", 0], [1, 1], [2, 2]]]}, "not numbers"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "no coordinates"),
        ({"type": "Polygon", "coordinates": 7}, "no coordinates"),
    ],
)
def test_what_is_no_outline_is_told(geometry, reported, tmp_path, capsys):
    content = areas()
    content["features"][0]["geometry"] = geometry
    code, _, err = checked(capsys, write(tmp_path / "town", {"areas.geojson": json.dumps(content)}))
    assert code == 2
    assert "geometry of area a: " in err
    assert reported in err


@pytest.mark.parametrize(
    ("content", "reported"),
    [
        ("", "is not GeoJSON"),
        ("[]", "not a collection"),
        ('{"type": "FeatureCollection", "features": []}', "has no areas"),
        ('{"type": "FeatureCollection", "features": [7]}', "has no properties"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a text file"),
        ("[" * 100_000, "is not GeoJSON"),
    ],
)
def test_what_is_no_map_is_told(content, reported, tmp_path, capsys):
    code, _, err = checked(capsys, write(tmp_path / "town", {"areas.geojson": content}))
    assert code == 2
    assert len(err.splitlines()) == 1
    assert "areas.geojson" in err
    assert reported in err


@pytest.mark.parametrize("missing", ["areas.geojson", "edges.csv", "places.csv"])
def test_a_missing_file_is_told_with_the_key_that_names_it(missing, tmp_path, capsys):
    code, _, err = checked(capsys, write(tmp_path / "town", {missing: None}))
    assert code == 2
    key = missing.split(".")[0]
    assert f"scenario.toml: community.{key} = '{missing}': is not a file in the scenario's folder" in err


@pytest.mark.parametrize("name", ["columbos", "no/such/scenario.toml", "no/such/place"])
def test_a_scenario_that_is_not_there_is_told(name, capsys):
    code, _, err = checked(capsys, name)
    assert code == 2
    assert f"SCENARIO = '{name}': there is no such scenario" in err


def test_a_folder_without_a_scenario_is_told(tmp_path, capsys):
    code, _, err = checked(capsys, tmp_path)
    assert code == 2
    assert "has no scenario.toml" in err


def test_json_tells_each_error_in_its_parts(tmp_path, capsys):
    good = write(tmp_path / "good")
    text = files()["scenario.toml"].replace("days = 364", "days = nan")
    code, out, err = checked(capsys, good, write(tmp_path / "bad", {"scenario.toml": text}), "--json")
    assert (code, err) == (2, "")
    reported = json.loads(out)
    assert reported["ok"] is False
    assert [each["ok"] for each in reported["files"]] == [True, False]
    (error,) = reported["files"][1]["errors"]
    assert (error["field"], error["value"]) == ("days", "nan")
    assert error["file"].endswith("scenario.toml")
    assert error["remedy"]


def test_no_traceback_reaches_the_user(tmp_path):
    file = write(tmp_path / "town", {"scenario.toml": "schema = "})
    command = [sys.executable, "-m", "mobsim", "check", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert "line 1 (schema =)" in done.stderr
