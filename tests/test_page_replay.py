"""A comparison keeps a replay of its two main strategies; the report plays it with the live page's view."""

import itertools
import json
import re

import numpy as np
import pytest
from page_browser import until
from page_town import write_town

from mobsim.engine.model import begin
from mobsim.experiment.compare import compare
from mobsim.report import build
from mobsim.scenario.ensemble import choose_ensemble
from mobsim.scenario.reading import load_scenario


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    town = load_scenario(write_town(tmp_path_factory.mktemp("town")))
    folder = tmp_path_factory.mktemp("results") / "compared"
    compare(town, ["status_quo", "full_model", "hot_spots"], runs=3, workers=1, out=folder, days=182)
    return town, folder


@pytest.fixture(scope="module")
def kept(compared):
    return json.loads((compared[1] / "replay.json").read_text())


def test_the_record_is_the_run_of_the_first_seed(compared, kept):
    town, _ = compared
    assert kept["strategies"][0] == "status_quo"
    assert kept["weeks"] == 27
    evidence = choose_ensemble("evidence")
    model = begin(town.drawn(evidence, evidence.draw_of(0)), kept["seed"]).fork(kept["strategies"][1])
    model.run_days(182)
    weekly = model.results().weekly.iloc[-27:]
    for name, sides in kept["town"].items():
        np.testing.assert_allclose(sides[1], weekly[name], rtol=1e-4, atol=1e-4)


def test_going_on_with_a_folder_keeps_its_record(compared, kept):
    town, folder = compared
    before = (folder / "replay.json").stat().st_mtime_ns
    compare(town, ["status_quo", "full_model", "hot_spots"], runs=3, workers=1, out=folder, days=182)
    assert (folder / "replay.json").stat().st_mtime_ns == before


def test_the_report_plays_it_without_any_server(compared, kept, browser):
    report = build(compared[1])
    page = browser.new_page()
    asked, wrong = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(report.as_uri())
    until(page, "globalThis.replay?.history?.last === 26")
    assert page.inner_text(".replay-week") == "Week 0"
    page.click(".replay-bar button")
    until(page, "replay.week === 26 && !replay.timer")
    shown = page.evaluate("replay.history.map(1, 'insecurity', 26)")
    areas = kept["map"]["ids"]
    assert len(shown) == len(areas)
    town = np.average(shown, weights=kept["map"]["population"])
    assert town == pytest.approx(kept["town"]["insecurity"][1][-1], abs=0.01)
    page.select_option("#replay-measure", "zone")
    assert "consultation" in page.inner_text(".replay-legend")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert wrong == []
    page.close()


def test_on_a_phone_in_french_it_is_set_as_french_and_no_week_lies_on_another(compared, browser):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(build(compared[1], language="fr").as_uri())
    until(page, "globalThis.replay?.history?.last === 26")
    assert re.search(r"Insécurité\s: 0,\d", page.inner_text("#replay"))
    for weeks in (26, 156, 520):
        found = page.evaluate(
            """weeks => {
                const chart = replay.curves.level;
                chart.frame(weeks, 0, 1, 0.1, false);
                const axis = [...chart.root.querySelectorAll("text")].filter(each => each.getAttribute("text-anchor") !== "end");
                return axis.map(each => each.getBoundingClientRect()).map(({ left, right }) => [left, right]);
            }""",
            weeks,
        )
        assert len(found) > 2
        assert all(one[1] + 4 < other[0] for one, other in itertools.pairwise(found)), weeks
    page.close()
