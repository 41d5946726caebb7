"""A map is read feature by feature to what JSON says that it holds, and its areas are called by their own names."""

import json

import pytest
from good_town import areas, files, write
from hypothesis import given, settings
from hypothesis import strategies as st

from mobsim.errors import DataError, MobsimError
from mobsim.scenario import geojson
from mobsim.scenario.areas import read_areas
from mobsim.scenario.findings import Findings
from mobsim.scenario.geojson import features_of
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.text_files import read_text


def as_text(collection, **how):
    return json.dumps(collection, **how)


def read(folder, content, column="id"):
    file = folder / "areas.geojson"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    findings = Findings(file)
    found = read_areas(file, column, "name", findings)
    findings.stop_if_wrong()
    return found, findings


def refusal(folder, content, **how):
    with pytest.raises(MobsimError) as refused:
        read(folder, content, **how)
    return str(refused.value).replace(str(folder / "areas.geojson"), "FILE")


SCALARS = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(max_size=12)
PROPERTIES = st.dictionaries(st.text(max_size=6), SCALARS, max_size=4)
FEATURES = st.lists(
    st.fixed_dictionaries(
        {"type": st.just("Feature"), "properties": PROPERTIES, "geometry": st.lists(st.lists(st.floats(-9, 9)))},
        optional={"id": SCALARS, "bbox": st.lists(st.integers())},
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40)
@given(FEATURES, st.sampled_from([None, 0, 2]), st.booleans(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_features_are_what_json_says(tmp_path_factory, features, indent, ascii_only, encoding):
    """However it is laid out and encoded, a collection is read as a parser of the whole of it reads it."""
    whole = {"name": "features", "crs": {"features": [{}]}, "features": features, "bbox": [[], {}]}
    file = tmp_path_factory.mktemp("map") / "areas.geojson"
    file.write_bytes(as_text(whole, indent=indent, ensure_ascii=ascii_only).encode(encoding))
    found = list(features_of(read_text(file)))
    assert [each.number for each in found] == list(range(1, len(features) + 1))
    assert [each.properties for each in found] == [each["properties"] for each in features]
    assert [each.geometry for each in found] == [each["geometry"] for each in features]
    assert [each.id for each in found] == [each.get("id") for each in features]


@settings(max_examples=60)
@given(st.data())
def test_what_json_refuses_is_refused(tmp_path_factory, data):
    """A collection with a piece cut out, or a mark put in, is refused unless it still is JSON with the same kind of content."""
    text = as_text(areas())
    start = data.draw(st.integers(0, len(text) - 1))
    mark = data.draw(st.sampled_from(["", "{", "}", "[", "]", ",", ":", '"', "\\", "0", "x"]))
    broken = text[:start] + mark + text[start + data.draw(st.integers(0, 3)) :]
    file = tmp_path_factory.mktemp("map") / "areas.geojson"
    file.write_text(broken)
    try:
        whole = json.loads(broken)
    except ValueError:
        whole = None
    try:
        found = list(features_of(read_text(file)))
    except DataError:
        return
    assert whole is not None, "JSON refuses it"
    assert [each.properties for each in found] == [each.get("properties", {}) for each in whole["features"]]


def own_ids(**further):
    collection = areas()
    for feature in collection["features"]:
        feature["id"] = feature["properties"].pop("id") if not further else further[feature["properties"]["id"]]
    return collection


def test_ids_beside_the_properties_are_used_and_that_is_said(tmp_path):
    found, findings = read(tmp_path, as_text(own_ids()))
    assert found.ids == ["a", "b", "c", "d"]
    assert findings.notes == ["Ids of areas.geojson are those that its features have beside their properties."]
    town = load_scenario(write(tmp_path / "town", {"areas.geojson": as_text(own_ids())}))
    plain = load_scenario(write(tmp_path / "plain"))
    assert town.communities[0].neighbourhoods.ids == plain.communities[0].neighbourhoods.ids
    assert findings.notes[0] in town.notes


def test_ids_beside_the_properties_that_are_not_used_are_mentioned(tmp_path):
    found, findings = read(tmp_path, as_text(own_ids(a=1, b=2, c=3, d=4)))
    assert found.ids == ["a", "b", "c", "d"]
    assert "have ids of their own too: those of the property id are used" in findings.notes[0]
    assert read(tmp_path, as_text(own_ids(a="a", b="b", c="c", d="d")))[1].notes == []
    reported = refusal(tmp_path, as_text(own_ids()), column="code")
    assert reported.startswith("FILE: code: is not a column.")
    assert "the features have ids of their own" in reported


def test_an_area_is_called_by_its_id_or_name_and_by_its_number_only_without_either(tmp_path):
    collection = areas()
    for feature in collection["features"]:
        feature["geometry"] = None
    for number, keys in enumerate([("id",), (), ("id", "name"), ()]):
        for key in keys:
            del collection["features"][number]["properties"][key]
    reported = refusal(tmp_path, as_text(collection))
    assert "geometry of area Square a: has no geometry (likewise area b, feature 3, area d)" in reported


def test_all_areas_without_an_outline_or_properties_are_reported_at_once(tmp_path):
    collection = areas()
    collection["features"][0]["properties"] = 7
    collection["features"][1]["geometry"] = {"type": "Point", "coordinates": [0, 0]}
    collection["features"][3]["geometry"] = {"type": "Polygon", "coordinates": [[[0, 10**400], [1, 1], [2, 2]]]}
    reported = refusal(tmp_path, as_text(collection))
    assert "FILE: feature 1: has no properties" in reported
    assert "FILE: geometry of area b: has a geometry of type 'Point'" in reported
    assert "FILE: geometry of area d: has coordinates that are not numbers" in reported


@pytest.mark.parametrize(
    ("old", "new", "reported"),
    [
        ('"people": 950', '"people": 950, "people": 12', "people of feature 2: stands twice"),
        ('"people": 950', '"people": ' + "1" * 5000, "feature 2 holds a number of too many digits"),
        ('"Square b"', r'"\ud83d"', "feature 2 holds half of a character"),
        ('"people": 950', '"people": ' + "[" * 100_000 + "]" * 100_000, "feature 2 is nested too deeply"),
        ('"people": 950', '"people": [950]', "people of area b = [...]: is not a number"),
        ('"id": "b"', '"id": {"code": "b"}', "id of area 2 = {...}: is not an id"),
        ('"id": "b"', '"id": NaN', "id of area 2 = nan: is not an id"),
        ('"id": "b"', '"id": "' + "b" * 201 + '"', "has more than 200 characters"),
        ('"id": "b"', '"id": true', "id of area 2 = True: is not an id"),
        ('"features": [', '"features": [[], ', "feature 1 = '[': is not an area"),
        ("}]}", "}],}", "is not GeoJSON"),
        ("}]}", "},]}", "expects one comma between features"),
        ("}]}", "}", "expects one comma between features"),
        ("0]]]}}]}", "0]]]}", "ends within feature 4"),
        ('"FeatureCollection"', "FeatureCollection", "line 1"),
        ('"FeatureCollection"', '"FeatureCollection", "type": "Topology"', "type of the collection: stands twice"),
    ],
)
def test_every_refusal_is_a_short_sentence_that_names_the_place(old, new, reported, tmp_path):
    text = as_text(areas())
    assert old in text
    town = write(tmp_path / "town", {"areas.geojson": text.replace(old, new, 1)})
    with pytest.raises(MobsimError) as refused:
        load_scenario(town)
    assert reported in str(refused.value)
    assert len(str(refused.value)) < 500 + len(str(town))


@pytest.mark.parametrize(
    ("bound", "most", "reported"),
    [
        ("LARGEST_FEATURE", 100, "feature 1: is larger than"),
        ("MOST_PIECES", 10, "feature 1: holds more than 10 tables and pieces of text"),
        ("MOST_LISTS", 5, "feature 1: holds more than 5 points"),
        ("LARGEST_REST", 50, "MB beside its features"),
    ],
)
def test_a_feature_and_what_lies_around_the_features_are_bounded(bound, most, reported, tmp_path, monkeypatch):
    monkeypatch.setattr(geojson, bound, most)
    assert reported in refusal(tmp_path, as_text({**areas(), "metadata": "x" * 60}))


def test_lines_of_a_map_are_counted_as_an_editor_counts_them(tmp_path):
    text = files()["areas.geojson"]
    place = text.index('"people": 1000')
    line = text.count("\n", 0, place) + 1
    assert f"line {line} = " in refusal(
        tmp_path, text[:place] + text[place:].replace('"people": 1000', '"people": x', 1)
    )
    tail = text.rindex("}")
    assert f"line {text.count(chr(10)) + 1} = " in refusal(tmp_path, text[:tail] + "x" + text[tail:])
