"""The maps say what they show, in figures and names, to pointer, keys and touch; people are shown without a tangle of ties."""

import numpy as np
import pytest
from page_browser import run_until, until, value, without_violation
from page_town import Served

from mobsim.experiment.mapping import map_of, spots_of
from mobsim.scenario.reading import load_scenario

pytest.importorskip("uvicorn")
INK = """(side) => {
    const { canvas } = mobsim.parts.Closeup.views[side];
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return String(data.reduce((sum, each, n) => (sum + each * ((n % 97) + 1)) % 1000003, 0));
}"""


@pytest.fixture(scope="module")
def served(small_town):
    with Served(small_town, "--sessions", "2", "--seeds", "2") as server:
        yield server


@pytest.fixture(scope="module")
def page(open_page):
    return open_page(reduced_motion="reduce")


def test_streets_lie_where_the_scenario_has_them_and_nowhere_else():
    mesa = load_scenario("mesa_streets")
    places = mesa.communities[0].neighbourhoods.places.neighbourhood
    shapes = map_of(mesa)["shapes"]
    for area, rings in enumerate(shapes):
        spots = np.array(spots_of(mesa, area))
        assert len(spots) == (places == area).sum()
        corners = np.vstack(rings)
        assert (spots >= corners.min(0) - 15).all(), "in the square of the map, near their district's outline"
        assert (spots <= corners.max(0) + 15).all()
    assert spots_of(load_scenario("columbus"), 0) == []


def shown_of(page, area, side):
    return value(
        page,
        f"mobsim.state.format(mobsim.state.history.map({side}, mobsim.state.measure, mobsim.state.shown, 13)[{area}])",
    )


def test_values_and_names_come_up_where_one_points_goes_or_presses(page):
    run_until(page, 56)
    tips = [page.locator(f"#town-{town} > .tip") for town in "ab"]
    assert not tips[0].is_visible()
    page.hover("#map-a .areas path:nth-child(5)", position={"x": 4, "y": 4}, force=True)
    page.dispatch_event("#map-a .areas path:nth-child(5)", "pointerenter")
    for side, tip in enumerate(tips):
        text = tip.inner_text()
        assert value(page, "mobsim.state.areaName(4)") in text
        assert f"True crime: {shown_of(page, 4, side)}" in text, "each town its own value"
    page.keyboard.press("Escape")
    assert not tips[0].is_visible(), "what a pointer brings up can be sent away"
    page.focus("#map-b svg")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    area = value(page, "mobsim.state.area")
    heard = page.inner_text("#reader")
    assert f"True crime: town A {shown_of(page, area, 0)}, town B {shown_of(page, area, 1)}" in heard, "and it is said"
    page.select_option("#measure", "trust")
    assert f"Trust in police: {shown_of(page, area, 1)}" in tips[1].inner_text()
    page.click("#view-difference")
    told = page.inner_text("#town-gap > .tip")
    assert value(page, "mobsim.state.areaName(mobsim.state.area)") in told
    assert "B minus A" in told
    page.click("#view-towns")
    names = "document.querySelectorAll('#map-a .names text').length"
    assert value(page, names) == 0, "names are there when they are asked for"
    page.check("#layer-names")
    assert value(page, names) > 3
    without_violation(page, "map with names and figures")
    page.set_viewport_size({"width": 390, "height": 844})
    page.click("#map-a .areas path:nth-child(2)", force=True)
    assert tips[0].is_visible()
    assert value(page, "document.documentElement.scrollWidth") <= 391
    page.set_viewport_size({"width": 1280, "height": 720})


def test_ties_are_drawn_on_demand_and_a_person_has_a_story(page):
    page.click("#for-b")
    page.click("#event-police_misconduct")
    run_until(page, 84)
    page.select_option("#measure", "trust")
    page.evaluate("mobsim.enter(4)")
    until(page, "mobsim.parts.Closeup.views.every((each) => each.feelings)")
    page.wait_for_timeout(100)
    bare = value(page, f"({INK})(1)")
    page.focus("#all-ties")
    page.keyboard.press("Space")
    page.wait_for_timeout(100)
    assert value(page, f"({INK})(1)") != bare
    page.keyboard.press("Space")
    page.wait_for_timeout(100)
    assert value(page, f"({INK})(1)") == bare, "no tie is drawn unless asked for"
    box = page.locator("#map-b canvas").bounding_box()
    at = value(page, "mobsim.parts.Closeup.views[1].at[7]")
    page.mouse.move(box["x"] + at[0], box["y"] + at[1])
    assert "street" in page.inner_text("#map-b .tip")
    assert value(page, f"({INK})(1)") != bare, "the ties of whoever is pointed at"
    page.focus("#two-lives")
    page.keyboard.press("Enter")
    until(page, "mobsim.state.lives")
    told = page.inner_text(".person")
    assert "one person, two lives" in told
    apart = value(
        page,
        "mobsim.state.lives.found.map(({ history }) => history.trust.at(-1)).concat(mobsim.state.lives.row)",
    )
    for trust in apart[:2]:
        assert f"{trust:.2f}" in told
    gaps = value(
        page,
        """(() => {
            const [a, b] = mobsim.parts.Closeup.views.map(({ feelings }) => feelings);
            return mobsim.state.layout.places.map((_, n) => Math.abs(a[4 * n] - b[4 * n]));
        })()""",
    )
    first, step, _ = value(page, "mobsim.state.layout.rows")
    assert gaps[(apart[2] - first) // step] == max(gaps), "nobody there differs more"
    assert "Misconduct made public" in told, "what the account has of the very week"
    without_violation(page, "two lives")
    page.click("#language")
    until(page, "document.documentElement.lang === 'fr'")
    assert "une personne, deux vies" in page.inner_text(".person")
