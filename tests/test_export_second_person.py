"""A second person, on an empty environment and with nothing but an archive, has rows again to the last digit."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pandas as pd
import pytest
from archives import make_folders, unpack

from mobsim.export import export

SCRIPT = Path(__file__).with_name("second_person.py")


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    place = tmp_path_factory.mktemp("deposited")
    folders = make_folders(place)
    found = {kind: export(folder).file for kind, folder in folders.items()}
    for folder in folders.values():
        shutil.rmtree(folder)
    return found


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="the lines are a shell's")
@pytest.mark.parametrize(("kind", "runs"), [("sweep", ["0", "2", "3", "5", "7"]), ("compare", ["0", "3"])])
def test_rows_are_had_again_from_an_archive_alone(kind, runs, archives, tmp_path):
    # Packages come from this environment, so that no registry is asked; mobsim comes from the archive.
    environment = {**os.environ, "LIBRARIES": sysconfig.get_paths()["purelib"]}
    words = [sys.executable, SCRIPT, archives[kind], tmp_path / "own", *runs]
    ended = subprocess.run(list(map(str, words)), env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("the same to the last digit") == len(runs)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["sweep", "compare", "run"])
def test_a_validator_of_ro_crates_finds_nothing(kind, archives, tmp_path):
    validator = shutil.which("rocrate-validator")
    if validator is None:
        pytest.skip("rocrate-validator is not installed (pip install roc-validator)")
    crate = unpack(archives[kind], tmp_path / "crate")
    words = [
        validator,
        "-y",
        "validate",
        "--profile-identifier",
        "ro-crate-1.1",
        "--requirement-severity",
        "REQUIRED",
        str(crate),
    ]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


READ_IN_R = """
known <- read.csv("data-dictionary.csv")
for (name in list.files("data", pattern = "csv$")) {
  table <- read.csv(file.path("data", name), check.names = FALSE)
  named <- known$column[known$table == sub(".csv$", "", name)]
  stopifnot(setequal(names(table), named))
}
runs <- read.csv("data/runs.csv")
wide <- reshape(runs[c("seed", "strategy", "harm")], idvar = "seed", timevar = "strategy", direction = "wide")
cat(format(mean(wide$harm.full_model - wide$harm.status_quo), digits = 15))
"""


@pytest.mark.long
def test_r_reads_the_tables_and_finds_them_as_the_dictionary_says(archives, tmp_path):
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("R is not installed")
    unpacked = unpack(archives["compare"], tmp_path / "crate")
    (tmp_path / "read.R").write_text(READ_IN_R, encoding="utf-8")
    words = [program, "--vanilla", str(tmp_path / "read.R")]
    ended = subprocess.run(words, cwd=unpacked, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    wide = pd.read_parquet(unpacked / "results" / "runs.parquet").pivot(index="seed", columns="strategy", values="harm")
    assert float(ended.stdout) == pytest.approx((wide["full_model"] - wide["status_quo"]).mean())
