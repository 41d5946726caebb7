"""The page as its users meet it: a real browser, a real server; every control, no request beyond this machine."""

import json
from pathlib import Path

import psutil
import pytest
from page_browser import SIZES as VIEWPORTS
from page_browser import run_until, until, value, without_violation
from page_town import Served

pytest.importorskip("uvicorn")
SIZES = ("laptop", "tablet", "projector", "wall")


UNNAMED = """[...document.querySelectorAll("button, select, input, textarea, [tabindex='0']")].filter((each) => {
    const named = each.textContent.trim() || each.getAttribute("aria-label") || each.getAttribute("aria-labelledby");
    return each.checkVisibility() && !named && !each.labels?.length;
}).map((each) => each.outerHTML)"""
CUT_OFF = """[...document.querySelectorAll("button")].filter((each) => each.scrollWidth > each.clientWidth + 2)
    .map((each) => each.textContent)"""


@pytest.fixture(scope="module")
def served(small_town):
    with Served(small_town, "--sessions", "6", "--seeds", "3") as server:
        yield server


@pytest.fixture(scope="module")
def fresh(open_page):
    """A page on which nothing is run."""
    return open_page()


@pytest.fixture(scope="module")
def lived(open_page):
    """A page on which eight weeks have been run, or a few more."""
    page = open_page()
    run_until(page, 56)
    return page


class TestControls:
    def test_time_can_be_played_stepped_stopped_and_looked_back_at(self, visit):
        page = visit()
        for step, day in (("day", 1), ("week", 8), ("cycle", 36)):
            page.click(f"#step-{step}")
            until(page, f"mobsim.state.frame?.day === {day} && !mobsim.state.frame?.playing")
        page.select_option("#speed", "56")
        page.click("#play")
        until(page, "mobsim.state.history.last >= 8")
        page.click("#play")
        until(page, "!mobsim.state.frame?.playing")
        last, before = value(page, "mobsim.state.history.last"), page.inner_text("#clock")
        width = page.locator("#timeline").bounding_box()["width"]
        page.evaluate("mobsim.look(2)")
        assert page.locator("#timeline").bounding_box()["width"] == width, "it stays under the hand that drags it"
        assert page.inner_text("#clock").startswith("Week 2")
        assert value(page, "mobsim.state.history.last") == last, "nothing is lost by looking back"
        page.click("#play")
        until(page, "mobsim.state.week === null")
        page.evaluate("mobsim.look(1)")
        page.click("#now")
        assert page.inner_text("#clock") == before
        page.focus("#timeline")
        page.keyboard.press("ArrowLeft")
        assert value(page, "mobsim.state.week") == last - 1

    def test_levers_act_at_once_and_in_the_chosen_town_alone(self, visit):
        page = visit()
        run_until(page, 14)
        for lever in ("leadership", "collaboration", "risk_focus", "information_sharing", "social_share", "budget"):
            page.focus(f"#lever-{lever}")
            page.keyboard.press("Home")
            low = float(page.get_attribute(f"#lever-{lever}", "min"))
            until(page, f"Math.abs(mobsim.state.frame.levers[1].{lever} - {low}) < 1e-9")
        page.click("#lead-1")
        until(page, "mobsim.state.frame.levers[1].lead === 1")
        assert value(page, "mobsim.state.frame.levers[0].leadership") == 0.2
        assert "budget" in page.inner_text("#strategy-b")
        page.click("#for-a")
        page.select_option("#preset", "hot_spots")
        until(page, "mobsim.state.frame.levers[0].risk_focus === 0.9")
        assert page.inner_text("#strategy-a") == "Hot spots"
        page.click("#for-ab")
        page.select_option("#preset", "full_model")
        until(page, "mobsim.state.frame.levers.every((each) => each.leadership === 0.8)")

    def test_events_happen_where_they_are_fired_and_are_told(self, visit):
        page = visit()
        run_until(page, 7)
        page.select_option("#where", "4")
        for kind in ("police_misconduct", "plant_closure", "community_centre", "crime_wave", "budget_cut"):
            page.click(f"#event-{kind}")
        page.select_option("#role", "chief")
        page.click("#event-leader_leaves")
        run_until(page, 21)
        page.click("#tab-story")
        page.click(".quarter summary")
        reported = page.inner_text("#panel-story")
        for printed in (
            "Misconduct made public in",
            "A plant closes in",
            "centre opens in",
            "crime wave in",
            "A budget cut.",
            "Chief of police leaves",
        ):
            assert printed in reported, printed
        apart = value(
            page,
            "mobsim.state.history.map(0, 'trust').map((trust, at) => trust - mobsim.state.history.map(1, 'trust')[at])",
        )
        assert max(range(9), key=lambda at: apart[at]) == 4, "trust falls most where it happened"

    def test_a_session_and_a_town_are_saved_and_lived_again(self, visit, tmp_path):
        page = visit()
        run_until(page, 21)
        page.click("#event-police_misconduct")
        run_until(page, 56)
        before = value(page, "JSON.stringify(mobsim.state.history.weeks)")
        for what, name in (("session", "session.json"), ("b", "town.zip")):
            page.click("#open-save")
            with page.expect_download() as download:
                page.click(f"#save-{what}")
            download.value.save_as(tmp_path / name)
            page.keyboard.press("Escape")
        page.click("#open-begin")
        page.set_input_files("#begin-file", str(tmp_path / "session.json"))
        until(page, "mobsim.fresh === false && mobsim.state.frame?.day === 56 && mobsim.state.history.last === 8")
        assert value(page, "JSON.stringify(mobsim.state.history.weeks)") == before
        page.click("#open-begin")
        page.set_input_files("#begin-file", str(tmp_path / "town.zip"))
        until(page, "document.querySelectorAll('#begin-town option').length > mobsim.state.offer.scenarios.length")
        page.click("#begin-go")
        until(page, "mobsim.state.picture.title.includes('session, town B') && mobsim.state.history.last === 0")

    def test_a_file_that_is_wrong_is_told_where_it_was_chosen(self, fresh, tmp_path):
        page = fresh
        (tmp_path / "wrong.toml").write_text("schema = 1\ntitle = '<img src=x onerror=alert(1)>'\ndayz = 3\n")
        page.click("#open-begin")
        page.set_input_files("#begin-file", str(tmp_path / "wrong.toml"))
        until(page, "!document.querySelector('dialog .wrong').hidden")
        assert "dayz" in page.inner_text("dialog .wrong")
        assert page.query_selector("dialog img") is None
        page.keyboard.press("Escape")

    def test_a_title_with_markup_stays_text(self, fresh):
        assert fresh.inner_text("#title") == "A town for <tests>"

    def test_marks_can_be_left_out_and_every_measure_be_shown(self, lived):
        page = lived
        for measure in value(page, "[...document.querySelectorAll('#measure option')].map((each) => each.value)"):
            page.select_option("#measure", measure)
            assert len(set(value(page, "mobsim.parts.Towns.maps[1].fills"))) >= 1
            assert "–" not in page.inner_text("#legend")
        shown = "mobsim.parts.Towns.maps[1].root.querySelectorAll('.glyph[visibility=visible]').length"
        assert value(page, shown) > 0
        page.uncheck("#layer-work")
        assert value(page, shown) == 0
        incidents = "mobsim.parts.Towns.maps[1].root.querySelectorAll('.pip[visibility=visible]').length"
        assert value(page, incidents) == 0, "not unless asked for"
        page.check("#layer-today")
        for day in range(57, 85):  # some days are quiet
            page.click("#step-day")
            until(page, f"mobsim.state.frame?.day === {day} && !mobsim.state.frame?.playing")
            if value(page, incidents):
                break
        assert value(page, incidents) > 0
        page.check("#layer-work")
        page.uncheck("#layer-today")


class TestLookingCloser:
    def test_residents_with_ties_and_past_officers_and_leaders(self, lived):
        page = lived
        page.dblclick("#map-b .areas path:nth-child(5)")
        until(page, "mobsim.parts.Closeup.views[1].feelings?.length === 600")
        assert page.is_visible("#map-b canvas")
        page.click("#next-b")
        until(page, "mobsim.state.described?.agent === 'resident'")
        assert "Trust in police" in page.inner_text("#panel-close")
        assert value(page, "document.querySelectorAll('#panel-close .spark path').length") == 3
        box = page.locator("#map-a canvas").bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        until(page, "mobsim.state.described?.town === 'a'")
        page.select_option("#officer", index=1)
        until(page, "mobsim.state.described?.agent === 'officer'")
        page.click("#zoom")
        assert not page.is_visible("#map-a canvas")
        page.click("#tab-table")
        shown = value(
            page, "[...document.querySelectorAll('#practice .right:not(.head)')].map((each) => each.textContent)"
        )
        assert len(shown) == 24
        assert sum(any(sign.isdigit() for sign in text) for text in shown) > 12
        page.click(".seat >> nth=0")
        page.click("#seat-past")
        until(page, "mobsim.state.described?.agent === 'leader'")
        assert "Mayor" in page.inner_text("#panel-close")

    def test_looking_back_shows_residents_as_they_were(self, lived):
        page = lived
        page.evaluate("mobsim.enter(4)")
        until(page, "mobsim.parts.Closeup.views[0].feelings?.length === 600")
        now = value(page, "String(mobsim.parts.Closeup.views[0].feelings)")
        page.evaluate("mobsim.look(1)")
        until(page, f"String(mobsim.parts.Closeup.views[0].feelings) !== {json.dumps(now)}")
        page.click("#now")
        until(page, f"String(mobsim.parts.Closeup.views[0].feelings) === {json.dumps(now)}")


class TestKeyboard:
    def test_all_that_a_pointer_can_do_can_be_done_without(self, visit):
        page = visit()
        page.keyboard.press("Tab")
        assert value(page, "document.activeElement.className") == "skip"
        page.keyboard.press("w")
        until(page, "mobsim.state.frame?.day === 7")
        page.focus("#map-b svg")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        chosen = value(page, "mobsim.state.area")
        assert chosen is not None
        page.keyboard.press("Enter")
        until(page, "mobsim.state.zoomed && mobsim.parts.Closeup.views[0].feelings")
        page.focus("#next-a")
        page.keyboard.press("Enter")
        until(page, "mobsim.state.described?.agent === 'resident'")
        page.focus("#tab-close")
        page.keyboard.press("ArrowLeft")
        assert value(page, "mobsim.parts.Tabs.current") == "table"
        page.focus(".seat >> nth=1")
        page.keyboard.press("Enter")
        page.focus("#seat-past")
        page.keyboard.press("Enter")
        until(page, "mobsim.state.described?.agent === 'leader'")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("?")
        assert page.is_visible("#dialog")
        page.keyboard.press("Escape")
        assert not page.is_visible("#dialog")

    def test_every_control_can_be_reached_and_is_named(self, fresh):
        assert value(fresh, UNNAMED) == []


class TestLanguage:
    def test_french_is_spoken_everywhere_and_kept(self, visit):
        page = visit(language="fr-CA")
        assert value(page, "document.documentElement.lang") == "fr"
        run_until(page, 28)
        for tab in ("decide", "story", "table", "close"):
            page.click(f"#tab-{tab}")
            text = page.inner_text("body")
            assert "undefined" not in text
            assert not any(word in text for word in ("Town A", "Leadership alone", "Budget cut", "Show")), tab
        page.click("#language")
        until(page, "document.documentElement.lang === 'en'")
        assert "Town A" in page.inner_text("body")
        page.reload()
        until(page, "globalThis.mobsim?.state.history?.last >= 4")
        assert value(page, "document.documentElement.lang") == "en"


class TestSessions:
    def test_two_tabs_live_two_towns(self, visit):
        first = visit()
        second = visit(context=first.context)
        run_until(first, 14)
        assert value(second, "mobsim.state.frame?.day") == 0
        assert value(first, "mobsim.link.session") != value(second, "mobsim.link.session")

    def test_a_reload_and_a_lost_line_lose_nothing(self, visit, served):
        page = visit()
        run_until(page, 56)
        before = value(page, "JSON.stringify(mobsim.state.history.weeks)")
        page.reload()
        until(page, "globalThis.mobsim?.state.history?.last === 8")
        assert value(page, "JSON.stringify(mobsim.state.history.weeks)") == before
        page.evaluate("mobsim.link.socket.close()")
        until(page, "mobsim.link.socket?.readyState === 1 && document.getElementById('notice').hidden")
        run_until(page, 63)
        assert value(page, "mobsim.state.history.last") == 9
        assert value(page, "JSON.stringify(mobsim.state.history.weeks.slice(0, 9))") == before

    def test_a_run_that_fails_says_why_and_starts_again_and_a_worker_that_dies_is_replaced(self, visit, served):
        page = visit()
        run_until(page, 7)
        living = [
            each for each in psutil.Process(served.process.pid).children(recursive=True) if each.cpu_times().user > 0
        ]
        page.evaluate("mobsim.receivers.failed({ message: 'MemoryError: <b>no room</b>', detail: 'where' })")
        assert "MemoryError: <b>no room</b>" in page.inner_text("#notice")
        assert living
        page.click("#notice button >> nth=0")
        until(page, "mobsim.state.frame?.day === 0 && mobsim.state.history.last === 0")
        server = psutil.Process(served.process.pid)
        before = {each.pid for each in server.children(recursive=True)}
        page.evaluate("mobsim.restart()")
        until(page, "mobsim.state.frame?.day === 0 && mobsim.fresh === false")
        run_until(page, 7)
        mine = [each for each in server.children(recursive=True) if each.pid not in before]
        for each in mine:
            each.kill()
        until(page, "document.getElementById('notice').textContent.includes('ended')")
        page.click("#notice button:not(#take-up)")
        until(page, "mobsim.state.frame?.day === 0 && mobsim.state.history.last === 0")


class TestAccess:
    @pytest.mark.parametrize(
        "size", ["laptop", *(pytest.param(size, marks=pytest.mark.long) for size in ("projector", "tablet", "wall"))]
    )
    def test_axe_finds_nothing_in_any_state(self, visit, size):
        page = visit(size, reduced_motion="reduce")
        run_until(page, 28)
        for tab in ("decide", "story", "table", "close"):
            page.click(f"#tab-{tab}")
            without_violation(page, f"{size} {tab}")
        page.evaluate("mobsim.enter(4)")
        until(page, "mobsim.parts.Closeup.views[0].feelings")
        page.click("#next-a")
        until(page, "mobsim.state.described")
        without_violation(page, f"{size} close up")
        for button in ("begin", "exercises", "save", "help"):
            page.click(f"#open-{button}")
            without_violation(page, f"{size} {button}")
            page.keyboard.press("Escape")

    @pytest.mark.parametrize("size", SIZES)
    def test_nothing_is_cut_off_sideways(self, fresh, size):
        page, (width, height) = fresh, VIEWPORTS[size]
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(200)
        assert value(page, "document.documentElement.scrollWidth <= innerWidth + 1")
        if size != "tablet":
            assert value(page, "document.documentElement.scrollHeight <= innerHeight + 1")
        assert value(page, CUT_OFF) == []

    def test_at_twice_the_size_everything_is_there_in_one_column(self, visit):
        """A browser's zoom of 200 % on a laptop is a window of half the width and height, in pixels twice as large."""
        page = visit(reduced_motion="reduce", device_scale_factor=2)
        run_until(page, 28)
        page.set_viewport_size({"width": 640, "height": 360})
        for tab in ("decide", "story", "table", "close", "follow", "room"):
            page.click(f"#tab-{tab}")
            assert value(page, "document.documentElement.scrollWidth <= innerWidth + 1"), tab
            assert value(page, CUT_OFF) == [], tab
        for reached in ("#play", "#measure", "#map-b svg", "#level .chart", "#open-help"):
            page.locator(reached).scroll_into_view_if_needed()
            assert page.locator(reached).bounding_box()["width"] > 20, reached
        page.click("#play")
        until(page, "mobsim.state.frame.playing")
        page.click("#play")
        page.click("#open-help")
        box = page.locator("#dialog").bounding_box()
        assert box["height"] <= 360, "what is longer scrolls within"
        page.keyboard.press("Escape")
        bar = page.locator("#transport").bounding_box()
        assert bar["height"] < 360 / 2, "the bar that stays in sight leaves room for the page"
        without_violation(page, "twice the size")


def test_nothing_moves_by_itself():
    """Whoever asked for less motion gets what everybody gets: no style moves or fades, and no script animates one."""
    folder = Path(__file__).parents[1] / "src/mobsim"
    files = [
        file for kind in ("css", "js") for room in ("web/page", "screen") for file in (folder / room).rglob(f"*.{kind}")
    ]
    assert len(files) > 80
    for file in files:
        text = file.read_text(encoding="utf-8")
        moving = (
            ("transition:", "animation:", "@keyframes")
            if file.suffix == ".css"
            else (".animate(", 'behavior: "smooth"')
        )
        assert not any(word in text for word in moving), file.name
