"""`mobsim new`: one town from any kind of file, whose sums hold, whose guesses can be decided, and which gives nobody away."""

import datetime
import hashlib
import io
import json
import re
import sys
import tomllib
import zipfile
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mobsim
from mobsim.calibration.figures import read_figures
from mobsim.cli import main
from mobsim.errors import InputError, UsageError
from mobsim.intake.choices import AreaChoices, Choices, CrimeChoices, FileChoices, TownChoices
from mobsim.intake.crime_types import draft_type
from mobsim.intake.dates import years_and_months
from mobsim.intake.describing import describe_file
from mobsim.intake.fitted_types import _TRAINING_TOWN
from mobsim.intake.making import draft_town, open_all, write_draft
from mobsim.intake.opening import open_file
from mobsim.intake.risks import PROBLEM_OF, shrunk
from mobsim.intake.words import is_private, matched
from mobsim.scenario.reading import load_scenario

NAMES = ["Old Port", "Côte-Nord", "Saint-Rémi", "Lakeside", "East Hill", "Gardens"]
PEOPLE = [3100, 2700, 12480, 2900, 2200, 1900]
INCOMES = [31000.5, 42000.0, 51250.25, 60500.0, 38400.75, 70100.0]
COLUMNS, SIDE = 3, 0.01
EDGES = {(0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (1, 4), (2, 5), (0, 4), (1, 3), (1, 5), (2, 4)}
"""Of a grid of two rows of three squares, corners too."""
HEADER = ["hood_id", "hood_name", "population", "median_income"]
STREET = "217 Marguerite Street"


def corner(number):
    return round(-79.5 + SIDE * (number % COLUMNS), 6), round(43.6 + SIDE * (number // COLUMNS), 6)


def square(x, y):
    right, upper = round(x + SIDE, 6), round(y + SIDE, 6)
    return [[x, y], [right, y], [right, upper], [x, upper], [x, y]]


def rows():
    return [[f"h{n}", NAMES[n], PEOPLE[n], INCOMES[n]] for n in range(6)]


def features():
    return [
        {
            "type": "Feature",
            "properties": dict(zip(HEADER, row, strict=True)),
            "geometry": {"type": "Polygon", "coordinates": [square(*corner(number))]},
        }
        for number, row in enumerate(rows())
    ]


def write_geojson(path, what=None):
    path.write_text(json.dumps({"type": "FeatureCollection", "features": what or features()}), encoding="utf-8")
    return path


def drafted(path, *files, **choices):
    given = Choices(str(path), tuple(map(Path, files)), **choices)
    return draft_town(given, open_all(given))


def edges_by_name(town):
    return {tuple(sorted((town.names[a], town.names[b]))) for a, b in town.pairs}


def written(tmp_path, *files, name="town", **choices):
    path = tmp_path / name
    draft = drafted(path, *files, **choices)
    write_draft(draft, path, "mobsim new", replace=False)
    return path, draft


def checksum(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def answer(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return ended.value.code or 0, captured.out, captured.err


# One town, whatever the file


def as_map(tmp_path, suffix, driver, system="EPSG:26917"):
    raw, shapely = pytest.importorskip("pyogrio.raw"), pytest.importorskip("shapely")
    from mobsim.intake.shapes import projected

    shapes = np.array([shapely.polygons(square(*corner(number))) for number in range(6)], dtype=object)
    shapes = projected(shapes, "EPSG:4326", system)
    columns = [
        np.array(values, dtype=object if isinstance(values[0], str) else None) for values in zip(*rows(), strict=True)
    ]
    names = [name[:10] for name in HEADER] if suffix == ".shp" else HEADER
    file = tmp_path / f"town{suffix}"
    encoding = "UTF-8" if suffix == ".shp" else None
    raw.write(
        file,
        shapely.to_wkb(shapes),
        columns,
        names,
        geometry_type="Polygon",
        crs=system,
        driver=driver,
        encoding=encoding,
    )
    return file


def zipped(tmp_path):
    file = as_map(tmp_path, ".shp", "ESRI Shapefile")
    with zipfile.ZipFile(tmp_path / "town.zip", "w") as archive:
        for each in tmp_path.glob("town.*"):
            if each.suffix != ".zip":
                archive.write(each, f"inside/{each.name}")
        archive.writestr("__MACOSX/._town.shp", "nothing")
    del file
    return tmp_path / "town.zip"


def topojson(tmp_path):
    pytest.importorskip("pyogrio")
    geometries = [
        {"type": "Polygon", "id": row[0], "properties": dict(zip(HEADER[1:], row[1:], strict=True)), "arcs": [[number]]}
        for number, row in enumerate(rows())
    ]
    objects = {"hoods": {"type": "GeometryCollection", "geometries": geometries}}
    arcs = [square(*corner(number)) for number in range(6)]
    (tmp_path / "town.json").write_text(json.dumps({"type": "Topology", "objects": objects, "arcs": arcs}))
    return tmp_path / "town.json"


MAPS = {
    "shapefile": lambda folder: as_map(folder, ".shp", "ESRI Shapefile"),
    "zip": zipped,
    "GeoPackage": lambda folder: as_map(folder, ".gpkg", "GPKG"),
    "FlatGeobuf": lambda folder: as_map(folder, ".fgb", "FlatGeobuf"),
    "GeoJSON": lambda folder: write_geojson(folder / "town.geojson"),
    "TopoJSON": topojson,
}


@pytest.mark.parametrize("kind", MAPS)
def test_a_map_gives_the_same_town_whatever_its_kind(kind, tmp_path):
    pytest.importorskip("pyproj")
    town = drafted(tmp_path / "t", MAPS[kind](tmp_path)).town
    place = [town.names.index(name) for name in NAMES]  # a FlatGeobuf has an order of its own
    assert town.people[place].tolist() == PEOPLE
    assert edges_by_name(town) == {tuple(sorted((NAMES[a], NAMES[b]))) for a, b in EDGES}
    assert town.deprivation is not None
    assert town.deprivation.values[place].tolist() == INCOMES
    assert town.deprivation.direction == "lower_is_more_deprived"
    middles = [[x + SIDE / 2, y + SIDE / 2] for x, y in map(corner, range(6))]
    assert np.allclose(town.ground.centres[place], middles, atol=2e-6)


def as_text(rows, separator, decimal=".", thousands="", header=HEADER):
    def cell(value):
        if isinstance(value, float):
            return f"{value:.2f}".replace(".", decimal)
        return f"{value:,}".replace(",", thousands) if isinstance(value, int) else str(value)

    return "\n".join(separator.join(map(cell, row)) for row in [header, *rows]) + "\n"


def workbook(path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["Census profile"], [], HEADER, *rows(), ["Source: the census"]):
        book.active.append(row)
    book.create_sheet("Notes")["A1"] = "nothing of use"
    book.save(path)


TABLES = {
    "town.csv": lambda path: path.write_text(as_text(rows(), ","), encoding="utf-8"),
    "marked.csv": lambda path: path.write_text(as_text(rows(), ","), encoding="utf-8-sig"),
    "town.tsv": lambda path: path.write_text(as_text(rows(), "\t"), encoding="utf-16"),
    "unmarked.txt": lambda path: path.write_bytes(as_text(rows(), "|").encode("utf-16-le")),
    "stadt.csv": lambda path: path.write_text(
        "Statistik der Stadt\n\n" + as_text(rows(), ";", ",", ".") + "Quelle: Amt\n", encoding="cp1252"
    ),
    "town.xlsx": workbook,
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_gives_the_same_town_whatever_its_kind_encoding_and_marks(name, tmp_path):
    TABLES[name](tmp_path / name)
    (tmp_path / "pairs.csv").write_text("from,to\n" + "".join(f"h{a},h{b}\n" for a, b in sorted(EDGES)))
    town = drafted(tmp_path / "t", tmp_path / name, tmp_path / "pairs.csv").town
    assert (town.names, town.people.tolist(), town.pairs) == (NAMES, PEOPLE, EDGES)
    assert town.deprivation.values.tolist() == INCOMES


def test_an_encoding_that_bytes_do_not_show_can_be_named(tmp_path):
    (tmp_path / "miasto.csv").write_bytes(
        "id,nazwa,population\n1,Łódź-Śródmieście,900\n2,Bałuty,800\n".encode("cp1250")
    )
    found = open_file(tmp_path / "miasto.csv", "cp1250")[0]
    assert found.cells("nazwa") == ["Łódź-Śródmieście", "Bałuty"]
    with pytest.raises(InputError, match=r"--encoding = 'nonsense'.*cp1250"):
        open_file(tmp_path / "miasto.csv", "nonsense")


@pytest.mark.parametrize("suffix", ["graphml", "gexf"])
def test_a_network_gives_areas_and_neighbours(suffix, tmp_path):
    graph = nx.Graph([(f"h{a}", f"h{b}") for a, b in EDGES])
    for number, (node, name, people, income) in enumerate(rows()):
        graph.add_node(node, label=name, population=people, income=income, number=number)
    getattr(nx, f"write_{suffix}")(graph, tmp_path / f"net.{suffix}")
    town = drafted(tmp_path / "t", tmp_path / f"net.{suffix}").town
    assert sorted(town.names) == sorted(NAMES)
    assert edges_by_name(town) == {tuple(sorted((NAMES[a], NAMES[b]))) for a, b in EDGES}
    assert town.people.sum() == sum(PEOPLE)


def test_a_list_of_links_needs_residents_and_says_so(tmp_path):
    (tmp_path / "net.edgelist").write_text("# pairs\na b\nb c {}\n")
    with pytest.raises(UsageError, match="--residents-per-area N"):
        drafted(tmp_path / "t", tmp_path / "net.edgelist")
    draft = drafted(tmp_path / "t", tmp_path / "net.edgelist", area=AreaChoices(residents_per_area=800))
    assert draft.town.people.tolist() == [800, 800, 800]
    assert any("800 residents" in text for text in draft.account.estimated)


def test_totals_are_left_out_and_money_is_read(tmp_path):
    lines = [
        "community,residents,household income",
        '"Smith, ""the Hill""","1,234","$45,000"',
        'Low,"2,345","$39,000"',
        'Total,"3,579",',
    ]
    (tmp_path / "town.csv").write_text("\n".join(lines))
    draft = drafted(tmp_path / "t", tmp_path / "town.csv")
    assert (draft.town.names, draft.town.people.tolist()) == (['Smith, "the Hill"', "Low"], [1234, 2345])
    assert draft.town.deprivation.values.tolist() == [45000.0, 39000.0]
    assert any("totals" in text for text in draft.account.dropped)


def test_columns_of_one_name_are_numbered_in_tables_as_in_workbooks(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    header = ["Area code", "Persons", "", "Persons", "Persons (2)", "Persons"]
    lines = [header, *([f"h{n}", PEOPLE[n], "", 1, 2, 3] for n in range(6))]
    (tmp_path / "town.csv").write_text(as_text(lines[1:], ",", header=header))
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append([cell if cell != "" else None for cell in line])
    book.save(tmp_path / "town.xlsx")
    for name in ("town.csv", "town.xlsx"):
        (layer,) = open_file(tmp_path / name)
        assert layer.columns == ("Area code", "Persons", "Persons (3)", "Persons (2)", "Persons (4)")
        assert drafted(tmp_path / "t", tmp_path / name).town.people.tolist() == PEOPLE


# Joins, small areas, neighbours


def test_tables_are_joined_by_names_and_what_is_not_found_is_named_with_the_nearest(tmp_path):
    pytest.importorskip("shapely")
    bare = [{**each, "properties": {"hood_name": each["properties"]["hood_name"].upper()}} for each in features()]
    write_geojson(tmp_path / "town.geojson", bare)
    table = [["Gardns" if row[1] == "Gardens" else row[1].replace("é", "e"), *row[2:]] for row in reversed(rows())]
    (tmp_path / "census.csv").write_text(as_text(table, ",", header=["Neighbourhood", *HEADER[2:]]), encoding="utf-8")
    files = tmp_path / "town.geojson", tmp_path / "census.csv"
    draft = drafted(tmp_path / "t", *files)
    assert draft.town.people.tolist() == PEOPLE[:-1]
    assert any("'Gardns'" in text and '--match "Gardns=GARDENS"' in text for text in draft.account.unmatched)
    assert any("no figure of residents (GARDENS)" in text for text in draft.account.dropped)
    mended = drafted(tmp_path / "t", *files, area=AreaChoices(match=(("Gardns", "GARDENS"),)))
    assert mended.town.people.tolist() == PEOPLE
    assert mended.town.deprivation.values.tolist() == INCOMES


def test_empty_areas_go_tiny_ones_are_merged_and_everybody_is_still_there(tmp_path):
    pytest.importorskip("shapely")
    found = features()
    found[2]["properties"]["population"], found[5]["properties"]["population"] = 0, 40
    file = write_geojson(tmp_path / "town.geojson", found)
    draft = drafted(tmp_path / "t", file)
    assert draft.town.names == ["Old Port", "Côte-Nord", "Lakeside", "East Hill"]
    assert draft.town.people.sum() == sum(each["properties"]["population"] for each in found)
    assert any("no residents (Saint-Rémi)" in text for text in draft.account.dropped)
    assert any("Gardens (40) into East Hill" in text for text in draft.account.dropped)
    kept = drafted(tmp_path / "t", file, area=AreaChoices(min_residents=10)).town
    assert "Gardens" in kept.names


def test_broken_shapes_are_mended_left_out_or_united_by_name(tmp_path):
    shapely = pytest.importorskip("shapely")
    found = features()
    x, y = corner(1)
    found[1]["geometry"]["coordinates"] = [[[x, y], [x + SIDE, y + SIDE], [x + SIDE, y], [x, y + SIDE], [x, y]]]
    found[3]["geometry"] = None
    found.append({**found[0], "geometry": {"type": "Polygon", "coordinates": [square(-79.4, 43.7)]}})
    draft = drafted(tmp_path / "t", write_geojson(tmp_path / "town.geojson", found))
    assert draft.town.names == [NAMES[n] for n in (0, 1, 2, 4, 5)]
    assert draft.town.people.tolist() == [PEOPLE[n] for n in (0, 1, 2, 4, 5)]
    assert shapely.is_valid(draft.town.ground.shapes).all()
    said = " ".join([*draft.account.assumed, *draft.account.dropped])
    assert "crossed themselves were mended: Côte-Nord" in said
    assert "without an outline are left out: Lakeside" in said
    assert "parts of one area: h0" in said


@pytest.mark.parametrize(("rule", "pairs"), [("border", 7), ("corner", 11), ("distance", 15), ("all", 15)])
def test_who_is_next_to_whom_is_decided_and_said(rule, pairs, tmp_path):
    pytest.importorskip("shapely")
    town = TownChoices(neighbours=rule, distance=3000.0 if rule == "distance" else None)
    draft = drafted(tmp_path / "t", write_geojson(tmp_path / "town.geojson"), town=town)
    assert len(draft.town.pairs) == pairs
    assert any(guess.what == "neighbours" for guess in draft.account.guesses)


# Crimes


def crime_rows(rng, count):
    x, y = rng.uniform(-79.5, -79.5 + 4 * SIDE, count), rng.uniform(43.6, 43.6 + 2 * SIDE, count)
    kinds = rng.choice(["Assault", "Break and Enter", "Fraud"], count)
    years = rng.choice([2018, 2019, 2020], count)
    dates = [f"{year}-{month:02}-15T23:10:00Z" for year, month in zip(years, rng.integers(1, 13, count), strict=True)]
    return x, y, kinds, years, dates


def write_crimes(path, rng, count=4000):
    x, y, kinds, years, dates = crime_rows(rng, count)
    lines = [f"{n},{dates[n]},{STREET},{kinds[n]},{y[n]:.6f},{x[n]:.6f}" for n in range(count)]
    path.write_text("event,occurrence_date,address,offence,lat,long\n" + "\n".join(lines) + "\n")
    return np.round(x, 6), np.round(y, 6), kinds, years


def test_points_are_counted_where_they_lie_and_none_is_lost_or_counted_twice(tmp_path):
    pytest.importorskip("shapely")
    x, y, kinds, years = write_crimes(tmp_path / "crime.csv", np.random.default_rng(5))
    draft = drafted(tmp_path / "t", write_geojson(tmp_path / "town.geojson"), tmp_path / "crime.csv")
    crimes = draft.town.crimes
    assert (crimes.types, crimes.years, crimes.part) == (
        ("Assault", "Break and Enter", "Fraud"),
        (2018, 2019, 2020),
        False,
    )
    column, row = np.floor((x + 79.5) / SIDE).astype(int), np.floor((y - 43.6) / SIDE).astype(int)
    inside = column < COLUMNS
    for number in range(6):
        for place, kind in enumerate(crimes.types):
            there = inside & (column + COLUMNS * row == number) & (kinds == kind)
            expected = [(there & (years == year)).sum() for year in crimes.years]
            assert crimes.counts[number, place].tolist() == expected
    assert any(f"{(~inside).sum():,} of 4,000 rows" in text and "outside" in text for text in draft.account.dropped)


def test_a_point_on_a_border_counts_once_and_exchanged_axes_are_noticed(tmp_path):
    pytest.importorskip("shapely")
    points = [("43.61", "-79.49"), ("43.615", "-79.49"), ("43.615", "-79.485")] * 5
    lines = [f"2020,theft,{x},{y}" for x, y in points]
    (tmp_path / "crime.csv").write_text("year,offence,x,y\n" + "\n".join(lines) + "\n")
    draft = drafted(tmp_path / "t", write_geojson(tmp_path / "town.geojson"), tmp_path / "crime.csv")
    assert draft.town.crimes.counts.sum() == 15
    assert any("axes exchanged" in guess.value for guess in draft.account.guesses)
    assert any("10 crimes on a common border" in text for text in draft.account.assumed)


def test_many_points_of_geojson_are_those_that_few_are(tmp_path, monkeypatch):
    pytest.importorskip("pyogrio")
    points = [
        {
            "type": "Feature",
            "properties": {"offence": "Theft", "date": f"2020-0{1 + n % 9}-03"},
            "geometry": {"type": "Point", "coordinates": corner(n % 6)},
        }
        for n in range(12)
    ]
    file = write_geojson(tmp_path / "crime.geojson", points)
    (few,) = open_file(file)
    monkeypatch.setattr("mobsim.intake.maps._LONG", 0)
    (many,) = open_file(file)
    assert many.cells("offence") == few.cells("offence")
    assert [year for year, _ in zip(*years_and_months(many.cells("date")), strict=True)] == [2020] * 12
    assert [shape.wkt for shape in many.shapes] == [shape.wkt for shape in few.shapes]


def test_crimes_of_another_place_are_refused_without_showing_where_one_happened(tmp_path):
    pytest.importorskip("shapely")
    (tmp_path / "crime.csv").write_text("date,offence,lat,lon\n" + "2020-01-02,theft,51.507351,-0.127758\n" * 9)
    with pytest.raises(InputError) as refused:
        drafted(tmp_path / "t", write_geojson(tmp_path / "town.geojson"), tmp_path / "crime.csv")
    assert "--crime-crs" in str(refused.value)
    assert "51.5" not in str(refused.value)


def test_counts_in_columns_by_year_are_crimes_and_rates_beside_them_are_left(tmp_path):
    pytest.importorskip("shapely")
    found = features()
    for number, each in enumerate(found):
        for year in (2019, 2020):
            each["properties"] |= {f"ASSAULT_{year}": 3 + number, f"AUTOTHEFT_{year}": 9, f"ASSAULT_RATE_{year}": 1.5}
    crimes = drafted(tmp_path / "t", write_geojson(tmp_path / "town.geojson", found)).town.crimes
    assert (crimes.types, crimes.years, crimes.figures) == (("assault", "autotheft"), (2019, 2020), "counts")
    assert crimes.counts[:, 0, 0].tolist() == [3, 4, 5, 6, 7, 8]


def test_years_that_are_not_whole_are_left_out_and_can_be_asked_for(tmp_path):
    lines = [
        f"h{n % 6},Assault,{year}-{month:02}-01" for n in range(12) for year in (2018, 2019) for month in range(1, 13)
    ]
    lines += [f"h{n % 6},Assault,2020-0{month}-01" for n in range(12) for month in (1, 2, 3)] + [
        "h0,Assault,1999-05-05"
    ]
    (tmp_path / "crime.csv").write_text("hood,offence,date\n" + "\n".join(lines) + "\n")
    (tmp_path / "town.csv").write_text(as_text(rows(), ","))
    files = tmp_path / "town.csv", tmp_path / "crime.csv"
    draft = drafted(tmp_path / "t", *files)
    assert draft.town.crimes.years == (2018, 2019)
    assert any("37 crimes of other years" in text for text in draft.account.dropped)
    assert drafted(tmp_path / "t", *files, crime=CrimeChoices(years=(2019, 2020))).town.crimes.years == (2019, 2020)


def crimes_of_months(tmp_path, months, each=30):
    """Write crimes of some months of some years, so many in each month, beside the town's table."""
    lines = [
        f"h{n % 6},Assault,{year}-{month:02}" for year, held in months.items() for month in held for n in range(each)
    ]
    (tmp_path / "crime.csv").write_text("hood,offence,month\n" + "\n".join(lines) + "\n")
    (tmp_path / "town.csv").write_text(as_text(rows(), ","))
    return tmp_path / "town.csv", tmp_path / "crime.csv"


def test_a_year_that_lacks_months_is_not_whole_wherever_it_stands(tmp_path):
    whole, one = range(1, 13), [7]
    files = crimes_of_months(tmp_path, {2016: whole, 2017: [m for m in whole if m != 5], 2018: whole})
    assert drafted(tmp_path / "t", *files).town.crimes.years == (2016, 2018)
    crimes = drafted(tmp_path / "t", *files, crime=CrimeChoices(years=(2016, 2018))).town.crimes
    assert (crimes.part, crimes.months) == (True, (12, 11, 12))
    files = crimes_of_months(tmp_path, {2016: one, 2017: one, 2018: one})
    draft = drafted(tmp_path / "t", *files)
    assert (draft.town.crimes.years, draft.town.crimes.part) == ((2016, 2017, 2018), True)
    assert any("2017 has 1 of 12 months" in text and "--part-years estimate" in text for text in draft.account.warnings)


def test_months_without_crimes_are_chance_where_crimes_are_few(tmp_path):
    months = {2016: range(1, 13), 2017: [1, 3, 4, 6, 8, 9, 11, 12], 2018: range(1, 13)}
    assert drafted(tmp_path / "t", *crimes_of_months(tmp_path, months, each=2)).town.crimes.months == (12, 12, 12)
    assert drafted(tmp_path / "t", *crimes_of_months(tmp_path, months, each=9)).town.crimes.years == (2016, 2018)


def test_years_in_part_can_be_taken_for_parts_of_years(tmp_path):
    files = crimes_of_months(tmp_path, {2022: range(8, 13), 2023: range(1, 8)}, each=36)
    path, draft = written(tmp_path, *files, crime=CrimeChoices(part_years="estimate"))
    crimes = draft.town.crimes
    assert (crimes.part, crimes.months, crimes.length) == (False, (5, 7), 1.0)
    assert any("a month counts as a twelfth of a year" in text for text in draft.account.estimated)
    targets = (path / "targets.toml").read_text()
    assert "months = { 2022 = 5, 2023 = 7 }" in targets
    assert 'source = "crime.csv; rates a year are estimated from parts of years"' in targets
    found = read_figures(None, path / "targets.toml").crime
    assert found.years == 1.0
    assert (found.rate[:, 0] * found.people).sum() == pytest.approx(1000 * 12 * 36)


def test_what_to_do_next_is_the_fit_and_the_fitted_town_where_there_are_figures(tmp_path, capsys):
    town, crimes = crimes_of_months(tmp_path, {2020: range(1, 13)})
    path = tmp_path / "harbour"
    _, out, _ = answer(capsys, "new", path, town, crimes)
    asked = [
        f"mobsim calibrate {path} --targets {path}/targets.toml",
        "mobsim compare results/calibrate-harbour/scenario",
    ]
    assert [line.strip() for line in out.splitlines()[-2:]] == asked
    assert all(line in (path / "data-report.html").read_text() for line in asked)
    _, out, _ = answer(capsys, "new", path, town, "--replace")
    assert out.splitlines()[-1].strip() == f"mobsim compare {path}"


def test_no_part_of_the_data_report_is_wider_than_a_telephone(tmp_path, browser):
    path, _ = written(tmp_path, *crimes_of_months(tmp_path, {2020: range(1, 13)}), name="a_town_of_a_rather_long_name")
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto((path / "data-report.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.close()


def crimes_of_types(tmp_path, counts, years=(2020, 2021)):
    """Write so many crimes of each category in each year, spread over the areas, beside the town's table."""
    lines = [
        f"h{n % 6},{name},{year}-{1 + n % 12:02}"
        for year in years
        for name, count in counts.items()
        for n in range(count)
    ]
    (tmp_path / "crime.csv").write_text("hood,offence,month\n" + "\n".join(lines) + "\n")
    (tmp_path / "town.csv").write_text(as_text(rows(), ","))
    return tmp_path / "town.csv", tmp_path / "crime.csv"


@pytest.mark.parametrize(
    ("counts", "fitted"),
    [
        ({"Assault": 500, "Robbery": 90}, {"Assault": "assault", "Robbery": "robbery"}),
        ({"Assault": 500, "Robbery": 12}, {"Assault": "violence", "Robbery": "violence"}),
        ({"Violent crime": 500, "Robbery": 90}, {"Violent crime": "violence", "Robbery": "violence"}),
        ({"Burglary": 500, "Auto theft": 40}, {"Burglary": "break_in", "Auto theft": "vehicle_theft"}),
        (
            {"Burglary": 100, "Theft": 900, "Assault": 300},
            {"Burglary": "theft", "Theft": "theft", "Assault": "assault"},
        ),
    ],
)
def test_kinds_whose_shares_the_model_cannot_have_are_fitted_as_a_whole(tmp_path, counts, fitted):
    path, _ = written(tmp_path, *crimes_of_types(tmp_path, counts))
    assert tomllib.loads((path / "targets.toml").read_text())["crime"]["types"] == fitted


def test_levels_are_sought_about_where_the_town_records_as_much(tmp_path):
    few, many = (
        written(tmp_path, *crimes_of_types(tmp_path, {"Assault": count}), name=f"town_{count}")[0]
        for count in (100, 1000)
    )
    low, high = (
        tomllib.loads((each / "targets.toml").read_text())["problems"]["violence"]["ceiling"] for each in (few, many)
    )
    assert high["low"] == pytest.approx(10 * low["low"], rel=0.01)
    assert high["high"] == pytest.approx(10 * low["high"], rel=0.01)


@pytest.mark.long
def test_what_the_defaults_record_in_the_training_town_is_what_levels_are_sought_by():
    town = mobsim.load_scenario("south_simcoe")
    weekly = pd.concat([mobsim.run(town, "status_quo", seed=seed, days=364).weekly for seed in (1, 2, 3)])
    weekly = weekly[weekly["week"] >= 0]  # after the burn-in
    for problem, rate in _TRAINING_TOWN.items():
        found = 1000 * 52 * weekly[f"recorded_{problem}"].mean() / (town.population * town.scale)
        assert found == pytest.approx(rate, rel=0.2), problem


def test_crimes_of_few_an_area_are_fitted_by_deprivation_and_of_many_by_crime(tmp_path):
    whole = range(1, 13)
    few, _ = written(tmp_path, *crimes_of_months(tmp_path, {2020: whole, 2021: whole}, each=4), name="few")
    assert 'group_by = "deprivation"' in (few / "targets.toml").read_text()
    many, _ = written(tmp_path, *crimes_of_months(tmp_path, {2020: whole, 2021: whole}, each=60), name="many")
    assert "group_by" not in (many / "targets.toml").read_text()


def month_file(month, count, header="Crime ID,Month,LSOA code,Crime type"):
    return header + "\n" + "".join(f"{month}{n},{month},h{n % 6},Burglary\n" for n in range(count))


def test_crimes_of_a_file_a_month_are_read_as_one_and_copies_count_once(tmp_path):
    (tmp_path / "town.csv").write_text(as_text(rows(), ","))
    for month, count in (("2020-01", 12), ("2020-02", 18)):
        (tmp_path / f"{month}.csv").write_text(month_file(month, count))
    (tmp_path / "copy.csv").write_text(month_file("2020-02", 18))
    files = [tmp_path / name for name in ("town.csv", "2020-01.csv", "2020-02.csv", "copy.csv")]
    draft = drafted(tmp_path / "t", *files)
    assert draft.town.crimes.by_area.tolist() == [5, 5, 5, 5, 5, 5]
    assert any("2020-01.csv: and 1 more: read as one table of crimes" in text for text in draft.account.assumed)
    assert any("copies of tables of crimes were left out: 1" in text for text in draft.account.assumed)
    assert [use for _, _, use in draft.account.files] == [("areas",), ("crimes",), ("crimes",), ("crimes",)]


def test_of_an_archive_of_several_kinds_of_tables_the_crimes_with_categories_count(tmp_path):
    (tmp_path / "town.csv").write_text(as_text(rows(), ","))
    outcomes = "Crime ID,Month,Longitude,Latitude,Outcome\n" + "2020-01,2020-01,-79.5,43.6,None\n" * 40
    with zipfile.ZipFile(tmp_path / "police.zip", "w") as archive:
        archive.writestr("2020-01/a-outcomes.csv", outcomes)
        for month in ("2020-01", "2020-02"):
            archive.writestr(f"{month}/{month}-street.csv", month_file(month, 12))
    path, draft = written(tmp_path, tmp_path / "town.csv", tmp_path / "police.zip")
    assert draft.town.crimes.counts.sum() == 24
    assert any("a-outcomes.csv is not used" in text for text in draft.account.warnings)
    assert checksum(tmp_path / "police.zip") in (path / "SOURCE.md").read_text()
    named = drafted(tmp_path / "t", tmp_path / "town.csv", file=FileChoices(crimes=str(tmp_path / "police.zip")))
    assert named.town.crimes.counts.sum() == 24


@pytest.mark.parametrize(
    ("column", "cells", "direction", "warned"),
    [
        ("Households not deprived", [310, 270, 1248, 290, 220, 190], "lower", True),
        ("Not deprived (%)", [31.5, 27.0, 48.0, 29.0, 22.0, 19.0], "lower", False),
        ("Deprived in 2 or more (%)", [31.5, 27.0, 48.0, 29.0, 22.0, 19.0], "higher", False),
        ("People without low income", [310, 270, 1248, 290, 220, 190], "lower", True),
        ("IMD rank", [310, 2700, 12480, 290, 220, 190], "lower", False),
    ],
)
def test_which_end_is_deprived_follows_what_the_name_says_and_counts_are_doubted(
    tmp_path, column, cells, direction, warned
):
    table = [[*row[:3], cell] for row, cell in zip(rows(), cells, strict=True)]
    (tmp_path / "town.csv").write_text(as_text(table, ",", header=[*HEADER[:3], column]))
    draft = drafted(tmp_path / "t", tmp_path / "town.csv")
    assert draft.town.deprivation.direction == f"{direction}_is_more_deprived"
    assert any("seems to count people" in text for text in draft.account.warnings) == warned


def test_of_columns_of_deprivation_a_share_goes_before_counts(tmp_path):
    table = [[*row[:3], 100 + n, 7.5 + n] for n, row in enumerate(rows())]
    header = [*HEADER[:3], "Deprived in 1", "Deprived in 2 or more (%)"]
    (tmp_path / "town.csv").write_text(as_text(table, ",", header=header))
    assert drafted(tmp_path / "t", tmp_path / "town.csv").town.deprivation.values[0] == 7.5


@settings(max_examples=25)
@given(day=st.dates(min_value=datetime.date(1990, 1, 1), max_value=datetime.date(2049, 12, 31)))
def test_a_date_is_read_however_it_is_written(day):
    ways = ["%Y-%m-%dT%H:%M:%S", "%Y/%m/%d 05:00:00+00", "%Y%m%d", "%d-%b-%Y", "%b %d, %Y", "%d.%m.%Y", "%m/%d/%Y"]
    for way in ways:
        # A second cell tells which of day and month comes first.
        cells = [day.strftime(way), day.replace(day=25, month=3).strftime(way)]
        years, months = years_and_months(cells)
        assert (years[0], months[0]) == (day.year, day.month), way
    assert years_and_months([day.year, str(day.year), None, "unknown"])[0].tolist() == [day.year, day.year, 0, 0]


@pytest.mark.parametrize(
    ("category", "meaning"),
    [
        ("Assault With Weapon", "assault"), ("Voies de fait", "assault"), ("Break and Enter", "break_in"),
        ("B&E W'Intent", "break_in"), ("Introduction par effraction", "break_in"), ("Auto Theft", "vehicle_theft"),
        ("Theft From Motor Vehicle Under", "property_theft"), ("Vol de véhicule à moteur", "vehicle_theft"),
        ("Vols qualifiés", "robbery"), ("Robbery - Mugging", "robbery"), ("Méfait", "disorder"),
        ("Criminal damage and arson", "disorder"), ("Drug trafficking", "drug_offence"), ("Homicide", "violence"),
        ("Vehicle crime", "property_theft"), ("Violence and sexual offences", "assault"),
        ("Violences physiques ou sexuelles", "assault"),
        ("Violences sexuelles", "sexual_assault"), ("Rape and other sexual assault", "sexual_assault"),
        ("Violent crime", "violence"), ("Sexual Violation", "sexual_assault"), ("Agression sexuelle", "sexual_assault"),
        ("Shoplifting", "property_theft"), ("Fraud under $5000", "-"), ("Impaired driving", "-"),
        ("Mental health act", "social_crisis"), ("Zzz", None),
    ],
)  # fmt: skip
def test_categories_are_drafted_from_their_words(category, meaning):
    assert draft_type(category) == meaning
    assert meaning in (None, "-") or meaning in PROBLEM_OF


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(50, 20_000)), min_size=2, max_size=30))
def test_rates_are_drawn_to_the_towns_never_past_it_and_more_where_fewer_live(pairs):
    counts, people = (np.array(values, dtype=float) for values in zip(*pairs, strict=True))
    found = shrunk(counts, people) if counts.sum() else None
    if found is None:
        return
    mean, raw = counts.sum() / people.sum(), counts / people
    assert ((found - mean) * (raw - mean) >= -1e-15).all()
    assert (np.abs(found - mean) <= np.abs(raw - mean) + 1e-15).all()
    kept = np.divide(found - mean, raw - mean, out=np.full(len(raw), np.nan), where=np.abs(raw - mean) > 1e-9)
    known = ~np.isnan(kept)
    order = np.argsort(people[known])
    assert (np.diff(kept[known][order]) >= -1e-6).all()


def test_chance_alone_makes_no_risk():
    people = np.full(200, 1000.0)
    counts = np.random.default_rng(3).poisson(10.0, 200).astype(float)
    flat, uneven = shrunk(counts, people), shrunk(counts * np.repeat([1, 4], 100), people)
    assert flat is None or np.ptp(flat) < 0.3 * np.ptp(counts / people)
    assert np.ptp(uneven) > 0.5 * np.ptp(counts * np.repeat([1, 4], 100) / people)


def test_a_survey_gives_figures_of_the_town_and_how_surely_they_are_known(tmp_path):
    (tmp_path / "town.csv").write_text(as_text(rows(), ","))
    shares, answers = [0.62, 0.71, 0.55, 0.8, 0.66, 0.74], [40, 60, 200, 35, 50, 45]
    lines = [[NAMES[n], f"{100 * shares[n]:.0f}", answers[n]] for n in range(6)]
    (tmp_path / "survey.csv").write_text(as_text(lines, ",", header=["hood", "% who trust police", "respondents"]))
    (tmp_path / "crime.csv").write_text(
        as_text(
            [[f"h{n}", "Assault", 2020, 40 + n] for n in range(6)], ",", header=["hood", "offence", "year", "count"]
        )
    )
    path, draft = written(tmp_path, *(tmp_path / f"{name}.csv" for name in ("town", "survey", "crime")))
    (figure,) = draft.town.survey
    mean = np.average(shares, weights=answers)
    assert (figure.measure, figure.value) == ("confident_share", pytest.approx(mean, abs=1e-4))
    drawn = np.random.default_rng(2).integers(0, 6, (4000, 6))
    means = [np.average(np.take(shares, each), weights=np.take(answers, each)) for each in drawn]
    assert figure.error == pytest.approx(np.std(means), rel=0.35)
    assert 'measure = "confident_share"' in (path / "targets.toml").read_text()


# What is written


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A town made by the command, with what it printed."""
    pytest.importorskip("shapely")
    import contextlib

    place = tmp_path_factory.mktemp("made")
    write_geojson(place / "town.geojson")
    write_crimes(place / "crime.csv", np.random.default_rng(8), 3000)
    out, err = io.StringIO(), io.StringIO()
    arguments = [
        "new",
        str(place / "harbour"),
        str(place / "town.geojson"),
        str(place / "crime.csv"),
        "--officers",
        "31",
    ]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main(arguments)
    assert not ended.value.code, err.getvalue()
    return place / "harbour", out.getvalue()


def test_the_folder_is_whole_and_mobsim_finds_it_good(folder, capsys):
    path, _ = folder
    assert {each.name for each in path.iterdir()} == {
        "scenario.toml", "areas.geojson", "edges.csv", "crime.csv", "targets.toml", "SOURCE.md", "data-report.html"
    }  # fmt: skip
    code, out, err = answer(capsys, "check", path / "scenario.toml", path / "targets.toml")
    assert (code, err, out.count(": good.")) == (0, "", 2)
    scenario = load_scenario(path)
    hoods = scenario.communities[0].neighbourhoods
    assert dict(zip(hoods.names, hoods.people.tolist(), strict=True)) == dict(zip(NAMES, PEOPLE, strict=True))
    assert scenario.communities[0].officers == 31
    assert len(hoods.edges) == len(EDGES)
    richest, poorest = NAMES[int(np.argmax(INCOMES))], NAMES[int(np.argmin(INCOMES))]
    assert hoods.deprivation[hoods.names.index(poorest)] == 1.0
    assert hoods.deprivation[hoods.names.index(richest)] == 0.0
    assert set(hoods.risks) <= {"theft", "violence"}


def test_no_address_and_no_place_of_a_single_crime_gets_out(folder):
    path, printed = folder
    crimes = (path.parent / "crime.csv").read_text().splitlines()[1:]
    told = printed + "".join(each.read_text(encoding="utf-8") for each in path.iterdir())
    assert "Marguerite" not in told
    for line in crimes[:200]:
        _, date, _, _, latitude, longitude = line.split(",")
        assert latitude not in told
        assert longitude not in told
        assert date not in told


def test_every_guess_is_named_in_report_and_screen_with_an_option_that_there_is(folder, capsys):
    path, printed = folder
    report = (path / "data-report.html").read_text(encoding="utf-8")
    named = set(re.findall(r"<code>(--[a-z-]+)", report))
    code, told, _ = answer(capsys, "new", "--help")
    known = set(re.findall(r"^\s+(--[a-z-]+)", told, re.MULTILINE))
    assert code == 0
    assert {"--population", "--deprivation", "--scale", "--neighbours", "--crime-type", "--type"} <= named <= known
    assert set(re.findall(r"(--[a-z-]+)", printed)) <= known | {"--targets"}


def test_a_folder_that_is_there_stays_unless_it_may_go_and_foreign_files_always_stay(folder, tmp_path, capsys):
    made, _ = folder
    source = made.parent / "town.geojson"
    path = tmp_path / "town"
    path.mkdir()
    (path / "scenario.toml").write_text("mine")
    code, _, err = answer(capsys, "new", path, source)
    assert (code, "--replace" in err) == (2, True)
    (path / "mine.txt").write_text("mine")
    code, _, err = answer(capsys, "new", path, source, "--replace")
    assert (code, "mine.txt" in err) == (2, True)
    (path / "mine.txt").unlink()
    assert answer(capsys, "new", path, source, "--replace")[0] == 0
    assert "Made by `mobsim new`" in (path / "scenario.toml").read_text(encoding="utf-8")
    assert [each.name for each in tmp_path.iterdir()] == ["town"]


def test_a_town_that_is_refused_leaves_nothing_behind(tmp_path, capsys):
    pytest.importorskip("shapely")
    found = features()
    found[0]["properties"]["population"] = 9_000_000
    code, _, err = answer(capsys, "new", tmp_path / "town", write_geojson(tmp_path / "town.geojson", found))
    assert code == 2
    assert f"{tmp_path / 'town'}/areas.geojson: population of area h0" in err
    assert [each.name for each in tmp_path.iterdir()] == ["town.geojson"]


# What is wrong


def bad_files(folder):
    files = {
        "no.gpkg": b"hello", "no.xlsx": b"PK\x03\x04", "no.zip": b"PK", "old.xls": b"\xd0\xcf", "empty.csv": b"", "no.shp": b"x",
        "no.graphml": b"<graphml", "no.geojson": b"{", "no.kml": b"<html>", "noise.csv": bytes(range(256)) * 4,
    }  # fmt: skip
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def test_every_file_that_cannot_be_read_gets_one_message_of_its_own(tmp_path, capsys):
    pytest.importorskip("pyogrio")
    pytest.importorskip("openpyxl")
    files = bad_files(tmp_path)
    code, _, err = answer(capsys, "new", tmp_path / "town", *files, tmp_path / "nowhere.csv")
    assert code == 2
    lines = err.splitlines()[1:]
    assert len(lines) == len(files) + 1
    assert all(any(file.name in line for line in lines) for file in files)
    assert not (tmp_path / "town").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--population", "popualtion"], "population"), (["--type", "Assault"], "ONE=OTHER"), (["--years", "20x"], "2018-2022"),
        (["--areas", "twon.csv"], "town.csv"), (["--ask"], "needs a terminal"), (["--neighbours", "border"], "needs a map"),
    ],
)  # fmt: skip
def test_an_option_that_cannot_be_met_is_refused_with_what_can(arguments, told, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    (tmp_path / "town.csv").write_text(as_text(rows(), ","))
    code, _, err = answer(capsys, "new", tmp_path / "t", tmp_path / "town.csv", *arguments)
    assert (code, told in err, "Traceback" in err) == (2, True, False), err


def test_without_the_extra_one_message_says_how_to_install_it(tmp_path, capsys, monkeypatch):
    for name in ("shapely", "pyogrio", "pyproj", "openpyxl"):
        monkeypatch.setitem(sys.modules, name, None)
    code, _, err = answer(capsys, "new", tmp_path / "t", write_geojson(tmp_path / "town.geojson"))
    assert (code, "pip install 'mobsim[new]'" in err, len(err.splitlines())) == (2, True, 1)


def test_a_table_alone_makes_a_town_without_the_extra(tmp_path, monkeypatch):
    for name in ("shapely", "pyogrio", "pyproj", "openpyxl"):
        monkeypatch.setitem(sys.modules, name, None)
    (tmp_path / "town.csv").write_text(as_text(rows(), ","))
    path, draft = written(tmp_path, tmp_path / "town.csv")
    assert load_scenario(path).population == sum(PEOPLE)
    assert any("neighbour" in text for text in draft.account.warnings)


# Words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Côte-Nord", "COTE NORD"),
        ("Agincourt North (129)", "agincourt  north"),
        ("007", "7"),
        ("L'Amoreaux", "LAmoreaux"),
        ("A & B", "a and b"),
    ],
)
def test_two_ways_of_writing_an_area_are_one(one, other):
    assert matched(one) == matched(other)


@pytest.mark.parametrize("text", [STREET, "12 rue Saint-Denis", "King St & Bay St", "43.65321", "M5V 2T6"])
def test_what_looks_like_an_address_is_known(text):
    assert is_private(text)


@pytest.mark.parametrize("text", [*NAMES, "Ward 12", "Break and Enter", "2019", "Theft Under 5000"])
def test_names_of_areas_and_categories_are_not_taken_for_addresses(text):
    assert not is_private(text)


@pytest.mark.parametrize("name", TABLES)
def test_check_says_of_any_file_what_it_is_and_lacks(name, tmp_path):
    TABLES[name](tmp_path / name)
    said, notes = describe_file(tmp_path / name)
    assert "6" in said
    assert any("residents in population" in note and "who is next to whom" in note for note in notes)
