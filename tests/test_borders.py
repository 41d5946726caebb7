"""Areas are neighbours where their outlines touch, wherever the vertices lie; the rule may ask for more than a corner."""

import json
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scenario_files import SCENARIOS, areas, table

import mobsim
from mobsim.errors import ScenarioError
from mobsim.scenario.areas import Areas
from mobsim.scenario.borders import contacts_of, tolerance_of
from mobsim.scenario.findings import Findings
from mobsim.scenario.geometry import rings_of
from mobsim.scenario.near_segments import Segments, near_pairs
from mobsim.scenario.network import joined
from mobsim.scenario.shipped import shipped_scenarios

BOX = tuple[int, int, int, int]


@st.composite
def subdivisions(draw) -> list[list[BOX]]:
    """Cut a rectangle in two again and again, at whole numbers, and give the parts to areas of one or more parts each.

    A cut ends in the middle of a side of the parts beyond it, so most corners are T-junctions; no part has a vertex there.
    """
    boxes: list[BOX] = [(0, 0, draw(st.integers(2, 40)), draw(st.integers(2, 40)))]
    for _ in range(draw(st.integers(1, 14))):
        chosen = draw(st.integers(0, len(boxes) - 1))
        left, lower, right, upper = boxes[chosen]
        across = draw(st.booleans())
        if (right - left if across else upper - lower) < 2:
            continue
        if across:
            at = draw(st.integers(left + 1, right - 1))
            boxes[chosen : chosen + 1] = [(left, lower, at, upper), (at, lower, right, upper)]
        else:
            at = draw(st.integers(lower + 1, upper - 1))
            boxes[chosen : chosen + 1] = [(left, lower, right, at), (left, at, right, upper)]
    owner = [draw(st.integers(0, len(boxes) - 1)) if draw(st.integers(0, 4)) == 0 else n for n in range(len(boxes))]
    return [[box for box, of in zip(boxes, owner, strict=True) if of == area] for area in sorted(set(owner))]


def outlines(parts: list[list[BOX]], moved=lambda points: points) -> list[list[np.ndarray]]:
    """Draw each part as a ring of its four corners, moved by a map of points."""
    corners = [(0, 1), (2, 1), (2, 3), (0, 3), (0, 1)]
    return [[moved(np.array([(box[x], box[y]) for x, y in corners], float)) for box in area] for area in parts]


def by_brute_force(parts: list[list[BOX]], *, corners: bool) -> set[tuple[int, int]]:
    """Compare every two parts: their boxes must overlap in one direction, and meet or overlap in the other."""
    found = set()
    for (a, ours), (b, theirs) in combinations(enumerate(parts), 2):
        for one in ours:
            for other in theirs:
                wide = min(one[2], other[2]) - max(one[0], other[0])
                high = min(one[3], other[3]) - max(one[1], other[1])
                if min(wide, high) == 0 and (corners or max(wide, high) > 0):
                    found.add((a, b))
    return found


class TestSubdivisions:
    @settings(max_examples=80)
    @given(subdivisions(), st.booleans())
    def test_edges_are_those_of_a_brute_force_comparison(self, parts, corners):
        found = contacts_of(outlines(parts))
        assert found.pairs(corners=corners) == by_brute_force(parts, corners=corners)
        assert not found.overlap.any()
        assert (found.gap == 0).all()

    @settings(max_examples=40)
    @given(subdivisions(), st.floats(0, 6.3), st.sampled_from([1e-3, 1.0, 500.0]), st.integers(-5000, 5000))
    def test_a_map_may_be_turned_stretched_and_moved(self, parts, angle, size, away):
        turn = size * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        found = contacts_of(outlines(parts, lambda points: points @ turn.T + away * size))
        for corners in (True, False):
            assert found.pairs(corners=corners) == by_brute_force(parts, corners=corners)

    @settings(max_examples=40)
    @given(subdivisions(), st.floats(0, 6.3))
    def test_rounding_to_the_last_decimal_that_a_map_has_does_not_part_neighbours(self, parts, angle):
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) / 100
        whole = [ring for area in outlines(parts, lambda points: points @ turn.T) for ring in area]
        assume(np.ptp(np.vstack(whole), axis=0).max() > 0.03)  # six decimals are too few for smaller maps
        rounded = contacts_of(outlines(parts, lambda points: np.round(points @ turn.T - 79.4, 6)))
        assert rounded.pairs(corners=True) == by_brute_force(parts, corners=True)
        assert rounded.pairs(corners=False) == by_brute_force(parts, corners=False)

    @settings(max_examples=40)
    @given(subdivisions(), st.data())
    def test_order_direction_and_further_vertices_change_nothing(self, parts, data):
        order = data.draw(st.permutations(range(len(parts))))
        rings = []
        for area in outlines(parts):
            for at, ring in enumerate(area):
                shares = np.sort(np.array(data.draw(st.lists(st.sampled_from([0.25, 0.5, 0.75]), max_size=3))))
                more = np.vstack([[p + share * (q - p) for share in [0, *shares]] for p, q in pairwise(ring)])
                more = np.vstack([more.reshape(-1, 2), ring[:1]])
                area[at] = more[::-1] if data.draw(st.booleans()) else more
            rings.append(area)
        found = contacts_of([rings[at] for at in order]).pairs(corners=True)
        assert {tuple(sorted((order[a], order[b]))) for a, b in found} == by_brute_force(parts, corners=True)


class TestNearSegments:
    @settings(max_examples=30)
    @given(
        st.lists(st.tuples(*[st.integers(0, 60)] * 4, st.integers(0, 4)), min_size=2, max_size=400),
        st.integers(1, 500),
    )
    def test_every_two_segments_whose_boxes_meet_are_found_once(self, drawn, at_once):
        rows = np.array(drawn)
        segments = Segments(rows[:, :2].astype(float), rows[:, 2:4].astype(float), rows[:, 4])
        low, high = np.minimum(segments.start, segments.end), np.maximum(segments.start, segments.end)
        meet = (np.maximum(low[:, None], low) <= np.minimum(high[:, None], high) + 0.5).all(axis=2)
        expected = {(a, b) for a, b in np.argwhere(meet).tolist() if segments.area[a] < segments.area[b]}
        found = [
            pair
            for first, second in near_pairs(segments, 0.5, at_once)
            for pair in zip(first.tolist(), second.tolist(), strict=True)
        ]
        assert len(found) == len(set(found))
        assert set(found) == expected

    def test_a_chessboard_of_thousands_of_areas(self):
        side = 50
        boxes = [[(n % side, n // side, n % side + 1, n // side + 1)] for n in range(side**2)]
        found = contacts_of(outlines(boxes))
        assert int(found.border.sum()) == 2 * side * (side - 1)
        assert int((~found.border).sum()) == 2 * (side - 1) ** 2


class TestMaps:
    def test_the_textbook_city_has_the_published_numbers_of_neighbours(self):
        outlined = [rings_of(area["geometry"]) for area in areas("columbus")]
        found = contacts_of(outlined)
        ids = [area["properties"]["id"] for area in areas("columbus")]
        named = {frozenset((ids[a], ids[b])) for a, b in found.pairs(corners=True)}
        assert named == {frozenset((edge["a"], edge["b"])) for edge in table("columbus", "edges.csv")}
        assert (len(found.pairs(corners=True)), len(found.pairs(corners=False))) == (118, 100)

    def test_outlines_that_cross_or_enclose_each_other_overlap(self):
        crossing = contacts_of(outlines([[(0, 0, 4, 4)], [(3, 3, 6, 6)]]))
        assert crossing.pairs(corners=False) == {(0, 1)}
        assert crossing.overlap.all()
        enclosed = contacts_of(outlines([[(0, 0, 9, 9)], [(3, 3, 6, 6)], [(20, 3, 21, 6)]]))
        assert enclosed.pairs(corners=False) == {(0, 1)}
        assert enclosed.overlap.all()

    def test_an_area_in_the_hole_of_another_shares_its_border(self):
        ring, hole = (np.array([(a, a), (b, a), (b, b), (a, b), (a, a)], float) for a, b in ((0, 9), (3, 6)))
        found = contacts_of([[ring, hole], [hole + 0.0], [hole / 3 + 3.5]])
        assert found.pairs(corners=True) == {(0, 1), (1, 2)}
        assert found.overlap.tolist() == [False, True]

    def test_areas_that_lie_apart_do_not_touch(self):
        assert not contacts_of(outlines([[(0, 0, 4, 4)], [(5, 0, 6, 6)]])).pairs(corners=True)
        lane = contacts_of(
            [[np.array([(0, 0), (1e4, 0), (0, 1e4)], float)], [np.array([(-2, 0), (-2, 1e4), (-9, 0)], float)]]
        )
        assert not lane.pairs(corners=True)

    @pytest.mark.parametrize(("decimals", "expected"), [(0, 0.1), (2, 0.015), (3, 0.0015), (9, 0.0015)])
    def test_the_tolerance_is_what_the_last_decimal_leaves_open_within_bounds(self, decimals, expected):
        points = np.array([(0.0, 0.0), (1000.0, 10.0**-decimals)])
        assert tolerance_of(points) == pytest.approx(expected)


TOWN = """\
schema = 1
title = "Squares"
days = 28
burn_in_days = 7

[community]
areas = "areas.geojson"
residents_per_area = 1000
officers_per_100k = 200
"""


def town(folder, parts, further=""):
    """Write and load a town of areas made of boxes."""
    features = [
        {
            "properties": {"id": f"s{n}"},
            "geometry": {"type": "MultiPolygon", "coordinates": [[ring.tolist()] for ring in rings]},
        }
        for n, rings in enumerate(outlines(parts))
    ]
    folder.mkdir(exist_ok=True)
    (folder / "areas.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    (folder / "scenario.toml").write_text(TOWN + further)
    return mobsim.load_scenario(folder)


def named_edges(scenario) -> set[tuple[str, str]]:
    place = scenario.communities[0].neighbourhoods
    return {tuple(sorted((place.ids[a], place.ids[b]))) for a, b in place.edges.tolist()}


SLAB = [[(0, 0, 1, 3)], [(1, 0, 2, 1)], [(1, 1, 2, 2)], [(1, 2, 2, 3)]]
FOUR = [[(0, 0, 1, 1)], [(1, 0, 2, 1)], [(0, 1, 1, 2)], [(1, 1, 2, 2)]]


class TestScenarioFile:
    def test_a_slab_beside_squares_borders_on_all_of_them(self, tmp_path):
        scenario = town(tmp_path / "a", SLAB)
        assert named_edges(scenario) == {("s0", "s1"), ("s0", "s2"), ("s0", "s3"), ("s1", "s2"), ("s2", "s3")}
        assert any("5 pairs share a stretch of border." in note for note in scenario.notes)

    def test_corners_count_unless_the_rule_is_the_border(self, tmp_path):
        corner = town(tmp_path / "a", FOUR)
        assert len(named_edges(corner)) == 6
        assert any('"corner"' in note and "2 that meet only in a corner count" in note for note in corner.notes)
        border = town(tmp_path / "b", FOUR, 'neighbours = "border"\n')
        assert named_edges(corner) - named_edges(border) == {("s0", "s3"), ("s1", "s2")}
        assert any("do not count: s0 and s3, s1 and s2" in note for note in border.notes)

    def test_the_note_tells_how_far_apart_a_snapped_pair_lay(self, tmp_path):
        scenario = town(tmp_path / "a", [[(0, 0, 10_000, 30_000)], [(10_000.01, 0, 20_000.01, 30_000)]])
        assert named_edges(scenario) == {("s0", "s1")}
        assert any("s0 and s1 (0.01 apart)" in note for note in scenario.notes)

    def test_overlapping_outlines_are_noted(self, tmp_path):
        scenario = town(tmp_path / "a", [[(0, 0, 4, 4)], [(3, 3, 6, 6)]])
        assert any("overlap" in note and "s0 and s1" in note for note in scenario.notes)

    def test_the_rule_is_refused_where_it_would_have_no_effect(self, tmp_path):
        (tmp_path / "edges.csv").write_text("a,b\ns0,s1\n")
        with pytest.raises(
            ScenarioError, match=r"community.neighbours = 'border': has no effect where edges are given"
        ):
            town(tmp_path, FOUR, 'edges = "edges.csv"\nneighbours = "border"\n')

    def test_a_thousand_islands_make_one_note(self, tmp_path):
        scenario = town(tmp_path / "a", [[(3 * n, 0, 3 * n + 1, 1)] for n in range(1000)])
        assert len(named_edges(scenario)) == 999
        (note,) = [note for note in scenario.notes if "joined" in note]
        assert "1,000 neighbourhoods" in note or "999 neighbourhoods" in note
        assert "s0 to s1 (3 apart)" in note

    def test_parts_that_hang_apart_make_one_note(self, tmp_path):
        pairs = [[(9 * n + side, 0, 9 * n + side + 1, 1)] for n in range(9) for side in (0, 1)]
        scenario = town(tmp_path / "a", pairs)
        (note,) = [note for note in scenario.notes if "joined" in note]
        assert "8 parts of the map hung apart" in note
        assert "s1 to s2 (8 apart)" in note

    def test_joining_takes_the_nearest_however_many_distances_are_held(self, monkeypatch):
        generator = np.random.default_rng(3)
        x, y = generator.random((2, 60))
        place = Areas("a.csv", "", [str(n) for n in range(60)], [], [], None, x, y)
        once = joined(set(), place, Findings("a"))
        monkeypatch.setattr("mobsim.scenario.network._AT_ONCE", 7)
        assert joined(set(), place, Findings("a")) == once

    @pytest.mark.parametrize(
        "name", [name for name in shipped_scenarios() if (SCENARIOS / name / "edges.csv").exists()]
    )
    def test_towns_that_ship_have_the_edges_of_their_files(self, name):
        assert named_edges(mobsim.load_scenario(name)) == {
            tuple(sorted((edge["a"], edge["b"]))) for edge in table(name, "edges.csv")
        }
