"""A small town with figures of its own, made by running it at numbers that a fit does not know."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from mobsim.calibration.figures import with_point
from mobsim.engine.model import run
from mobsim.engine.results import Run
from mobsim.scenario.reading import build_scenario
from mobsim.scenario.text_files import read_toml

NAMES = ("north", "east", "south", "west", "mill", "port")

SCENARIO = """\
schema = 1
title = "Six quarters"
days = 364
burn_in_days = 56

[community]
areas = "areas.csv"
edges = "edges.csv"
population = "people"
deprivation = "deprivation"
officers = 4

[parameters]   # the town's own
"trust.bad_contact_weight" = 9.0
"""

TARGETS = """\
schema = 1
title = "Six quarters: crime and a survey"
source = "made by the model itself"

[run]
days = 182
burn_in_days = 28

[parameters]
"insecurity.ground_mean" = { low = 0.2, high = 0.6 }
"people.prone_share" = {}

[problems.violence]
by_need = { low = 0.0, high = 6.0 }

[crime]
file = "crimes.csv"
neighbourhood = "quarter"
type = "offence"
year = "year"
count = "count"
fit_years = [2021, 2022]
check_years = [2023]
groups = 2
discrepancy = 0.05

[crime.types]
burglary = "theft"
other_theft = "theft"
fights = "violence"

[[survey]]
measure = "insecurity"
value = 0.47
standard_error = 0.01

[[survey]]
measure = "insecure_share"
value = 0.44
respondents = 400
neighbourhood = "mill"
discrepancy = 0.02
"""

TRUTH = {"insecurity.ground_mean": 0.45, "people.prone_share": 0.06, "problems.violence.by_need": 3.0}


def write_town(folder: Path, least: int = 300) -> Path:
    """Write the scenario, without crimes, and return its file; its smallest quarter has the ``least`` residents."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [f"{name},{least + 20 * row},{0.1 + 0.15 * row:.2f},{row},0" for row, name in enumerate(NAMES)]
    (folder / "areas.csv").write_text("\n".join(["id,people,deprivation,x,y", *rows]) + "\n")
    pairs = [f"{a},{b}" for a, b in pairwise(NAMES)]
    (folder / "edges.csv").write_text("\n".join(["a,b", *pairs]) + "\n")
    (folder / "scenario.toml").write_text(SCENARIO)
    return folder / "scenario.toml"


def write_figures(
    folder: Path,
    truth: Mapping[str, float] = TRUTH,
    first_seed: int = 2021,
    *,
    as_long: bool = False,
    least: int = 300,
    also_free: Sequence[str] = (),
) -> Path:
    """Write the town, three years of crime that it recorded at the truth, and its survey; return the targets file.

    Runs of the fit are half as long as those behind the figures, and feelings still move in that time, unless they are
    to be ``as_long``: then nothing but the free numbers and chance tells the two apart. Further numbers may be free,
    over their declared ranges.
    """
    file = write_town(folder, least)
    content, _ = read_toml(file)
    scenario = build_scenario(with_point(content, truth), file)
    rows, surveyed = ["quarter;offence;year;count"], (0.0, 0.0)
    for number, year in enumerate((2021, 2022, 2023)):
        finished = run(scenario, seed=first_seed + number, events=True)
        surveyed = _surveyed(finished, np.random.default_rng(first_seed))
        recorded = finished.events[finished.events["recorded"] & (finished.events["day"] >= 0)]
        for name in NAMES:
            here = recorded[recorded["neighbourhood"] == name]
            burglaries, thefts = (here["kind"] == "break_in").sum(), (here["type"] == "theft").sum()
            rows.append(f"{name};burglary;{year};{burglaries}")
            rows.append(f"{name};other_theft;{year};{thefts - burglaries}")
            rows.append(f"{name};fights;{year};{(here['type'] == 'violence').sum()}")
    (folder / "crimes.csv").write_text("\n".join(rows) + "\n")
    text = TARGETS.replace("0.47", f"{surveyed[0]:.4f}").replace("0.44", f"{surveyed[1]:.4f}")
    if as_long:
        text = text.replace("days = 182\nburn_in_days = 28", "days = 364\nburn_in_days = 56")
    lines = "".join(f'"{name}" = {{}}\n' for name in also_free)
    text = text.replace('"people.prone_share" = {}\n', '"people.prone_share" = {}\n' + lines)
    (folder / "targets.toml").write_text(text)
    return folder / "targets.toml"


def _surveyed(finished: Run, rng: np.random.Generator) -> tuple[float, float]:
    """Ask residents: mean insecurity of the town, and the share of 400 in one quarter who are insecure."""
    there = finished.neighbourhoods.set_index("id")["insecure_share"]["mill"]
    mean = finished.totals["insecurity"] + 0.01 * rng.standard_normal()
    share = rng.binomial(400, there) / 400 + 0.02 * rng.standard_normal()
    return float(np.clip(mean, 0, 1)), float(np.clip(share, 0, 1))
