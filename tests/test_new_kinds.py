"""`mobsim new`: what offices of other lands and other habits write, as it was met in a trial of their files."""

import json

import numpy as np
import pytest
from test_new import INCOMES, NAMES, PEOPLE, SIDE, answer, corner, drafted, features, rows, write_geojson

from mobsim.errors import UsageError
from mobsim.intake import roles
from mobsim.intake.choices import AreaChoices, CrimeChoices, TownChoices
from mobsim.intake.crime_types import draft_type, is_all_crime
from mobsim.intake.opening import open_file
from mobsim.intake.words import spelled


def outlines(tmp_path, **properties):
    """Write a map that says nothing but ids and names, and what else a test gives each area."""
    bare = features()
    for number, feature in enumerate(bare):
        feature["properties"] = {"code": f"0{number + 1}0", "name": NAMES[number]}
        feature["properties"] |= {key: values[number] for key, values in properties.items()}
    return write_geojson(tmp_path / "areas.geojson", bare)


def csv_of(path, *lines):
    path.write_text("\n".join(",".join(map(str, line)) for line in lines) + "\n", encoding="utf-8")
    return path


def people_of(draft):
    return dict(zip(draft.town.names, draft.town.people.astype(int).tolist(), strict=True))


# Tables of other shapes


def test_a_census_profile_with_a_column_an_area_is_turned(tmp_path):
    profile = csv_of(
        tmp_path / "profile.csv",
        ["Topic", "Characteristic", *NAMES, "The whole city"],
        ["Population", "Total - Age groups and average age of the population - 100% data", *PEOPLE, sum(PEOPLE)],
        ["Income", "Median total income of households ($)", *INCOMES, 51000],
        ["Population", "  0 to 14 years", *[value // 7 for value in PEOPLE], 4000],
    )
    draft = drafted(tmp_path / "town", outlines(tmp_path), profile)
    assert people_of(draft) == dict(zip(NAMES, PEOPLE, strict=True))
    assert draft.town.deprivation.column == "Median total income of households ($)"
    assert any("was turned" in note for note in draft.account.assumed)


def test_smaller_units_whose_codes_begin_with_an_areas_are_summed_and_averaged(tmp_path):
    lines = [
        [f"0{area + 1}0{unit:02}", people, share]
        for area in range(6)
        for unit, people, share in [(1, 600 + 100 * area, 10.5), (2, 200, 30.5)]
    ]
    units = csv_of(tmp_path / "units.csv", ["unit_id", "population", "low income (%)"], *lines, ["99901", 7, 12.25])
    draft = drafted(tmp_path / "town", outlines(tmp_path), units)
    assert draft.town.people.tolist() == [800 + 100 * area for area in range(6)]
    wanted = [(10.5 * (600 + 100 * area) + 30.5 * 200) / (800 + 100 * area) for area in range(6)]
    assert draft.town.deprivation.values.tolist() == pytest.approx(wanted)
    assert any("smaller units" in note for note in draft.account.assumed)


def test_crimes_that_name_a_smaller_unit_count_for_the_area_that_holds_it(tmp_path):
    crimes = csv_of(
        tmp_path / "crimes.csv",
        ["tract_id", "offence", "year"],
        *[[f"0{1 + n % 6}0{n % 7:02}", "Assault", 2020 + n % 2] for n in range(120)],
    )
    draft = drafted(tmp_path / "town", outlines(tmp_path, population=PEOPLE), crimes)
    assert draft.town.crimes.by_area.tolist() == [20.0] * 6


def test_codes_of_another_land_are_not_taken_for_smaller_units_and_the_message_shows_both(tmp_path):
    table = csv_of(tmp_path / "people.csv", ["unit_id", "population"], *[[f"77{n}00", 900 + n] for n in range(12)])
    with pytest.raises(UsageError) as refused:
        drafted(tmp_path / "town", outlines(tmp_path), table)
    assert "people.csv is not used" in refused.value.problem
    assert "'77000'" in refused.value.problem
    assert "'010'" in refused.value.problem


HEADING = [["Area", "Theft", "", "Assault", ""], ["", 2020, 2021, 2020, 2021]]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_headers_of_two_lines_are_joined(kind, tmp_path):
    table = [["Recorded crime", "", "", "", ""], *HEADING]
    table += [[name, 10 + n, 20 + n, 30 + n, 40 + n] for n, name in enumerate(NAMES)]
    file = tmp_path / f"crime.{kind}"
    if kind == "xlsx":
        book = pytest.importorskip("openpyxl").Workbook()
        for line in table:
            book.active.append([cell if cell != "" else None for cell in line])
        book.active.merge_cells("B2:C2")
        book.active.merge_cells("D2:E2")
        book.save(file)
    else:
        file.write_text("\n".join(";".join(map(str, line)) for line in table) + "\n")
    draft = drafted(tmp_path / "town", outlines(tmp_path, population=PEOPLE), file)
    crimes = draft.town.crimes
    assert crimes.years == (2020, 2021)
    assert dict(zip(crimes.types, crimes.counts[0].tolist(), strict=True)) == {"theft": [10, 20], "assault": [30, 40]}


def test_a_table_of_words_keeps_its_first_row(tmp_path):
    file = csv_of(
        tmp_path / "crime.csv", ["Area", "", "Offence"], ["Old Port", "x", "Theft"], ["Gardens", "y", "Assault"]
    )
    (layer,) = open_file(file)
    assert layer.cells("Offence") == ["Theft", "Assault"]


def test_a_line_break_within_a_heading_parts_nothing(tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(
        'Census 2021,,\nname,"total\npopulation",income\n'
        + "".join(f"{n},{p},1\n" for n, p in zip(NAMES, PEOPLE, strict=True))
    )
    (layer,) = open_file(file)
    assert layer.columns == ("name", "total\npopulation", "income")
    assert len(layer) == 6


# JSON


def test_records_and_nested_properties_are_read(tmp_path):
    records = [
        {"area": {"name": NAMES[n % 6]}, "offence": "Theft", "date": f"2021-{1 + n % 12:02}-03"} for n in range(240)
    ]
    (tmp_path / "crimes.json").write_text(json.dumps({"result": {"records": records}}))
    bare = features()
    for number, feature in enumerate(bare):
        feature["properties"] = {"label": {"en": NAMES[number]}, "census": {"population": PEOPLE[number]}}
    areas = write_geojson(tmp_path / "areas.geojson", bare)
    draft = drafted(tmp_path / "town", areas, tmp_path / "crimes.json", area=AreaChoices(name="label.en"))
    assert people_of(draft) == dict(zip(NAMES, PEOPLE, strict=True))
    assert draft.town.crimes.by_area.tolist() == [40.0] * 6


def test_json_that_holds_no_list_of_records_is_still_refused(tmp_path):
    (tmp_path / "what.json").write_text('{"name": "nothing"}')
    with pytest.raises(Exception, match="is not a collection of areas"):
        drafted(tmp_path / "town", tmp_path / "what.json")


# Places


def middles(each):
    return [
        (round(x + SIDE * (0.1 + 0.8 * share), 6), round(y + SIDE * (0.9 - 0.8 * share), 6))
        for number in range(6)
        for x, y in [corner(number)]
        for share in np.linspace(0, 1, each)
    ]


@pytest.mark.parametrize("system", ["EPSG:26917", "EPSG:3161", "EPSG:2958"])
def test_a_projected_system_that_no_file_names_is_found_among_those_of_the_region(system, tmp_path):
    pyproj = pytest.importorskip("pyproj")
    places = middles(30)
    moved = pyproj.Transformer.from_crs("EPSG:4326", system, always_xy=True)
    lines = [[f"{x:.2f}", f"{y:.2f}", "Theft", 2021] for x, y in (moved.transform(*place) for place in places)]
    crimes = csv_of(tmp_path / "crimes.csv", ["X", "Y", "offence", "year"], *lines)
    draft = drafted(tmp_path / "town", outlines(tmp_path, population=PEOPLE), crimes)
    assert draft.town.crimes.by_area.tolist() == [30.0] * 6
    (guess,) = [each for each in draft.account.guesses if each.option == "--crime-crs"]
    assert guess.value.startswith("EPSG:")
    assert "of this region" in guess.why


def test_of_two_pairs_of_coordinates_the_one_that_fits_is_taken(tmp_path):
    lines = [[7.0, 9.0, x, y, "Theft", 2021] for x, y in middles(20)]
    crimes = csv_of(tmp_path / "crimes.csv", ["X", "Y", "LONGITUDE", "LATITUDE", "offence", "year"], *lines)
    draft = drafted(tmp_path / "town", outlines(tmp_path, population=PEOPLE), crimes)
    assert draft.town.crimes.by_area.tolist() == [20.0] * 6


def test_names_decide_where_positions_fit_nothing(tmp_path):
    lines = [[1.0, 2.0, NAMES[n % 6] if n % 5 else "", "Theft", 2021] for n in range(300)]
    crimes = csv_of(tmp_path / "crimes.csv", ["X", "Y", "neighbourhood", "offence", "year"], *lines)
    draft = drafted(tmp_path / "town", outlines(tmp_path, population=PEOPLE), crimes)
    assert draft.town.crimes.by_area.sum() == 240
    assert any("were not used" in warning for warning in draft.account.warnings)


def test_categories_whose_places_are_hidden_are_named(tmp_path):
    seen = [[x, y, "Theft", 2021] for x, y in middles(20)]
    crimes = csv_of(
        tmp_path / "crimes.csv", ["X", "Y", "offence", "year"], *seen, *[[0, 0, "Offence against a person", 2021]] * 30
    )
    draft = drafted(tmp_path / "town", outlines(tmp_path, population=PEOPLE), crimes)
    assert any("Offence against a person (30 of 30 rows)" in warning for warning in draft.account.warnings)


def test_a_map_in_a_drawing_of_its_own_keeps_its_units(tmp_path):
    raw, shapely = pytest.importorskip("pyogrio.raw"), pytest.importorskip("shapely")
    shapes = [shapely.box(n % 3 * 900, n // 3 * 900, n % 3 * 900 + 900, n // 3 * 900 + 900) for n in range(6)]
    file = tmp_path / "drawing.gpkg"
    raw.write(
        file, shapely.to_wkb(np.array(shapes, dtype=object)), [np.array(NAMES, dtype=object), np.array(PEOPLE)],
        ["name", "population"], geometry_type="Polygon", driver="GPKG",
        crs='LOCAL_CS["Undefined Cartesian SRS",UNIT["unknown",0],AXIS["X",EAST],AXIS["Y",NORTH]]',
    )  # fmt: skip
    draft = drafted(tmp_path / "town", file)
    assert not draft.town.ground.known
    assert len(draft.town.pairs) == 11


# Names, words and units


def test_a_name_that_several_areas_have_gets_their_ids_and_regions_name_no_area(tmp_path):
    twice = ["Centre", "Centre", *NAMES[2:]]
    draft = drafted(tmp_path / "one", outlines(tmp_path, population=PEOPLE, name=twice))
    assert draft.town.names[:3] == ["Centre (010)", "Centre (020)", NAMES[2]]
    bare = csv_of(tmp_path / "bare.csv", ["Region", "Department", "population"], *[["N", *row[1:3]] for row in rows()])
    draft = drafted(tmp_path / "two", bare, town=TownChoices(neighbours="all"))
    assert draft.town.names == NAMES


@pytest.mark.parametrize(
    ("column", "role"),
    [
        ("HABITANTES", roles.POPULATION), ("Inwoners", roles.POPULATION), ("POPUL_2021", roles.POPULATION),
        ("Popolazione residente", roles.POPULATION), ("EW 31.12.2020", roles.POPULATION), ("População", roles.POPULATION),
        ("Bevölkerung insgesamt", roles.POPULATION), ("Gemiddeld inkomen", roles.DEPRIVATION),
        ("Reddito medio", roles.DEPRIVATION), ("Pobreza (%)", roles.DEPRIVATION), ("PCT_FAIB_R", roles.DEPRIVATION),
        ("latitud", roles.Y), ("Wijk", roles.NAME), ("TIPO_DELITO", roles.TYPE),
    ],
)  # fmt: skip
def test_columns_are_known_in_the_languages_of_their_offices(column, role):
    found = {
        each.key: each.weight_of(column)
        for each in (roles.POPULATION, roles.DEPRIVATION, roles.Y, roles.NAME, roles.TYPE)
    }
    assert found[role.key] == max(found.values()) > 0


@pytest.mark.parametrize("column", ["Densidad de población", "Mujeres", "Population density", "Vrouwen", "Ausländer"])
def test_parts_and_densities_are_no_residents(column):
    assert roles.POPULATION.weight_of(column) == 0


@pytest.mark.parametrize(
    ("category", "meaning"),
    [
        ("ROBO CON VIOLENCIA", "robbery"), ("Robo a casa habitación", "break_in"), ("ROBO DE VEHICULO", "vehicle_theft"),
        ("Robo a negocio con violencia", "robbery"), ("Hurto a personas", "property_theft"), ("Lesiones", "assault"),
        ("ESTAFA", "-"), ("Lesiones Seg Vial", "-"), ("Daños", "disorder"), ("Furto de veículo", "vehicle_theft"),
        ("Furti in abitazione", "break_in"), ("Woninginbraak", "break_in"), ("Straatroof", "robbery"),
        ("Mishandeling", "assault"), ("Fahrraddiebstahl", "property_theft"), ("Diebstahl an/aus Kfz", "property_theft"),
        ("Diebstahl von Kraftwagen", "vehicle_theft"), ("Wohnraumeinbruch", "break_in"), ("Raub", "robbery"),
        ("Straßenraub", "robbery"), ("Rauschgiftdelikte", "drug_offence"), ("Sachbeschädigung", "disorder"),
    ],
)  # fmt: skip
def test_categories_of_other_languages_are_drafted(category, meaning):
    assert draft_type(category) == meaning


def test_all_crime_is_known_in_other_languages():
    assert all(
        is_all_crime(spelled(each))
        for each in ("Straftaten insgesamt", "Geregistreerde misdrijven inwoners", "Delitos")
    )
    assert not is_all_crime("misdrijven tegen het leven")


def test_years_alone_count_what_the_file_is_called_by(tmp_path):
    lines = [[name, 5 + n, 6 + n] for n, name in enumerate(NAMES)]
    table = csv_of(tmp_path / "bicycle_thefts.csv", ["name", 2020, 2021], *lines)
    draft = drafted(tmp_path / "town", outlines(tmp_path, population=PEOPLE), table)
    assert draft.town.crimes.types == ("bicycle thefts",)
    assert draft.town.crimes.counts[0, 0].tolist() == [5, 6]
    other = csv_of(tmp_path / "figures.csv", ["name", 2020, 2021], *lines)
    draft = drafted(tmp_path / "other", outlines(tmp_path, population=PEOPLE), other)
    assert draft.town.crimes is None
    assert any('--type "2020=property_theft"' in warning for warning in draft.account.warnings)
    draft = drafted(
        tmp_path / "told",
        outlines(tmp_path, population=PEOPLE),
        other,
        crime=CrimeChoices(types=(("2021", "break_in"),)),
    )
    assert draft.town.crimes.by_area.tolist() == [6 + n for n in range(6)]


def test_what_a_total_holds_already_is_not_counted_twice(tmp_path):
    header = ["name", "Diebstahl-insgesamt", "Fahrraddiebstahl", "Raub"]
    table = csv_of(tmp_path / "faelle.csv", header, *[[name, 100 + n, 30, 7] for n, name in enumerate(NAMES)])
    draft = drafted(tmp_path / "town", outlines(tmp_path, population=PEOPLE), table)
    assert draft.town.crimes.types == ("diebstahl insgesamt", "raub")
    assert any("Fahrraddiebstahl were left out" in note for note in draft.account.assumed)


def test_totals_are_no_rows_that_found_no_area(tmp_path):
    lines = [*zip(NAMES, PEOPLE, strict=True), ("TOTAL SPRINGFIELD", 9), ("Totland", 8)]
    draft = drafted(
        tmp_path / "town", outlines(tmp_path), csv_of(tmp_path / "people.csv", ["name", "population"], *lines)
    )
    assert [each for each in draft.account.unmatched if "TOTAL" in each] == []
    assert any("Totland" in each for each in draft.account.unmatched)


def test_residents_in_thousands_are_doubted_and_can_be_multiplied(tmp_path):
    table = csv_of(
        tmp_path / "people.csv", ["name", "population"], *[[n, p / 1000] for n, p in zip(NAMES, PEOPLE, strict=True)]
    )
    areas = outlines(tmp_path)
    told = drafted(tmp_path / "town", areas, table, area=AreaChoices(population_unit=1000))
    assert people_of(told) == dict(zip(NAMES, PEOPLE, strict=True))
    doubted = drafted(tmp_path / "town", areas, table, area=AreaChoices(small="keep"), town=TownChoices(scale=1))
    assert any("--population-unit 1000" in warning for warning in doubted.account.warnings)


def test_a_run_of_a_town_without_deprivation_prints_dashes(tmp_path, capsys):
    areas = outlines(tmp_path, population=PEOPLE)
    code, _, _ = answer(capsys, "new", tmp_path / "town", areas)
    assert code == 0
    code, out, err = answer(capsys, "run", tmp_path / "town", "--days", 14, "--out", tmp_path / "run")
    assert code == 0, err
    assert "nan" not in out
    assert "–" in out
