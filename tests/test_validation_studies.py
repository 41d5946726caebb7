"""Studies of strategies: what is declared, how arms part, and what is taken from them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from stories import town

from mobsim.engine.model import Model, begin, run
from mobsim.errors import UsageError
from mobsim.experiment.holding import Means
from mobsim.scenario import load_scenario
from mobsim.scenario.enumerations import Age
from mobsim.scenario.events import Event
from mobsim.scenario.lever_fields import with_given
from mobsim.scenario.parameters import SETTABLE
from mobsim.scenario.presets import STATUS_QUO
from mobsim.scenario.synthetic import village
from mobsim.scenario.trial_changes import ONLY_MEASURED, SETTLED_AT_BIRTH
from mobsim.store import PlannedRun
from mobsim.validation import comparing
from mobsim.validation.arms import Arm, DeclaredStudy, studies
from mobsim.validation.comparing import ArmsStudy, effects_of_studies, part_ways, values_of
from mobsim.validation.expressions import EXPRESSIONS, carried, interaction, lasting, odds_ratio, weeks_to_half
from mobsim.validation.judging import judge_parts
from mobsim.validation.targets import StudyRow, study_row, targets
from mobsim.validation.variants import _row
from mobsim.validation.verdicts import Estimate, difference, estimate
from mobsim.validation.weeks import SATISFIED, run_week

PARTS = [part for target in targets().values() for part in target.parts if part.study]


class TestDeclarations:
    @pytest.mark.parametrize("name", list(studies()))
    def test_every_arm_can_be_lived_and_is_asked_for(self, name):
        study = studies()[name]
        scenario = load_scenario(study.scenario)
        asked = {arm for part in PARTS if part.study.name == name for arm in part.study.arms}
        assert set(study.arms) == asked
        assert 0 < study.seeds <= study.seeds_full
        for arm in study.arms.values():
            with_given(scenario.strategy(arm.strategy).levers, dict(arm.levers))
            multiplied = {name: each * SETTABLE[name].declared.default for name, each in arm.times.items()}
            for parameter, value in {**arm.parameters, **multiplied}.items():
                declared = SETTABLE[parameter].declared
                assert declared.low <= value <= declared.high
                assert parameter not in SETTLED_AT_BIRTH | ONLY_MEASURED
            assert all(0 <= event.day < 364 * study.years for event in arm.events)

    def test_a_doubled_capacity_is_twice_the_towns_own(self):
        arm = studies()["three_years"].arms["agencies_doubled"]
        for capacity in (0.05, 0.1):
            begun = Model(village(2, 60, parameters={"delivery.agency_capacity": capacity}))
            mine, twice = begun.parameters, part_ways(begun, arm).parameters
            assert twice.delivery.agency_capacity == 2 * capacity
            assert twice.response.agency_hours == 2 * mine.response.agency_hours

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"name": "three_year"}, "three_years"),
            ({"as": "diference"}, "difference"),
            ({"arms": ["full_model", "status_qu"]}, "status_quo"),
            ({"arms": ["full_model"]}, "takes 2 arms"),
        ],
    )
    def test_what_is_misnamed_is_refused_with_the_nearest_there_is(self, given, said):
        whole = {"name": "three_years", "as": "difference", "outcome": "harm", "arms": ["full_model", "status_quo"]}
        assert study_row(whole, "D1").arms == ("full_model", "status_quo")
        with pytest.raises(UsageError, match=said):
            study_row(whole | given, "D1")

    def test_a_part_says_how_it_is_measured(self):
        whole = {part.id: part.how for part in PARTS}
        assert whole["D1.harm"] == (
            "Study `carriers`: relative change of `harm` over 3 years; `full` against `without`."
        )
        assert "in week 1" in whole["D21"]
        assert "`apprehensions` over `reported_social_crisis`" in whole["D8.apprehended"]

    def test_a_carrier_is_off_in_both_arms_of_its_pair_and_all_are_where_nothing_is_left(self):
        arms = studies()["carriers"].arms
        off = {name: arm.parameters for name, arm in arms.items() if name.endswith("_off")}
        assert all(arms[f"{name}_without"].parameters == given for name, given in off.items())
        everything = off.pop("all_off")
        assert everything == {name: value for given in off.values() for name, value in given.items()}


class TestExpressions:
    def test_an_interaction_is_what_both_do_beyond_each(self):
        neither, first, second = 100.0, 98.0, 95.0
        assert interaction(np.array([[93.0, first, second, neither]])) == pytest.approx([0.0])
        assert interaction(np.array([[88.0, first, second, neither]])) == pytest.approx([-0.05])

    def test_half_of_a_gap_is_back_after_its_half_life(self):
        weeks = np.arange(104)
        scandal = 0.6 - 0.15 * 0.5 ** (weeks / 40)
        lost = np.stack([scandal, np.full(104, 0.6)])
        lasting = np.stack([np.full(104, 0.45), np.full(104, 0.6)])
        assert weeks_to_half(np.stack([lost, lasting])) == pytest.approx([40, 104], abs=1)

    def test_a_carrier_takes_its_part_of_a_change_away(self):
        assert carried(np.array([[90.0, 100.0, 97.0, 100.0]])) == pytest.approx([-0.07])
        assert carried(np.array([[90.0, 100.0, 45.0, 50.0]])) == pytest.approx([0.0])

    def test_odds_and_what_is_left(self):
        assert odds_ratio(np.array([[0.5, 0.8], [0.2, 0.2]])) == pytest.approx([0.25, 1.0])
        assert EXPRESSIONS["rest"].of(np.array([[0.4, 0.5]])) == pytest.approx([0.2])

    def test_what_lasts_was_there_in_the_first_week_and_in_each(self):
        found = lasting(np.array([[[1.0, 1.0, 1.0]], [[1.0, -51.0, 1.0]], [[0.0, 1.0, 1.0]]]))
        assert found[:2].tolist() == [1.0, 0.0]
        assert np.isnan(found[2])

    def test_values_differences_and_the_largest(self):
        values = np.array([[3.0, 2.0], [5.0, 4.0]])
        found = {name: EXPRESSIONS[name].of(values).tolist() for name in ("difference", "relative_change", "largest")}
        assert found == {"difference": [1.0, 1.0], "relative_change": [0.5, 0.25], "largest": [3.0, 5.0]}


def rows(**columns):
    return pd.DataFrame(columns)


class TestValues:
    runs = rows(arm=["b", "a", "a", "b", "a"], seed=[1, 1, 2, 2, 3], harm=[2.0, 3.0, 5.0, 4.0, 9.0], saved=[1.0] * 5)
    weekly = rows(arm=["a", "a", "b", "b"], seed=[1] * 4, week=[0, 1, 0, 1], harm=[4.0, 8.0, 1.0, 3.0])

    def test_arms_are_paired_by_seed_and_a_seed_without_all_arms_is_left_out(self):
        row = StudyRow("any", "harm", ("a", "b"), "difference")
        assert values_of(row, self.runs, self.weekly).tolist() == [1.0, 1.0]

    def test_another_outcome_is_taken_off(self):
        row = StudyRow("any", "harm", ("a", "b"), "relative_change", less="saved")
        assert values_of(row, self.runs, self.weekly) == pytest.approx([1.0, 4 / 3 - 1])

    def test_a_ratio_is_that_of_means_and_a_seed_with_little_to_divide_by_counts_for_little(self):
        runs = rows(arm=["a"] * 3, seed=[1, 2, 3], ended=[1.0, 1.0, 0.0], meeting=[0.01, 1.0, 0.99])
        found = estimate(
            values_of(StudyRow("any", "ended", ("a",), "value", per="meeting"), runs, self.weekly).tolist()
        )
        assert found.mean == pytest.approx(1.0)
        same = rows(arm=["a"] * 2, seed=[1, 2], ended=[1.0, 2.0], meeting=[2.0, 4.0])
        assert values_of(StudyRow("any", "ended", ("a",), "value", per="meeting"), same, self.weekly).tolist() == [
            0.5,
            0.5,
        ]

    def test_weeks_are_looked_at_alone(self):
        row = StudyRow("any", "harm", ("a", "b"), "difference", weeks=(1, 2))
        assert values_of(row, self.runs, self.weekly).tolist() == [5.0]
        assert values_of(replace(row, weeks=(0, 2)), self.runs, self.weekly).tolist() == [4.0]

    def test_where_no_week_was_run_there_is_no_value(self):
        row = StudyRow("any", "harm", ("a", "b"), "difference", weeks=(5, 6))
        assert values_of(row, self.runs, self.weekly).tolist() == []

    def test_a_seed_without_a_week_of_an_arm_is_left_out_by_week(self):
        row = StudyRow("any", "harm", ("a", "b"), "weeks_to_half")
        other = self.weekly.assign(seed=2)[:3]
        weeks = rows(arm=["a", "b"], seed=[1, 1], week=[2, 2], harm=[1.0, 1.0])
        both = [pd.concat([self.weekly, weeks, rows(arm=["a", "b"], seed=[1, 1], week=[3, 3], harm=[2.0, 1.0])]), other]
        assert values_of(row, self.runs, pd.concat(both)).tolist() == [4.0]


@pytest.fixture(scope="module")
def small_town():
    return town(4, 600, burn_in_days=28)


MISCONDUCT = Event(day=0, kind="police_misconduct", severity=1.0)
DECLARED = DeclaredStudy(
    name="small",
    scenario="small",
    years=1,
    seeds=2,
    seeds_full=2,
    arms={
        "usual": Arm("usual"),
        "led": Arm("usual", levers={"leadership": 0.9, "lead": "community"}),
        "scandal": Arm("usual", events=(MISCONDUCT,)),
        "untold": Arm("usual", parameters={"shocks.news_reach": 0.0}, events=(MISCONDUCT,)),
    },
)


@pytest.fixture(scope="module")
def finished(small_town):
    study = ArmsStudy(small_town, DECLARED)
    begun = study.begin(PlannedRun(0, {"arm": "usual"}, 5))
    return {arm: study.run(begun, PlannedRun(0, {"arm": arm}, 5)) for arm in (*DECLARED.arms, "usual")}


class TestArms:
    def test_the_reference_lives_the_run_that_it_lives_alone(self, small_town, finished):
        alone = run(small_town, seed=5, days=364).totals
        together = finished["usual"]["runs"].iloc[0]
        assert {name: together[name] for name in alone} == pytest.approx(alone, nan_ok=True)

    def test_weeks_are_those_after_burn_in_of_the_whole_town(self, finished):
        weekly = finished["usual"]["weekly"]
        assert weekly["week"].tolist() == list(range(52))
        assert weekly["trust"].mean() == pytest.approx(finished["usual"]["runs"].iloc[0]["trust"], rel=1e-3)

    def test_levers_hold_in_their_arm_alone(self, finished):
        assert finished["led"]["runs"].iloc[0]["commitment"] > finished["usual"]["runs"].iloc[0]["commitment"]

    def test_an_event_strikes_in_its_arm_and_parameters_are_those_of_the_arm(self, finished):
        first = {arm: tables["weekly"].iloc[0] for arm, tables in finished.items()}
        assert first["scandal"][SATISFIED] < first["usual"][SATISFIED] - 0.05
        assert first["untold"][SATISFIED] == first["usual"][SATISFIED]


class TestWeeks:
    def test_offences_of_the_young_are_those_of_who_is_young_and_nobody_else(self, small_town):
        model = begin(small_town, 3, events=True)
        found = [run_week(model)["offences_of_young"] for _ in range(13)]
        young = model.world.residents.age == Age.YOUNG
        days = model.history.days[-91:]
        crime = model.world.problems.crime.astype(bool)
        done = sum((crime[day["problem"]] & young[day["offender"]]).sum() for day in days)
        assert done > 0
        assert np.mean(found) == pytest.approx(4000.0 * done / young.sum(), rel=0.03)  # few move house

    def test_cases_are_over_sooner_than_like_ones_and_only_where_a_table_takes_them_up(self):
        staffed = {"situation_table.cases": 5.0, "response.agency_hours": 500.0, "money.situation_case_cost": 0.0}
        levers = STATUS_QUO._replace(situation_table=1.0)
        scenario = town(4, 2000, also={"table": levers}, parameters=staffed, burn_in_days=84)
        begun = begin(scenario, 2, events=True)
        over, like, cases = [], [], 0.0
        for strategy in ("usual", "table"):
            model = begun.fork(strategy)
            weeks = pd.DataFrame([run_week(model) for _ in range(26)])
            over.append(weeks["cases_over_in_60_days"].sum())
            like.append(weeks["like_over_in_60_days"].sum())
            cases = weeks["cases_over_in_60_days"].gt(0).sum()
        assert over[0] == like[0] == 0
        assert cases == 6  # cycles that ended in the half year
        assert over[1] > 1.2 * like[1] > 0


class TestEffects:
    def test_only_arms_that_are_asked_for_are_lived_and_a_folder_resumes(self, small_town, tmp_path, monkeypatch):
        monkeypatch.setattr(comparing, "load_scenario", lambda _: small_town)
        monkeypatch.setattr(comparing, "studies", lambda: {"small": DECLARED})
        row = StudyRow("small", SATISFIED, ("scandal", "usual"), "difference", weeks=(0, 1))
        part = replace(PARTS[0], study=row)
        said, again = [], []
        how = {"means": Means(1), "path": tmp_path, "seeds": lambda each: each.seeds}
        found = effects_of_studies([part], report=said.append, **how)
        begun = []
        monkeypatch.setattr(ArmsStudy, "begin", lambda *_: begun.append(1))
        assert effects_of_studies([part], report=again.append, **how) == found
        assert not begun
        assert said == again == ["study small: 2 arms of 1 years; 2 seeds each"]
        assert found[row].n == 2
        assert found[row].high < 0

    def test_what_must_be_told_apart_is_missed_where_the_interval_reaches_over(self):
        part = next(part for part in PARTS if part.told_apart)
        near, clear = Estimate(-0.01, -0.03, 0.01, 8), Estimate(-0.02, -0.03, -0.01, 8)
        (judged,), (told,) = (judge_parts([part], {part.id: each}) for each in (near, clear))
        assert (judged.verdict, judged.met, told.verdict, told.met) == ("missed", False, "met", True)
        plain = replace(part, told_apart=False)
        assert judge_parts([plain], {part.id: near})[0].verdict == "unclear"

    @pytest.mark.parametrize(("told_apart", "breaks"), [(True, True), (False, False)])
    def test_a_mechanism_breaks_what_is_no_longer_told_apart_without_it(self, told_apart, breaks):
        part = replace(next(part for part in PARTS if part.told_apart), told_apart=told_apart)
        clear, near = Estimate(-0.02, -0.03, -0.01, 8), Estimate(-0.01, -0.03, 0.01, 8)
        assert _row("any", part, clear, near, difference(near, clear), ()).breaks is breaks
