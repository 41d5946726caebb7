"""The data report of `mobsim new --lang fr`: in French, but for names of the user's files and what is marked as English."""

import re

import numpy as np
import pytest
from test_new import NAMES, answer, write_crimes, write_geojson
from test_report_french import ENGLISH, French, words_in, words_of_english_alone

HEADER = "hood,name,Low-income share\n"
COLUMNS = "event|occurrence_date|address|offence|lat|long|hood_id|hood_name|hood|name|population|median_income"
CELLS = "Low-income share|Break and Enter|Assault|Elsewhere|" + "|".join(NAMES)
OPTIONS = r"--[a-z-]+|\b(?:lower, higher|border, corner, distance)\b|mobsim [^\n]*"
DATA = re.compile(rf"[\w-]+\.(csv|geojson|toml|md|html)|\b(?:{COLUMNS}|{CELLS})\b|{OPTIONS}")
"""What the user's files are called and hold, and what options and commands are made of."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder made in French of a map, points of crime and a table, with its page."""
    pytest.importorskip("shapely")
    place = tmp_path_factory.mktemp("made")
    write_geojson(place / "town.geojson")
    write_crimes(place / "crime.csv", np.random.default_rng(8), 1500)
    rows = [f"h{n},{name},{10 + 3 * n}\n" for n, name in enumerate(NAMES)]
    (place / "poor.csv").write_text(HEADER + "".join(rows[:5]) + "h9,Elsewhere,30\n", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def page(made):
    from mobsim.cli import main

    files = [str(made / name) for name in ("town.geojson", "crime.csv", "poor.csv")]
    with pytest.raises(SystemExit) as ended:
        main(["new", str(made / "ville"), *files, "--min-residents", "2000", "--title", "Vieux-Port", "--lang", "fr"])
    assert not ended.value.code
    assert not (made / "ville" / "data-report.html").exists()
    return French((made / "ville" / "data-report-fr.html").read_text(encoding="utf-8"))


def test_the_page_says_that_it_is_french(page):
    assert page.named("html") == [{"lang": "fr"}]
    assert "Totaux à approuver" in page.text
    assert "Est-ce bien votre ville?" in page.text


def test_nothing_on_the_page_stays_english(page):
    assert len(page.said) > 120
    english = words_of_english_alone()
    for text in page.said:
        shown = DATA.sub("", text)
        assert not ENGLISH.search(shown), text
        assert not words_in(shown) & english, text


def test_numbers_on_the_page_are_french(page):
    for text in page.said:
        assert not re.search(r"\d\.\d(?!\d*[.])|\d,\d{3}\b(?! h)|\d%|\d [%$]", DATA.sub("", text)), text


def test_the_report_can_be_made_anew_in_another_language_and_an_unknown_one_is_refused(made, page, capsys):
    made_of = ("new", made / "ville", made / "town.geojson")
    code, out, _ = answer(capsys, *made_of, "--replace")
    assert code == 0
    assert "data-report.html" in out
    assert {each.name for each in (made / "ville").glob("data-report*")} == {"data-report.html"}
    code, _, err = answer(capsys, *made_of, "--replace", "--lang", "de")
    assert code == 2
    assert "--language" in err
    assert (made / "ville" / "data-report.html").exists()
