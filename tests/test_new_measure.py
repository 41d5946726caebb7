"""A measure that CONTRIBUTING.md's worked example adds is whole: planned, paid for, carried out, counted and told of."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import mobsim

pytestmark = pytest.mark.long

PACKAGE = Path(mobsim.__file__).parent
TESTS = Path(__file__).parent

STREET_LIGHTING = {
    "scenario/initiatives.py": (
        "REACHES_PLACES = ",
        '    LIGHTING = 2, "lighting", "street lighting", "light places", Reach.PLACES, Work.HARDEN, Work.HARDEN\n\n\n',
    ),
    "scenario/planning.py": (
        "    extent_spread: ",
        '    cost_lighting: Annotated[float, Declared(9000.0, "CAD", 500.0, 90000.0, "Money of lighting.", role="setting")]\n'
        '    days_lighting: Annotated[int, Declared(56, "days", 14, 728, "Duration of street lighting.", role="setting")]\n',
    ),
    "scenario/reviewing.py": (
        "    prior: ",
        '    usual_lighting: Annotated[float, Declared(0.2, "share", 0.01, 1.0, "Fall of crime expected of light.")]\n',
    ),
    "scenario/mechanisms.toml": ('"review.usual_social"', '"review.usual_lighting", '),
    "screen/words/en.json": (
        '"police-assisted, situational"',
        '"police-assisted, street lighting": "lights by police", "community-led, street lighting": "lights by residents",\n',
    ),
    "screen/words/fr.json": (
        '"police-assisted, situational"',
        '"police-assisted, street lighting": "éclairage policier",'
        '"community-led, street lighting": "éclairage des résidents",\n',
    ),
}
"""What the worked example adds, by file: before which text, and what."""

YEAR = """
from mobsim.engine.model import Model
from mobsim.scenario.presets import PRESETS
from mobsim.scenario.synthetic import village
from test_soundness_books import assert_closed

model = Model(village(4, 150, burn_in_days=0, strategies=PRESETS, reference="status_quo"), "full_model", seed=3)
for _ in range(13):
    before = model.ledger.total.copy()
    model.run_days(28)
    assert_closed(model, before)
totals = model.results().totals
for measure in ("situational", "social", "lighting"):
    print(totals[f"initiatives_police_{measure}"] + totals[f"initiatives_community_{measure}"])
"""


COMPARISON = """
import sys
import mobsim
from mobsim.scenario.presets import PRESETS
from mobsim.scenario.synthetic import village

strategies = {name: PRESETS[name] for name in ("status_quo", "full_model")}
town = village(3, 100, burn_in_days=0, days=168, strategies=strategies, reference="status_quo")
mobsim.compare(town, runs=2, workers=1, out=sys.argv[1])
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Return an environment in which mobsim is a copy of the package that has the measure of the worked example."""
    copy = tmp_path_factory.mktemp("copy") / "mobsim"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    assert len(STREET_LIGHTING) <= 6
    for name, (before, line) in STREET_LIGHTING.items():
        text = (copy / name).read_text(encoding="utf-8")
        assert before in text
        (copy / name).write_text(text.replace(before, line + before, 1), encoding="utf-8")
    return os.environ | {"PYTHONPATH": f"{copy.parent}{os.pathsep}{TESTS}", "MOBSIM_NO_JIT": "1"}


def run(environment, *arguments):
    done = subprocess.run([sys.executable, *arguments], env=environment, cwd=TESTS, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_year_with_it_closes_its_books_and_counts_its_work(environment):
    places, residents, lights = map(float, run(environment, "-c", YEAR).split())
    assert lights > 0 < places
    assert residents > 0


def test_a_comparison_with_it_has_its_report(environment, tmp_path):
    run(environment, "-c", COMPARISON, str(tmp_path / "out"))
    run(environment, "-m", "mobsim", "report", str(tmp_path / "out"))
    assert "lighting" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_it_is_whole_as_every_measure_is(environment):
    run(environment, "-m", "pytest", "-q", "-p", "no:xdist", "test_enumerations.py")
