"""Each fact is declared once, with unit, bounds, source and grade; strategies are plain data at the same cost."""

import re

import pytest

from mobsim.scenario.findings import Findings
from mobsim.scenario.mechanisms import alternatives
from mobsim.scenario.overrides import check_overrides
from mobsim.scenario.parameters import ALL, GROUPS, LEVERS, SETTABLE, build_parameters
from mobsim.scenario.presets import PRESETS
from mobsim.scenario.problems import AGENCIES, DEFAULT_PROBLEMS
from mobsim.scenario.sources import GRADES, cite, sources
from mobsim.scenario.strategy import LeadPolicy, Levers
from mobsim.validation.targets import targets

COMPONENTS = ("leadership", "collaboration", "risk_focus", "information_sharing")


@pytest.mark.parametrize("name", list(ALL))
def test_every_parameter_is_declared_in_full(name):
    _, kind, declared = ALL[name]
    low, high = declared.sweep_range
    assert declared.low <= declared.default <= declared.high
    assert declared.low <= low < high <= declared.high
    assert low <= declared.default <= high, "a sweep of a range that leaves out the model as it is answers no question"
    assert declared.unit
    assert declared.about.endswith(".")
    assert kind in (int, float)
    assert declared.source == "assumed" or declared.source in sources()
    assert declared.grade in GRADES
    assert (declared.source == "assumed") == (declared.grade == "assumed")


def test_every_kind_of_incident_names_its_source():
    for problem in DEFAULT_PROBLEMS:
        assert problem.agency in AGENCIES
        assert sum(kind.share for kind in problem.kinds) == pytest.approx(1)
        for kind in problem.kinds:
            assert kind.source == "assumed" or kind.source in sources()


def test_every_source_is_used_and_cited_in_full():
    used = {declaration.declared.source for declaration in ALL.values()}
    used |= {kind.source for problem in DEFAULT_PROBLEMS for kind in problem.kinds}
    used |= {part.source for target in targets().values() for part in target.parts}
    used |= {choice.source for each in alternatives().values() for choice in each.choices.values()}
    assert set(sources()) <= used
    for key, source in sources().items():
        assert 1950 <= source.year <= 2030
        assert all((source.author, source.title, source.published))
        assert source.doi is None or re.fullmatch(r"10\.\d{4}/\S+", source.doi)
        assert cite(key).startswith(source.author)


def test_a_group_is_named_like_the_field_that_holds_it():
    parameters = build_parameters()
    for name, group in GROUPS.items():
        assert isinstance(getattr(parameters, name), group)
    assert set(ALL) == set(SETTABLE) | set(LEVERS)


def test_overriding_values_take_the_type_of_their_declaration():
    findings = Findings("scenario.toml")
    values = check_overrides({"planning.targets": 8.0, "trust": {"misconduct": 1}}, findings)
    assert not findings.is_wrong()
    parameters = build_parameters(values)
    assert (parameters.planning.targets, type(parameters.planning.targets)) == (8, int)
    assert (parameters.trust.misconduct, type(parameters.trust.misconduct)) == (1.0, float)


@pytest.mark.parametrize("name", list(PRESETS))
def test_every_preset_is_within_bounds_and_told_in_a_sentence(name):
    strategy = PRESETS[name]
    assert strategy.name == name
    assert strategy.about.endswith(".")
    for field, value in strategy.levers._asdict().items():
        declared = LEVERS[f"strategy.{field}"].declared
        assert declared.low <= value <= declared.high
    assert strategy.levers.patrol_share + strategy.levers.engagement_share <= 1


def test_the_declared_defaults_are_the_status_quo():
    assert PRESETS["status_quo"].levers == Levers(*(each.declared.default for each in LEVERS.values()))


@pytest.mark.parametrize("component", COMPONENTS)
def test_leaving_out_a_component_changes_nothing_else(component):
    assert PRESETS[f"full_model_without_{component}"].kind.key == "arm"
    assert PRESETS[f"full_model_without_{component}"].levers == PRESETS["full_model"].levers._replace(
        **{component: 0.0}
    )


def test_community_led_and_police_assisted_differ_in_who_leads_alone():
    led, assisted = PRESETS["community_led"].levers, PRESETS["police_assisted"].levers
    assert (LeadPolicy(led.lead).key, LeadPolicy(assisted.lead).key) == ("community", "police")
    assert led._replace(lead=0) == assisted._replace(lead=0)
