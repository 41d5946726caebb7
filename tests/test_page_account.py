"""The account: flags that open it, headlines with the rest folded, and why a curve moved, from the ledger of the run."""

import numpy as np
import pytest
from page_browser import run_until, until, value, without_violation
from page_town import TOWN, Served, decision, write_town

from mobsim.scenario.reading import load_scenario
from mobsim.web.chronicle import Chronicle
from mobsim.web.messages import Explain
from mobsim.web.moved import ACTS_ON, explain
from mobsim.web.pair import Pair
from mobsim.web.shown import EXPLAINED

pytest.importorskip("uvicorn")
EVENT = '[[events]]\nday = 60\nkind = "plant_closure"\nneighbourhood = "4"\n'
WEEKS = 20
SPAN = 8


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """Two towns of which one had a scandal, and what a session keeps of them."""
    file = write_town(tmp_path_factory.mktemp("town"))
    file.write_text(TOWN + EVENT)
    town = load_scenario(file)
    pair = Pair(town, ("status_quo", "full_model"), 3)
    list(pair.settle())
    chronicle = Chronicle(pair)
    for week in range(WEEKS):
        if week == WEEKS - SPAN:
            pair.act(decision({"do": "event", "towns": "b", "kind": "police_misconduct", "severity": 1}, town))
        pair.advance(7)
        chronicle.after_days(both=True)
    return pair, chronicle


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    file = write_town(tmp_path_factory.mktemp("town"))
    file.write_text(TOWN + EVENT)
    with Served(str(file.parent), "--sessions", "2", "--seeds", "2") as server:
        yield server


def asked(lived, outcome, week=None, weeks=SPAN):
    pair, chronicle = lived
    return explain(pair, chronicle.records(), Explain(do="explain", outcome=outcome, week=week, weeks=weeks))


class TestWhyACurveMoved:
    def test_every_curve_has_what_acts_on_it(self):
        assert set(ACTS_ON) == set(EXPLAINED)

    @pytest.mark.parametrize("outcome", EXPLAINED)
    @pytest.mark.parametrize("week", [None, 12, 3])
    def test_values_are_those_of_the_records_that_the_page_draws(self, lived, outcome, week):
        found, weeks = asked(lived, outcome, week), lived[1].weeks
        last = found.week + 1
        for side, told in enumerate((found.first, found.second)):
            shown = np.mean([each[side]["town"][outcome] for each in weeks[max(0, last - SPAN) : last]])
            assert told["now"] == pytest.approx(shown, rel=1e-3)
        assert found.gap["before"], found.gap["now"] == (found.first["now"], found.second["now"])

    @pytest.mark.parametrize("outcome", EXPLAINED)
    def test_parts_add_up_to_the_change(self, lived, outcome):
        found = asked(lived, outcome)
        for told in (found.first, found.second, found.gap):
            change = told["now"] - told["before"]
            if outcome in ("true_crime", "recorded_crime", "harm"):
                assert sum(share for _, share in told["parts"]) == pytest.approx(change, abs=1e-4)
            assert len(told["places"]) <= 3
            for _, before, now, share in told["places"]:
                assert np.sign(now - before) == np.sign(share)

    def test_places_add_up_to_the_change_too(self, lived, monkeypatch):
        monkeypatch.setattr("mobsim.web.moved.PLACES_SHOWN", 9)
        for outcome in EXPLAINED:
            found = asked(lived, outcome)
            for told in (found.second, found.gap):
                change = told["now"] - told["before"]
                assert sum(share for *_, share in told["places"]) == pytest.approx(change, rel=0.02, abs=1e-3), outcome

    def test_a_scandal_shows_in_trust_of_the_town_that_had_it(self, lived):
        found = asked(lived, "trust")
        assert found.second["now"] < 0.95 * found.second["before"]
        assert found.gap["now"] < 0.95 * found.gap["before"]
        assert abs(found.first["now"] / found.first["before"] - 1) < 0.03

    def test_before_the_first_week_there_is_the_burn_in_and_nothing_before_that(self, lived):
        assert asked(lived, "harm", 0, 4).weeks == 1
        assert asked(lived, "harm", 2, 4).first["before"] is not None
        assert asked(lived, "harm", 2, 4).first["places"] == [], "of the burn-in there are no records by neighbourhood"
        assert asked(lived, "harm", WEEKS + 50).week == WEEKS


def test_an_event_that_the_scenario_declares_is_told_on_its_day(lived):
    entries = [each for each in lived[1].story if each["key"] == "happened_plant_closure"]
    assert [(each["day"], each["towns"], each["neighbourhood"]) for each in entries] == [(60, "ab", "4")]


def test_flags_open_the_account_and_the_account_has_three_headlines_a_quarter(visit):
    page = visit(reduced_motion="reduce")
    run_until(page, 30)
    page.click("#event-crime_wave")
    for key in ("Home", "End", "Home"):
        page.focus("#lever-leadership")
        page.keyboard.press(key)
    run_until(page, 196)
    page.click("#tab-story")
    heads = value(
        page, "[...document.querySelectorAll('.quarter')].map((each) => each.querySelectorAll('.top li').length)"
    )
    assert len(heads) == 3
    assert all(1 <= count <= 3 for count in heads)
    assert "crime wave" in page.inner_text("#panel-story"), "a headline"
    assert "A plant closes in" in page.inner_text("#panel-story"), "declared by the scenario, told on its day"
    for strip in ("#level", "#gap", ".timeline"):
        assert page.locator(f"{strip} .flag").count() >= 3
        apart = np.diff(
            value(page, f"[...document.querySelectorAll('{strip} .flag')].map((each) => parseFloat(each.style.left))")
        )
        assert min(apart) >= 24, "as far apart as a finger needs"
        assert page.locator(f"{strip} .flag[tabindex='0']").count() == 1, "one stop of the Tab key"
    without_violation(page, "account with flags")
    page.click("#tab-decide")
    page.focus("#level .flag >> nth=0")
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    opened = value(page, "[document.activeElement.getAttribute('aria-label'), mobsim.state.week]")
    assert opened[0].startswith("Week")
    page.keyboard.press("Enter")
    assert page.is_visible("#panel-story")
    assert value(page, "document.activeElement.matches('li.told')"), "who opens a flag reads on at once"
    assert value(page, "mobsim.state.week") == opened[1], "the curve beneath was not pressed"
    told = value(page, "[...mobsim.parts.Story.told].map((n) => mobsim.state.history.story[n].day)")
    weeks = [int(number) for number in opened[0].split(":")[0].split() if number.isdigit()]
    assert {day // 7 for day in told} <= set(range(weeks[0], weeks[-1] + 1))
    page.evaluate("mobsim.look(5)")
    assert "needs" not in page.inner_text("#panel-story").split("Weeks 1 to 13")[0], "nothing is told of later weeks"


def test_why_a_curve_moved_is_answered_from_the_ledger(visit):
    page = visit(reduced_motion="reduce")
    run_until(page, 56)
    page.click("#for-b")
    page.click("#event-police_misconduct")
    run_until(page, 84)
    page.select_option("#period", "4")
    page.select_option("#measure", "trust")
    page.focus("#why-moved-level")
    page.keyboard.press("Enter")
    until(page, "mobsim.parts.Story.why.found")
    assert value(page, "document.activeElement.id") == "why-title"
    text = page.inner_text(".why")
    found = value(page, "mobsim.parts.Story.why.found")
    for number in (found["second"]["before"], found["second"]["now"]):
        assert f"{number:.2f}" in text
    assert "Misconduct made public" in text
    assert text.count("moves the town by") == 3, "where it moved most"
    assert "Good contacts" in text
    page.select_option("#measure", "recorded_crime")
    page.click("#why-moved-gap")
    until(page, "mobsim.parts.Story.why.found?.outcome === 'recorded_crime'")
    assert page.get_attribute("#why-gap", "aria-checked") == "true"
    assert "What happened" in page.inner_text(".why")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    assert page.get_attribute("#why-second", "aria-checked") == "true"
    assert "Town B, mean of" in page.inner_text(".why")
    without_violation(page, "why")
    page.set_viewport_size({"width": 390, "height": 844})
    assert value(page, "document.documentElement.scrollWidth") <= 391
    page.click("#language")
    until(page, "document.documentElement.lang === 'fr'")
    assert "Ce qui agit" in page.inner_text(".why")
    page.click("#why-close")
    assert not page.is_visible(".why")
