"""`mobsim new` on many points of crime stays within a bound of the processor's time and memory."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from batteries import at_length

LEFT, LOWER, SIDE = -79.5, 43.6, 0.01
SECONDS, MEMORY = 60, 2 * 2**30
"""Of 250,000 points and 160 areas; measured at 8 to 11 seconds and 285 MB."""
MEASURED = """
import json, resource, sys
from mobsim.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    code = ended.code or 0
used = resource.getrusage(resource.RUSAGE_SELF)
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps({"code": code, "seconds": used.ru_utime + used.ru_stime, "memory": unit * used.ru_maxrss}))
"""


def write_areas(file, columns, rows):
    features = []
    for number in range(columns * rows):
        x, y = round(LEFT + SIDE * (number % columns), 6), round(LOWER + SIDE * (number // columns), 6)
        right, upper = round(x + SIDE, 6), round(y + SIDE, 6)
        ring = [[x, y], [right, y], [right, upper], [x, upper], [x, y]]
        properties = {"hood_id": f"h{number}", "hood_name": f"Hood {number}", "population": 2000 + 7 * number}
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def write_points(file, count, columns, rows):
    random = np.random.default_rng(4)
    x, y = LEFT + SIDE * columns * random.random(count), LOWER + SIDE * rows * random.random(count)
    kinds = random.choice(["Assault", "Break and Enter", "Robbery", "Theft Over", "Mischief"], count)
    years, months = random.integers(2018, 2022, count), random.integers(1, 13, count)
    lines = [
        f"{n},{years[n]}-{months[n]:02}-15T23:10:00Z,{n % 900} Long Street,{kinds[n]},{y[n]:.6f},{x[n]:.6f}\n"
        for n in range(count)
    ]
    file.write_text("event,occurrence_date,address,offence,lat,long\n" + "".join(lines), encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="processor time of a process is told by getrusage")
@pytest.mark.parametrize(("points", "columns", "rows"), [(50_000, 8, 5), *at_length((250_000, 16, 10))])
def test_many_points_take_little_time_and_memory(points, columns, rows, tmp_path):
    pytest.importorskip("shapely")
    write_areas(tmp_path / "town.geojson", columns, rows)
    write_points(tmp_path / "crime.csv", points, columns, rows)
    arguments = ["new", "town", "town.geojson", "crime.csv"]
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *arguments], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["code"] == 0, done.stderr
    counted = sum(float(line.rsplit(",", 1)[1]) for line in _rows_of_crime(tmp_path / "town" / "crime.csv"))
    assert counted == points
    assert found["seconds"] <= SECONDS * max(points / 250_000, 0.5), found
    assert found["memory"] <= MEMORY, found


def _rows_of_crime(file):
    return file.read_text(encoding="utf-8").splitlines()[1:]
