"""Damaged results: no reader takes them for results, and the same command repeats what was lost, and says so."""

import json
import shutil
from pathlib import Path

import pytest
from damages import damage, damages, files_of
from hypothesis import given, settings
from test_store import INPUTS, files, finished

from mobsim.errors import DataError, MobsimError
from mobsim.store import ResultsFolder, read_manifest, read_table, refuse_damage
from mobsim.store.manifest import write_manifest

RUNS = range(6)
TABLES = ("runs", "weekly", "initiatives")


def fill(path: Path, *, complete: bool) -> Path:
    """Write six runs in three parts, folded or not, and plain data beside them."""
    with ResultsFolder.open(path, "compare", INPUTS) as folder:
        folder.write_json("areas.json", {"ids": ["a", "b"]})
        done = folder.finished()
        for pair in (0, 1), (2, 3), (4, 5):
            folder.keep(finished(number) for number in pair if number not in done)
        if complete:
            folder.complete(seeds=[900, 901, 902])
    return path


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Write a finished folder and an unfinished one, and tell what each table holds."""
    folder = tmp_path_factory.mktemp("written")
    paths = {complete: fill(folder / str(complete), complete=complete) for complete in (True, False)}
    return paths, {name: read_table(paths[True], name) for name in TABLES}


def check_damage(written, tmp_path, complete, drawn):
    paths, tables = written
    path = tmp_path / "damaged"
    shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(paths[complete], path)
    name, kind = damage(path, drawn)
    check_readers(path, tables, kind)
    check_resuming(path, paths[True], name, kind)


def check_readers(path: Path, tables, kind: str) -> None:
    try:
        refuse_damage(path)
        there = {name: read_table(path, name) for name in TABLES}
    except DataError as error:
        refused = str(error)
    else:
        refused = ""
    if refused:
        assert str(path) in refused
        return
    for name, table in there.items():
        assert table.equals(tables[name]) or (kind == "removed" and table.empty)


def check_resuming(path: Path, whole: Path, name: Path, kind: str) -> None:
    content = (path / name).read_bytes() if kind != "removed" else b""
    before = {file: file.read_bytes() for file in files_of(path)}
    try:
        fill(path, complete=True)
    except MobsimError as error:
        refused = str(error)
    else:
        refused = ""
    if refused:
        assert name == Path("manifest.json")
        assert str(path) in refused
        assert {file: file.read_bytes() for file in files_of(path)} == before
        return
    assert files(path) == files(whole)
    assert json.loads((path / "areas.json").read_text()) == {"ids": ["a", "b"]}
    if (path / "damaged").exists():
        assert kind == "removed" or content in [file.read_bytes() for file in files_of(path / "damaged")]
    refuse_damage(path)


@pytest.mark.parametrize("complete", [True, False])
@settings(max_examples=8)
@given(drawn=damages())
def test_damage_is_neither_read_nor_kept(written, tmp_path_factory, complete, drawn):
    check_damage(written, tmp_path_factory.mktemp("case"), complete, drawn)


@pytest.mark.long
@pytest.mark.parametrize("complete", [True, False])
@settings(max_examples=600)
@given(drawn=damages())
def test_much_damage_is_neither_read_nor_kept(written, tmp_path_factory, complete, drawn):
    check_damage(written, tmp_path_factory.getbasetemp() / "much", complete, drawn)


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize("name", ["runs.parquet", "weekly.parquet"])
def test_what_is_damaged_is_set_aside_and_said(tmp_path, caplog, complete, name):
    path = fill(tmp_path / "results", complete=complete)
    file = path / name if complete else path / "parts" / "000002" / name
    file.write_bytes(file.read_bytes()[:-9])
    with ResultsFolder.open(path, "compare", INPUTS) as folder:
        assert folder.finished() == (set() if complete else {0, 1, 4, 5})
    assert len(caplog.records) == 1
    printed = caplog.records[0].getMessage()
    assert f"{name} is not as it was written" in printed
    assert str(path / "damaged") in printed
    assert (path / "damaged" / (name if complete else f"000002/{name}")).exists()


def test_a_damaged_list_of_failures_costs_no_run(tmp_path):
    path = fill(tmp_path / "results", complete=True)
    before = files(path)
    (path / "failures.parquet").write_bytes(b"")
    with ResultsFolder.open(path, "compare", INPUTS) as folder:
        assert folder.finished() == set(RUNS)
        folder.complete(seeds=[900, 901, 902])
    assert files(path) == before


def test_damage_is_set_aside_beside_what_was_set_aside_before(tmp_path):
    path = fill(tmp_path / "results", complete=False)
    for _ in range(3):
        (path / "parts" / "000001" / "runs.parquet").write_bytes(b"")
        with ResultsFolder.open(path, "compare", INPUTS) as folder:
            folder.keep([finished(0), finished(1)])
            (path / "parts" / "000004").rename(path / "parts" / "000001")
    assert [each.name for each in sorted((path / "damaged").iterdir())] == ["000001", "000001-2", "000001-3"]


def test_a_table_cut_short_beside_a_killed_session_is_found_without_its_checksum(tmp_path, caplog):
    path = fill(tmp_path / "results", complete=True)
    write_manifest(path, {**read_manifest(path), "files": {}})
    whole = files(path)
    (path / "weekly.parquet").write_bytes(whole["weekly.parquet"][:-9])
    with pytest.raises(DataError, match=r"weekly\.parquet: cannot be read"):
        read_table(path, "weekly")
    assert files(fill(path, complete=True)) == whole
    assert "weekly.parquet cannot be read" in caplog.text


@pytest.mark.parametrize("field", ["kind", "state", "inputs", "computing", "sessions", "files"])
@pytest.mark.parametrize("value", ["none", 7])
def test_a_manifest_that_lacks_something_is_refused_by_name(written, tmp_path, field, value):
    path, manifest = tmp_path, read_manifest(written[0][True])
    lacking = {key: kept for key, kept in manifest.items() if key != field} | (
        {} if value == "none" else {field: value}
    )
    write_manifest(path, lacking)
    with pytest.raises(DataError, match=rf"manifest\.json: {field}.*--out"):
        ResultsFolder.open(path, "compare", INPUTS)


@pytest.mark.parametrize("content", ["", "[", "[" * 100_000, "{}", "[]", '"text"', "\x00", "null", "1e999"])
def test_no_content_of_a_manifest_ends_in_anything_but_a_refusal(tmp_path, content):
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(DataError, match=r"manifest\.json"):
        read_manifest(tmp_path)


def test_a_kill_between_a_file_and_its_checksum_does_not_make_it_look_damaged(tmp_path, monkeypatch):
    path = fill(tmp_path / "results", complete=True)
    with ResultsFolder.open(path, "compare", INPUTS) as folder:
        folder.keep([finished(6)])
        monkeypatch.setattr(folder, "close", lambda *_: folder._lock.release())  # as a kill would leave it
        folder.write_json("areas.json", {"ids": ["c"]})
        folder.complete()
    refuse_damage(path)
    with ResultsFolder.open(path, "compare", INPUTS) as folder:
        assert folder.finished() == {*RUNS, 6}
    assert not (path / "damaged").exists()
