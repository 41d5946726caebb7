"""The leaders' tables and the model's wheel, of both towns, from the run's own state and events."""

import numpy as np
import pytest
from page_browser import run_until, until, value, without_violation
from page_town import Served

from mobsim.engine.model import Model
from mobsim.experiment.recording import seats_of, table_of
from mobsim.rules.institutions import succeed
from mobsim.scenario.synthetic import village

pytest.importorskip("uvicorn")
TABLES = "mobsim.state.history.tables"


@pytest.fixture(scope="module")
def served(small_town):
    with Served(small_town, "--sessions", "2", "--seeds", "0") as server:
        yield server


@pytest.fixture(scope="module")
def page(open_page):
    return open_page(reduced_motion="reduce")


def test_what_institutions_hold_of_a_tie_is_what_a_successor_has_of_it():
    model = Model(village(neighbourhoods=4, residents=120), "full_model", seed=2)
    model.run_days(56)
    world, before = model.world, table_of(model.world)
    held, ties = np.array(before["held"]), np.array(before["ties"])
    assert (ties >= held).all()
    assert held.max() > 0
    assert before["convenor"] in (-1, *range(len(seats_of(world))))
    succeed(world, int(seats_of(world)[0]), model.scenario.parameters.table)
    after = np.array(table_of(world)["ties"])
    assert (after[0] == held[0]).all()
    assert (after[:, 0] == held[:, 0]).all()
    assert (after[1:, 1:] == ties[1:, 1:]).all(), "nobody else lost a tie"


def test_the_wheel_lights_up_from_the_run(page):
    page.click("#view-wheel")
    assert value(page, "document.querySelectorAll('#town-a .part.lit').length") == 0, "nothing has happened yet"
    run_until(page, 63)
    label = "document.querySelector('#town-b .wheel').getAttribute('aria-label')"
    lit, counted = {}, {}
    for week in (4, 5, 8, 9):
        page.evaluate(f"mobsim.look({week})")
        lit[week] = value(page, label).split("Lit: ")[1].split(".")[0]
        counted[week] = value(
            page, "[...document.querySelectorAll('#town-b .zone-part .figure')].map((each) => +each.textContent)"
        )
    assert "Assessment" in lit[4]
    assert "Assessment" in lit[8]
    assert "Assessment" not in lit[5] + lit[9], "between cycles nothing is assessed"
    assert all(sum(zones) == 9 for zones in counted.values())
    running = value(page, "mobsim.state.history.weeks[9][1].initiatives.filter((each) => each[2] === 2).length")
    assert f"Action: {running} at work" in value(page, label)
    without_violation(page, "wheel")
    for width, height in ((390, 844), (820, 1180), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        until(page, "document.documentElement.scrollWidth <= innerWidth + 1")
        assert page.locator("#town-b .wheel").bounding_box()["width"] > 250, width
    page.click("#view-towns")
    assert page.is_visible("#map-a .map")
    page.set_viewport_size({"width": 1280, "height": 720})


def test_both_tables_stand_side_by_side_and_one_can_be_taken_away(page):
    run_until(page, 112)
    page.focus("#view-towns")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    assert page.get_attribute("#view-leaders", "aria-checked") == "true"
    for town in "ab":
        assert page.is_visible(f"#town-{town} .leaders-picture")
        assert page.locator(f"#town-{town} .person-seat").count() == 9
    names = value(page, "['a', 'b'].map((town) => document.querySelectorAll(`#town-${town} .who`)[0].textContent)")
    assert names[0] == names[1], "the same people in both towns"
    lines = "document.querySelectorAll('#town-b .leaders-picture .tie').length"
    page.fill("#tie-threshold", "5")
    most = value(page, lines)
    page.fill("#tie-threshold", "20")
    few = value(page, lines)
    assert most > few > 0
    assert value(page, "document.querySelectorAll('#town-b .ties-held .tie').length") < few
    without_violation(page, "leaders")
    page.focus("#town-b .person-seat >> nth=0")
    page.keyboard.press("Enter")
    assert "Mayor (Town B)" in page.inner_text(".seat-card")
    threatened = value(page, "document.querySelectorAll('#town-b .would-snap').length")
    assert threatened > 0
    without_violation(page, "a leader chosen")
    page.focus("#take-away")
    page.keyboard.press("Enter")
    until(page, "mobsim.state.log.at(-1)?.kind === 'leader_leaves'")
    assert value(page, "mobsim.state.log.at(-1)") == {
        "day": 112, "do": "event", "towns": "b", "kind": "leader_leaves", "severity": 0.5, "role": "mayor",
    }  # fmt: skip
    run_until(page, 140)
    tables = value(page, f"{TABLES}.slice(-2)")
    before, after = (np.array(each["sides"][1]["ties"]) / 100 for each in tables)
    mean = (before + before.T) / 2, (after + after.T) / 2
    lost = sum(mean[0][0, other] >= 0.2 > mean[1][0, other] for other in range(1, 9))
    assert value(page, "document.querySelectorAll('#town-b .snapped').length") == lost > 0
    told = page.inner_text(".followed:not(#bought)")
    assert f"{lost} ties of at least 20% snapped" in told
    assert "Mayor" in told
    assert value(page, "document.querySelectorAll('#town-b .who')[0].textContent") != names[1], (
        "somebody else sits there"
    )
    assert value(page, "document.querySelectorAll('#town-a .who')[0].textContent") == names[0]
    page.click(".seats .seat >> nth=7")
    assert "the event takes" in page.inner_text(".seat-card"), "the model has no event for a second councillor"
    page.set_viewport_size({"width": 390, "height": 844})
    until(page, "document.documentElement.scrollWidth <= 391")
    page.click("#language")
    until(page, "document.documentElement.lang === 'fr'")
    assert "Ce qui a suivi" in page.inner_text(".followed:not(#bought)")
    assert "Councillor" not in page.inner_text("body")


def test_two_seats_are_brought_together_at_a_price_that_is_told_and_written_in_the_journal(visit):
    page = visit(reduced_motion="reduce")
    page.select_option("#speed", "400")
    run_until(page, 56)
    page.click("#view-leaders")
    page.focus("#town-b .person-seat >> nth=0")
    page.keyboard.press("Enter")
    assert value(page, "[...document.querySelector('#join-with').options].map((each) => each.value)") == [
        *("1", "2", "6", "8"),
    ], "the chief, and the first head of an agency, councillor and association: others the event does not reach"
    page.select_option("#join-with", "1")
    assert "$8,400" in page.inner_text("#join")
    assert "rises to 60%" in page.inner_text("#join-note")
    without_violation(page, "two seats to bring together")
    ties = "[...mobsim.state.history.tables].at(-1).sides.map((side) => side.ties[0][1])"
    before = value(page, ties)
    page.focus("#join")
    page.keyboard.press("Enter")
    until(page, "mobsim.state.log.at(-1)?.kind === 'joint_work'")
    assert value(page, "mobsim.state.log.at(-1)") == {
        "day": 56, "do": "event", "towns": "b", "kind": "joint_work", "severity": 0.5, "role": "mayor",
        "partner": "chief",
    }  # fmt: skip
    run_until(page, 84)
    after = value(page, ties)
    assert after[1] > before[1] + 15
    assert after[1] > after[0] + 15, "of town B alone"
    table = "mobsim.state.history.tables.find((each) => each.week === 12).sides[1].ties"
    mean = value(page, f"Math.round(({table}[0][1] + {table}[1][0]) / 2)")
    told = page.inner_text("#bought")
    assert f"to {mean}%" in told, "what it bought"
    assert "in Town A, the same tie" in told, "and what became of the tie where nobody paid"
    assert page.locator("#town-b .paid-for").count() == 1
    assert page.locator("#town-a .paid-for").count() == 0
    run_until(page, 140)
    assert "in the week shown" in page.inner_text("#bought"), "and how much of it is left"
    page.evaluate("mobsim.look(8)")
    until(page, "document.getElementById('bought').hidden")
    page.evaluate("mobsim.look(null)")
    told = "mobsim.state.history.story.filter((entry) => entry.key === 'decided_joint_work').length"
    assert value(page, told) == 1
    page.click("#tab-story")
    assert "Brought to work together: Mayor and Chief of police. Their tie rises at once" in page.inner_text(
        "#panel-story"
    )
    page.wait_for_timeout(1200)
    page.reload()
    until(page, "globalThis.mobsim?.state.history?.last === 20")
    again = "mobsim.state.history.tables.find((each) => each.week === 12).sides.map((side) => side.ties[0][1])"
    assert value(page, again) == after, "lived again to the same figures"
    page.click("#view-leaders")
    page.click("#tab-table")
    page.click(".seats .seat >> nth=0")
    assert page.input_value("#join-with") == "1"
    page.click(".seats .seat >> nth=4")
    assert page.locator("#join").count() == 0, "the third head of an agency"
    page.click(".seats .seat >> nth=3")
    assert page.locator("#join-with option").count() == 1, "the second head of an agency, with the first"
    page.set_viewport_size({"width": 390, "height": 844})
    until(page, "document.documentElement.scrollWidth <= 391")
    page.click("#language")
    until(page, "document.documentElement.lang === 'fr'")
    assert "Rapprocher, Ville B" in page.inner_text("#join")
