"""Faults of the machine: one sentence each, no traceback, and nothing lost or half-written."""

import codecs
import errno
import io
import json
import os
import sys

import pytest
from cli_processes import call, call_mounted, lines
from hypothesis import given
from hypothesis import strategies as st
from sweep_files import contents, write_experiment

import mobsim
from mobsim.cli.streams import NEAREST, Stream, forgiving_streams, print_json, spell_nearest
from mobsim.report import build
from mobsim.store import read_manifest, read_table
from mobsim.tools.faults import REMEDIES, explain_fault

ENCODINGS = ("ascii", "cp1252", "cp437", "cp850", "latin-1", "iso8859-2", "koi8-r", "shift_jis", "utf-8")
HAMLET = """
schema = 1
title = "Łódź − 5 ± 1"
days = 28
burn_in_days = 28
[community]
officers = 2
[community.synthetic]
neighbourhoods = 2
residents_per_neighbourhood = 60
"""

posix = pytest.mark.skipif(os.name == "nt", reason="streams are closed by a shell")


@pytest.fixture
def town(tmp_path):
    (tmp_path / "town.toml").write_text(HAMLET, encoding="utf-8")
    return tmp_path


@given(st.text(), st.sampled_from(ENCODINGS))
def test_any_text_can_be_spelled_in_any_encoding(text, encoding):
    codecs.register_error(NEAREST, spell_nearest)
    spelled = text.encode(encoding, NEAREST).decode(encoding)
    for letter in text:
        if _has(encoding, letter):
            assert letter.encode(encoding).decode(encoding) in spelled


def _has(encoding, letter):
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "encoding", "spelled"),
    [
        ("Łódź", "ascii", "Lodz"), ("Łódź", "cp1252", "Lódz"), ("Łódź", "iso8859-2", "Łódź"), ("−5 ± 1", "ascii", "-5 +/- 1"),
        ("Ångström", "ascii", "Angstrom"), ("ﬁn", "ascii", "fin"), ("東京", "cp1252", "??"), ("\udcff", "utf-8", "?"),
    ],
)  # fmt: skip
def test_what_an_encoding_lacks_is_spelled_with_what_it_has(text, encoding, spelled):
    codecs.register_error(NEAREST, spell_nearest)
    assert text.encode(encoding, NEAREST).decode(encoding) == spelled


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_json_is_json_in_any_encoding(encoding, monkeypatch):
    held = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(held, encoding))
    content = {"title": "Łódź 東京 \U0001f600 \udcff"}
    print_json(content)
    assert json.loads(held.getvalue().decode(encoding)) == content


@posix
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_code_page_that_lacks_a_letter_stops_no_command(town, encoding):
    done = call("check", "town.toml", cwd=town, PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr
    assert b"town.toml: good" in done.stdout


@posix
@pytest.mark.parametrize(
    ("redirect", "printed", "unbuffered"),
    [(">&-", "it is closed", ""), (">/dev/full", "No space left on device", ""), (">/dev/full", "No space left", "1")],
)
def test_standard_output_that_is_closed_or_full_is_told_once(town, redirect, printed, unbuffered):
    done = call("check", "town.toml", cwd=town, redirect=redirect, PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 2
    assert len(lines(done.stderr)) == 1
    assert printed in lines(done.stderr)[0]


@posix
@pytest.mark.parametrize("redirect", ["2>&-", "2>/dev/full"])
def test_no_command_minds_that_nobody_hears_its_errors(town, redirect):
    good, bad = (call("check", name, cwd=town, redirect=redirect) for name in ("town.toml", "town.tom"))
    assert (good.returncode, bad.returncode) == (0, 2)
    assert b"good" in good.stdout
    assert bad.stdout == b""


@posix
def test_a_reader_that_wants_no_more_is_no_fault(town):
    done = call("list", cwd=town, redirect="| head -n 1")
    assert lines(done.stdout) == ["Scenarios"]
    assert done.stderr == b""
    both = call("list", redirect="; } | head -n 1", before="{", cwd=town)
    assert both.stderr == b""


@posix
def test_a_stream_waits_for_a_reader_who_takes_his_time():
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    stream, content = Stream(writing), b"x" * 200_000
    child = os.fork()
    if child == 0:
        os.close(writing)
        total = 0
        while got := os.read(reading, 4096):
            total += len(got)
        os._exit(0 if total == len(content) else 1)
    os.close(reading)
    with io.BufferedWriter(stream) as buffered:
        buffered.write(content)
    os.close(writing)
    assert os.waitpid(child, 0)[1] == 0
    assert stream.error is None


def test_streams_are_given_back(capfd):
    before = sys.stdout, sys.stderr
    with forgiving_streams():
        print("said")
    assert (sys.stdout, sys.stderr) == before
    assert capfd.readouterr().out == "said\n"


@pytest.mark.parametrize("number", sorted(REMEDIES))
def test_every_fault_is_told_with_its_file_and_what_to_do(number):
    printed = explain_fault(OSError(number, os.strerror(number), "town/areas.csv"))
    assert printed.startswith(f"town/areas.csv: {os.strerror(number)}. ")
    assert printed.endswith(".")
    assert printed.count("\n") == 0


def test_a_fault_without_number_or_file_is_told_too():
    assert explain_fault(OSError("the reader went away")) == "the reader went away."
    assert "memory" in explain_fault(MemoryError())


@pytest.mark.parametrize("error", [OSError(errno.EIO, "Input/output error", "a.csv"), MemoryError()])
def test_a_fault_anywhere_in_a_command_is_one_message(capsys, monkeypatch, error):
    from mobsim.cli import main

    def failing(_, *, ignore_memory):
        raise error

    monkeypatch.setattr("mobsim.cli.inspection.inspect", failing)
    with pytest.raises(SystemExit) as ended:
        main(["check", "columbus"])
    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.long
@posix
@pytest.mark.parametrize("redirect", [">&-", ">/dev/full"])
def test_results_and_report_are_written_before_output_fails(town, redirect):
    words = (
        "compare",
        "town.toml",
        "--runs",
        2,
        "--strategies",
        "status_quo,full_model",
        "--workers",
        1,
        "--out",
        "out",
    )
    done = call(*words, cwd=town, redirect=redirect)
    assert done.returncode == 2
    assert read_manifest(town / "out")["state"] == "complete"
    assert len(read_table(town / "out", "runs")) == 4
    assert (town / "out" / "report.html").stat().st_size > 10_000
    assert sum("standard output" in line for line in lines(done.stderr)) == 1
    assert b"Traceback" not in done.stderr


@pytest.mark.long
@posix
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437"])
def test_no_command_fails_for_want_of_a_letter(town, encoding):
    for words in (
        ("run", "town.toml", "--out", "run"),
        ("run", "town.toml", "--out", "run", "--json"),
        ("compare", "town.toml", "--runs", 2, "--strategies", "status_quo,full_model", "--workers", 1, "--out", "out"),
        ("compare", "town.toml", "--runs", 2, "--strategies", "status_quo,full_model", "--out", "out", "--json"),
        ("report", "out"),
        ("list",),
        ("explain", "day"),
    ):
        done = call(*words, cwd=town, PYTHONIOENCODING=encoding)
        assert done.returncode == 0, done.stderr
        assert b"Traceback" not in done.stderr
        if "--json" in words:
            json.loads(done.stdout.decode(encoding))
    assert "Łódź" in (town / "out" / "report.html").read_text(encoding="utf-8")


@pytest.mark.long
@posix
@pytest.mark.parametrize("blocks", [0, 1, 2, 4, 8])
def test_files_that_may_not_grow_cost_one_message_and_no_result(tmp_path, blocks):
    file = write_experiment(tmp_path)
    undisturbed = mobsim.sweep(file, workers=1, out=tmp_path / "undisturbed")
    for workers in (1, 2):
        out = tmp_path / f"out-{workers}"
        done = call("sweep", file, "--workers", workers, "--out", out, before=f"ulimit -f {blocks};", cwd=tmp_path)
        assert b"Traceback" not in done.stderr
        assert done.returncode in (0, 2), done.stderr
        if done.returncode:
            assert sum("cannot be written" in line for line in lines(done.stderr)) == 1, done.stderr
        again = call("sweep", file, "--workers", workers, "--out", out, cwd=tmp_path)
        assert again.returncode == 0, again.stderr
        assert contents(out) == contents(undisturbed.folder)


@pytest.mark.long
@posix
@pytest.mark.parametrize("kilobytes", [4, 16, 32, 48])
def test_a_full_disk_costs_one_message(tmp_path, kilobytes):
    file = write_experiment(tmp_path)
    (tmp_path / "disk").mkdir()
    mount = f"mount -t tmpfs -o size={kilobytes}k none disk"
    done = call_mounted(mount, "sweep", file, "--workers", 1, "--out", "disk/out", cwd=tmp_path)
    assert done.returncode == 2, done.stdout
    assert b"Traceback" not in done.stderr
    assert sum("No space left" in line for line in lines(done.stderr)) == 1, done.stderr


@pytest.fixture
def read_only(tmp_path):
    """Write results of a sweep, and return the mount that makes them read-only."""
    mobsim.sweep(write_experiment(tmp_path), workers=1, out=tmp_path / "results", seeds=2)
    return "mount --bind results results && mount -o remount,ro,bind results"


@pytest.mark.long
@posix
def test_results_that_cannot_be_written_are_reported_and_analysed_elsewhere(tmp_path, read_only):
    done = call_mounted(read_only, "report", "results", "--out", "page.html", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(lines(done.stderr)) == 1
    assert "the page alone holds the figures" in lines(done.stderr)[0]
    assert (tmp_path / "page.html").read_bytes() == build(tmp_path / "results", tmp_path / "again.html").read_bytes()
    done = call_mounted(read_only, "analyse", "results", "--out", "elsewhere", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "elsewhere" / "analysis").glob("*.csv"))
    assert list((tmp_path / "elsewhere" / "figures").glob("*.png"))


@pytest.mark.long
@posix
def test_results_that_cannot_be_written_are_refused_where_they_must_be(tmp_path, read_only):
    for words in (("report", "results"), ("analyse", "results"), ("sweep", "two.toml", "--out", "results")):
        done = call_mounted(read_only, *words, cwd=tmp_path)
        assert done.returncode == 2, done.stderr
        printed = [line for line in lines(done.stderr) if "cannot be written" in line and "--out" in line]
        assert len(printed) == 1, done.stderr
        assert b"Traceback" not in done.stderr
