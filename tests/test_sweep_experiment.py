"""Experiment files: what they may vary, and one clear message for whatever cannot be run."""

import pytest
from sweep_files import TWO_BY_TWO, write_experiment

from mobsim.errors import MobsimError
from mobsim.experiment.sweep.reading import read_experiment
from mobsim.scenario.parameters import ALL
from mobsim.scenario.shipped import shipped_experiments


def read(folder, text, **given):
    return read_experiment(write_experiment(folder, text, **given))


def changed(**lines):
    text = TWO_BY_TWO
    for old, new in lines.items():
        text = text.replace(old, new)
    return text


def test_ranges_default_to_the_declared_sweep_range(tmp_path):
    text = TWO_BY_TWO.replace("{ low = 4.0, high = 14.0 }", "{}")
    factor = read(tmp_path, text).factors[1]
    assert (factor.low, factor.high) == ALL["trust.bad_contact_weight"].declared.sweep_range


def test_any_setting_of_the_scenario_is_a_factor_and_makes_a_town(tmp_path):
    text = TWO_BY_TWO.replace('"strategy.leadership" = [0.2, 0.8]', '"scenario.community.officers" = [1, 2]')
    experiment = read(tmp_path, text)
    assert sorted(town.communities[0].officers for town in experiment.towns.values()) == [1, 2]


def test_a_setting_reaches_into_a_list_by_name(tmp_path):
    hamlet = "\n[[problems]]\nname = 'theft'\nceiling = 0.02\n"
    text = TWO_BY_TWO.replace('"strategy.leadership"', '"scenario.problems.theft.ceiling"').replace(
        "[0.2, 0.8]", "[0.01, 0.03]"
    )
    from sweep_files import HAMLET

    experiment = read(tmp_path, text, hamlet=HAMLET + hamlet)
    thefts = [
        problem.ceiling for town in experiment.towns.values() for problem in town.problems if problem.name == "theft"
    ]
    assert sorted(thefts) == [0.01, 0.03]


def test_what_is_fixed_holds_everywhere(tmp_path):
    fixed = '[fixed]\n"scenario.days" = 14\n"parameters.trust.misconduct" = 0.1\n[factors]'
    experiment = read(tmp_path, TWO_BY_TWO.replace("[factors]", fixed))
    assert {town.days for town in experiment.towns.values()} == {14}
    assert experiment.fixed["trust.misconduct"] == 0.1


@pytest.mark.parametrize(
    ("old", "new", "reported"),
    [
        ('"strategy.leadership"', '"scenario.comunity.officers"', "factors"),
        ('"strategy.leadership" = [0.2, 0.8]', '"strategy" = ["status_quo", "ful_model"]', "did you mean 'full_model'"),
        ("seeds = 3", "seeds = 3\nprecision = 0.1", "exclude each other"),
        ("seeds = 3", 'seeds = 3\noutcome = "harm"', "belong to precision"),
        ("seeds = 3", "seeds = 3\nseeds_per_draw = 2", "seeds_per_draw = 2: has no effect without an ensemble"),
        ('"factorial"', '"sobol"\nsamples = 100', "power of two"),
        ('"factorial"', '"grid"\nsamples = 4', "draws no samples"),
        ('"factorial"', '"list"', "a list needs points"),
        ('"factorial"', '"grid"\nresolution = 4', "only a factorial"),
        ("[0.2, 0.8]", "[0.2, 0.5, 0.8]\n[resolution]", "resolution"),
        ('design = "factorial"', 'design = "factorial"\nresolution = 4\nsamples = 2', "draws no samples"),
        ('keep = ["harm", "trust"]', 'keep = ["harm", "trusst"]', "did you mean 'trust'"),
        ("[0.2, 0.8]", "[0.2, 0.2]", "names a level twice"),
        ('design = "factorial"', 'design = "factorial"\nstrategy = "statusquo"', "did you mean 'status_quo'"),
        ('"strategy.leadership" = [0.2, 0.8]', '"strategy.engagement_share" = [0.2, 0.8]', "exceed all free hours"),
        ('"strategy.leadership" = [0.2, 0.8]', '"people.share_child" = [0.1, 0.4]\n"people.share_older" = [0.1, 0.5]\n'
         '"people.share_young" = [0.1, 0.4]', "exceeds the whole"),
        ('"strategy.leadership" = [0.2, 0.8]', '"scenario.days" = {}', "no declared sweep range"),
        ('"strategy.leadership" = [0.2, 0.8]', '"scenario.days" = [0, 28]', "must be at least 1"),
        ('"strategy.leadership" = [0.2, 0.8]', '"scenario.days" = ["many"]', "whole number"),
        ("[factors]", '[fixed]\n"strategy.leadership" = 0.5\n[factors]', "is a factor too"),
        ("[factors]", '[fixed]\n"trust.bad_contact_weight" = 5.0\n[factors]', "is a factor too"),
        ("[factors]", '[factors]\n"trust.bad_contact_weight" = [4.0, 5.0]', "stands twice"),
        ('design = "factorial"', 'design = "factorial"\ndays = 14\nfixed = { "scenario.days" = 7 }', "has no effect where"),
        ('design = "factorial"', 'design = "factorial"\nstrategy = "status_quo"\nstrategies = ["full_model"]',
         "no effect beside strategies"),
        ("high = 14.0 }", "high = 14.0, steps = 3 }", "only a grid takes steps"),
        ("high = 14.0 }", "high = 14.0 }\n[trial]\nunits = 'places'\ntreated = 1\n[[trial.treatments]]\nkind = 'patrol'\n"
         "hours = 1.0", "do not go together"),
    ],
)  # fmt: skip
def test_what_cannot_be_lived_is_told_before_the_first_run(old, new, reported, tmp_path):
    assert old in TWO_BY_TWO
    with pytest.raises(MobsimError) as raised:
        read(tmp_path, TWO_BY_TWO.replace(old, new))
    assert reported.lower() in str(raised.value).lower()
    assert "two.toml" in str(raised.value)


def test_an_unknown_experiment_is_answered_with_the_nearest():
    with pytest.raises(MobsimError, match="four_components"):
        read_experiment("four_component")


@pytest.mark.parametrize("name", [name for name in shipped_experiments() if "/" not in name])
def test_every_experiment_that_ships_can_be_lived(name):
    experiment = read_experiment(name)
    assert experiment.table.about.strip()
    assert len(experiment.plan.points) > 1
    assert "minutes on two cores" in shipped_experiments()[name].read_text(encoding="utf-8").splitlines()[0]
