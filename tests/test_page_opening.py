"""What the room hands over is checked in a process of its own: whatever it is, the server goes on and says what is wrong."""

import io
import json
import multiprocessing
import sys
import zipfile
from pathlib import Path

import psutil
import pytest

from mobsim.errors import MobsimError
from mobsim.web.opening import Openings
from mobsim.web.quarantine import check_apart
from mobsim.web.unpacking import lay_down

sys.path.insert(0, str(Path(__file__).parent / "bad_input"))
from good_town import areas, files


def packed(content, method=zipfile.ZIP_DEFLATED):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as writing:
        for name, text in content.items() if isinstance(content, dict) else content:
            writing.writestr(name, text)
    return archive.getvalue()


@pytest.fixture(scope="module")
def town():
    return packed({f"squares/{name}": text for name, text in files().items()})


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "opened"
    made.mkdir()
    return made


def flipped(content, place):
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


def test_a_packed_folder_is_opened_under_its_name(town):
    openings = Openings("columbus")
    try:
        reported = openings.receive("squares.zip", town)
        assert (reported["name"], reported["title"]) == ("squares (1)", "Four squares")
        assert {"name": "ours", "kind": "policy"} in reported["strategies"]
        assert {"name": "full_model_without_leadership", "kind": "arm"} in reported["strategies"]
        assert any("youth_education" in note for note in reported["notes"])
        assert Path(openings.find(reported["name"])).is_file()
    finally:
        openings.close()
    assert not Path(openings.find(reported["name"])).exists()


def test_what_is_refused_does_not_count_and_leaves_nothing(town):
    openings = Openings("columbus")
    try:
        with pytest.raises(MobsimError):
            openings.receive("a.zip", b"PK")
        assert openings.receive("squares.zip", town)["name"] == "squares (1)"
        kept = Path(openings.find("squares (1)")).parents[2]
        assert [each.name.startswith("opened-") for each in kept.iterdir()] == [True]
    finally:
        openings.close()


@pytest.mark.parametrize(
    ("name", "change", "reported"),
    [
        ("cut.zip", lambda town: town[:-30], "neither a scenario file nor a packed folder"),
        ("flipped.zip", lambda town: flipped(town, 100), "cannot be unpacked"),
        ("file_and_folder.zip", lambda _: packed({"a": "", "a/b": "", "scenario.toml": ""}), "cannot be unpacked"),
        ("long.zip", lambda _: packed({"a" * 400: "", "scenario.toml": ""}), "cannot be unpacked"),
        ("outside.zip", lambda _: packed({"../scenario.toml": ""}), "reaches outside"),
        ("backslashes.zip", lambda _: packed({"..\\scenario.toml": ""}), "reaches outside"),
        (
            "bomb.zip",
            lambda _: packed({"a.csv": bytes(100_000_001), "scenario.toml": ""}),
            "more than 200 files or 100",
        ),
        (
            "two.zip",
            lambda _: packed({"a/scenario.toml": "", "b/scenario.toml": ""}),
            "at a/scenario.toml, b/scenario.toml",
        ),
        ("nameless.zip", lambda _: packed({"aims.toml": "", "town.toml": ""}), "may be opened at aims.toml, town.toml"),
        ("twice.zip", lambda _: packed([("scenario.toml", "a"), ("scenario.toml", "b")]), "stands twice"),
        ("empty.zip", lambda _: packed({"readme.txt": "nothing"}), "holds no scenario.toml"),
        ("program.exe", lambda _: b"MZ", "neither a scenario file"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_cannot_be_laid_down_is_refused_in_a_sentence(name, change, reported, town, folder):
    handed_over = folder.with_name("handed-over")
    handed_over.write_bytes(change(town))
    with pytest.raises(MobsimError) as refused:
        lay_down(name, handed_over, folder)
    assert reported in str(refused.value)
    assert str(refused.value).endswith(".")
    assert "Errno" not in str(refused.value)


def test_what_is_wrong_in_the_scenario_is_told_as_it_lies_in_the_folder(folder):
    with pytest.raises(MobsimError) as refused:
        check_apart("wrong.zip", packed({"town/scenario.toml": "schema = "}), folder)
    assert str(refused.value).startswith("town/scenario.toml: line 1 (schema =): is not valid TOML")
    assert not folder.with_name("opened.handed-over").exists()


def test_a_scenario_that_names_a_module_is_refused_and_nothing_imported(folder, tmp_path, monkeypatch):
    (tmp_path / "strangers.py").write_text(f"open({str(tmp_path / 'imported')!r}, 'w').close()\ndef plan(*_): ...\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    text = files()["scenario.toml"] + '\n[strategies.theirs]\nextends = "full_model"\nplanner = "strangers:plan"\n'
    with pytest.raises(
        MobsimError, match=r"strategies\.theirs\.planner = 'strangers:plan': names a module, which the page"
    ):
        check_apart("squares.zip", packed({**files(), "scenario.toml": text}), folder)
    assert not (tmp_path / "imported").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="bounds on memory differ from system to system")
def test_a_file_that_takes_too_much_memory_is_refused(folder):
    outline = json.dumps(areas()).replace("[[0, 0],", "[" + "[0, 0]," * 900_000)
    with pytest.raises(MobsimError, match="takes more than 90 MB to check"):
        check_apart("squares.zip", packed({**files(), "areas.geojson": outline}), folder, memory=90_000_000)


def test_a_file_that_takes_too_long_is_refused_and_its_process_ended(town, folder):
    with pytest.raises(MobsimError, match="takes more than 0 s to check"):
        check_apart("squares.zip", town, folder, seconds=0.0)
    assert multiprocessing.active_children() == []


def test_the_answer_is_what_json_can_hold(town, folder):
    before = psutil.Process().memory_info().rss
    found = check_apart("squares.zip", town, folder)
    assert json.loads(json.dumps(found)) == found
    assert psutil.Process().memory_info().rss - before < 20_000_000
