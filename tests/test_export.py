"""An archive for a paper: whole, described, the same bytes each time, silent about the machine; its rows can be had again."""

import getpass
import hashlib
import json
import re
import shutil
import socket
import sys
import zipfile
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from archives import ELSEWHERE, invoke, make_folders, unpack
from sweep_files import TWO_BY_TWO, sweep_formula

import mobsim
from mobsim.export import About, export
from mobsim.export.citing import read_author
from mobsim.export.model import MARK, TABLES
from mobsim.export.private import cleaned_command, without_folders
from mobsim.scenario import village
from mobsim.scenario.mechanisms import mechanisms
from mobsim.scenario.parameters import ALL
from mobsim.store import read_json, read_manifest, refuse_damage
from mobsim.store.meanings import read_meanings

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("sweep", "compare", "run")
ABOUT = About("A study", (read_author("Ann Example <0000-0002-1825-0097>"), read_author("Bo Muster")), "CC-BY-4.0")
LINK = re.compile(r"(?<!!)\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("exported")


@pytest.fixture(scope="module")
def folders(place):
    return make_folders(place)


@pytest.fixture(scope="module")
def made(folders):
    return {kind: export(folder, about=ABOUT) for kind, folder in folders.items()}


@pytest.fixture(scope="module")
def unpacked(place, made):
    return {kind: unpack(each.file, place / f"unpacked {kind}") for kind, each in made.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_folder_gives_the_same_bytes_wherever_it_lies(kind, folders, made, tmp_path):
    moved = shutil.copytree(folders[kind], tmp_path / "elsewhere" / kind)
    again = export(moved, tmp_path / "again.zip", ABOUT)
    assert again.file.read_bytes() == made[kind].file.read_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_tells_of_the_machine(kind, place, made):
    assert not made[kind].warnings
    told = [str(place), str(Path.home()), ELSEWHERE, "host.example", f"/{getpass.getuser()}/"]
    host = re.compile(rf"\b{re.escape(socket.gethostname())}\b")
    with zipfile.ZipFile(made[kind].file) as archive:
        for name in archive.namelist():
            if not name.endswith((".parquet", ".whl")):
                text = archive.read(name).decode("utf-8")
                assert not [each for each in told if each in text], name
                assert not host.search(text), name


def test_whole_paths_are_cut_to_what_they_name():
    words = [
        "/home/ann/bin/mobsim",
        "sweep",
        "/home/ann/own plans/two.toml",
        "--out=C:\\Users\\ann\\x",
        "--cluster",
        "tcp://h:1",
    ]
    clean = cleaned_command(words)
    assert clean[:2] + clean[4:] == ["mobsim", "sweep", "--cluster", "ADDRESS"]
    assert not [word for word in clean if "ann" in word.split("/")[0] or "Users" in word]
    assert cleaned_command(["--cluster=tcp://h:1"]) == ["--cluster=ADDRESS"]
    for text in (
        "https://doi.org/10.1080/17",
        "towns/own/scenario.toml",
        "../up/town.toml",
        "crimes/1000 and/or hours",
        "~/x/y",
    ):
        assert without_folders(text) == text


def test_accounts_of_failures_tell_what_failed_and_not_where(tmp_path):
    two = TWO_BY_TWO.replace("seeds = 3", "seeds = 1")
    folder = sweep_formula(tmp_path, two, lambda factors, seed: {"harm": 1.0, "trust": 0.5}, fails=(1,))
    failures = pq.read_table(folder / "failures.parquet")
    assert len(failures) == 1
    result = unpack(export(folder).file, tmp_path / "unpacked")
    row = pd.read_parquet(result / "results" / "failures.parquet").iloc[0]
    assert row["message"] == "ValueError: no"
    assert 'File "sweep_files.py", line' in row["traceback"]
    assert str(ROOT) not in row["traceback"]
    refuse_damage(result / "results")


@pytest.mark.parametrize("kind", KINDS)
def test_tables_are_the_same_as_csv_and_parquet_to_the_last_digit(kind, folders, unpacked):
    names = [file.stem for file in sorted(folders[kind].glob("*.parquet"))]
    assert sorted(file.stem for file in (unpacked[kind] / "data").iterdir()) == names
    for name in names:
        true = pd.read_parquet(folders[kind] / f"{name}.parquet")
        empty = {column: [""] for column in true.select_dtypes("number")}
        how = {"float_precision": "round_trip", "keep_default_na": False, "na_values": empty}
        read = pd.read_csv(unpacked[kind] / "data" / f"{name}.csv", dtype=true.dtypes.to_dict(), **how)
        pd.testing.assert_frame_equal(read, true, check_exact=True)


@pytest.mark.parametrize("kind", KINDS)
def test_the_dictionary_says_what_every_column_of_every_table_means(kind, folders, unpacked):
    said = pd.read_csv(unpacked[kind] / "data-dictionary.csv", keep_default_na=False)
    columns = [
        (file.stem, name) for file in sorted(folders[kind].glob("*.parquet")) for name in pq.read_schema(file).names
    ]
    assert list(zip(said["table"], said["column"], strict=True)) == columns
    assert (said["meaning"] != "").all(), said[said["meaning"] == ""][["table", "column"]]
    meanings = read_meanings(folders[kind])
    outcomes = said[(said["table"] == "runs") & said["column"].isin(meanings)]
    assert len(outcomes) >= 2
    for row in outcomes.to_dict("records"):
        assert (row["meaning"], row["unit"], row["better"]) == meanings[row["column"]][3:1:-1] + meanings[
            row["column"]
        ][4:]
    page = (unpacked[kind] / "data-dictionary.md").read_text(encoding="utf-8")
    assert all(f"| {name} | " in page for _, name in columns)


def test_own_problem_types_and_factors_are_in_the_dictionary(unpacked):
    compared = pd.read_csv(unpacked["compare"] / "data-dictionary.csv").set_index(["table", "column"])
    assert "ram raid" in compared.loc[("runs", "true_ram_raid"), "meaning"].lower()
    swept = pd.read_csv(unpacked["sweep"] / "data-dictionary.csv").set_index(["table", "column"])
    factor = swept.loc[("runs", "trust.bad_contact_weight")]
    assert ALL["trust.bad_contact_weight"].declared.about in factor["meaning"]
    assert factor["unit"] == ALL["trust.bad_contact_weight"].declared.unit


def test_settings_are_those_of_the_runs(unpacked):
    own = unpacked["compare"]
    parameters = pd.read_csv(own / "settings" / "parameters.csv").set_index("name")
    assert list(parameters.index) == list(ALL)
    weight = parameters.loc["trust.bad_contact_weight"]
    assert (weight["value"], weight["how"]) == (5.5, "set by the scenario")
    drawn = parameters.loc["people.prone_share"]
    assert drawn["how"] == "drawn from the ensemble"
    low, high = map(float, drawn["over_runs"].split(" to "))
    assert low < high
    off = pd.read_csv(own / "settings" / "mechanisms.csv").set_index("mechanism")["state"]
    assert list(off.index) == list(mechanisms())
    assert off[off == "off"].index.tolist() == ["near_repeats"]
    choices = pd.read_csv(own / "settings" / "alternatives.csv").set_index("alternative")["choice"]
    assert choices["scandals"] == "do_not"
    assert choices["good_contacts"] == "count"
    strategies = pd.read_csv(own / "settings" / "strategies.csv").set_index("strategy")
    assert list(strategies.index) == ["status_quo", "full_model"]
    assert strategies.loc["full_model", "leadership"] == 0.8
    swept = pd.read_csv(unpacked["sweep"] / "settings" / "parameters.csv").set_index("name")
    assert swept.loc["trust.bad_contact_weight", ["how", "over_runs"]].tolist() == [
        "factor of the experiment",
        "4 to 14",
    ]
    assert swept.loc["strategy.leadership", "over_runs"] == "0.2, 0.8"


@pytest.mark.parametrize("kind", KINDS)
def test_the_description_is_whole_and_its_links_lead_somewhere(kind, unpacked):
    own = unpacked[kind] / "description"
    assert "Switched off: near_repeats." in (own / "study.md").read_text(encoding="utf-8")
    odd = (own / "odd.md").read_text(encoding="utf-8")
    assert "| **" in odd, "what is not at its default stands out"
    for page in own.iterdir():
        text = page.read_text(encoding="utf-8")
        assert not MARK.search(text)
        for target in LINK.findall(text):
            assert target.startswith("http") or (own / target).resolve().is_file(), (page.name, target)


def test_every_item_of_stress_abs_and_trace_is_answered(unpacked):
    stress = (unpacked["compare"] / "description" / "stress-abs.md").read_text(encoding="utf-8")
    items = re.findall(r"^\| (\d(?:\.\d)+) [^|]+ \| ([^|]+) \|$", stress, re.MULTILINE)
    assert [number for number, _ in items] == [
        "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4", "3.1", "3.2", "3.3", "3.4",
        "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1",
    ]  # fmt: skip
    answers = dict(items)
    assert "status_quo, full_model" in answers["1.3"]
    assert "4 runs on 2 seeds" in answers["4.3"]
    trace = (unpacked["compare"] / "description" / "trace.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (\d) ", trace, re.MULTILINE) == list("12345678")
    assert "trust.bad_contact_weight" in trace, "what departs from the validated defaults is named"


def test_the_pages_marks_are_those_of_the_documentation():
    spec = spec_from_file_location("odd_parts", ROOT / "docs" / "odd_parts.py")
    parts = module_from_spec(spec)
    spec.loader.exec_module(parts)
    assert TABLES.keys() == parts.TABLES.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_an_ro_crate(kind, made, unpacked):
    from rocrate.rocrate import ROCrate

    crate = ROCrate(made[kind].file)
    assert crate.metadata.version == "1.1"
    root = crate.root_dataset
    assert root.id == "./"
    assert root["name"] == "A study"
    assert root["description"]
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", root["datePublished"])
    assert root["license"].id == "https://spdx.org/licenses/CC-BY-4.0"
    assert [(each.type, each["name"]) for each in root["author"]] == [
        ("Person", "Ann Example"),
        ("Person", "Bo Muster"),
    ]
    content = json.loads((unpacked[kind] / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    entities = {each["@id"]: each for each in content["@graph"]}
    assert len(entities) == len(content["@graph"])
    descriptor = entities["ro-crate-metadata.json"]
    assert (descriptor["@type"], descriptor["about"]) == ("CreativeWork", {"@id": "./"})
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    files = {each.relative_to(unpacked[kind]).as_posix() for each in unpacked[kind].rglob("*") if each.is_file()}
    described = {name for name, each in entities.items() if each["@type"] == "File"}
    assert described == files - {"ro-crate-metadata.json"}
    for name in described:
        held = (unpacked[kind] / name).read_bytes()
        assert entities[name]["contentSize"] == str(len(held))
        assert entities[name]["sha256"] == hashlib.sha256(held).hexdigest()
        assert entities[name]["encodingFormat"]
    parts = {each["@id"] for each in entities["./"]["hasPart"]}
    assert described <= parts | {each["@id"] for name in parts for each in entities[name].get("hasPart", [])}
    for reference in _references(content["@graph"]):
        assert reference in entities or reference.startswith("https://w3id.org/ro/crate/")


def _references(value):
    if isinstance(value, list):
        return {found for each in value for found in _references(each)}
    if isinstance(value, dict):
        inner = {found for each in value.values() for found in _references(each)}
        return inner | ({value["@id"]} if set(value) == {"@id"} else set())
    return set()


@pytest.mark.parametrize(
    ("kind", "words"),
    [("sweep", ["--replay", 5]), ("compare", ["--replay", 3]), ("run", [])],
)
def test_a_row_is_had_again_from_the_unpacked_archive(kind, words, unpacked):
    folder = unpacked[kind] / "results"
    refuse_damage(folder)
    found = invoke(kind, folder, *words)
    assert found.exit_code == 0, found.output
    assert "It is, to the last digit" in found.output
    said = (unpacked[kind] / "README.md").read_text(encoding="utf-8")
    assert " ".join(["mobsim", kind, "results", *map(str, words)]).replace(" 5", " N").replace(" 3", " N") in said


def test_a_row_that_is_not_the_same_is_told(unpacked, tmp_path):
    folder = shutil.copytree(unpacked["compare"] / "results", tmp_path / "results")
    table = pd.read_parquet(folder / "runs.parquet")
    table.loc[table["run_id"] == 2, "trust"] *= 1 + 2**-52
    manifest = read_manifest(folder)
    table.to_parquet(folder / "runs.parquet")
    manifest["files"]["runs.parquet"] = hashlib.sha256((folder / "runs.parquet").read_bytes()).hexdigest()
    manifest.pop("checksum")
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    found = invoke("compare", folder, "--replay", 2)
    assert found.exit_code == 1
    assert "trust is" in found.output


def test_the_program_is_in_it_as_a_wheel_that_is_whole(made, unpacked):
    wheel = next((unpacked["run"] / "software").glob("*.whl"))
    assert made["run"].with_program
    with zipfile.ZipFile(wheel) as packed:
        record = packed.read(f"mobsim-{mobsim.__version__}.dist-info/RECORD").decode().splitlines()
        assert sorted(line.split(",")[0] for line in record) == packed.namelist()
        names = set(packed.namelist())
    assert {
        "mobsim/engine/day.py",
        "mobsim/_shipped/docs/odd.md",
        "mobsim/_shipped/scenarios/columbus/scenario.toml",
    } <= names
    assert not [name for name in names if "__pycache__" in name]


def test_other_code_than_that_of_the_rows_is_not_put_beside_them(folders, tmp_path):
    folder = shutil.copytree(folders["run"], tmp_path / "run")
    manifest = read_manifest(folder)
    manifest.pop("checksum")
    (folder / "manifest.json").write_text(json.dumps(manifest | {"model_hash": "0" * 20}), encoding="utf-8")
    found = export(folder)
    assert not found.with_program
    said = unpack(found.file, tmp_path / "unpacked") / "README.md"
    assert "does not hold the program" in said.read_text(encoding="utf-8")


def test_a_town_made_in_python_is_exported_and_said_not_to_be_had_again(tmp_path):
    mobsim.compare(village(2, 60, days=28), ["status_quo", "full_model"], runs=2, workers=1, out=tmp_path / "c")
    found = invoke("export", tmp_path / "c")
    assert found.exit_code == 0, found.output
    assert "cannot be had again from the archive alone" in found.output
    said = (unpack(tmp_path / "c.zip", tmp_path / "unpacked") / "README.md").read_text(encoding="utf-8")
    assert "cannot be had again" in said
    assert "--replay" not in said
    assert str(tmp_path) not in said


def test_an_own_file_that_names_a_folder_of_this_machine_is_pointed_out(folders, tmp_path):
    folder = shutil.copytree(folders["compare"], tmp_path / "compare")
    file = folder / "inputs" / "hamlet.toml"
    file.write_text(file.read_text(encoding="utf-8") + f"# from {Path.home()}/plans\n", encoding="utf-8")
    manifest = read_manifest(folder)
    manifest["files"]["inputs/hamlet.toml"] = hashlib.sha256(file.read_bytes()).hexdigest()
    manifest.pop("checksum")
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    found = export(folder)
    assert any(each.startswith("results/inputs/hamlet.toml names ") for each in found.warnings)
    assert found.reliving.why_not, "the file is not the one that was read"


def test_citations_name_the_authors_and_the_program(unpacked, tmp_path, folders):
    text = (unpacked["sweep"] / "CITATION.cff").read_text(encoding="utf-8")
    assert 'title: "A study"' in text
    assert "orcid: https://orcid.org/0000-0002-1825-0097" in text
    assert "license: CC-BY-4.0" in text
    said = (unpacked["sweep"] / "README.md").read_text(encoding="utf-8")
    assert "Ann Example; Bo Muster (" in said
    plain = unpack(export(folders["run"], tmp_path / "plain.zip").file, tmp_path / "plain")
    assert not (plain / "CITATION.cff").exists()
    assert (plain / "software" / "CITATION.cff").is_file()


def refusal(*words):
    found = invoke("export", *words)
    assert found.exit_code == 2
    assert "Traceback" not in found.output
    return found.output


def test_what_cannot_be_exported_is_refused_in_one_message(folders, tmp_path):
    assert "is no archive" in refusal(folders["run"], "--out", tmp_path / "x.tar")
    assert "is no author" in refusal(folders["run"], "--author", "Ann <0000-0002-1825-0098>")
    assert "is no identifier of a licence" in refusal(folders["run"], "--licence", "my own words")
    assert "not a results folder" in refusal(tmp_path)
    assert "which are not exported" in refusal(ROOT / "results" / "defaults")
    unfinished = shutil.copytree(folders["run"], tmp_path / "unfinished")
    manifest = read_json(unfinished / "manifest.json") | {"state": "interrupted"}
    manifest.pop("checksum")
    (unfinished / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert "is not finished (interrupted)" in refusal(unfinished)
    assert not list(tmp_path.glob("*.zip"))


def test_without_its_library_one_message_says_how_to_install_it(folders, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "rocrate.rocrate", None)
    assert "pip install 'mobsim[export]'" in refusal(folders["run"], "--out", tmp_path / "x.zip")
    assert not (tmp_path / "x.zip").exists()


def test_options_that_the_folder_has_settled_are_refused(folders):
    for words in (["compare", folders["compare"], "--seed", 3], ["run", folders["run"], "--strategy", "full_model"]):
        found = invoke(*words)
        assert (found.exit_code, "is settled by the results folder" in found.output) == (2, True)
    assert "holds the results of mobsim run" in invoke("compare", folders["run"]).output
    assert "holds no such run" in invoke("compare", folders["compare"], "--replay", 40).output
