"""Checking a file takes no more than 150 MB and ten times the file's size, whatever stands in it, and ends soon."""

import subprocess
import sys
from pathlib import Path

import pytest
from good_town import write

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak is read as Linux tells it")
BASE, TIMES, SECONDS = 150_000_000, 10, 60
LIBRARIES_OF_MAPS = 100_000_000
"""What GDAL, PROJ and GEOS are themselves: loaded for maps of other kinds than GeoJSON, which only `mobsim new` takes."""
MOST_OF_TOPOLOGY = 600_000_000
CHECK = """
import re, sys, time
from pathlib import Path
from mobsim.cli import main
try:
    main(["check", sys.argv[1]])
finally:
    peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
    print(int(peak[1]) * 1024, time.process_time())
"""


def peak_of_check(file):
    """Check a file in a process of its own; return its exit code, its peak of memory and its seconds of processor time."""
    done = subprocess.run([sys.executable, "-c", CHECK, str(file)], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert len(done.stderr) < 5_000
    peak, seconds = done.stdout.split("\n")[-2].split()
    return done.returncode, int(peak), float(seconds)


def assert_modest(file, size, more=0):
    code, peak, seconds = peak_of_check(file)
    print(f"{file.name}: {size / 1e6:.1f} MB on disk, exit {code}, {peak / 1e6:.0f} MB, {seconds:.1f} s")
    assert peak <= BASE + TIMES * size + more
    assert seconds <= SECONDS


def collection(features):
    return '{"type": "FeatureCollection", "features": [' + ",".join(features) + "]}"


def feature(properties='"id": 1', ring="[0,0],[1,0],[1,1]"):
    geometry = f'{{"type": "Polygon", "coordinates": [[{ring}]]}}'
    return f'{{"type": "Feature", "properties": {{{properties}}}, "geometry": {geometry}}}'


def filled(piece, megabytes):
    return piece * int(megabytes * 1_000_000 / len(piece))


SQUARES = [feature(f'"id": {n}', f"[{n},0],[{n + 1},0],[{n + 1},1],[{n},1]") for n in range(20_000)]
DATA = {
    "two columns.csv": lambda mb: "a,b\n" + filled("12345,6789\n", mb),
    "short cells.csv": lambda mb: "a,b\n" + filled("1,\n", mb),
    "many columns.csv": lambda mb: ",".join(f"c{n}" for n in range(900)) + "\n" + filled("1," * 899 + "1\n", mb),
    "one line.csv": lambda mb: "a,b\n" + filled("1,", mb),
    "one cell.csv": lambda mb: 'a,b\n1,"' + filled("x", mb),
    "emoji in one line.csv": lambda mb: "a,\N{GRINNING FACE}" + filled("xy,", mb),
    "empty lines.csv": lambda mb: "a,b\n" + filled("\n", mb),
    "quotes.csv": lambda mb: "a,b\n" + filled('"""",""\n', mb),
    "wrong lines.csv": lambda mb: "a,b\n" + filled("1\n", mb),
    "empty features.geojson": lambda mb: collection([*["{}"] * int(mb * 333_333)]),
    "empty properties.geojson": lambda mb: collection([*['{"id":1,"geometry":null}'] * int(mb * 40_000)]),
    "tables in a property.geojson": lambda mb: collection([feature('"id": 1, "a": [' + filled('{"":0},', mb) + "0]")]),
    "lists in a property.geojson": lambda mb: collection([feature('"id": 1, "a": [' + filled("[],", mb) + "0]")]),
    "texts in a property.geojson": lambda mb: collection([feature('"id": 1, "a": [' + filled('"ab",', mb) + "0]")]),
    "numbers in a property.geojson": lambda mb: collection([feature('"id": 1, "a": [' + filled("0.1,", mb) + "0]")]),
    "emoji.geojson": lambda mb: collection([feature('"id": "\N{GRINNING FACE}", "a": [' + filled("0.1,", mb) + "0]")]),
    "points.geojson": lambda mb: collection([feature(ring=filled("[0,0],", mb) + "[1,0],[1,1]")]),
    "brackets.geojson": lambda mb: filled("[", mb),
    "no features.geojson": lambda mb: '{"type": "Nothing", "arcs": [' + filled("[0,1],", mb) + "0]}",
    "beside features.geojson": lambda mb: collection([feature()])[:-1] + ', "a": [' + filled('{"":0},', mb) + "0]}",
    "squares.geojson": lambda mb: collection(SQUARES[: int(mb * 5_000)]),
    "numbers.toml": lambda mb: "x = [" + filled("1,", min(mb, 0.98)) + "1]",
    "events.toml": lambda mb: "schema = 1\n" + filled("[[events]]\nday = 1\n", min(mb, 0.98)),
    "tables.toml": lambda mb: "x = [" + filled("{a=1},", min(mb, 0.98)) + "1]",
}


@pytest.mark.parametrize("name", ["two columns.csv", "empty features.geojson", "tables in a property.geojson"])
def test_a_few_megabytes_take_little_memory(name, tmp_path):
    check_made(tmp_path / name, DATA[name](3))


@pytest.mark.long
@pytest.mark.parametrize("megabytes", [1, 18])
@pytest.mark.parametrize("name", DATA)
def test_many_megabytes_take_little_memory(name, megabytes, tmp_path):
    check_made(tmp_path / name, DATA[name](megabytes))


def check_made(file: Path, content: str):
    file.write_text(content, encoding="utf-8")
    assert_modest(file, file.stat().st_size)


@pytest.mark.long
def test_a_town_of_large_files_takes_little_memory(tmp_path):
    large = {
        "places.csv": "id,neighbourhood,x,y\n"
        + "".join(f"{n},{'abcd'[n % 4]},{n % 7},{n}\n" for n in range(1_000_000)),
        "edges.csv": "a,b\n" + "a,b\nb,c\nc,d\n" * 300_000,
    }
    file = write(tmp_path / "town", large)
    assert_modest(file, sum(each.stat().st_size for each in file.parent.iterdir()))


def placemarks(megabytes):
    ring = " ".join(f"{n % 7},{n % 5}" for n in range(60))
    outline = f"<outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs>"
    one = f"<Placemark><name>a</name><Polygon>{outline}</Polygon></Placemark>"
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{filled(one, megabytes)}</Document></kml>'


def topology(megabytes):
    return '{"type": "Topology", "objects": {}, "arcs": [' + filled("[0,1],", megabytes) + "[0,1]]}"


@pytest.mark.parametrize(
    ("name", "made", "megabytes", "more"),
    [
        ("placemarks.kml", placemarks, 3, 0),
        ("topology.json", topology, 1, MOST_OF_TOPOLOGY),
        ("topology.topojson", topology, 12, MOST_OF_TOPOLOGY),
        ("tables.topojson", lambda megabytes: topology(0)[:-1] + ', "a": [' + filled("{},", megabytes) + "0]}", 3, 0),
    ],
)
def test_maps_of_other_kinds_take_little_memory_beside_their_libraries(name, made, megabytes, more, tmp_path):
    file = tmp_path / name
    file.write_text(made(megabytes))
    assert_modest(file, file.stat().st_size, LIBRARIES_OF_MAPS + more)
