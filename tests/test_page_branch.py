"""A third town on the page: it branches off in a week that was run, stands beside the two, and survives what they survive."""

import json

import pytest
from page_browser import run_until, until, value, without_violation
from page_town import Served, Talk, write_town

pytest.importorskip("uvicorn")
SEEDS = 3
THIRD = "mobsim.state.history.branch"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    town = str(write_town(tmp_path_factory.mktemp("town")).parent)
    with Served(town, "--sessions", "3", "--seeds", str(SEEDS)) as server:
        server.town = town
        yield server


@pytest.fixture
def talk(served):
    opened = []

    def begin(**order):
        opened.append(Talk(served))
        opened[-1].begin(name_of(served), b="full_model", **order)
        opened[-1].send("speed", days=400)
        return opened[-1]

    yield begin
    for each in opened:
        each.close()


def name_of(served):
    return json.loads(served.get("/offer")[2])["first"]


def third_at(page, day):
    """Wait until the third town has come to a day, and return what the page is told of it."""
    while (branch := page.last.get("branch")) is None or branch["day"] != day:
        page.until("frame")
    return branch


def test_a_third_town_is_held_against_other_pairs_explained_and_run_again_from_the_log(talk):
    page = talk()
    page.send("step", days=42)
    page.until("frame", day=42, playing=False)
    branch = {"do": "branch", "town": "b", "week": 2, "along": True}
    page.send(**branch)
    born = page.until("branching")
    assert (born["share"], born["town"], born["week"]) == (0, "b", 2)
    begun = third_at(page, 14)
    assert [begun[name] for name in ("town", "week", "number", "weeks")] == ["b", 2, 1, []]
    page.send("play")
    third_at(page, 42)
    assert page.third == [both[1] for both in page.weeks[3:7]], "the same decisions, the same figures"
    while len(page.third_pairs) < 4 * SEEDS:
        page.receive()
    assert not any(difference for found in page.third_pairs.values() for difference in found), "under every seed"
    page.send("budget", towns="c", budget=0.5)
    page.send("explain", outcome="trust", towns="bc", weeks=4)
    why = page.until("explained")
    assert (why["towns"], why["gap"]["now"]) == ("bc", why["first"]["now"])
    page.send("step", days=14)
    third_at(page, 56)
    page.send("watch", area=0)
    page.until("area")
    assert len(page.until("frame")["people"]["sides"]) == 3
    decided = {"day": 42, "do": "budget", "towns": "c", "budget": 0.5}
    again = talk(log=[{"day": 42, **branch}, decided, {"day": 56, "do": "end", "third": 56}])
    third_at(again, 56)
    assert again.third == page.third
    told = [entry["key"] for entry in again.story if entry["towns"] == "c"]
    assert {"branched", "decided_budget"} <= set(told), "in the account, too"
    behind = talk(log=[{"day": 42, **branch}, {"day": 42, "do": "end", "third": 28}])
    third_at(behind, 28)
    behind.send("play")
    third_at(behind, 42)
    assert behind.third == page.third[:4], "on the way as well"
    behind.send("discard")
    while behind.until("frame")["branch"] is not None:
        pass


def test_what_was_decided_counts_for_other_pairs_and_stands_in_the_account_after_a_session_is_run_again(talk):
    decided = {"day": 7, "do": "budget", "towns": "b", "budget": 0.5}
    page = talk(log=[decided, {"day": 28, "do": "end"}])
    page.until("frame", day=28)
    assert "decided_budget" in [entry["key"] for entry in page.story]
    plain = talk()
    plain.send("step", days=28)
    mine, others = (each.pairs_until(5 * SEEDS) for each in (page, plain))
    assert mine[0, 1] == others[0, 1]
    assert mine[0, 4] != others[0, 4]


def test_while_a_third_town_is_born_the_page_is_answered_and_what_moves_the_towns_waits(served):
    page = Talk(served)
    page.begin("columbus")
    page.send("speed", days=400)
    page.send("step", days=182)
    page.until("frame", day=182, playing=False)
    page.send("branch", town="b", week=24)
    page.send("budget", towns="ab", budget=0.5)
    page.send("play")
    answered, shares, days = 0, [], set()
    while not shares or shares[-1] < 1:
        page.send("describe", kind="resident", town="a", row=7)
        while (message := page.receive())["type"] != "agent":
            if message["type"] == "branching":
                shares.append(message["share"])
            if message["type"] == "frame":
                days.add(message["day"])
        answered += 1
    assert shares == sorted(shares)
    assert len(shares) > 4, "the line moves"
    assert answered > 4, "and what is asked is answered"
    assert days <= {182}
    third_at(page, 182)
    assert [(line["day"], line["do"]) for line in page.log] == [(182, "branch"), (182, "budget")]
    page.send("branch", town="a", week=20)
    page.until("branching")
    page.send("discard")
    assert page.until("branching", share=1.0, seconds=2)["week"] == 20
    page.send("step", days=7)
    assert page.until("frame", day=189)["branch"] is None
    page.close()


def test_a_birth_is_shown_as_it_goes_and_can_be_given_up(visit):
    page = visit()
    run_until(page, 28)
    page.evaluate("mobsim.receivers.branching({ share: 0.1, town: 'b', week: 2 })")
    page.focus("#give-up-birth")
    for share in (0.25, 0.5):
        page.evaluate(f"mobsim.receivers.branching({{ share: {share}, town: 'b', week: 2 }})")
    assert value(page, "document.querySelector('#notice progress').value") == 0.5
    assert value(page, "document.activeElement.id") == "give-up-birth", "its button keeps the focus"
    assert "up to week 2" in page.inner_text("#notice")
    without_violation(page, "a town is being born")
    page.evaluate("mobsim.parts.WhatIf.askWhatIf()")
    assert "is being born" in page.inner_text("#dialog")
    page.keyboard.press("Escape")
    page.evaluate("mobsim.receivers.branching({ share: 1, town: 'b', week: 2 })")
    assert not page.is_visible("#notice")


def test_a_problem_is_followed_in_the_third_town_too(visit):
    page = visit(reduced_motion="reduce")
    page.click("#tab-follow")
    page.check("#follow-told")
    page.click("#follow-go")
    run_until(page, 84)
    until(page, "mobsim.parts.FollowTab.found.sides.every((side) => side.table)")
    assert page.locator("#trail thead th").count() == 3
    page.evaluate("mobsim.look(0)")
    page.click("#what-if")
    page.click("#branch-go")
    until(page, "mobsim.parts.FollowTab.found.third?.missing")
    page.click("#tab-follow")
    assert "not come to that day" in page.inner_text("#panel-follow")
    without_violation(page, "a crime that is still to come")
    page.click("#play")
    until(page, f"{THIRD}.day === 84 && !mobsim.state.frame.playing")
    until(page, "mobsim.parts.FollowTab.found.third.table")
    told = [page.locator(f"#trail [data-step] td:nth-child({n})").all_inner_texts() for n in (2, 3)]
    assert len(told[0]) == 6
    assert told[0] == told[1], "nothing else was decided, and the same became of it"
    for width, height in ((390, 844), (820, 1180), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(80)
        assert value(page, "document.documentElement.scrollWidth <= innerWidth"), width
    without_violation(page, "followed in three towns")


TEXTS = """[...document.querySelectorAll('.town:not([hidden]) *, .legend *')].filter((e) => e.checkVisibility()
  && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && !e.closest('.change, .tip'))
  .map((e) => parseFloat(getComputedStyle(e).fontSize))"""


def three_maps_can_be_read(page):
    """At the size of a projector: three maps of one size, in the order of their letters, and no small print."""
    assert page.viewport_size == {"width": 1280, "height": 720}
    page.check("#layer-names")
    until(page, "document.querySelectorAll('#town-c .names text').length > 0")
    maps = {town: page.locator(f"#map-{town} .map").bounding_box() for town in "abc"}
    assert len({(round(box["width"]), round(box["height"])) for box in maps.values()}) == 1
    assert maps["a"]["height"] > 180, maps
    assert maps["c"]["x"] < maps["a"]["x"] < maps["b"]["x"], "A, then B and C, which are compared"
    assert min(value(page, TEXTS)) >= 12
    assert page.inner_text("#readouts-c dd >> nth=0").strip(), "it has its figures, and no difference"
    assert page.locator("#readouts-c .change").count() == 0
    page.uncheck("#layer-names")
    page.evaluate("mobsim.look(2)")
    until(page, "!document.querySelector('.transport .back').hidden")
    stage, back = (page.locator(each).bounding_box() for each in ("#stage", ".transport .back"))
    assert back["y"] >= stage["y"] + stage["height"], "what tells of looking back hides nothing"
    page.evaluate("mobsim.look(null)")


def test_a_room_looks_back_decides_anew_and_compares(visit):
    page = visit()
    run_until(page, 56)
    page.evaluate("mobsim.look(3)")
    page.click("#what-if")
    without_violation(page, "what if")
    page.click("#branch-go")
    until(page, f"{THIRD}?.week === 3")
    assert page.inner_text("#name-a").split() == ["B", "Town", "B"]
    assert page.inner_text("#name-b").split() == ["C", "Town", "C"]
    assert page.inner_text("#name-c").split() == ["A", "Town", "A"], "and the one that is not compared beside them"
    assert page.inner_text("#clock").startswith("Week 3")
    assert page.get_attribute("#for-c", "aria-checked") == "true", "what is decided now is for town C"
    page.select_option("#preset", "hot_spots")
    until(page, "mobsim.state.frame.levers[2].risk_focus === 0.9")
    page.click("#play")
    until(page, f"{THIRD}.day === 56 && !mobsim.state.frame.playing")
    assert "as far as the others" in page.inner_text("#third-town")
    three_maps_can_be_read(page)
    trust = [
        value(page, f"[0, 1].map((side) => mobsim.state.history.record(side, {week}).town.trust)") for week in (3, 8)
    ]
    assert trust[0][0] == trust[0][1]
    assert trust[1][0] != trust[1][1]
    assert page.locator("#level path.side-c").first.get_attribute("d")
    assert page.locator("#level .flag.branch").count() == 1
    for view in ("difference", "leaders", "wheel", "towns"):
        page.click(f"#view-{view}")
        page.wait_for_timeout(100)
    without_violation(page, "three towns")
    page.click("#why-moved-gap")
    until(page, "mobsim.parts.Story.why.found?.towns === 'bc'")
    assert "C against B" in page.inner_text(".why")
    page.select_option("#compared", "0 1")
    assert page.inner_text("#name-b").split() == ["B", "Town", "B"]
    assert page.inner_text("#name-c").split() == ["C", "Town", "C"]
    assert page.inner_text("#strategy-c").startswith("Hot spots")
    page.click("#open-projector")
    page.keyboard.press("m")
    until(page, "document.querySelectorAll('#projector .one-map .map').length === 3")
    boxes = [each.bounding_box() for each in page.locator("#projector .one-map .map").all()]
    assert min(min(box["width"], box["height"]) for box in boxes) > 220, boxes
    page.keyboard.press("Escape")
    before = value(page, f"JSON.stringify({THIRD}.own)")
    page.wait_for_timeout(1200)
    page.reload()
    until(page, f"{THIRD}?.own.length === 5")
    assert value(page, f"JSON.stringify({THIRD}.own)") == before
    page.click("#discard-branch")
    until(page, f"{THIRD} === null")
    assert page.locator("#level .flag.branch").count() == 0
    assert page.is_hidden("#third-town")
