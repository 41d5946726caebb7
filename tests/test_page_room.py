"""What the presenter does: a stage that follows the page, hands and a curve that the room expects, a sheet to take home."""

import re

import pytest
from batteries import at_length
from page_browser import run_until, until, value, without_violation
from page_town import Served

pytest.importorskip("uvicorn")

WIDTHS = {390: 844, 820: 1180, 1280: 720, 1920: 1080}
FORECAST = "mobsim.parts.Forecast"
LEAST_PIXELS = 28
SMALLEST = """Math.min(...[...document.querySelectorAll("#projector *")].filter((e) => e.checkVisibility()
    && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
    .map((e) => parseFloat(getComputedStyle(e).fontSize) * (e.closest(".doubled") ? 2.4 : 1)))"""


@pytest.fixture(scope="module")
def served(small_town):
    with Served(small_town, "--sessions", "8", "--seeds", "0") as server:
        yield server


@pytest.fixture(scope="module")
def with_pairs(small_town):
    """The same town, with as many other pairs as it takes to speak of luck."""
    with Served(small_town, "--sessions", "2", "--seeds", "11", "--point") as server:
        yield server


def opened_stage(page):
    """Open the stage in a window of its own."""
    page.click("#tab-room")
    with page.context.expect_page() as opening:
        page.click("#open-stage")
    stage = opening.value
    stage.wait_for_url("**/stage.html*")
    until(stage, "document.querySelector('#projector h2').textContent")
    until(page, "mobsim.parts.Projector.linked")
    return stage


def draw(page, points, host=".pen svg"):
    """Draw with the mouse through points, each a share of the chart's width and height."""
    chart = page.locator(host)
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=3)
    page.mouse.up()


@pytest.fixture(scope="module")
def staged(open_page):
    """A page and its stage, for tests that leave both as they found them."""
    page = open_page()
    return page, opened_stage(page)


def question(stage):
    return stage.inner_text("#projector h2")


class TestStage:
    def test_it_follows_the_page_and_hands_keys_back(self, staged):
        page, stage = staged
        assert question(stage) == "True crime: what becomes of it?"
        page.select_option("#measure", "trust")
        until(stage, "document.querySelector('#projector h2').textContent.startsWith('Trust')")
        stage.keyboard.press("Space")
        until(page, "mobsim.state.frame.playing")
        until(stage, "document.querySelector('#projector .week').textContent.match(/Week [1-9]/)")
        stage.keyboard.press("PageDown")
        until(page, "!mobsim.state.frame.playing")
        shown = value(page, "mobsim.state.shown")
        stage.keyboard.press("PageUp")
        until(page, f"mobsim.state.shown === {shown - 1}")
        stage.keyboard.press("PageDown")
        until(page, f"mobsim.state.shown === {shown}")
        stage.keyboard.press("b")
        until(stage, "!document.querySelector('#projector .black').hidden")
        assert page.get_attribute("#stage-black", "aria-pressed") == "true"
        stage.keyboard.press(".")
        until(stage, "document.querySelector('#projector .black').hidden")
        page.click("#language")
        until(stage, "document.querySelector('#projector h2').textContent.includes('quelle évolution')")
        assert stage.evaluate("document.documentElement.lang") == "fr"
        page.click("#theme")
        until(stage, "document.documentElement.dataset.theme === 'dark'")
        page.click("#language")
        page.click("#theme")
        until(stage, "document.documentElement.lang === 'en'")

    @pytest.mark.parametrize("key", ["f", "F5"])
    def test_a_key_fills_the_screen_of_its_own_window(self, staged, key):
        page, stage = staged
        stage.bring_to_front()
        until(stage, "document.hasFocus()")
        assert stage.is_visible("#full")
        stage.keyboard.press(key)
        until(stage, "document.fullscreenElement !== null")
        until(stage, "document.getElementById('full').hidden")
        assert value(page, "document.fullscreenElement === null")
        stage.evaluate("document.exitFullscreen()")
        until(stage, "document.fullscreenElement === null && !document.getElementById('full').hidden")
        assert question(stage), "it goes on"

    def test_it_outlives_a_reload_of_either_and_its_end_is_told(self, visit):
        page = visit()
        stage = opened_stage(page)
        page.reload()
        until(page, "globalThis.mobsim?.parts.Projector.linked && mobsim.state.begun")
        stage.reload()
        until(stage, "document.querySelector('#projector h2').textContent")
        page.click("#tab-room")
        page.select_option("#measure", "trust")
        until(stage, "document.querySelector('#projector h2').textContent.startsWith('Trust')")
        stage.close()
        until(page, "document.getElementById('stage-line').textContent.startsWith('No stage')")

    def test_a_clicker_beside_the_laptop_leads_it_and_typing_does_not(self, staged):
        page, _ = staged
        page.click("#tab-room")
        page.fill("#room-notes", "Say hello")
        page.keyboard.press("b")
        assert not value(page, "mobsim.parts.Projector.black")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("PageDown")
        until(page, "mobsim.state.frame.playing")
        page.keyboard.press("b")
        until(page, "mobsim.parts.Projector.black")
        page.keyboard.press("b")
        page.keyboard.press("PageDown")
        until(page, "!mobsim.state.frame.playing && !mobsim.parts.Projector.black")

    def test_each_tab_has_a_stage_of_its_own(self, visit):
        first, second = visit(), None
        second = visit(context=first.context)
        stage = opened_stage(first)
        second.select_option("#measure", "trust")
        second.wait_for_timeout(300)
        assert question(stage).startswith("True crime")
        assert not value(second, "mobsim.parts.Projector.linked")

    def test_a_countdown_ends_in_words(self, staged):
        page, stage = staged
        page.click("#tab-room")
        page.click("#count-30")
        until(stage, "document.querySelector('#projector .timer').textContent.match(/^0:(30|2[0-9])$/)")
        page.evaluate("mobsim.parts.Projector.countDown(0)")
        until(stage, "document.querySelector('#projector .timer').textContent === 'Time is up'")
        page.click("#count-stop")
        until(stage, "document.querySelector('#projector .timer').hidden")

    @pytest.mark.long
    def test_maps_on_the_stage_have_the_colours_of_the_page(self, visit, with_pairs):
        page = visit(served=with_pairs)
        run_until(page, 70)
        stage = opened_stage(page)
        page.click("#show-map")
        until(stage, "document.querySelectorAll('#projector .one-map').length === 2")
        fills = "[...document.querySelectorAll('{} .areas path')].map((each) => each.getAttribute('fill'))"
        for side in (0, 1):
            own = value(page, fills.format(f"#map-{'ab'[side]}"))
            shown = value(stage, fills.format(f"#projector .one-map:nth-child({side + 1})"))
            assert shown == own
        page.click("#view-difference")
        until(page, "mobsim.state.compared?.low.length === 9")
        page.wait_for_timeout(200)
        shown = value(stage, fills.format("#projector .one-map:not([hidden])"))
        assert shown == value(page, fills.format("#map-gap"))

    @pytest.mark.parametrize(
        ("width", "themes"),
        [(1280, ["light"]), *at_length(*((width, ["light", "dark"]) for width in WIDTHS))],
    )
    def test_every_scene_is_large_and_within_its_window(self, visit, width, themes):
        page = visit(reduced_motion="reduce")
        stage = opened_stage(page)
        stage.set_viewport_size({"width": width, "height": WIDTHS[width]})
        page.fill("#room-hands-0", "4")
        draw(page, [(0.2, 0.5), (0.95, 0.2)])
        page.click("#count-120")
        page.click("#run-drawn")
        until(page, "mobsim.state.history.last === 13 && !mobsim.state.frame.playing")
        for theme in themes:
            page.evaluate(
                f"document.documentElement.dataset.theme !== '{theme}' && document.getElementById('theme').click()"
            )
            for shows in ("curve", "map", "hands", "drawing"):
                page.click(f"#show-{shows}")
                stage.wait_for_timeout(200)
                assert value(stage, SMALLEST) >= LEAST_PIXELS, shows
                assert value(stage, "document.getElementById('projector').scrollWidth <= innerWidth"), shows
                without_violation(stage, f"stage {shows} {theme} {width}")
                if width >= 1280:
                    assert value(stage, "document.getElementById('projector').scrollHeight <= innerHeight"), shows


class TestDrawing:
    def test_the_truth_is_drawn_over_what_the_room_drew_and_scored(self, visit):
        page = visit()
        page.select_option("#measure", "insecurity")
        page.click("#tab-room")
        assert page.locator(".pen .grips g").count() == 8
        draw(page, [(0.15, 0.6), (0.5, 0.9), (0.97, 0.1)])
        drawn = value(page, f"{FORECAST}.drawing")
        assert (drawn["from"], drawn["to"], drawn["outcome"]) == (0, 13, "insecurity")
        assert None not in drawn["values"]
        assert drawn["values"][0] == value(page, "mobsim.state.history.series(1, 'insecurity')[0]")
        assert drawn["values"][-1] > drawn["values"][4], "up at the end, as the hand went"
        assert page.locator("#score").is_hidden()
        page.click("#run-drawn")
        until(page, "mobsim.state.history.last === 13 && !mobsim.state.frame.playing")
        before = value(page, f"{FORECAST}.drawing.values")
        draw(page, [(0.2, 0.2), (0.9, 0.2)])
        assert value(page, f"{FORECAST}.drawing.values") == before, "what has come cannot be drawn any more"
        until(page, "document.getElementById('score').textContent.includes('Too early to speak of luck')")
        truth = value(page, "mobsim.state.history.series(1, 'insecurity')")
        town_a = value(page, "mobsim.state.history.series(0, 'insecurity')")
        weeks = value(page, f"{FORECAST}.drawing.weeks")
        off = [abs(said - truth[at]) / town_a[at] for at, said in zip(weeks, before, strict=True)][1:]
        mean = sum(off) / len(off)
        printed = page.inner_text("#score")
        word = next(
            word
            for limit, word in ((0.02, "Right on"), (0.1, "Close"), (0.25, "Some way"), (9, "Far off"))
            if mean < limit
        )
        assert word in printed
        places = 0 if mean >= 0.0995 else 1
        assert f"{100 * mean:.{places}f}%" in printed
        assert "over 8 points" in printed

    def test_keys_draw_as_well_as_a_hand(self, visit):
        page = visit()
        page.click("#tab-room")
        page.focus(".pen .grips g:nth-child(1)")
        start = float(page.get_attribute(".pen .grips g:nth-child(1)", "aria-valuenow"))
        for _ in range(3):
            page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("End")
        values = value(page, f"{FORECAST}.drawing.values")
        assert values[1] > start
        assert values[2] == value(page, "mobsim.parts.Room.drawing.high")
        assert values[3] is None
        assert value(page, "mobsim.parts.Tabs.current") == "room", "arrows belong to the curve here"
        label = page.get_attribute(".pen .grips g:nth-child(2)", "aria-label")
        assert re.fullmatch(r"Week \d+", label)
        without_violation(page, "the presenter's view")
        page.click("#erase")
        assert value(page, f"{FORECAST}.drawing") is None

    def test_the_room_draws_on_the_stage_itself(self, visit):
        page = visit()
        stage = opened_stage(page)
        page.click("#show-drawing")
        until(stage, "document.querySelector('#projector .grips g')")
        draw(stage, [(0.2, 0.7), (0.96, 0.8)], "#projector .drawing")
        until(page, f"{FORECAST}.isDrawn")
        values = value(page, f"{FORECAST}.drawing.values")
        until(stage, "document.querySelector('#projector .dots circle')")
        assert values[-1] < values[0]


class TestHands:
    @pytest.mark.long
    def test_hands_are_bars_and_come_back_beside_what_came_out(self, visit, with_pairs):
        page = visit(served=with_pairs)
        stage = opened_stage(page)
        page.click("#show-hands")
        for n, count in enumerate((3, 12, 6)):
            page.fill(f"#room-hands-{n}", str(count))
        until(
            stage, "[...document.querySelectorAll('#projector .count')].map((e) => e.textContent).join() === '3,12,6'"
        )
        widths = value(
            stage, "[...document.querySelectorAll('#projector .fill')].map((e) => e.getBoundingClientRect().width)"
        )
        assert [round(width / widths[1], 2) for width in widths] == [0.25, 1, 0.5]
        assert "21 hands" in page.inner_text("#hands-counted")
        assert "57%" in page.inner_text("#hands-counted")
        page.fill("#room-hands-0", "-4")
        page.keyboard.press("Tab")
        assert value(page, f"{FORECAST}.counts") == [0, 12, 6], "a number of hands"
        assert value(stage, "document.querySelectorAll('#projector .fill.holds').length") == 0
        run_until(page, 91)
        until(page, "mobsim.state.history.luck.come(13) >= 10")
        until(stage, "document.querySelectorAll('#projector .fill.holds').length === 1")
        held = value(stage, "[...document.querySelectorAll('#projector .fill')].findIndex((e) => e.matches('.holds'))")
        change = page.inner_text("#readouts-b div:nth-child(3)")
        if "about equal" in change or "may be luck" in change:
            assert held == 1
        else:
            assert held == (0 if "−" in change or "-" in change else 2)

    def test_what_the_room_said_is_kept_through_a_reload(self, visit):
        page = visit()
        page.click("#tab-room")
        page.fill("#room-hands-2", "7")
        page.fill("#room-notes", "ask <b>the chief</b>")
        page.fill("#room-question", "And now?")
        draw(page, [(0.3, 0.5), (0.9, 0.3)])
        before = value(page, f"JSON.stringify({FORECAST}.kept)")
        page.reload()
        until(page, "globalThis.mobsim?.state.history?.last >= 0")
        assert value(page, f"JSON.stringify({FORECAST}.kept)") == before
        page.click("#tab-room")
        assert page.input_value("#room-hands-2") == "7"
        assert page.input_value("#room-notes") == "ask <b>the chief</b>"
        page.click("#open-begin")
        page.click("#begin-go")
        until(page, "mobsim.fresh === false && mobsim.state.history.last === 0")
        assert value(page, f"{FORECAST}.kept") is None, "another session asks anew"


def saved_sheet(page, folder):
    with page.expect_download() as download:
        page.click("#save-sheet")
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def pages_of(pdf):
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


class TestSheet:
    def test_it_holds_what_was_said_and_what_came_on_one_page_and_needs_nothing_else(self, visit, tmp_path):
        page = visit()
        page.click("#tab-room")
        page.fill("#room-question", "Will <i>fear</i> fall?")
        page.fill("#room-hands-0", "9")
        draw(page, [(0.15, 0.5), (0.97, 0.6)])
        page.click("#run-drawn")
        until(page, "mobsim.state.history.last === 13 && !mobsim.state.frame.playing")
        page.click("#open-sheet")
        without_violation(page, "the sheet")
        file = saved_sheet(page, tmp_path)
        assert re.fullmatch(r"mobsim-sheet-[\w-]+-week-13.html", file.name)
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"""(?:src|href)=["']|url\(|@import|<script""", text)
        alone = page.context.browser.new_page()
        alone.goto(file.as_uri())
        shown = alone.inner_text("body")
        assert "Will <i>fear</i> fall?" in shown
        assert "9 hands" in shown
        assert page.inner_text("#score li >> nth=1") in shown
        assert "True crime: town A" in shown
        assert value(alone, "document.querySelector('.drawn').getBoundingClientRect().width") > 100
        assert pages_of(alone.pdf(format="Letter")) == pages_of(alone.pdf(format="A4")) == 1
        without_violation(alone, "the saved sheet")
        alone.close()

    def test_it_alone_is_printed(self, visit):
        page = visit()
        run_until(page, 28)
        page.evaluate("window.print = () => { window.printed = true; }")
        page.click("#tab-room")
        page.click("#open-sheet")
        page.click("#print-sheet")
        assert value(page, "window.printed")
        page.emulate_media(media="print")
        assert page.is_visible("body > .sheet")
        assert not page.is_visible("main")
        assert pages_of(page.pdf(format="A4")) == 1
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        page.emulate_media(media="screen")
        assert page.is_visible("main")
        assert not page.is_visible("body > .sheet")


@pytest.mark.long
class TestExercise:
    def test_hands_choose_the_answer_and_the_reveal_goes_beat_by_beat(self, visit, with_pairs, tmp_path):
        page = visit(language="fr-CA", served=with_pairs)
        page.evaluate(
            "Object.assign(mobsim.state.offer.exercises[0], { scenario: mobsim.state.offer.first, weeks: 26 })"
        )
        page.click("#open-exercises")
        page.click("[id^='exercise-1']")
        until(page, "mobsim.state.frame?.day === 0")
        stage = opened_stage(page)
        next_beat = "#stage-next"
        page.click(next_beat)
        page.click("#tab-exercise")
        page.fill("#hands-2", "8")
        page.fill("#hands-1", "5")
        exercise = "mobsim.parts.Exercise"
        assert value(page, f"{exercise}.choice") == 2
        until(stage, "document.querySelectorAll('#projector .fill').length === 4")
        page.click("#exercise-draw")
        pen, panels = (page.locator(each).bounding_box() for each in (".pen svg", "#panels"))
        assert pen["y"] + pen["height"] <= panels["y"] + panels["height"], "the pen is in sight"
        page.click("#to-exercise")
        assert page.is_visible("#panel-exercise")
        page.click("#tab-room")
        page.click(next_beat)
        until(stage, "document.querySelector('#projector .grips g')")
        draw(stage, [(0.2, 0.4), (0.96, 0.3)], "#projector .drawing")
        until(page, f"{FORECAST}.isDrawn")
        page.reload()
        until(page, f"globalThis.mobsim?.state.begun && {exercise}.beat === 1")
        assert value(page, f"{exercise}.choice") == 2
        page.evaluate(
            f"Object.assign({exercise}.data, {{ weeks: 26 }})"
        )  # offered anew with its own length, beyond the town's
        page.click("#tab-room")
        page.evaluate("mobsim.parts.Transport.setSpeed(400)")
        page.click(next_beat)
        until(page, f"{exercise}.done")
        page.click("#tab-room")
        page.click(next_beat)
        until(stage, "document.querySelector('#projector h2').textContent.includes('groupe')")
        page.click(next_beat)
        until(stage, "document.querySelector('#projector h2').textContent.includes('dernières semaines')")
        page.click(next_beat)
        until(stage, "document.querySelectorAll('#projector .count').length === 4")
        page.click(next_beat)
        until(stage, "document.querySelector('#projector .drawn').getAttribute('d')")
        assert "Le groupe avait dessiné" in stage.inner_text("#projector")
        page.click("#stage-back")
        assert value(page, f"{exercise}.beat") == 2
        for _ in range(2):
            page.click(next_beat)
        assert value(page, f"{exercise}.step") == 4
        points = value(page, f"{exercise}.points.map((each) => each.words.fr)")
        assert question(stage) == points[0]
        page.click("#tab-exercise")
        page.click("#exercise-sheet")
        file = saved_sheet(page, tmp_path)
        alone = page.context.browser.new_page()
        alone.goto(file.as_uri())
        shown = alone.inner_text("body")
        assert all(point in shown for point in points)
        assert "undefined" not in shown
        assert pages_of(alone.pdf(format="Letter")) == 1
        alone.close()
