"""Page one of a report in English can be read by who has finished eight years of school (Flesch and Kincaid)."""

import re

import pytest
from report_folder import ALL_POLICIES, write_folder

from mobsim.report import build

HIGHEST_GRADE = 8.0


def syllables(word):
    """Count the groups of vowels of a word, without a silent end: rather one too many than too few."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    silent = bool(re.search(r"[^aeiouyl]e$|[^aeiouydt]ed$", letters))
    return max(1, len(re.findall(r"[aeiouy]+", letters)) - silent)


def grade(text):
    """Return the grade of a text; only a full stop, a question or an exclamation mark ends a sentence."""
    sentences = [each for each in re.split(r"(?<=[.!?])\s+", text) if each.strip()]
    words = [each for each in text.split() if re.search(r"\w", each)]
    per_sentence, per_word = len(words) / len(sentences), sum(map(syllables, words)) / len(words)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


def page_one(html):
    answer = html.partition('class="answer"')[2].partition("</section>")[0]
    paragraphs = re.findall(r"<p[^>]*>(.*?)</p>", answer, re.S)
    return " ".join(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", each)).strip() for each in paragraphs)


@pytest.mark.parametrize(
    ("text", "expected"), [("The cat sat on the mat.", -1.5), ("Municipal administrations evaluate initiatives.", 39.1)]
)
def test_the_grade_is_that_of_its_formula(text, expected):
    assert grade(text) == pytest.approx(expected, abs=4.0)


def test_page_one_is_read_after_eight_years_of_school(tmp_path):
    text = page_one(build(write_folder(tmp_path / "results")).read_text(encoding="utf-8"))
    assert len(text.split()) > 120
    assert grade(text) <= HIGHEST_GRADE


SHEET = (8.5 * 96 - 32 / 25.4 * 96, 11 * 96 - 30 / 25.4 * 96)
"""Width and height within the margins of a sheet of Letter, in pixels of CSS."""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_answer_numbers_and_steps_fit_one_printed_sheet(language, tmp_path, browser):
    page = browser.new_page(viewport={"width": round(SHEET[0]), "height": round(SHEET[1])})
    page.goto(build(write_folder(tmp_path / "results"), language=language).as_uri())
    page.emulate_media(media="print")
    bottom = page.evaluate("document.querySelector('section[aria-labelledby=steps]').getBoundingClientRect().bottom")
    page.close()
    assert bottom <= SHEET[1]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_nothing_is_wider_than_a_printed_sheet(language, tmp_path, browser):
    """A browser prints all of a page smaller where a part of it is wider."""
    width = int((210 - 32) / 25.4 * 96)  # of A4, within the margins
    page = browser.new_page(viewport={"width": width, "height": round(SHEET[1])})
    page.goto(build(write_folder(tmp_path / "results", strategies=ALL_POLICIES), language=language).as_uri())
    page.emulate_media(media="print")
    reaches = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert reaches <= width


def test_what_to_do_next_is_said_in_plain_words_and_in_french(tmp_path):
    folder = write_folder(tmp_path / "results")
    english, french = (build(folder, language=language).read_text(encoding="utf-8") for language in ("en", "fr"))
    steps = english.partition('id="steps"')[2].partition("</section>")[0]
    sentences = [re.sub(r"<[^>]+>", "", each) for each in re.findall(r"<dd>(.*?)</dd>", steps)]
    assert len(sentences) == 3
    assert grade(" ".join(sentences)) <= HIGHEST_GRADE
    assert steps.count("\N{BALLOT BOX}") == 7
    assert "Premières Nations" in french
    assert "Avant de décider" in french
