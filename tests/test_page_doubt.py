"""The page under an ensemble: pairs of other seeds draw what is in doubt, the room's own towns do not, and the page says so."""

import pytest
from page_browser import until, value
from page_town import Served, Talk
from test_ensemble import written
from typer.testing import CliRunner

from mobsim.cli.app import build_app
from mobsim.experiment.recording import Recorder
from mobsim.scenario.ensemble import choose_ensemble
from mobsim.scenario.reading import load_scenario
from mobsim.web.pair import Pair

pytest.importorskip("uvicorn")


@pytest.fixture(scope="module")
def ensemble(tmp_path_factory):
    return written(tmp_path_factory.mktemp("ensemble"))


@pytest.fixture(scope="module")
def served(small_town, ensemble):
    with Served(small_town, "--sessions", "2", "--seeds", "3", "--ensemble", str(ensemble)) as server:
        yield server


def gap(scenario, seed, weeks=2):
    pair = Pair(scenario, ("status_quo", "full_model"), seed)
    list(pair.settle())
    recorders = [Recorder(model) for model in pair.models]
    pair.advance(7 * weeks)
    records = [recorder.record(model)["town"] for recorder, model in zip(recorders, pair.models, strict=True)]
    return records[1]["insecurity"] - records[0]["insecurity"]


def test_other_pairs_draw_what_is_in_doubt_and_the_rooms_own_does_not(served, small_town, ensemble):
    page = Talk(served)
    name = load_scenario(small_town).name
    page.send("begin", scenario=name, a="status_quo", b="full_model", seed=3)
    picture = page.until("ready")["picture"]
    assert picture["ensemble"] == {"title": "Two numbers", "parameters": 2}
    page.send("speed", days=400)
    page.send("step", days=14)
    page.until("frame", day=14)
    found = page.pairs_until(3 * 3)
    place = picture["recorded"].index("insecurity")
    town, drawn = load_scenario(small_town), choose_ensemble(ensemble)
    for pair in range(3):
        plausible = town.drawn(drawn, drawn.nth_draw(pair))
        assert found[pair, 2][place] == pytest.approx(gap(plausible, 4 + pair), abs=1e-6)
    assert found[0, 2][place] != pytest.approx(gap(town, 4), abs=1e-6)
    page.close()


def test_the_page_says_what_the_band_holds_in_both_languages(visit):
    page = visit()
    until(page, "mobsim.state.picture")
    assert value(page, "mobsim.state.picture.ensemble.parameters") == 2
    for words in ("also draw 2 numbers", "tirent aussi au sort 2 nombres"):
        page.keyboard.press("?")
        until(page, "document.querySelector('dialog[open]')")
        told = page.inner_text("dialog[open]")
        assert words in told
        assert "one pair in ten lies outside" in told or "une paire sur dix sort de la bande" in told
        page.keyboard.press("Escape")
        page.click("#language")
        page.evaluate("document.activeElement.blur()")


def test_an_unknown_ensemble_is_told_before_the_page_opens(small_town):
    answer = CliRunner().invoke(build_app(), ["app", str(small_town), "--ensemble", "evidenz", "--no-browser"])
    assert answer.exit_code != 0
    assert "evidenz" in str(answer.exception) + answer.output
