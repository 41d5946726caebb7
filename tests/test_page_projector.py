"""The projector's view: one question, one sentence, one curve, in large type, moved on by keys and a clicker."""

import re

import pytest
from page_browser import run_until, until, value, without_violation
from page_town import Served

pytest.importorskip("uvicorn")

LEAST_PIXELS = 28
VERDICT = "#panel-exercise .verdict .head"
TEXTS = "[...document.querySelectorAll('#projector *')].filter((e) => e.checkVisibility() && [...e.childNodes].some("
TEXTS += "(n) => n.nodeType === 3 && n.textContent.trim()))"
SMALLEST = (
    f"Math.min(...{TEXTS}.map((e) => parseFloat(getComputedStyle(e).fontSize) * (e.closest('.doubled') ? 2.4 : 1)))"
)


@pytest.fixture(scope="module")
def served(small_town):
    with Served(small_town, "--sessions", "8", "--seeds", "3") as server:
        yield server


def opened(page):
    page.click("#open-projector")
    until(page, "!document.querySelector('#projector').hidden")
    return page


@pytest.mark.parametrize("size", ["projector", pytest.param("phone", marks=pytest.mark.long)])
def test_all_of_it_is_large_in_both_languages_and_nothing_lies_beside_it(visit, size):
    page = visit(size)
    run_until(page, 140)
    opened(page)
    until(page, "document.querySelector('#projector .curve.side-b').getAttribute('d')")
    assert value(page, SMALLEST) >= LEAST_PIXELS
    assert value(page, "document.querySelector('#projector').scrollWidth <= innerWidth")
    without_violation(page, f"the projector, {size}")
    page.keyboard.press("Escape")
    page.click("#language")
    opened(page)
    assert "quelle évolution" in page.inner_text("#projector"), "French is spoken here too"
    assert page.inner_text("#leave-projector") == "Quitter"


def test_space_runs_the_towns_and_escape_gives_the_page_back(visit):
    page = opened(visit())
    assert "True crime: what becomes of it?" in page.inner_text("#projector")
    page.keyboard.press("Space")
    until(page, "mobsim.state.history.last >= 8")
    page.keyboard.press("Space")
    until(page, "!mobsim.state.frame.playing")
    assert "town B against town A" in page.inner_text("#projector .sentence")
    shown = value(page, "mobsim.state.shown")
    page.keyboard.press("PageUp")
    assert value(page, "mobsim.state.shown") == shown - 1
    assert value(page, "document.querySelector('main').inert")
    page.keyboard.press("Escape")
    until(page, "document.querySelector('#projector').hidden")
    assert not value(page, "document.querySelector('main').inert")
    assert value(page, "document.activeElement.id") == "open-projector"


def test_it_opens_at_its_question_however_small_the_window(visit):
    page = visit()
    page.set_viewport_size({"width": 390, "height": 500})
    opened(page)
    assert value(page, "document.querySelector('#projector').scrollHeight > innerHeight"), "it has to be scrolled"
    assert value(page, "document.querySelector('#projector').scrollTop") == 0
    question = page.locator("#projector h2").bounding_box()
    assert 0 <= question["y"] < 500 - question["height"]
    assert value(page, "document.activeElement.tagName") == "H2", "where a screen reader begins"


def test_f_fills_the_screen_and_what_a_clicker_sends_for_black_does_nothing_else(visit):
    page = visit()
    run_until(page, 14)
    opened(page)
    until(page, "document.fullscreenElement !== null")
    page.evaluate("document.exitFullscreen()")
    until(page, "document.fullscreenElement === null && document.querySelector('#projector').hidden")
    page.evaluate("void (document.documentElement.requestFullscreen = () => Promise.reject(new Error('not allowed')))")
    opened(page)
    page.evaluate("delete document.documentElement.requestFullscreen")
    assert value(page, "document.fullscreenElement === null")
    page.keyboard.press("f")
    until(page, "document.fullscreenElement !== null")
    assert not value(page, "document.querySelector('#projector').hidden")
    shown = value(page, "mobsim.state.shown")
    page.keyboard.press("PageUp")
    page.keyboard.press(".")
    assert page.is_visible("#projector .black")
    page.keyboard.press(".")
    assert not page.is_visible("#projector .black")
    assert value(page, "mobsim.state.shown") == shown - 1, "nor does it move the towns behind"


def test_a_clicker_takes_a_room_through_an_exercise(visit):
    page = visit()
    page.click("#open-exercises")
    page.click(".cards button >> nth=0")
    until(page, "mobsim.parts.Exercise.data && mobsim.state.begun")
    opened(page)
    exercise = "mobsim.parts.Exercise"
    question = value(page, f"{exercise}.text.question")
    assert page.inner_text("#projector h2") == question
    assert page.locator("#projector ol.plain li").count() == 2, "what is said has no numbers: they are for answers"
    assert "answer" not in page.inner_text("#projector .hint"), "only the keys that do something now"
    page.keyboard.press("PageDown")
    assert "1–4: answer" in page.inner_text("#projector .hint")
    page.keyboard.press("2")
    assert value(page, f"{exercise}.choice") == 1
    assert page.locator("#projector li.chosen").count() == 1
    page.keyboard.press("9")
    assert value(page, f"{exercise}.choice") == 1
    page.keyboard.press("PageDown")
    assert page.locator("#projector .grips g").count() == 8, "then it draws the curve"
    page.keyboard.press("PageUp")
    assert page.locator("#projector li.chosen").count() == 1
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    assert value(page, f"{exercise}.step") == 2
    page.evaluate("mobsim.parts.Transport.setSpeed(400)")
    page.keyboard.press("PageDown")
    until(page, f"{exercise}.done", seconds=120)
    page.keyboard.press("PageDown")
    until(page, f"{exercise}.step === 3")
    shown, judged = (f"document.querySelector('{each}').textContent" for each in ("#projector h2", VERDICT))
    assert value(page, shown)
    assert value(page, shown) == value(page, judged)
    waits = page.inner_text("#projector")
    assert re.search("of the 10 other pairs of towns that are needed|machine runs only 3", waits), "for what it waits"
    page.keyboard.press("PageDown")
    found = page.locator("#projector ol.plain li").all_inner_texts()
    assert len(found) == value(page, f"{exercise}.data.reveal.length"), "then what came out, on the stage too"
    assert all(re.search(r"(too early|luck|tiny|one pair only)\.$", line) for line in found), found
