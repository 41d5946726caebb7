"""Every mechanism can be switched off by name, and every assumption belongs to one or is said to be a scale."""

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scenario_files import SCENARIOS
from stories import town

import mobsim
from mobsim.errors import MobsimError, UsageError
from mobsim.scenario.mechanisms import alternatives, chosen_values, mechanisms, neutral_values, scales
from mobsim.scenario.parameters import SETTABLE
from mobsim.scenario.sources import sources
from mobsim.validation import observe_town
from mobsim.validation.patterns.near_repeats import knox_ratio
from mobsim.validation.targets import targets
from mobsim.validation.variant_rows import VariantRow, Variants
from mobsim.validation.variants import compare_variants, variants_of
from mobsim.validation.writing_variants import to_markdown

PACKAGE = Path(mobsim.__file__).parent
PARTS = {part.id for target in targets().values() for part in target.parts}


class TestDeclarations:
    @pytest.mark.parametrize("name", list(mechanisms()))
    def test_a_mechanism_is_declared_in_full(self, name):
        mechanism = mechanisms()[name]
        assert mechanism.about.endswith(".")
        assert (PACKAGE / mechanism.rule).is_file()
        assert set(mechanism.needed_by) <= PARTS
        assert mechanism.needed_by or mechanism.kept.endswith("."), "needed by some target, or kept for a reason"
        for parameter, value in mechanism.neutral.items():
            declared = SETTABLE[parameter].declared
            assert declared.low <= value <= declared.high
            assert SETTABLE[parameter].kind(value) == value
        assert any(value != SETTABLE[each].declared.default for each, value in mechanism.neutral.items())

    def test_every_assumption_belongs_to_one_mechanism_or_is_a_scale(self):
        owners = [(each, name) for name, mechanism in mechanisms().items() for each in mechanism.members]
        owners += [(each, f"scale: {scale.why}") for scale in scales() for each in scale.parameters]
        owned = pd.DataFrame(owners, columns=["parameter", "owner"])
        assumptions = {name for name, (_, _, declared) in SETTABLE.items() if declared.role == "assumption"}
        remedy = "name it in mechanisms.toml, or in scales.toml with a reason"
        assert sorted(assumptions - set(owned["parameter"])) == [], remedy
        assert sorted(set(owned["parameter"]) - assumptions) == [], "only assumptions make mechanisms"
        assert owned[owned["parameter"].duplicated(keep=False)].to_dict("records") == [], "one owner each"

    @pytest.mark.parametrize("name", list(alternatives()))
    def test_an_alternative_has_sides_that_studies_take(self, name):
        each = alternatives()[name]
        assert each.about.endswith("?")
        assert len(each.choices) > 1
        assert not each.choices[each.default].values, "the first choice is the model as it is"
        for choice in each.choices.values():
            assert choice.source in sources()
            assert choice.about.endswith(".")
            for parameter, value in choice.values.items():
                assert SETTABLE[parameter].declared.low <= value <= SETTABLE[parameter].declared.high

    def test_good_contacts_that_do_not_count_leave_bad_ones_as_they_were(self):
        values = chosen_values({"good_contacts": "do_not_count"})
        gain, weight = (SETTABLE[f"trust.{name}"].declared.default for name in ("good_contact", "bad_contact_weight"))
        assert values["trust.good_contact"] < gain
        assert values["trust.bad_contact_weight"] == SETTABLE["trust.bad_contact_weight"].declared.high
        assert values["trust.good_contact"] * values["trust.bad_contact_weight"] == pytest.approx(gain * weight)


def load(folder, lines):
    file = folder / "scenario.toml"
    community = "community = { synthetic = { neighbourhoods = 2 }, officers_per_100k = 130 }"
    file.write_text(f'schema = 1\ntitle = "Village"\n{community}\n{lines}\n', encoding="utf-8")
    return mobsim.load_scenario(file)


class TestScenarioFiles:
    def test_a_scenario_does_without_mechanisms_by_name(self, tmp_path):
        scenario = load(tmp_path, 'mechanisms.without = ["near_repeats"]\nalternatives.scandals = "do_not"')
        assert scenario.parameters.offending.by_boost == 0.0
        assert scenario.parameters.trust.misconduct == 0.0
        assert any("near_repeats" in note for note in scenario.notes)

    def test_one_mechanism_may_be_named_alone_and_nothing_is_none(self, tmp_path):
        assert load(tmp_path, 'mechanisms.without = "tips"').parameters.reporting.tip_chance == 0.0
        assert load(tmp_path, 'mechanisms.without = "nothing"').overrides == {}

    def test_the_experiment_leaves_out_each_mechanism_in_turn(self):
        content = tomllib.loads((SCENARIOS.parent / "experiments" / "ablation.toml").read_text(encoding="utf-8"))
        assert [point["scenario.mechanisms.without"] for point in content["points"]] == ["nothing", *mechanisms()]

    @pytest.mark.parametrize(
        ("lines", "printed"),
        [
            ('mechanisms.without = ["near_repeat"]', "near_repeats"),
            ('alternatives.scandal = "do_not"', "scandals"),
            ('alternatives.scandals = "do"', "do_not"),
            (
                'mechanisms.without = ["displacement"]\nparameters."offending.displacement" = 0.2',
                "offending.displacement = 0.2: cannot be set where mechanism displacement is switched off",
            ),
            (
                'mechanisms.without = ["asymmetry"]\nalternatives.good_contacts = "do_not_count"',
                "trust.bad_contact_weight",
            ),
        ],
    )
    def test_what_does_not_fit_is_told(self, tmp_path, lines, printed):
        with pytest.raises(MobsimError) as reported:
            load(tmp_path, lines)
        assert printed in str(reported.value)

    def test_an_unknown_name_in_python_is_told_with_the_nearest(self):
        with pytest.raises(UsageError, match="tips"):
            neutral_values(["tip"])


def test_without_near_repeats_crimes_do_not_follow_each_other():
    strong = {"offending.by_boost": 2.0, "offending.boost_choice": 8.0, "offending.places_weighed": 8}
    scenario = town(2, 2000, burn_in_days=28, parameters=strong)

    def ratio(untreated, seed):
        seen = observe_town(untreated, seed, years=3)
        every = seen.incidents.only(seen.incidents.kind == seen.kinds["break_in"])
        return knox_ratio(every.day, every.place, seen.place_area, 0, 7)

    without = scenario.with_parameters(neutral_values(["near_repeats"]))
    seeds = (1, 2)
    gained = [ratio(scenario, seed) - ratio(without, seed) for seed in seeds]
    assert np.mean(gained) > 0.5


class TestVariants:
    def test_mechanisms_and_sides_are_variants(self):
        assert variants_of("mechanisms", ["tips"]) == {"tips": {"reporting.tip_chance": 0.0}}
        assert list(variants_of("alternatives")) == [
            "engagement: does_not", "good_contacts: do_not_count", "scandals: do_not",
        ]  # fmt: skip
        with pytest.raises(UsageError, match="near_repeats"):
            variants_of("mechanisms", ["near_repeat"])

    def test_what_breaks_is_laid_out(self, tmp_path, monkeypatch):
        from mobsim.validation import variants
        from mobsim.validation.targets import town as untreated

        small = town(4, 600, burn_in_days=28)
        monkeypatch.setattr(variants, "prepare", lambda _: small)
        monkeypatch.setattr(variants, "YEARS", 1)
        assert untreated().scenario == "south_simcoe"
        found = compare_variants(
            "mechanisms", ["attractive_places", "tips"], only=["C1", "A3"], seeds=5, workers=1, out=tmp_path / "kept"
        )
        rows = found.rows.set_index(["variant", "part"])
        worst = rows.loc[("attractive_places", "C1.worst_places")]
        assert worst["changed"] < worst["as_it_is"]
        assert worst["moves"]
        assert worst["expected"]
        assert not rows.loc[("tips", "A3"), "breaks"]
        text = (tmp_path / "kept" / "ablation.md").read_text(encoding="utf-8")
        assert "`attractive_places`" in text
        assert len(pd.read_parquet(tmp_path / "kept" / "ablation.parquet")) == len(found.rows)

    def test_the_sides_on_scandals_differ_in_what_is_reported_after_one(self, tmp_path, monkeypatch):
        from mobsim.validation import variants

        monkeypatch.setattr(variants, "prepare", lambda _: town(4, 1500, burn_in_days=28))
        found = compare_variants("alternatives", ["scandals"], only=["A3"], seeds=3, workers=1, out=tmp_path / "kept")
        row = found.rows.set_index("part").loc["reported.second_year"]
        assert row["changed"] > row["as_it_is"]
        assert row["as_it_is"] < -0.02
        assert "scandals: do_not" in (tmp_path / "kept" / "alternatives.md").read_text(encoding="utf-8")

    def test_a_part_that_breaks_and_one_that_was_expected_to(self):
        def row(part, met, still, expected):
            return VariantRow(
                "displacement", part, "what", 1.0, 2.0, 1.0, 0.5, 1.5, met, still, met and not still, True, expected
            )

        found = Variants(
            "mechanisms",
            [row("A1", True, False, False), row("A2", True, True, True), row("A3", False, False, True)],
            3,
            None,
        )
        line = next(each for each in to_markdown(found).splitlines() if "`displacement`" in each)
        assert "A1 (1.00 → 2.00)" in line.split("|")[3]
        assert "A2 holds without it. A3 is not met with it either." in line
        assert "Kept" not in line
