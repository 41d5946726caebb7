"""The report says so whenever a strategy moves stops onto the poor or insecurity up, and only then, and who bears what."""

import json

import pandas as pd
import pytest
from report_folder import STRATEGIES, priced, write_folder
from report_page import sections_of

from mobsim.report.findings import Estimate, Findings, Standing
from mobsim.report.sections.caution import stops_drawn_apart
from mobsim.report.sections.people import people
from mobsim.report.sections.words import LEAST_DEPRIVED, MOST_DEPRIVED, stopped, worried


def estimate(before, after, unsure=2.0):
    change = after - before
    return Estimate(after, after - 1, after + 1, change, change - unsure, change + unsure)


def standing(name, poor=(72, 72), rich=(71, 71), unsure=2.0, is_policy=True):
    stops = {MOST_DEPRIVED: estimate(*poor, unsure), LEAST_DEPRIVED: estimate(*rich, unsure)}
    return Standing(name, "", {}, 300.0, 0.5, 0.0, stops, is_policy)


def told(*others):
    return stopped(Findings(None, "harm", "status_quo", (*others, standing("status_quo")), {}))


def test_the_first_strategy_s_stops_are_told_with_their_levels():
    assert told(standing("full_model", poor=(72, 92), rich=(71, 31))) == (
        "Full model makes police stops more frequent where people are poorest: in the most deprived fifth there are 92 "
        "instead of 72 for every 1,000 residents a year, in the least deprived 31 instead of 71."
    )


def test_strategies_that_do_so_beside_it_are_named():
    worse = {"poor": (72, 92), "rich": (71, 31)}
    assert told(standing("full_model", **worse), standing("hot_spots", **worse)).endswith(" So does Hot spots.")
    assert told(standing("crisis_teams"), standing("hot_spots", **worse)) == (
        "Hot spots makes police stops more frequent where people are poorest."
    )
    two = told(standing("crisis_teams"), standing("hot_spots", **worse), standing("enforcement", **worse))
    assert two.startswith("Hot spots and Enforcement make police stops")


def apart(**stops):
    return stops_drawn_apart(
        Findings(None, "harm", "status_quo", (standing("full_model", **stops), standing("status_quo")), {})
    )


def test_a_widened_gap_is_told_where_stops_fall_and_less_among_the_poor():
    assert apart(poor=(34, 29), rich=(32, 12)) == (
        "Under Full model, police stop 29 of every 1,000 residents a year in the most deprived fifth (before: 34). In the "
        "least deprived they stop 12 (before: 32). That is 2.4 times as many, instead of 1.1."
    )


@pytest.mark.parametrize(
    "stops",
    [{}, {"poor": (72, 92), "rich": (71, 31)}, {"poor": (72, 40), "rich": (71, 50)}, {"poor": (0, 0), "rich": (0, 0)}],
    ids=["nothing moves", "told as stops onto the poor", "the poor less", "no stops"],
)
def test_no_gap_is_told_where_none_widens_or_the_poor_are_stopped_more_as_such(stops):
    assert apart(**stops) == ""


@pytest.mark.parametrize(
    "stops",
    [
        {},
        {"poor": (72, 60), "rich": (71, 31)},
        {"poor": (72, 73), "rich": (71, 71)},
        {"poor": (72, 92), "rich": (71, 31), "unsure": 30.0},
        {"poor": (72, 92), "rich": (71, 120)},
        {"poor": (float("nan"), float("nan"))},
        {"poor": (72, 92), "is_policy": False},
    ],
    ids=["nothing moves", "fewer", "too little to tell", "may be luck", "the rich more", "no fifths", "an arm"],
)
def test_nothing_is_said_where_it_does_not(stops):
    assert told(standing("full_model", **stops)) == ""


def insecure(name, shift, poor=None, is_policy=True):
    """A strategy under which insecurity goes from one level to another, in all and where residents are most deprived."""
    before, after, unsure = shift
    change = after - before
    outcomes = {"insecurity": Estimate(after, after, after, change, change - unsure, change + unsure)}
    return Standing(name, "", {}, 300.0, 0.5, 0.0, outcomes, is_policy), poor


def level(before, after, unsure=0.005):
    change = after - before
    return {"mean": after, "difference": change, "difference_low": change - unsure, "difference_high": change + unsure}


class Holding:
    """What a report reads of a folder, as far as sentences of fairness need it."""

    def __init__(self, comparison):
        self.comparison = comparison


def worry(*others):
    """Say what the short answer says of insecurity."""
    by_group = {each.name: {"levels": [level(0.38, 0.38), poor]} for each, poor in others if poor is not None}
    results = Holding({"fairness": {"groups": ["least", "most"], "outcomes": {"insecurity": by_group}}})
    standings = (*(each for each, _ in others), standing("status_quo"))
    return worried(Findings(results, "harm", "status_quo", standings, {}))


def test_insecurity_that_surely_rises_is_said_with_its_size():
    assert worry(insecure("hot_spots", (0.40, 0.44, 0.02)), insecure("full_model", (0.40, 0.38, 0.01))) == (
        "Residents feel less safe under Hot spots (+10%) than under Status quo."
    )


def test_insecurity_that_rises_among_the_most_deprived_alone_is_said_too():
    told_ = worry(insecure("hot_spots", (0.40, 0.40, 0.02), poor=level(0.45, 0.50)))
    assert (
        told_
        == "Those in the most deprived neighbourhoods feel less safe under Hot spots, though not all residents do."
    )


@pytest.mark.parametrize(
    "strategy",
    [
        insecure("hot_spots", (0.40, 0.44, 0.05)),
        insecure("hot_spots", (0.40, 0.401, 0.0005)),
        insecure("hot_spots", (0.40, 0.36, 0.01), poor=level(0.45, 0.50, unsure=0.06)),
        insecure("hot_spots", (0.40, 0.44, 0.01), is_policy=False),
    ],
    ids=["may be luck", "hardly", "luck among the poor", "an arm"],
)
def test_nothing_is_said_of_insecurity_where_it_does_not_surely_rise(strategy):
    assert worry(strategy) == ""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = write_folder(tmp_path_factory.mktemp("fair") / "town", strategies=STRATEGIES[:3], seeds=6, side=4)
    return sections_of(folder, lambda findings, gallery: [people(findings, gallery)])


def test_burdens_and_services_stand_before_and_after_with_their_ratio(page):
    rows = page.tables["fifths-bears-0"]
    assert [cell["text"].split(" ")[0] for cell in rows[0]] == ["Neighbourhoods", "Harm", "Insecurity", "Stops"]
    assert [row[0]["text"] for row in rows[1:]] == [
        "Least deprived fifth", "Second fifth", "Third fifth", "Fourth fifth", "Most deprived fifth", "Most over least deprived",
    ]  # fmt: skip
    assert all(len(cell["values"]) == 2 for row in rows[1:-1] for cell in row[1:])
    assert all("→" in cell["text"] for row in rows[1:] for cell in row[1:])


def test_the_page_says_what_the_model_leaves_out(page):
    assert "ethnicity, Indigenous identity" in page.text
    assert "immigration status" in page.text


def test_records_are_held_against_the_truth(page):
    assert "Do the records mislead?" in page.text
    assert [row[0]["text"].split(" 0-1")[0] for row in page.tables["records"][1:]] == [
        "Error of records",
        "Error of patrol",
    ]


def test_no_fifths_stand_where_all_are_equally_deprived(tmp_path):
    folder = write_folder(tmp_path / "flat", strategies=STRATEGIES[:2], seeds=3, side=3)
    table = pd.read_parquet(folder / "neighbourhoods.parquet").assign(deprivation=0.4)
    table.to_parquet(folder / "neighbourhoods.parquet", index=False)
    comparison = json.loads((folder / "comparison.json").read_text())
    comparison |= priced(pd.read_parquet(folder / "runs.parquet"), table, STRATEGIES[:2])
    assert comparison["fairness"] is None
    (folder / "comparison.json").write_text(json.dumps(comparison))
    page = sections_of(folder, lambda findings, gallery: [people(findings, gallery)])
    assert not any(name.startswith("fifths") for name in page.tables)
    assert "gives every neighbourhood the same deprivation" in page.text
