"""``mobsim report --pdf`` prints the page by the browser of the machine, or says what is missing."""

import http.server
import shutil
import subprocess
import threading

import pytest
from report_folder import write_folder
from typer.testing import CliRunner

from mobsim.cli.app import build_app
from mobsim.errors import UsageError
from mobsim.report import printing
from mobsim.tools.browsers import find_chromium

needs_browser = pytest.mark.skipif(
    find_chromium() is None, reason="no chromium on this machine (apt-get install chromium)"
)
needs_reader = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="no pdftotext (apt-get install poppler-utils)"
)


@pytest.fixture
def results(tmp_path):
    return write_folder(tmp_path / "results")


@pytest.fixture
def without_browser(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("mobsim.tools.browsers._applications", list)


@pytest.fixture
def fake_browser(tmp_path, monkeypatch):
    """Put a program in the browser's place."""

    def put(script):
        file = tmp_path / "chromium"
        file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        file.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return put


def call(*words):
    return CliRunner().invoke(build_app(), [str(word) for word in words])


def sheets(file):
    return subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout


@needs_browser
@needs_reader
@pytest.mark.parametrize(
    ("language", "name", "heading"), [("en", "report", "The short answer"), ("fr", "report-fr", "La réponse en bref")]
)
def test_the_pdf_lies_beside_the_page_and_holds_it(language, name, heading, results):
    before = {*results.iterdir()}
    done = call("report", results, "--pdf", "--language", language)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.split() == [str(results / f"{name}.html"), str(results / f"{name}.pdf")]
    told = sheets(results / f"{name}.pdf")
    assert heading in told
    assert "file://" not in told, "no address of this machine at the foot of sheets"
    assert {each.name for each in {*results.iterdir()} - before} <= {
        f"{name}.html",
        f"{name}.pdf",
        "figures",
        "figures-fr",
    }


@needs_browser
def test_nothing_is_asked_of_the_network(tmp_path):
    asked = []

    class Listening(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listening) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        addresses = [f"http://{name}:{server.server_port}/{name}.png" for name in ("127.0.0.1", "localhost")]
        page = tmp_path / "page.html"
        page.write_text("".join(f'<img src="{each}">' for each in addresses), encoding="utf-8")
        assert printing.print_page(page).read_bytes().startswith(b"%PDF")
        server.shutdown()
    assert asked == []


def test_without_a_browser_the_page_is_written_and_the_message_says_what_to_do(results, without_browser):
    done = call("report", results, "--pdf")
    assert done.exit_code == 2
    page = results / "report.html"
    assert page.is_file()
    assert done.stdout.split() == [str(page)]
    assert len(done.stderr.strip().splitlines()) == 1
    assert "finds no Chromium, Chrome or Edge on this machine" in done.stderr
    assert f"Open {page} in any browser and print it from there" in done.stderr
    assert not (results / "report.pdf").exists()


@pytest.mark.parametrize(
    ("script", "printed"),
    [("echo the display is lost >&2; exit 1", "the display is lost"), ("sleep 30", "within 0.5 seconds")],
)
def test_a_browser_that_prints_nothing_leaves_the_earlier_pdf(script, printed, tmp_path, fake_browser, monkeypatch):
    monkeypatch.setattr(printing, "SECONDS", 0.5 if "sleep" in script else printing.SECONDS)
    fake_browser(script)
    page = tmp_path / "report.html"
    page.write_text("<p>A page", encoding="utf-8")
    page.with_suffix(".pdf").write_bytes(b"earlier")
    with pytest.raises(UsageError, match=printed):
        printing.print_page(page)
    assert page.with_suffix(".pdf").read_bytes() == b"earlier"
    assert {each.name for each in tmp_path.iterdir()} == {"report.html", "report.pdf", "chromium"}


def test_a_pdf_is_no_name_for_the_page(results):
    refused = call("report", results, "--pdf", "--out", results / "mine.pdf")
    assert refused.exit_code == 2
    assert "mine.html" in refused.stderr
    assert not (results / "mine.pdf").exists()
