"""On paper nobody can click: what is folded on screen is printed, or a sentence says what is not and where it is."""

import re
import shutil
import subprocess
from collections import Counter
from html import unescape

import pytest
from report_folder import ALL_POLICIES, write_folder
from sweep_files import TWO_BY_TWO, sweep_formula

from mobsim.report import build
from mobsim.report.sections.people import PRINTED
from mobsim.report.sections.swept import FIRST_ROWS

FOLDED = re.compile(r"<details><summary>(.*?)</summary>(.*?)</details>", re.S)
APPENDIX = re.compile(r'<details class="appendix">.*?</details><p class="on-paper">(.*?)</p>', re.S)


@pytest.fixture(scope="module")
def printed(browser):
    """Print a page on Letter, and return what stands on the sheets."""
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine (apt-get install poppler-utils)")

    def sheets(file):
        page = browser.new_page()
        page.goto(file.as_uri())
        page.pdf(path=str(file.with_suffix(".pdf")), format="Letter")
        page.close()
        asked = ["pdftotext", str(file.with_suffix(".pdf")), "-"]
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout

    return sheets


def words_of(text):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def numbers_of(text):
    return Counter(re.findall(r"\d+", words_of(text)))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_all_that_is_folded_on_screen_is_printed(language, tmp_path, printed):
    file = build(write_folder(tmp_path / "results", strategies=ALL_POLICIES, side=6), language=language)
    html = file.read_text(encoding="utf-8")
    found, sheets = FOLDED.findall(html), printed(file)
    assert len(found) == 5, "levers, other outcomes, prices, neighbourhoods, problem types"
    told = re.sub(r"\s+", "", words_of(sheets))
    for heading, content in found:
        assert re.sub(r"\s+", "", words_of(heading)) in told
        assert numbers_of(content)
    # Every number of the tables, open or folded, as often and unbroken; drawings only add to them.
    tables = re.findall(r"(?s)<tbody>.*?</tbody>", APPENDIX.sub("", html))
    assert not numbers_of("".join(tables)) - numbers_of(sheets)


def test_what_is_too_long_for_paper_says_so_there_and_only_there(tmp_path, printed, browser):
    side = 8
    assert side**2 > PRINTED
    file = build(write_folder(tmp_path / "results", side=side))
    html, sheets = file.read_text(encoding="utf-8"), words_of(printed(file))
    notes = [words_of(each) for each in APPENDIX.findall(html)]
    assert len(notes) == 3
    assert f"Not printed: the table of all {side**2} neighbourhoods." in notes[1]
    for note in notes:
        assert note in sheets
    assert "Every neighbourhood in numbers" not in sheets
    page = browser.new_page()
    page.goto(file.as_uri())
    assert not any(each.is_visible() for each in page.query_selector_all(".on-paper"))
    page.close()


def test_a_sweep_on_paper_says_how_many_rows_it_leaves_out(tmp_path, printed):
    many = TWO_BY_TWO.replace("[0.2, 0.8]", str([each / 20 for each in range(20)]))
    file = build(sweep_formula(tmp_path, many, lambda at, seed: {"harm": 9.5 * at["strategy.leadership"] + seed % 7}))
    html, sheets = file.read_text(encoding="utf-8"), words_of(printed(file))
    notes = [words_of(each) for each in APPENDIX.findall(html)]
    assert notes
    assert all(re.fullmatch(rf"Printed are the first {FIRST_ROWS} rows of \d+\. .*", note) for note in notes)
    assert all(note in sheets for note in notes)
