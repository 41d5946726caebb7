"""Nothing that a room did is lost: the same figures are there after a reload, a crash, a new start of the server."""

import psutil
import pytest
from page_browser import run_until, until, value
from page_town import Served, write_town

pytest.importorskip("uvicorn")
WEEKS = "JSON.stringify(mobsim.state.history.weeks)"
DECIDED = "mobsim.state.log.map((line) => `${line.day} ${line.do}`)"
EVENTS = [
    {"day": 28, "do": "event", "towns": "ab", "kind": "police_misconduct", "severity": 1},
    {"day": 56, "do": "budget", "towns": "b", "budget": 0.8},
]


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return str(write_town(tmp_path_factory.mktemp("town")).parent)


@pytest.fixture
def served(town):
    server = Served(town, "--seeds", "0")
    yield server
    server.close()


def offer_a_short_exercise(route):
    """Let the fifth exercise last half a year in the small town."""
    offer = route.fetch().json()
    exercise = next(each for each in offer["exercises"] if each["id"].startswith("5"))
    exercise |= {"scenario": offer["first"], "weeks": 26, "events": EVENTS}
    route.fulfill(json=offer)


def decide(page):
    """Decide this and that, and return what was decided."""
    run_until(page, 14)
    page.click("#event-police_misconduct")
    page.focus("#lever-leadership")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(80)
    until(page, "mobsim.state.log.length === 2")
    run_until(page, 42)
    page.wait_for_timeout(1200)
    return value(page, WEEKS), value(page, DECIDED)


def test_a_reload_inside_an_exercise_keeps_its_place_its_prediction_and_its_decisions(visit):
    page = visit()
    page.route("**/offer", offer_a_short_exercise)
    page.reload()
    until(page, "globalThis.mobsim?.state.history?.last >= 0")
    page.select_option("#speed", "400")
    page.click("#open-exercises")
    page.click("[id^='exercise-5']")
    until(page, "mobsim.state.frame?.day === 0")
    page.click("#exercise-next")
    page.click("#panel-exercise button >> nth=1")
    page.fill("#guess", "It <b>stays</b> low")
    page.wait_for_timeout(1200)
    page.reload()
    until(page, "globalThis.mobsim?.state.history?.last >= 0")
    assert value(page, "document.getElementById('guess').value") == "It <b>stays</b> low"
    assert page.get_attribute("#panel-exercise button >> nth=1", "aria-pressed") == "true"
    page.click("#exercise-next")
    until(page, "mobsim.state.frame.day > 28")
    page.reload()
    until(page, "mobsim.state.frame?.day >= 28")
    if value(page, "!mobsim.state.frame.playing && mobsim.state.frame.day < 182"):
        page.click("#exercise-go-on")
    until(page, "mobsim.state.frame.day === 182 && !mobsim.state.frame.playing")
    until(page, "document.activeElement.id === 'exercise-next'")
    assert value(page, DECIDED) == ["28 event", "56 budget"], "each once"
    page.click("#exercise-next")
    assert "It <b>stays</b> low" in page.inner_text("#panel-exercise")
    page.reload()
    until(page, "globalThis.mobsim?.state.history?.last === 26")
    assert page.is_visible(".verdict")


@pytest.mark.long
def test_a_session_that_dies_is_taken_up_to_the_same_figures(visit, served):
    page = visit()
    before = decide(page)
    for each in psutil.Process(served.process.pid).children(recursive=True):
        if "forkserver" in " ".join(each.cmdline()) and each.cpu_times().user > 0.2:
            each.kill()
    until(page, "document.getElementById('notice').textContent.includes('ended')")
    page.click("#take-up")
    until(page, "mobsim.fresh === false && mobsim.state.frame?.day === 42 && mobsim.state.history.last === 6")
    assert (value(page, WEEKS), value(page, DECIDED)) == before


@pytest.mark.parametrize(
    "same_tab", [pytest.param(True, marks=pytest.mark.long), False], ids=["same_tab", "another_tab"]
)
def test_a_server_that_is_started_again_goes_on_where_it_was(visit, served, town, same_tab):
    page = visit()
    before = decide(page)
    served.process.terminate()
    served.process.wait(20)
    until(page, "document.getElementById('notice').textContent.includes('interrupted')")
    again = Served(town, "--seeds", "0", "--port", str(served.port))
    try:
        other = visit(context=page.context, served=again) if not same_tab else page
        if same_tab:
            visit.servers.append(again)
            page.goto(again.address)
        else:
            until(other, "document.getElementById('take-up')")
            assert "week 6" in other.inner_text("#notice")
            other.click("#take-up")
        until(other, "mobsim.fresh === false && mobsim.state.frame?.day === 42 && mobsim.state.history.last === 6")
        assert (value(other, WEEKS), value(other, DECIDED)) == before
        other.close()
    finally:
        again.close()
