"""A scenario file becomes communities, parameters, strategies and events, in an order fit for simulation."""

import csv
import datetime
import gzip
import hashlib
import json
import math
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import mobsim
from mobsim.errors import InputErrors, MobsimError, ScenarioError, UsageError
from mobsim.scenario import season
from mobsim.scenario.presets import PRESETS
from mobsim.scenario.shipped import shipped_scenarios
from mobsim.scenario.synthetic import village
from mobsim.world.problem_table import tabulate

SQUARES = """\
schema = 1
title = "Squares"
days = 28
burn_in_days = 7

[community]
areas = "areas.geojson"
population = "people"
officers_per_100k = 200
"""


def squares(count=9, side=3, **columns):
    """Write unit squares in rows as GeoJSON."""
    features = []
    for n in range(count):
        x, y = n % side, n // side
        ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
        properties = {"id": f"s{n}", "name": f"Square {n}", "people": 1000}
        properties |= {name: values[n] for name, values in columns.items()}
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


def town(folder: Path, *, text=SQUARES, further="", **contents):
    """Write a scenario folder and load it; contents by file name with ``_`` for the dot."""
    folder.mkdir(exist_ok=True)
    contents = {"areas_geojson": squares(), **contents}
    for name, content in contents.items():
        text_of = content if isinstance(content, str | bytes) else json.dumps(content)
        (folder / name.replace("_", ".")).write_bytes(text_of.encode() if isinstance(text_of, str) else text_of)
    (folder / "scenario.toml").write_text(text + further)
    return mobsim.load_scenario(folder)


def areas_of(scenario):
    return scenario.communities[0].neighbourhoods


# What ships


@pytest.mark.parametrize("name", ["calderdale", "columbus", "toronto", "south_simcoe", "mesa_streets", "ontario"])
def test_every_scenario_that_ships_keeps_the_promises_of_the_contract(name):
    scenario = mobsim.load_scenario(name)
    assert scenario.name == name
    assert scenario.reference in scenario.strategies
    assert (scenario.days % 28, scenario.burn_in_days % 28) == (0, 0)
    assert math.isclose(sum(scenario.weekday), 7)
    assert math.isclose(sum(scenario.month), 12)
    for community in scenario.communities:
        areas = community.neighbourhoods
        assert len(set(areas.ids)) == len(areas)
        assert areas.population.min() >= 10
        assert 0 <= areas.deprivation.min() <= areas.deprivation.max() <= 1
        assert 0 <= areas.turnover.min() <= areas.turnover.max() <= 1
        assert (areas.edges[:, 0] < areas.edges[:, 1]).all()
        assert len(np.unique(areas.edges, axis=0)) == len(areas.edges)
        assert set(areas.edges.ravel()) == set(range(len(areas)))
        for risk in areas.risks.values():
            assert math.isclose(np.average(risk, weights=areas.people), 1)


@pytest.mark.parametrize("name", ["columbus", "toronto", "south_simcoe", "mesa_streets"])
def test_a_run_of_indices_is_a_contiguous_area(name):
    areas = areas_of(mobsim.load_scenario(name))
    steps = np.hypot(np.diff(areas.x), np.diff(areas.y)).mean()
    random = np.random.default_rng(1)
    shuffled = [random.permutation(len(areas)) for _ in range(20)]
    by_chance = np.mean([np.hypot(np.diff(areas.x[p]), np.diff(areas.y[p])).mean() for p in shuffled])
    assert steps < 0.6 * by_chance


def test_columbus_turns_income_into_deprivation():
    scenario = mobsim.load_scenario("columbus")
    areas = areas_of(scenario)
    file = json.loads((scenario.folder / "areas.geojson").read_text())
    income = {feature["properties"]["id"]: feature["properties"]["INC"] for feature in file["features"]}
    incomes = np.array([income[identifier] for identifier in areas.ids])
    assert len(areas) == 49
    assert len(areas.edges) == 118
    assert scenario.population == 49_000
    assert scenario.communities[0].officers == pytest.approx(63.7)
    assert areas.deprivation == pytest.approx((incomes.max() - incomes) / np.ptp(incomes))


def test_south_simcoe_has_86_000_residents():
    scenario = mobsim.load_scenario("south_simcoe")
    assert scenario.population == 86_000
    assert scenario.communities[0].officers == pytest.approx(111.8)
    assert scenario.communities[0].leaders.associations == len(areas_of(scenario)) == 34


def test_toronto_simulates_one_resident_in_twenty_and_says_what_that_costs():
    scenario = mobsim.load_scenario("toronto")
    areas = areas_of(scenario)
    assert areas.people.sum() == 2_731_571
    assert scenario.population == pytest.approx(2_731_571 / 20, rel=1e-3)
    assert scenario.communities[0].officers == pytest.approx(1.78e-3 * scenario.population)
    assert any("stands for 20" in note and "4.5 times" in note for note in scenario.notes)


def test_mesa_has_its_streets_as_places():
    places = areas_of(mobsim.load_scenario("mesa_streets")).places
    assert len(places.neighbourhood) == 293
    assert (np.diff(places.neighbourhood) >= 0).all()
    assert np.bincount(places.neighbourhood).min() >= 18


def test_the_synthetic_province_has_16_million_residents_in_50_communities(tmp_path):
    scenario = mobsim.load_scenario("ontario")
    sizes = [community.neighbourhoods.people.sum() for community in scenario.communities]
    assert (len(sizes), sum(sizes)) == (50, 16_000_000)
    assert sizes == sorted(sizes, reverse=True)
    file = shipped_scenarios()["ontario"]
    made = tmp_path / "make.py"
    made.write_bytes((file.parent / "make.py").read_bytes())
    subprocess.run([sys.executable, made], check=True)
    assert (tmp_path / "scenario.toml").read_bytes() == file.read_bytes()


def test_the_calendar_is_what_toronto_recorded():
    file = shipped_scenarios()["toronto"].parent / "events.csv.gz"
    first = datetime.date(2014, 1, 1)
    months, weekdays = Counter(), Counter()
    month_days, weekday_days = Counter(), Counter()
    for offset in range((datetime.date(2019, 12, 31) - first).days + 1):
        day = first + datetime.timedelta(offset)
        if day.day > 1:
            month_days[day.month] += 1
            weekday_days[day.weekday()] += 1
    with gzip.open(file, "rt") as rows:
        for row in csv.DictReader(rows):
            day = first + datetime.timedelta(int(row["day"]))
            if day.day > 1:
                months[day.month] += 1
                weekdays[day.weekday()] += 1
    monthly = np.array([months[n] / month_days[n] for n in range(1, 13)])
    weekly = np.array([weekdays[n] / weekday_days[n] for n in range(7)])
    assert list(season.MONTH) == pytest.approx(monthly / monthly.mean(), abs=0.001)
    assert list(season.WEEKDAY) == pytest.approx(weekly / weekly.mean(), abs=0.001)


# What a user's file may hold


def test_file_and_folder_and_name_lead_to_the_same_scenario():
    file = shipped_scenarios()["columbus"]
    titles = {mobsim.load_scenario(each).title for each in ("columbus", file, file.parent)}
    assert len(titles) == 1


@pytest.mark.parametrize(
    "spelt", ["scenario.toml", ".", "./scenario.toml", "../here", "../here/./scenario.toml", "inner/.."]
)
def test_a_scenario_has_the_name_of_its_folder_however_it_is_reached(spelt, tmp_path, monkeypatch):
    town(tmp_path / "here")
    (tmp_path / "here" / "inner").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert mobsim.load_scenario(spelt).name == "here"


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("calibrate-york/scenario", "york-fitted"), ("york/calibrated", "york-calibrated"), ("york/fitted", "york-fitted"),
        ("york", "york"),
    ],
)  # fmt: skip
def test_a_fitted_town_is_called_by_the_town_so_that_two_never_share_a_folder_of_results(
    folder, name, tmp_path, monkeypatch
):
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    town(tmp_path / folder)
    assert mobsim.load_scenario(tmp_path / folder).name == name
    monkeypatch.chdir(tmp_path / folder)
    assert mobsim.load_scenario("scenario.toml").name == name


def test_inputs_are_known_by_their_fingerprints(tmp_path):
    scenario = town(tmp_path / "a")
    assert set(scenario.inputs) == {"scenario.toml", "areas.geojson"}
    for name, reported in scenario.inputs.items():
        assert reported == hashlib.sha256((tmp_path / "a" / name).read_bytes()).hexdigest()


def test_overrides_win_over_the_file_and_are_checked(tmp_path):
    scenario = town(tmp_path / "a", further='[parameters]\n"trust.misconduct" = 0.2\n')
    assert scenario.parameters.trust.misconduct == 0.2
    again = mobsim.load_scenario(
        tmp_path / "a", overrides={"parameters.trust.misconduct": 0.3, "scale": 0.5, "days": 7}
    )
    assert again.parameters.trust.misconduct == again.overrides["trust.misconduct"] == 0.3
    assert (again.population, again.days) == (4500, 7)
    with pytest.raises(ScenarioError, match="must lie between 0 and 1"):
        mobsim.load_scenario(tmp_path / "a", overrides={"trust.misconduct": 3})


def test_parameters_may_be_written_in_tables(tmp_path):
    scenario = town(
        tmp_path / "a", further="[parameters.trust]\nmisconduct = 0.25\n[parameters.planning]\ntargets = 8\n"
    )
    assert scenario.parameters.trust.misconduct == 0.25
    assert scenario.parameters.planning.targets == 8
    assert isinstance(scenario.parameters.planning.targets, int)


def test_edges_left_out_come_from_shared_points(tmp_path):
    scenario = town(tmp_path / "a")
    assert len(areas_of(scenario).edges) == 20
    assert any("12 pairs share a stretch of border" in note and "8 that meet" in note for note in scenario.notes)


def test_an_island_is_joined_to_the_nearest_and_noted(tmp_path):
    edges = "a,b\n" + "".join(f"s{n},s{n + 1}\n" for n in range(7))
    text = SQUARES.replace("population", 'edges = "edges.csv"\npopulation')
    scenario = town(tmp_path / "a", text=text, edges_csv=edges)
    areas = areas_of(scenario)
    alone = areas.ids.index("s8")
    partners = [areas.ids[i] for edge in areas.edges if alone in edge for i in edge if i != alone]
    assert len(partners) == 1
    assert partners[0] in ("s5", "s7")
    assert any("s8" in note and "joined" in note for note in scenario.notes)


def test_parts_that_hang_apart_are_joined_and_noted(tmp_path):
    text = SQUARES.replace("population", 'edges = "edges.csv"\npopulation')
    scenario = town(tmp_path / "a", text=text, edges_csv="a,b\ns0,s1\ns1,s2\ns3,s4\ns4,s5\ns6,s7\ns7,s8\n")
    assert len(areas_of(scenario).edges) == 8
    (note,) = [note for note in scenario.notes if "joined" in note]
    assert "2 parts of the map hung apart" in note


@pytest.mark.parametrize(
    "table",
    [
        b"\xef\xbb\xbfid,name,people,x,y\na,A,1000,0,0\nb,B,1500,1,0\n",
        "id;name;people;x;y\na;A;1000,0;0,0;0,0\nb;B;1500,0;1,0;0,0\n",
        "id\tname\tpeople\tx\ty\na\tA\t1000\t0\t0\nb\tB\t1500\t1\t0\n",
        "id,name,people,x,y\r\na,A,1000,0,0\r\nb,B,1500,1,0\r\n",
        "id,name,people,x,y\na,A,1000,0,0\nb,B,1500,1,0\n".encode("utf-16"),
    ],
    ids=["byte-order mark", "semicolons and decimal commas", "tabs", "Windows line ends", "UTF-16"],
)
def test_a_table_of_areas_is_read_as_spreadsheets_write_it(table, tmp_path):
    text = SQUARES.replace('"areas.geojson"', '"areas.csv"\nedges = "edges.csv"')
    areas = areas_of(town(tmp_path / "a", text=text, areas_csv=table, edges_csv="a;b\na;b\n"))
    assert dict(zip(areas.ids, areas.people, strict=True)) == {"a": 1000, "b": 1500}
    assert areas.names == ("A", "B")
    assert areas.polygons is None


def test_names_in_windows_letters_are_kept(tmp_path):
    text = SQUARES.replace('"areas.geojson"', '"areas.csv"\nedges = "edges.csv"')
    table = "id,name,people\na,Montréal-Est,1000\nb,B,1000\n".encode("cp1252")
    assert "Montréal-Est" in areas_of(town(tmp_path / "a", text=text, areas_csv=table, edges_csv="a,b\na,b\n")).names


def test_a_table_without_outlines_needs_edges(tmp_path):
    text = SQUARES.replace('"areas.geojson"', '"areas.csv"')
    with pytest.raises(MobsimError, match=r"community.edges: is missing"):
        town(tmp_path / "a", text=text, areas_csv="id,people\na,1000\nb,1000\n")


def test_coordinates_out_of_this_world_are_told(tmp_path):
    content = squares()
    content["features"][1]["geometry"]["coordinates"][0][2][0] = 1e200
    with pytest.raises(MobsimError, match=r"geometry of area s1: has coordinates beyond 1e\+09"):
        town(tmp_path / "a", areas_geojson=content)


def test_many_parts_and_holes_make_one_area(tmp_path):
    content = squares()
    (outer,) = content["features"][0]["geometry"]["coordinates"]
    far = [[x * 0.1 + 20, y * 0.1] for x, y in outer]
    hole = [[0.4, 0.4], [0.6, 0.4], [0.5, 0.6], [0.4, 0.4]]
    content["features"][0]["geometry"] = {"type": "MultiPolygon", "coordinates": [[outer, hole], [far]]}
    areas = areas_of(town(tmp_path / "a", areas_geojson=content))
    index = areas.ids.index("s0")
    assert len(areas.polygons[index]) == 3
    assert (areas.x[index], areas.y[index]) == pytest.approx((0.5, 0.5))


@pytest.mark.parametrize(
    ("transform", "expected"), [("minmax", [0, 0.1, 1]), ("rank", [0, 0.5, 1])], ids=["minmax", "rank"]
)
def test_deprivation_is_rescaled_as_asked(transform, expected, tmp_path):
    further = f'deprivation = {{ column = "poverty", transform = "{transform}" }}\n'
    content = squares(3, poverty=[10, 20, 110])
    areas = areas_of(town(tmp_path / "a", further=further, areas_geojson=content))
    by_id = dict(zip(areas.ids, areas.deprivation, strict=True))
    assert [by_id[f"s{n}"] for n in range(3)] == pytest.approx(expected)


def test_a_share_may_be_turned_round(tmp_path):
    further = 'deprivation = { column = "wealth", direction = "lower_is_more_deprived", transform = "none" }\n'
    areas = areas_of(town(tmp_path / "a", further=further, areas_geojson=squares(2, wealth=[0.25, 0.9])))
    assert dict(zip(areas.ids, areas.deprivation, strict=True)) == pytest.approx({"s0": 0.75, "s1": 0.1})


# Counts for rates, constants for data, and what stands for deprivation


def test_toronto_says_that_its_deprivation_is_a_rank_of_recorded_violence():
    notes = " ".join(mobsim.load_scenario("toronto").notes)
    assert "counts as deprivation here is the rank of recorded violence of 2014-2017" in notes
    assert "gives both deprivation and the relative risk of violence" in notes


@pytest.mark.parametrize("written", [12.5, "12.5", "12,5"])
def test_residents_are_whole(written, tmp_path):
    content = squares()
    content["features"][3]["properties"]["people"] = written
    with pytest.raises(
        MobsimError, match=r"people of area s3 = '?12[.,]5'?: must be a whole number. Write whole numbers"
    ):
        town(tmp_path / "a", areas_geojson=content)


@pytest.mark.parametrize(
    ("officers", "is_wrong"), [("officers = 180", False), ("officers = 181", True), ("officers_per_100k = 1999", False)]
)
def test_no_town_has_more_than_two_officers_for_a_hundred_residents(officers, is_wrong, tmp_path):
    text = SQUARES.replace("officers_per_100k = 200", officers)
    if is_wrong:
        with pytest.raises(ScenarioError, match=r"officers more than 2% of residents \(181 for 9,000"):
            town(tmp_path / "a", text=text)
    else:
        town(tmp_path / "a", text=text)


def test_whole_numbers_may_be_counts_of_incidents_and_are_asked(tmp_path):
    content = squares(4, 2, thefts=[12, 8, 20, 5])
    for feature, people in zip(content["features"], (500, 1000, 2000, 500), strict=True):
        feature["properties"]["people"] = people
    with pytest.raises(MobsimError, match="may be counts of incidents or rates") as caught:
        town(tmp_path / "a", further='risks = { theft = "thefts" }\n', areas_geojson=content)
    ways = re.findall(r"theft = \{ column = .*? \}", str(caught.value))
    assert len(ways) == 2
    expected = {"counts": [12 / 500, 8 / 1000, 20 / 2000, 5 / 500], "rates": [12, 8, 20, 5]}
    for number, way in enumerate(ways):
        figures = tomllib.loads(way)["theft"]["figures"]
        areas = areas_of(town(tmp_path / str(number), further=f"risks = {{ {way} }}\n", areas_geojson=content))
        risks = dict(zip(areas.ids, areas.risks["theft"], strict=True))
        ratios = [risks[f"s{n}"] / risks["s0"] for n in range(4)]
        assert ratios == pytest.approx([each / expected[figures][0] for each in expected[figures]])


@pytest.mark.parametrize("thefts", [[12.0, 8.0, 20.0, 5.5], ["1.2", "0.8", "2.0", "1"]])
def test_rates_written_as_such_are_not_asked(thefts, tmp_path):
    content = squares(4, 2, thefts=thefts)
    content["features"][0]["properties"]["people"] = 400
    assert areas_of(town(tmp_path / "a", further='risks = { theft = "thefts" }\n', areas_geojson=content)).risks


def test_counts_and_rates_of_equal_areas_are_the_same_and_are_not_asked(tmp_path):
    areas = areas_of(
        town(tmp_path / "a", further='risks = { theft = "thefts" }\n', areas_geojson=squares(2, thefts=[10, 30]))
    )
    assert sorted(areas.risks["theft"]) == pytest.approx([0.5, 1.5])


@pytest.mark.parametrize(
    ("further", "printed"),
    [
        ('deprivation = "same"\n', "same of areas.geojson is the same everywhere: neighbourhoods cannot be compared"),
        (
            'deprivation = { column = "same" }\n',
            "same of areas.geojson is the same everywhere: every neighbourhood has",
        ),
        ('risks = { theft = "same" }\n', "same of areas.geojson is the same everywhere: theft is no likelier"),
        ("", "No deprivation was given"),
    ],
)
def test_constants_for_data_are_named(further, printed, tmp_path):
    notes = town(tmp_path / "a", further=further, areas_geojson=squares(same=[0.5] * 9)).notes
    assert any(printed in note for note in notes)


# Nothing that was written is dropped without being named


@pytest.mark.parametrize("called", ["Total", "total", "Grand total", "TOTALS:", "Gesamt", "Ensemble"])
@pytest.mark.parametrize("key", ["id", "name"])
def test_a_total_among_the_rows_is_no_neighbourhood(called, key, tmp_path):
    areas = squares()
    areas["features"][8]["properties"] |= {key: called, "people": 8000}
    with pytest.raises(MobsimError, match=r"area 9 = .*: is a total, not a neighbourhood. Remove the row"):
        town(tmp_path / "a", areas_geojson=areas)


def test_who_equals_all_others_is_named_and_who_does_not_is_not(tmp_path):
    areas = squares()
    areas["features"][8]["properties"] |= {"name": "Total Heights", "people": 8000}
    said = "Area s8 of areas.geojson has as many residents as all others together: if it is a total, remove it."
    assert said in town(tmp_path / "a", areas_geojson=areas).notes
    areas["features"][8]["properties"]["people"] = 8001
    assert not any("as all others" in note for note in town(tmp_path / "b", areas_geojson=areas).notes)


def test_areas_on_the_same_ground_are_named(tmp_path):
    areas = squares()
    areas["features"][3]["geometry"] = areas["features"][7]["geometry"]
    said = "Areas of areas.geojson have the very same outline: s7 and s3."
    assert said in town(tmp_path / "a", areas_geojson=areas).notes
    assert not any("same outline" in note for note in town(tmp_path / "b").notes)


def test_columns_that_are_not_used_are_named(tmp_path):
    text = SQUARES.replace("population", 'places = "places.csv"\nedges = "edges.csv"\npopulation')
    places = "id,neighbourhood,x,y,length\n" + "".join(f"{n},s{n},0.5,0.5,9\n" for n in range(9))
    edges = "a,b,km\n" + "".join(f"s{n},s{n + 1},2\n" for n in range(8))
    content = squares(crimes=list(range(9)), area=[1.5] * 9)
    notes = town(tmp_path / "a", text=text, places_csv=places, edges_csv=edges, areas_geojson=content).notes
    assert "areas.geojson has columns that are not used: crimes, area." in notes
    assert "places.csv has columns that are not used: length." in notes
    assert "edges.csv has columns that are not used: km." in notes


@pytest.mark.parametrize("spelt", ["Weight", "weight ", "WEIGHT", "_weight"])
def test_an_optional_column_is_not_dropped_for_its_spelling(spelt, tmp_path):
    text = SQUARES.replace("population", 'places = "places.csv"\npopulation')
    places = f"id,neighbourhood,x,y,{spelt}\n" + "".join(f"{n},s{n},0.5,0.5,{n + 1}.5\n" for n in range(9))
    if spelt.strip() == "weight":
        assert areas_of(town(tmp_path / "a", text=text, places_csv=places)).places.weight.max() == 9.5
    else:
        with pytest.raises(
            MobsimError, match=f"places.csv: {spelt}: is a column that is not read. Name the column weight"
        ):
            town(tmp_path / "a", text=text, places_csv=places)


@pytest.mark.parametrize(
    ("old", "new", "printed"),
    [
        ("population", 'name = "nom"\npopulation', "areas.geojson: nom: is not a column. Did you mean 'name'"),
        ("[community]", "[leaders]\ncouncillors = 3\n[community]\nleaders = { councillors = 1 }", "leaders: has no effect"),
        ("population", 'places_thousands = "."\npopulation', "places_thousands = '.': has no effect without places"),
        ('areas = "areas.geojson"\npopulation = "people"',
         'synthetic = { neighbourhoods = 4 }\nturnover = 0.2', "community.turnover = 0.2: has no meaning in a synthetic"),
        ("[community]", '[[events]]\nday = 3\nkind = "budget_cut"\nrole = "mayor"\n[community]',
         "events[1].role = 'mayor': has no effect on budget_cut"),
        ("[community]", '[[events]]\nday = 3\nkind = "crime_wave"\nbudget = 0.5\n[community]',
         "events[1].budget = 0.5: has no effect on crime_wave"),
    ],
)  # fmt: skip
def test_keys_without_an_effect_are_refused(old, new, printed, tmp_path):
    assert old in SQUARES
    with pytest.raises(MobsimError) as caught:
        town(tmp_path / "a", text=SQUARES.replace(old, new, 1))
    assert printed in str(caught.value)


def test_a_severity_without_an_effect_is_noted(tmp_path):
    further = '[[events]]\nday = 3\nkind = "leader_leaves"\nrole = "mayor"\nseverity = 0.8\n'
    assert (
        "events[1].severity = 0.8 has no effect: leader_leaves has no severity."
        in town(tmp_path / "a", further=further).notes
    )


def test_several_communities_keep_their_own_leaders(tmp_path):
    text = """\
schema = 1
title = "Two towns"
days = 28
[[communities]]
title = "North"
officers = 3
synthetic = { neighbourhoods = 4, residents_per_neighbourhood = 250 }
[[communities]]
title = "South"
officers = 2
synthetic = { neighbourhoods = 2, residents_per_neighbourhood = 500, deprivation_range = [0.2, 0.4] }
leaders = { councillors = 1, associations = "each neighbourhood" }
[[events]]
day = 3
kind = "budget_cut"
community = "South"
"""
    scenario = town(tmp_path / "a", text=text)
    north, south = scenario.communities
    assert (north.name, north.officers, north.leaders.councillors) == ("North", 3, 5)
    assert (south.name, south.officers, south.leaders.councillors, south.leaders.associations) == ("South", 2, 1, 2)
    assert sorted(south.neighbourhoods.deprivation) == pytest.approx([0.2, 0.4])
    assert scenario.events[0].community == "South"


def test_a_problem_is_overridden_by_name_and_a_new_one_added(tmp_path):
    further = """
[[problems]]
name = "theft"
ceiling = 0.08
kinds = [{ name = "break_in", share = 0.31 }, { name = "property_theft", share = 0.64 }]
[[problems]]
name = "fraud"
about = "Fraud by telephone."
ceiling = 0.01
go_ahead = 0.5
by_need = 0.2
by_opportunity = 0.0
agency = "seniors"
kinds = [{ name = "fraud", share = 1.0, reported = 0.13, severity = 2.0, cleared = 0.1, days_out = 5.0 }]
"""
    scenario = town(tmp_path / "a", further=further)
    names = [problem.name for problem in scenario.problems]
    assert names == ["theft", "violence", "disorder", "drugs", "social_crisis", "fraud"]
    theft = scenario.problems[0]
    assert theft.ceiling == 0.08
    assert theft.agency == "housing"
    assert {kind.name: kind.share for kind in theft.kinds} == {
        "vehicle_theft": 0.05,
        "break_in": 0.31,
        "property_theft": 0.64,
    }
    assert any("seniors" in note and "fraud" in note for note in scenario.notes)


def test_what_is_visible_is_declared_and_not_told_by_the_priority_of_calls(tmp_path):
    added = 'ceiling = 0.01\ngo_ahead = 0.5\nby_need = 0.2\nby_opportunity = 0.0\nagency = "housing"\n'
    added += 'kinds = [{ name = "one", share = 1.0, reported = 0.1, severity = 2.0, cleared = 0.1, days_out = 5.0 }]\n'
    further = f"""
[[problems]]
name = "theft"
priority = 2
[[problems]]
name = "disorder"
priority = 0
[[problems]]
name = "drugs"
visible = false
[[problems]]
name = "hidden"
priority = 2
{added}
[[problems]]
name = "open"
visible = true
{added.replace('"one"', '"other"')}
"""
    scenario = town(tmp_path / "a", further=further)
    assert [problem.name for problem in scenario.problems if problem.visible] == ["disorder", "open"]
    columns, _, _ = tabulate(scenario.problems, scenario.agencies)
    assert columns.visible.tolist() == [problem.visible for problem in scenario.problems]


def test_strategies_extend_one_another_in_any_order(tmp_path):
    further = """
[strategies.last]
extends = "middle"
lead = "community"
[strategies.middle]
extends = "full_model"
leadership = 0.4
[strategies.status_quo]
extends = "status_quo"
follow_up = 0.9
[strategies.plain]
risk_focus = 1
"""
    strategies = town(tmp_path / "a", further=further).strategies
    full = PRESETS["full_model"].levers
    assert strategies["last"].levers == full._replace(leadership=0.4, lead=1)
    assert strategies["status_quo"].levers == PRESETS["status_quo"].levers._replace(follow_up=0.9)
    assert strategies["plain"].levers == PRESETS["status_quo"].levers._replace(risk_focus=1.0)
    assert set(PRESETS) < set(strategies)


def test_a_strategy_is_a_policy_unless_it_is_declared_an_arm_or_takes_an_arm_s_name(tmp_path):
    further = """
[strategies.mine]
extends = "full_model_without_leadership"

[strategies.part]
kind = "arm"

[strategies.full_model_without_risk_focus]
about = "Ours."

[strategies.full_model_without_collaboration]
kind = "policy"
"""
    scenario = town(tmp_path / "a", further=further)
    kinds = {name: each.kind.key for name, each in scenario.strategies.items()}
    assert (kinds["mine"], kinds["part"]) == ("policy", "arm")
    assert kinds["full_model_without_risk_focus"] == kinds["full_model_without_leadership"] == "arm"
    assert kinds["full_model_without_collaboration"] == "policy"
    assert set(scenario.policies) == {name for name, kind in kinds.items() if kind == "policy"}
    with pytest.raises(ScenarioError, match="Did you mean 'policy'"):
        town(tmp_path / "b", further='[strategies.mine]\nkind = "polity"')


def test_scale_rounds_every_area_and_keeps_its_real_people(tmp_path):
    scenario = town(tmp_path / "a", text=SQUARES.replace("days = 28", "days = 28\nscale = 0.0255"))
    assert set(areas_of(scenario).population) == {26}
    assert areas_of(scenario).people.sum() == 9000
    assert scenario.communities[0].officers == pytest.approx(0.002 * scenario.population)
    assert scenario.communities[0].hired == 1


def test_many_mistakes_are_told_but_not_hundreds(tmp_path):
    further = "\n".join(f'[strategies.s{n}]\nextends = "nowhere"' for n in range(200))
    with pytest.raises(InputErrors) as caught:
        town(tmp_path / "a", further=further)
    assert len(caught.value.errors) == 21
    assert "180 more" in str(caught.value.errors[-1])


def test_an_unknown_strategy_is_told_with_the_nearest_name():
    with pytest.raises(UsageError, match="'full_model'"):
        mobsim.load_scenario("columbus").strategy("ful_model")


# Villages


def test_a_village_needs_no_file_and_is_a_connected_grid():
    scenario = village(7, 100, officers=3, parameters={"trust.misconduct": 0.1})
    areas = areas_of(scenario)
    assert scenario.population == 700
    assert scenario.communities[0].officers == 3
    assert scenario.parameters.trust.misconduct == 0.1
    assert sorted(areas.deprivation) == pytest.approx(np.linspace(0.1, 0.7, 7))
    reached = {0}
    for _ in areas.ids:
        reached |= {int(end) for edge in areas.edges for end in edge if reached & set(edge.tolist())}
    assert reached == set(range(7))


def test_a_village_is_the_same_for_the_same_seed_and_another_for_another():
    same, again, other = (areas_of(village(16, seed=seed)).deprivation for seed in (1, 1, 2))
    assert (same == again).all()
    assert (same != other).any()


def test_a_hamlet_of_one_neighbourhood_has_no_edges():
    areas = areas_of(village(1))
    assert areas.edges.shape == (0, 2)
    assert areas.deprivation == pytest.approx([0.4])


def test_shipped_scenarios_are_toml_without_a_path_of_a_machine():
    for file in shipped_scenarios().values():
        text = file.read_text(encoding="utf-8")
        tomllib.loads(text)
        assert "/" not in text.replace("://", "")


def test_ids_that_a_tool_turned_into_decimals_still_match(tmp_path):
    content = squares(2)
    for number, feature in enumerate(content["features"], start=1):
        feature["properties"]["id"] = float(number)
    text = SQUARES.replace("population", 'edges = "edges.csv"\npopulation')
    assert set(areas_of(town(tmp_path / "a", text=text, areas_geojson=content, edges_csv="a,b\n1,2\n")).ids) == {
        "1",
        "2",
    }


def test_hundreds_of_islands_are_joined_in_no_time(tmp_path):
    text = SQUARES.replace("population", 'edges = "edges.csv"\npopulation')
    content = squares(400, 20)
    areas = areas_of(town(tmp_path / "a", text=text, areas_geojson=content, edges_csv="a,b\ns0,s1\n"))
    assert len(areas.edges) == 399
    lengths = np.hypot(*(areas.x[areas.edges] @ [1, -1], areas.y[areas.edges] @ [1, -1]))
    assert lengths.max() == pytest.approx(1)


def test_more_places_than_residents_are_refused(tmp_path):
    text = SQUARES.replace("population", 'places = "places.csv"\npopulation').replace(
        "days = 28", "days = 28\nscale = 0.02"
    )
    rows = [f"{n},s{n % 9},0,0" for n in range(9 * 21)]
    with pytest.raises(ScenarioError, match=r"places for 20 simulated residents \(likewise .* and 5 more\)"):
        town(tmp_path / "a", text=text, places_csv="id,neighbourhood,x,y\n" + "\n".join(rows))


def test_days_that_are_not_whole_weeks_are_noted(tmp_path):
    scenario = town(tmp_path / "a", text=SQUARES.replace("days = 28", "days = 30"))
    assert any("days = 30" in note and "35" in note for note in scenario.notes)
    assert not any("burn_in_days" in note for note in scenario.notes)
