"""Maps hold every sign they should, and no words but the title's and the key's, however many areas there are."""

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from mobsim.report.figures.gallery import Gallery
from mobsim.report.figures.maps import LESS_TO_MORE, LIGHT_TO_DARK, STRIPED_ABOVE, Layer, draw_map


def square(x, y):
    return [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]]


def areas_of(side, *, polygons=True):
    cells = [(x, y) for y in range(side) for x in range(side)]
    return {
        "x": [x + 0.5 for x, _ in cells],
        "y": [y + 0.5 for _, y in cells],
        "polygons": [square(*cell) for cell in cells] if polygons else None,
        "edges": [[number, number + 1] for number in range(len(cells) - 1)],
    }


def changes(count):
    random = np.random.default_rng(count)
    signs = [("−", "", "+")[each] for each in random.integers(0, 3, count)]
    return Layer("Change in harm", random.integers(0, 5, count), LESS_TO_MORE, list("abcde"), signs, STRIPED_ABOVE)


def drawn(folder, areas, layer):
    return draw_map(areas, layer, "map", "a map", Gallery(folder)).svg.decode()


def marks(folder, areas, layer):
    """Count what the signs add to a drawing."""
    bare = replace(layer, signs=[""] * len(layer.signs))
    return drawn(folder, areas, layer).count("<use ") - drawn(folder, areas, bare).count("<use ")


@pytest.mark.parametrize("polygons", [True, False])
def test_words_do_not_grow_with_the_areas(tmp_path, polygons):
    words = [drawn(tmp_path, areas_of(side, polygons=polygons), changes(side**2)).count("<text") for side in (3, 15)]
    assert words == [6, 6]


def test_a_long_title_takes_more_lines_and_loses_no_word(tmp_path):
    title = "Households deprived in two or more dimensions (%) (higher is more deprived)"
    picture = drawn(tmp_path, areas_of(3), replace(changes(9), title=title))
    lines = [line for line in re.findall(r">([^<>]+)</t", picture) if len(line) > 1]
    assert " ".join(lines) == title
    assert max(map(len, lines)) <= 44


def test_every_sign_is_drawn_once_with_a_square_behind_where_there_are_stripes(tmp_path):
    layer = changes(225)
    signs = Counter(layer.signs)
    striped = sum(
        bool(sign) and bool(layer.hatches[group]) for sign, group in zip(layer.signs, layer.classes, strict=True)
    )
    assert marks(tmp_path, areas_of(15), layer) == signs["−"] + signs["+"] + striped


def test_a_number_of_a_class_is_drawn_in_every_area(tmp_path):
    classes = np.arange(49) % 5
    layer = Layer("Harm", classes, LIGHT_TO_DARK, list("abcde"), [str(each + 1) for each in classes])
    assert marks(tmp_path, areas_of(7), layer) == 49
    assert drawn(tmp_path, areas_of(7), layer).count("<text") == 6


def test_areas_cover_the_map_and_holes_stay_open(tmp_path):
    """One path holds all areas of a class: an island of the same class in a hole is filled, the hole around it is not."""
    from io import BytesIO

    from matplotlib.image import imread

    outer = [[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]
    hole = [[2, 2], [2, 7], [7, 7], [7, 2], [2, 2]]
    areas = {"x": [1, 4.5], "y": [1, 4.5], "polygons": [[outer, hole], square(4, 4)], "edges": []}
    layer = Layer("T", np.array([4, 4]), LIGHT_TO_DARK, list("abcde"), ["", ""])
    draw_map(areas, layer, "map", "a map", Gallery(tmp_path))
    picture = imread(BytesIO((tmp_path / "map.png").read_bytes()))[..., :3]
    dark = np.abs(picture - np.array([0x17, 0x4A, 0x7C]) / 255).max(axis=2) < 0.02
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    town = dark[rows[0] : columns[-1] - columns[0] + rows[0], columns[0] : columns[-1]]
    assert town.mean() == pytest.approx((81 - 25 + 1) / 81, abs=0.03)
