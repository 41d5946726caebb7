"""What the page shows does not mislead: colours that stay, differences that are grey until luck can be told from them."""

import re

import numpy as np
import pytest
from page_browser import run_until, until, value
from page_town import Served, write_town

from mobsim.measures import measured, outcomes_for
from mobsim.scenario.reading import load_scenario
from mobsim.web.band import ENOUGH, bounds_of
from mobsim.web.pair import Pair
from mobsim.web.scales import COUNTED, scales_of
from mobsim.web.shown import MEASURES

pytest.importorskip("uvicorn")
NOTHING = "#d5dade"
FILLS = "mobsim.parts.Difference.map.fills"


@pytest.fixture(scope="module")
def served(small_town):
    with Served(small_town, "--sessions", "3", "--seeds", "11", "--point") as server:
        yield server


@pytest.fixture(scope="module")
def seen(open_page):
    return open_page()


def test_scales_hold_the_town_at_its_start_and_are_those_of_both_towns(tmp_path):
    town = load_scenario(write_town(tmp_path))
    scales = []
    for strategies in (("status_quo", "full_model"), ("full_model", "enforcement")):
        pair = Pair(town, strategies, 3)
        list(pair.settle())
        scales.append(scales_of(pair))
    assert scales[0] == scales[1], "what is decided has no part in them"
    assert set(scales[0]) == set(MEASURES)
    for name in ("insecurity", "trust", "cohesion", "need"):
        low, *_, high = scales[0][name]["limits"]
        values = getattr(pair.models[0].world.neighbourhoods, name)
        assert 0 <= low < high <= 1
        assert np.mean((values >= low) & (values <= high)) >= 0.9


@pytest.mark.parametrize("name", ["columbus", "south_simcoe", pytest.param("toronto", marks=pytest.mark.long)])
def test_neighbourhoods_differ_to_the_eye_from_the_first_week_on(name):
    scenario = load_scenario(name)
    pair = Pair(scenario, ("status_quo", "full_model"), scenario.seed)
    list(pair.settle())
    scales, known = scales_of(pair), outcomes_for(scenario.problems)
    counted = measured(pair.models[0].ledger.sums(pair.settled), {each: known[each] for each in COUNTED})
    for outcome, values in counted.items():
        limits = scales[outcome]["limits"]
        assert limits == sorted(set(limits)), "in order, none twice"
        shares = np.bincount(np.digitize(values, limits[1:-1]), minlength=7) / values.size
        assert np.sum(shares > 0) >= 6, "nearly every colour is seen"
        assert shares.max() < 0.45, "and none of them nearly everywhere"
        assert shares[-1] < 0.1, "the last is open, and for few at the start"
        steps = np.divide(limits[2:], limits[1:-1])
        assert steps.max() / steps.min() < 2, "each reaches further by about the same factor"


def test_bounds_are_of_nine_in_ten_pairs_and_of_none_before_ten():
    pairs = np.stack([np.arange(21.0), -np.arange(21.0)], 1)
    assert bounds_of(pairs) == ([1.0, -19.0], [19.0, -1.0])
    assert bounds_of(pairs[: ENOUGH - 1]) == ([], [])
    assert len(bounds_of(pairs[:ENOUGH])[0]) == 2


def test_colours_mean_the_same_all_session_long(seen):
    page = seen
    measures = value(page, "[...document.querySelectorAll('#measure option')].map((each) => each.value)")

    def shown():
        found = []
        for measure in measures:
            page.select_option("#measure", measure)
            found.append(
                (page.inner_text("#legend"), value(page, f"mobsim.parts.Towns.scaleOf('{measure}').colour(0.3)"))
            )
        return found

    before = shown()
    page.click("#for-a")
    page.click("#event-police_misconduct")
    page.click("#event-crime_wave")
    run_until(page, 70)
    assert shown() == before


def percent_of(text):
    return re.findall(r"[+−-]?\d+(?:\.\d)?%", text)


def test_one_period_holds_for_figures_account_and_map(seen):
    page = seen
    run_until(page, 91)
    page.click("#tab-story")
    shown = []
    for period in ("4", "13"):
        page.select_option("#period", period)
        page.wait_for_timeout(100)
        figures = [percent_of(text)[0] for text in page.locator("#readouts-b .change").all_inner_texts()]
        account = page.locator("#panel-story li:has-text('B against A')").first.inner_text()
        assert f"over {period} weeks" in account
        assert percent_of(account)[:4] == figures
        assert page.inner_text("#period-a") == f"mean of {period} weeks"
        shown.append(figures)
    assert shown[0] != shown[1]
    until(page, "mobsim.state.history.luck.come(13) >= 10")
    page.wait_for_timeout(200)
    marks = page.locator("#readouts-b dd small:last-child").all_inner_texts()
    assert all(mark in ("○ may be luck", "● beyond luck", "● sure, but tiny") for mark in marks), marks
    assert "too early" not in page.locator("#panel-story li:has-text('B against A')").first.inner_text()


def test_the_difference_is_grey_until_ten_pairs_have_come_and_where_they_hold_nought(visit):
    page = visit()
    page.select_option("#measure", "trust")
    page.click("#view-difference")
    assert page.is_visible("#map-gap svg")
    assert not page.is_visible("#map-a svg")
    assert value(page, FILLS) == [NOTHING] * 9
    page.click("#for-b")
    page.click("#event-police_misconduct")
    run_until(page, 35)
    grey = value(page, f"[{FILLS}, mobsim.state.compared]")
    if not grey[1]["low"]:
        assert grey[0] == [NOTHING] * 9
        assert "All grey" in page.inner_text("#gap-note")
    until(page, "mobsim.state.compared.low.length === 9 && mobsim.state.compared.week === 5")
    page.wait_for_timeout(100)
    fills, found, differences = value(page, f"[{FILLS}, mobsim.state.compared, mobsim.parts.Difference.differences()]")
    assert found["seeds"] >= ENOUGH
    bounds = zip(found["low"], found["high"], differences, strict=True)
    told = [(high < 0 and each < 0) or (low > 0 and each > 0) for low, high, each in bounds]
    assert [fill != NOTHING for fill in fills] == told
    assert sum(told) >= 5, "a scandal in one town alone is no luck"
    assert f"lower in town B in {sum(told)} of 9 neighbourhoods" in page.inner_text("#gap-note")
    page.evaluate("mobsim.look(0)")
    until(page, "mobsim.state.compared.week === 0")
    assert value(page, FILLS) == [NOTHING] * 9, "towns that have just parted do not differ"
    page.click("#view-towns")
    assert page.is_visible("#map-a svg")


SCANDAL = """Object.assign(mobsim.state.offer.exercises.find((each) => each.id.startsWith("5")), {
    scenario: mobsim.state.offer.first, weeks: 26, b: "full_model", reveal: ["trust", "trust#20", "insecurity"],
    events: [{ day: 56, do: "event", towns: "ab", kind: "police_misconduct", severity: 1 }],
    answers: [["Higher", "higher"], ["No different", "unclear"], ["Lower", "lower"]].map(([en, way]) => (
        { words: { en, fr: en }, when: [["trust", way]] }
    )),
})"""


def since_the_scandal(page):
    """How far trust in B moved against A from the 7 weeks up to the scandal to the last 7: share of A, and nine in ten pairs."""
    weeks = value(page, "mobsim.state.history.weeks.map((week) => week.map((side) => side.town.trust))")
    column = value(page, "mobsim.state.picture.recorded").index("trust")
    pairs = np.array(value(page, f"mobsim.state.history.luck.pairs.map((pair) => pair.map((week) => week[{column}]))"))
    gap = np.diff(np.array(weeks), axis=1)[:, 0]
    reference = np.mean(np.array(weeks)[-7:, 0])
    moved = (gap[-7:].mean() - gap[2:9].mean()) / reference
    low, high = np.quantile((pairs[:, -7:].mean(1) - pairs[:, 2:9].mean(1)) / reference, [0.05, 0.95])
    return moved, low, high


def test_an_exercise_leads_from_its_question_to_talk(visit):
    page = visit()
    page.evaluate(SCANDAL)
    page.select_option("#speed", "400")
    page.click("#open-exercises")
    page.click("[id^='exercise-5']")
    until(page, "mobsim.state.frame?.day === 0")
    assert "What does it do besides trust" in page.inner_text("#panel-exercise")
    assert value(page, "mobsim.state.order.point"), "what the exercise takes for given is not drawn"
    page.click("#exercise-next")
    page.click("#panel-exercise button >> nth=0")
    page.fill("#guess", "B, <i>of course</i>")
    page.click("#exercise-next")
    until(page, "mobsim.state.frame?.day === 182 && !mobsim.state.frame?.playing")
    until(page, "document.activeElement.id === 'exercise-next'")
    assert "as this page computed it" not in page.inner_text("#panel-exercise"), "the room looks at the towns first"
    page.click("#exercise-next")
    text = page.inner_text("#panel-exercise")
    assert "Higher – B, <i>of course</i>" in text
    until(page, "mobsim.state.history.luck.come(26) === 11")
    until(page, "document.getElementById('panel-exercise').textContent.includes('of 11 other pairs of towns')")
    text = page.inner_text("#panel-exercise")
    assert "Not the last word" not in text
    share, low, high = since_the_scandal(page)
    beyond = (share > 0 and low > 0) or (share < 0 and high < 0)
    came = "unclear" if abs(share) < 0.02 or not beyond else "higher" if share > 0 else "lower"
    assert ("✓ Trust in police: higher in town B" in text) == (came == "higher")
    right = "It came out as the room said" if came == "higher" else "It came out otherwise than the room said"
    assert right in text
    held = {"lower": "Lower", "unclear": "No different"}.get(came)
    assert held is None or f"Of the answers offered, this holds: “{held}" in text
    assert all(f"Trust in police in town {town}: " in text for town in "AB")
    assert "Trust in police (up to week 20): " in text
    opposite = {"higher": 2, "unclear": 0, "lower": 0}[came]
    page.evaluate(f"mobsim.parts.Exercise.choice = {opposite}; mobsim.parts.Exercise.render()")
    text = page.inner_text(".verdict")
    assert "It came out otherwise than the room said" in text
    assert "✗ The room expected – Trust in police: " in text
    assert text.count("Of the answers offered, this holds") == 1
    page.click("#exercise-next")
    assert "Skogan" in page.inner_text("#panel-exercise")
    aims = page.inner_text("#panel-exercise .aims")
    assert re.search(r"\d of 4 have all that they wanted", aims)
    assert aims.count("✓") + aims.count("✗") == 7
    page.evaluate("mobsim.parts.Exercise.go(2)")
    assert page.is_visible("#exercise-next"), "the run is over and is not run again"
    assert value(page, "mobsim.state.history.story.filter((each) => each.key.startsWith('decided_')).length") == 1
    page.click("#exercise-stop")
    assert not page.is_visible("#tab-exercise")
