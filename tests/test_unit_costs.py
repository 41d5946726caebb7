"""A town's own unit costs and severity weights: what they become, in which currency, and that each source is told."""

import json

import pytest
from report_page import sections_of

import mobsim
from mobsim.errors import MobsimError, UsageError
from mobsim.experiment.compare import prices_for
from mobsim.report.sections.cost import cost as cost_section
from mobsim.report.sections.limits import assumed
from mobsim.scenario.parameters import SETTABLE
from mobsim.scenario.prices import SHIPPED, load_prices
from mobsim.scenario.problems import DEFAULT_PROBLEMS
from mobsim.scenario.reading import build_scenario
from mobsim.scenario.unit_costs import ITEMS

RESIDENTS = 4000
FILE = {
    "schema": 1, "title": "T", "days": 56, "burn_in_days": 28, "scale": 0.1,
    "community": {"synthetic": {"neighbourhoods": 4, "residents_per_neighbourhood": RESIDENTS // 4}, "officers": 6},
}  # fmt: skip


def read(tmp_path, **further):
    return build_scenario({**FILE, **further}, tmp_path / "scenario.toml")


def cost(amount, source="Our budget"):
    return {"amount": amount, "source": source}


def all_wrong(caught):
    return getattr(caught.value, "errors", (caught.value,))


@pytest.mark.parametrize(
    ("name", "amount", "parameter", "value"),
    [
        ("officer", 160_000, "money.officer_year", 160_000),
        ("overtime", 110, "money.officer_hour", 110),
        ("social_worker", 82, "delivery.agency_hour_cost", 82),
        ("volunteer_hour", 20, "money.volunteer_hour", 20),
        ("coordinator", 120_000, "money.collaboration_cost", 120_000 / RESIDENTS),
        ("analyst", 80_000, "money.risk_focus_cost", 80_000 / RESIDENTS),
        ("information", 60_000, "money.information_cost", 60_000 / RESIDENTS),
        ("situation_table", 20_000, "money.situation_case_cost", 20_000 / (0.42 * RESIDENTS / 1000)),
        ("crisis_team", 2_000, "money.crisis_teams_cost", 2_000 * 5 / 1000),
        ("camera", 4_000, "planning.cost_situational", 40_000),
        ("lighting", 2_500, "planning.cost_situational", 25_000),
        ("person_helped", 3_000, "planning.cost_social", 60_000),
    ],
)
def test_a_unit_cost_becomes_its_parameter_for_real_residents(tmp_path, name, amount, parameter, value):
    scenario = read(tmp_path, costs={name: cost(amount)})
    assert scenario.overrides[parameter] == pytest.approx(value)
    group, _, field = parameter.partition(".")
    assert getattr(getattr(scenario.parameters, group), field) == pytest.approx(value)
    (unit,) = scenario.costs.units
    assert (unit.name, unit.amount, unit.source) == (name, amount, "Our budget")


def test_every_item_is_tried_and_becomes_a_price():
    for item in ITEMS.values():
        assert SETTABLE[item.parameter].declared.unit.startswith("CAD")


def test_a_table_costs_what_its_year_costs(tmp_path):
    """What the model pays for a table at full level in a year is the amount that the file gives."""
    p = read(tmp_path, costs={"situation_table": cost(20_000)}).parameters
    assert p.situation_table.cases / 1000 * p.money.situation_case_cost * RESIDENTS == pytest.approx(20_000)


@pytest.mark.parametrize(
    ("further", "field", "problem"),
    [
        ({"costs": {"camera": cost(1000), "lighting": cost(900)}}, "costs.lighting", "camera"),
        (
            {"costs": {"officer": cost(150_000)}, "parameters": {"money.officer_year": 1.5e5}},
            "costs.officer",
            "[parameters] sets too",
        ),
        ({"costs": {"officer": cost(99)}}, "costs.officer.amount", "must lie between"),
        ({"costs": {"officer": {"amount": 150_000}}}, "costs.officer.source", "missing"),
        ({"costs": {"oficer": cost(150_000)}}, "costs.oficer", ""),
        ({"costs": {"currency": "GBP", "officer": cost(70_000)}}, "costs.per_cad", "is missing"),
        ({"costs": {"per_cad": 0.5}}, "costs.per_cad", "has no effect"),
        (
            {"severity": {"source": "I", "weights": {"murder": 7000, "assault": 20}}},
            "severity.weights.murder",
            "not a kind",
        ),
        (
            {"severity": {"source": "I", "weights": {"crisis": 1, "assault": 20}}},
            "severity.weights.crisis",
            "not a kind",
        ),
    ],
)
def test_costs_and_weights_that_cannot_be_are_refused(tmp_path, further, field, problem):
    with pytest.raises(MobsimError) as caught:
        read(tmp_path, **further)
    assert any(error.field == field and problem in error.problem for error in all_wrong(caught)), str(caught.value)


def test_another_currency_takes_what_ships_along(tmp_path):
    scenario = read(tmp_path, costs={"currency": "GBP", "year": 2023, "per_cad": 0.6, "officer": cost(70_000)})
    money = scenario.parameters.money
    assert money.officer_year == 70_000
    assert money.officer_hour == pytest.approx(0.6 * 95)
    assert money.purse == pytest.approx(0.6 * 30)
    assert scenario.parameters.planning.cost_social == pytest.approx(0.6 * 20_000)
    assert any("at 0.6 GBP" in note for note in scenario.notes)
    assert prices_for(scenario, None) is None, "Canadian prices of crime are not the town's"
    with pytest.raises(UsageError, match="counts in GBP"):
        prices_for(scenario, SHIPPED)
    pounds = load_prices().model_copy(update={"currency": "GBP"})
    assert prices_for(scenario, pounds) is pounds


def severities(problems):
    return {kind.name: kind.severity for problem in problems for kind in problem.kinds}


def test_severity_weights_keep_their_ratios_and_the_gravity_of_crime_in_all(tmp_path):
    weights = {"robbery": 580.0, "assault": 80.0, "break_in": 190.0}
    scenario = read(tmp_path, severity={"source": "Our index", "weights": weights})
    ours, shipped = severities(scenario.problems), severities(DEFAULT_PROBLEMS)
    for name in weights:
        assert ours[name] / ours["assault"] == pytest.approx(weights[name] / weights["assault"])
    assert {name: ours[name] for name in ours if name not in weights} == {
        name: shipped[name] for name in shipped if name not in weights
    }
    would_be = {kind.name: problem.ceiling * kind.share for problem in DEFAULT_PROBLEMS for kind in problem.kinds}
    assert sum(would_be[n] * ours[n] for n in weights) == pytest.approx(sum(would_be[n] * shipped[n] for n in weights))
    scaled = read(tmp_path, severity={"source": "I", "weights": {name: 7 * each for name, each in weights.items()}})
    assert severities(scaled.problems) == pytest.approx(ours)


def test_a_comparison_tells_the_costs_its_currency_and_the_index(tmp_path):
    scenario = read(
        tmp_path,
        costs={"currency": "GBP", "year": 2023, "per_cad": 0.6, "officer": cost(70_000, "Force budget 2023")},
        severity={"source": "Crime harm index 2020", "weights": {"robbery": 10, "assault": 2}},
    )
    mobsim.compare(scenario, ["status_quo", "hot_spots"], runs=2, workers=1, point=True, out=tmp_path / "found")
    summary = json.loads((tmp_path / "found" / "comparison.json").read_text())
    assert summary["costs"]["currency"] == "GBP"
    assert summary["costs"]["units"][0]["source"] == "Force budget 2023"
    assert summary["severity"]["source"] == "Crime harm index 2020"
    assert "money" not in summary
    units = {each["name"]: each["unit"] for each in json.loads((tmp_path / "found" / "outcomes.json").read_text())}
    assert units["cost"].startswith("GBP")
    page = sections_of(
        tmp_path / "found", lambda findings, gallery: [cost_section(findings, gallery), assumed(findings.results)]
    ).text
    assert "Force budget 2023" in page
    assert "Crime harm index 2020" in page
    assert "GBP" in page
