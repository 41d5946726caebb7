"""The first start on a machine: a bar shows how far the compiler is, then how far the town, and then the towns are there."""

import pytest
from page_browser import until, value, without_violation
from page_town import Served, patience

from mobsim.tools.compiling import MOST, Compiling

pytest.importorskip("uvicorn")
BAR = "document.querySelector('#notice progress')"


@pytest.fixture(scope="module")
def served(small_town):
    with Served(small_town, "--sessions", "2", "--seeds", "0") as server:
        yield server


def test_the_share_that_is_compiled_grows_and_is_told_while_somebody_listens(monkeypatch):
    monkeypatch.setattr("mobsim.tools.compiling.SECONDS_BETWEEN", 0.0)
    compiling, told = Compiling(), []
    for _ in range(4):
        compiling.declare()
    compiling.note()
    with compiling.reported(told.append):
        for _ in range(4):
            compiling.note()
    compiling.note()
    assert told == [0.5, 0.75, MOST, MOST], (
        "a kernel may be compiled twice, and the bar is not full before the town is there"
    )


def test_a_bar_says_how_far_it_is_in_both_languages(visit):
    page = visit()
    for kind, printed in (("compiling", "once for this machine"), ("settling", "settles for a year")):
        page.evaluate(f"mobsim.receivers.{kind}({{ share: 0.42 }})")
        assert value(page, f"{BAR}.value") == 0.42
        assert printed in page.inner_text("#notice")
        assert "42%" in page.inner_text("#notice")
        without_violation(page, kind)
    page.click("#language")
    until(page, "document.documentElement.lang === 'fr'")
    page.evaluate("mobsim.receivers.compiling({ share: 0.5 })")
    assert "sur cette machine" in page.inner_text("#notice")
    page.set_viewport_size({"width": 390, "height": 844})
    assert value(page, "document.documentElement.scrollWidth") <= 391


@pytest.mark.long
def test_the_very_first_start_shows_the_compiler_and_then_the_town(browser, small_town, tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    with Served(small_town, "--seeds", "0") as server:
        context = browser.new_context(locale="en-CA")
        context.set_default_timeout(patience(60.0) * 1000)
        page = context.new_page()
        page.add_init_script(
            "globalThis.shown = []; new MutationObserver(() => {"
            f"const bar = {BAR}; if (bar) shown.push([bar.getAttribute('aria-label'), bar.value]); }})"
            ".observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['value'] });"
        )
        page.goto(server.address)
        until(page, "mobsim.state.history?.last >= 0", seconds=300)
        shown = value(page, "shown")
        context.close()
    compiled = [share for label, share in shown if "compiled" in label]
    settled = [share for label, share in shown if "settles" in label]
    assert compiled == sorted(compiled), "it never falls back"
    assert len(set(compiled)) > 20, "it moves all the while"
    assert 0.8 < max(compiled) < 1, "nearly full, and not before the town is there"
    assert settled, "then the town's own bar"
    assert set(settled) == {0.5}, "of a short burn-in, in two parts"
