"""What an analyst needs stands in an annex at the end of a comparison's report; page one and the contents lead there."""

import re

import pytest
from report_folder import write_folder

from mobsim.report import build

ANNEX = ("odds", "levers")
"""Tables of the annex of a folder without ensemble and Gini coefficients, by their keys."""


@pytest.fixture(scope="module", params=["en", "fr"])
def parts(request, tmp_path_factory):
    """The report before its annex, and the annex."""
    folder = write_folder(tmp_path_factory.mktemp("report") / "results")
    page = build(folder, language=request.param).read_text(encoding="utf-8")
    before, mark, annex = page.partition('<section aria-labelledby="annex">')
    assert mark
    return before, annex


def captions(text):
    return re.findall(r'id="([\w-]+)-caption"', text)


def test_odds_and_levers_stand_in_the_annex_alone(parts):
    before, annex = parts
    assert captions(annex) == list(ANNEX)
    assert not {*ANNEX} & {*captions(before)}


def test_what_a_council_needs_stands_before_it(parts):
    before, _ = parts
    assert {"ranking-table", "trade-offs", "ratios", "strategies"} <= {*captions(before)}


def test_nothing_follows_the_annex(parts):
    assert "<section" not in parts[1]


def test_page_one_and_the_contents_lead_to_it(parts):
    before, annex = parts
    answer = before.partition('class="answer"')[2].partition("</section>")[0]
    contents = before.partition("<nav")[2].partition("</nav>")[0]
    assert answer.count('href="#annex"') == 1
    assert contents.count('href="#annex"') == 1
    assert 'id="annex"' in annex
