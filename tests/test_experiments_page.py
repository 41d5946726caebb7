"""The page of what experiments came to is written from numbers, and says what they say."""

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from mobsim.scenario.shipped import shipped_experiments

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.fixture(scope="module")
def script():
    """The script that writes the page."""
    spec = spec_from_file_location("make_experiments", DOCS / "make_experiments.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def numbers():
    return json.loads((DOCS / "experiments.json").read_text(encoding="utf-8"))


def test_the_page_holds_nothing_but_what_the_script_writes_from_the_numbers(script, numbers):
    assert (DOCS / "experiments.md").read_text(encoding="utf-8") == script.render(numbers)


VARIANTS = {"ablation", "alternatives"}
"""Experiments on the model itself, which the page on validation is about."""


def test_every_experiment_that_ships_is_reported_and_drawn(script, numbers):
    names = {name for name in shipped_experiments() if "/" not in name} - VARIANTS
    assert names == set(script.CONTRASTS) == set(numbers)
    assert {f"{name}.svg" for name in names} == {file.name for file in (DOCS / "images" / "experiments").iterdir()}


def made_up(difference, p):
    def row(level, *values):
        return {
            "conditions": [],
            "level": level,
            "pairs": 9,
            "harm": dict(zip(("mean", "difference", "low", "high", "p"), values, strict=True)),
        }

    rows = [
        row(0.2, 100.0, 0.0, 0.0, 0.0, 1.0),
        row(0.8, 100 + difference, difference, difference - 1, difference + 1, p),
    ]
    return {"of": "strategy.follow_up", "words": "following up", "by": [], "outcomes": ["harm"], "rows": rows}


@pytest.mark.parametrize(
    ("difference", "p", "printed"),
    [
        (-5.0, 0.001, "follow up 0.8 did least harm, −5.0 % (−6.0 % to −4.0 %)."),
        (-0.5, 0.4, "follow up 0.8 did least harm, −0.5 % (−1.5 % to +0.5 %), which may be luck."),
        (3.0, 0.001, "none did less harm than follow up 0.2."),
    ],
)
def test_sentences_follow_the_numbers(script, difference, p, printed):
    assert " ".join(script.contrast_sentences(made_up(difference, p))).endswith(printed)


@pytest.mark.parametrize(
    ("difference", "printed"),
    [
        (5.0, "follow up 0.2 against follow up 0.8 is −4.8 % (−5.7 % to −3.8 %) of harm."),
        (0.5, "of harm: worth nothing that 9 pairs can show."),
    ],
)
def test_what_a_lead_is_worth_is_told_or_that_it_is_worth_nothing(script, difference, printed):
    (reported,) = script.worth_sentences(made_up(difference, 0.5))
    assert reported.endswith(printed)


def year_row(words, errors, difference, half):
    last = {"mean": errors[-1], "difference": difference, "low": difference - half, "high": difference + half}
    return {"town": "columbus", "words": words, "patrol_error": errors, "last": last}


@pytest.mark.parametrize(
    ("errors", "half", "printed"),
    [
        ([0.05, 0.09, 0.08], 0.01, "greatest in year 2 (+4.0); it grew no further, and did not run away."),
        ([0.05, 0.08, 0.12], 0.01, "greatest in year 3 (+7.0); it was still growing."),
    ],
)
def test_sentences_on_years_follow_the_numbers(script, errors, half, printed):
    first = year_row("nothing", [0.05, 0.05, 0.05], 0.0, 0.0)
    most = year_row("ten times", errors, errors[-1] - 0.05, half)
    reported = " ".join(script.year_sentences([first, year_row("some", [0.05, 0.05, 0.06], 0.01, 0.03), most]))
    assert printed in reported
    assert "some: 6.0 % (+1.0, −2.0 to +4.0, which may be luck)" in reported
    assert f"ten times: {100 * errors[-1]:.1f} % ({100 * (errors[-1] - 0.05):+.1f}, " in reported
    assert "5.0 % of the hours of patrol lie elsewhere than crime in the last year" in reported
