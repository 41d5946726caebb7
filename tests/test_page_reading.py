"""What the page shows does not mislead: colours that stay, differences that are grey until luck can be told from them."""

import numpy as np
import pytest
from page_browser import BROWSER, browser, run_until, until, value, visiting  # noqa: F401
from page_town import Served, write_town

from mobsim.scenario.reading import load_scenario
from mobsim.web.band import ENOUGH, bounds_of
from mobsim.web.messages import MEASURES
from mobsim.web.pair import Pair
from mobsim.web.scales import scales_of

pytest.importorskip("uvicorn")
needs_browser = pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine (apt-get install chromium)")
NOTHING = "#d5dade"
FILLS = "mobsim.parts.Difference.map.fills"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    server = Served(str(write_town(tmp_path_factory.mktemp("town")).parent), "--sessions", "2", "--seeds", "11")
    yield server
    server.close()


@pytest.fixture
def visit(browser, served):  # noqa: F811
    with visiting(browser, served) as open_page:
        yield open_page


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
        low, high = scales[0][name]
        values = getattr(pair.models[0].world.neighbourhoods, name)
        assert 0 <= low < high <= 1
        assert np.mean((values >= low) & (values <= high)) >= 0.9


def test_bounds_are_of_nine_in_ten_pairs_and_of_none_before_ten():
    pairs = np.stack([np.arange(21.0), -np.arange(21.0)], 1)
    assert bounds_of(pairs) == ([1.0, -19.0], [19.0, -1.0])
    assert bounds_of(pairs[: ENOUGH - 1]) == ([], [])
    assert len(bounds_of(pairs[:ENOUGH])[0]) == 2


@needs_browser
def test_colours_mean_the_same_all_session_long(visit):
    page = visit()
    measures = value(page, "[...document.querySelectorAll('#measure option')].map((each) => each.value)")

    def seen():
        found = []
        for measure in measures:
            page.select_option("#measure", measure)
            found.append(
                (page.inner_text("#legend"), value(page, f"mobsim.parts.Towns.scaleOf('{measure}').colour(0.3)"))
            )
        return found

    before = seen()
    page.click("#for-a")
    page.click("#event-police_misconduct")
    page.click("#event-crime_wave")
    run_until(page, 70)
    assert seen() == before


@needs_browser
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
    assert f"lower in town B in {sum(told)} neighbourhoods" in page.inner_text("#gap-note")
    page.evaluate("mobsim.look(0)")
    until(page, "mobsim.state.compared.week === 0")
    assert value(page, FILLS) == [NOTHING] * 9, "towns that have just parted do not differ"
    page.click("#view-towns")
    assert page.is_visible("#map-a svg")
