"""What a newcomer and a room learn from the page: three minutes on a street, levers that explain themselves, role cards."""

import re

import pytest
from page_browser import SIZES, run_until, until, value, without_violation
from page_town import Served

from mobsim.scenario.reading import load_scenario
from mobsim.scenario.shipped import shipped_file
from mobsim.web.opening import FIRST, Openings
from mobsim.web.purse import describe_purse

pytest.importorskip("uvicorn")
EVERY_SIZE = {**{name: SIZES[name] for name in ("phone", "tablet", "projector")}, "wall": (1920, 1080)}


@pytest.fixture(scope="module")
def served(small_town):
    with Served(small_town, "--sessions", "3", "--seeds", "11", "--point") as server:
        yield server


def looked_at(page, what, themes=("light",)):
    """Hold what is shown at every size: nothing beside the screen, nothing that axe finds."""
    for theme in themes:
        page.emulate_media(color_scheme=theme)
        for width, height in EVERY_SIZE.values():
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(80)
            assert value(page, "document.documentElement.scrollWidth <= innerWidth"), (what, width)
        without_violation(page, f"{what}, {theme}")
    page.set_viewport_size({"width": 1280, "height": 720})


def test_the_street_is_a_scenario_like_any_other_and_not_among_the_towns():
    openings = Openings("columbus")
    street = load_scenario(openings.find(FIRST))
    assert (street.population, street.events) == (20, ())
    assert street.overrides == {}, "no parameter is its own"
    assert FIRST not in openings.describe()["scenarios"]


def test_three_minutes_are_led_by_what_is_done_and_by_keys_alone(visit):
    page = visit(reduced_motion="reduce")
    page.focus("#open-start")
    page.keyboard.press("Enter")
    until(page, "mobsim.state.picture.residents === 20")
    until(page, "document.querySelector('#start-see')")
    looked_at(page, "twenty people")
    page.focus("#start-see")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('#start-lever')")
    assert value(page, "mobsim.state.layout?.rows?.[2] ?? 20") == 20
    page.focus("#start-lever")
    page.keyboard.press("End")
    until(page, "document.querySelector('#start-say-unclear')")
    assert value(page, "mobsim.state.frame.levers.map((each) => each.budget)") == [1, 2]
    page.focus("#start-say-higher")
    page.keyboard.press("Enter")
    until(page, "mobsim.state.frame.day === 182 && !mobsim.state.frame.playing")
    until(page, "mobsim.state.history.luck.come(26) >= 10")
    until(page, "document.querySelector('#panel-start').textContent.includes('You said')")
    text = page.inner_text("#panel-start")
    weeks = value(page, "mobsim.state.history.weeks.slice(1, 27).map((week) => week.map((side) => side.town))")
    for side in (0, 1):
        good, bad = (sum(week[side][name] for week in weeks) / 52_000 for name in ("contacts_good", "contacts_bad"))
        assert f"{good + bad:.1f} times" in text
        assert f"{bad:.1f}" in text
    way = value(page, "mobsim.parts.Start.verdict.textContent")
    luck = value(page, "mobsim.parts.Start.luck.textContent")
    assert ("no more trust" in way) == ("may be luck" in luck or "tiny" in luck)
    looked_at(page, "the surprise", ("light", "dark"))
    page.reload()
    until(page, "document.querySelector('#start-town')")
    assert "You said" not in page.inner_text("#panel-start"), "what was said beforehand is not made up after a reload"
    page.click("#start-town")
    until(
        page, "mobsim.state.order.scenario !== 'twenty_people' && mobsim.state.begun && mobsim.state.history.last === 0"
    )
    assert not page.is_visible("#tab-start")
    page.wait_for_selector("#open-start", state="visible")
    assert value(page, "mobsim.state.measure") == "true_crime"


def test_every_lever_says_what_it_does_costs_and_by_which_rule(visit, small_town):
    page = visit(language="fr-CA")
    assert page.inner_text("#open-start") == "Découverte en trois minutes"
    page.click("#language")
    purse = describe_purse(load_scenario(small_town))
    rules = shipped_file("docs/rules.md").read_text("utf-8")
    for name, cost in purse["costs"].items():
        note = page.locator(f"#note-{name}")
        assert not note.is_visible()
        button = page.locator(f"[aria-controls='note-{name}']")
        button.press("Enter")
        assert button.get_attribute("aria-expanded") == "true"
        level = value(page, f"mobsim.state.frame.levers[1].{name}")
        assert f"takes ${cost * level:.2f} of the purse’s ${purse['each']:.2f}" in note.inner_text()
    page.click("[aria-controls='note-lead']")
    headings = value(page, "[...document.querySelectorAll('.lever-note .rule')].map((each) => each.textContent)")
    assert len(headings) == 9
    for named in headings:
        for heading in named.removeprefix("Rules page: ").removesuffix(".").split(", "):
            assert f"### {heading}" in rules
    page.fill("#lever-crisis_teams", "1")
    until(page, "mobsim.state.frame.levers[1].crisis_teams === 1")
    until(page, "document.getElementById('note-crisis_teams').textContent.includes('$10.00')")
    taken, left = re.search(r"take \$([\d.]+); \$([\d.]+) are left", page.inner_text("#purse")).groups()
    assert float(taken) + float(left) == pytest.approx(purse["each"], abs=0.011)
    looked_at(page, "levers with their notes", ("light", "dark"))


def test_a_card_is_turned_over_by_its_holder_alone(visit):
    page = visit()
    page.click("#open-exercises")
    for width, height in EVERY_SIZE.values():
        page.set_viewport_size({"width": width, "height": height})
        offered = "[...document.querySelectorAll('dialog .foot button')].map((each) => each.getBoundingClientRect())"
        assert value(page, f"{offered}.every((box) => box.top > 0 && box.bottom <= innerHeight)"), width
    page.set_viewport_size({"width": 1280, "height": 720})
    page.click("#open-cards")
    assert page.locator(".role-card").count() == 4
    secrets = page.locator(".role-card .secret")
    assert [secrets.nth(n).is_visible() for n in range(4)] == [False] * 4
    for role in ("mayor", "housing"):
        page.focus(f"#turn-{role}")
        page.keyboard.press("Enter")
        assert page.is_visible(f"#secret-{role}")
        assert sum(secrets.nth(n).is_visible() for n in range(4)) == 1, "one at a time"
    looked_at(page, "role cards")
    page.evaluate("globalThis.print = () => {}")
    page.click("#cards-print")
    page.emulate_media(media="print")
    assert [secrets.nth(n).is_visible() for n in range(4)] == [True] * 4
    assert not page.is_visible("#stage")
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.is_visible("#turn-mayor")
    page.keyboard.press("Escape")


def test_one_problem_is_followed_by_keys_and_after_a_reload(visit):
    page = visit()
    page.select_option("#speed", "400")
    page.focus("#tab-decide")
    while value(page, "document.activeElement.id") != "tab-follow":
        page.keyboard.press("ArrowRight")
    page.focus("#follow-told")
    page.keyboard.press("Space")
    page.focus("#follow-go")
    page.keyboard.press("Enter")
    until(page, "document.getElementById('panel-follow').textContent.includes('Waiting for a crime')")
    run_until(page, 84)
    until(page, "mobsim.parts.FollowTab.found.sides.every((side) => side.table)")
    found = value(page, "mobsim.parts.FollowTab.found")
    assert page.locator("#trail [data-step]").count() == 6
    for n, side in enumerate(found["sides"]):
        said = [page.inner_text(f"[data-step={step}] td >> nth={n}") for step in ("resident", "table", "agency")]
        assert ("Nobody told the police" in said[0]) == (not (side["reported"] or side["discovered"] or side["pooled"]))
        assert f"{side['table']['believed']} of 9 neighbourhoods" in said[1]
        assert ("Nobody has been asked" in said[2]) == (not side["initiatives"])
    assert any(side["reported"] for side in found["sides"]), "as the box asked for"
    lost = sum(not (side["recorded"] or side["discovered"] or side["pooled"]) for side in found["sides"])
    assert page.locator("#trail .lost").count() == lost
    assert "in both towns alike" in page.inner_text("#reader") + page.inner_text("#panel-follow")
    looked_at(page, "one problem followed", ("light", "dark"))
    page.reload()
    until(page, "mobsim.state.begun && mobsim.parts.FollowTab.found?.subject")
    page.click("#tab-follow")
    assert value(page, "mobsim.parts.FollowTab.found") == found
    page.click("#language")
    until(page, "document.getElementById('follow-go').textContent === 'Suivre le prochain'")
    assert "pareil dans les deux villes" in page.inner_text("#panel-follow")
