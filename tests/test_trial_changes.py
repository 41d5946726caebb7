"""What trials may say beyond a programme at units: changes of the town at a date, no controls, work that residents join."""

import ast
from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from stories import town
from test_trial_files import NEIGHBOURHOODS, PLACES, RESIDENTS, reported, write

import mobsim
from mobsim.experiment.trial import run_trial, summary_table
from mobsim.experiment.trial.changes import change_back, change_town, expect_events, ordinary
from mobsim.experiment.trial.doses import treat
from mobsim.experiment.trial.effects import change_of_share, share_difference
from mobsim.experiment.trial.study import begin_trials, run_town
from mobsim.experiment.trial.units import Arms, allocate
from mobsim.scenario.enumerations import Age
from mobsim.scenario.events import Event
from mobsim.scenario.parameters import SETTABLE
from mobsim.scenario.presets import STATUS_QUO
from mobsim.scenario.trial import Trial, load_trial
from mobsim.scenario.trial_changes import ONLY_MEASURED, SETTLED_AT_BIRTH
from mobsim.scenario.trial_tables import Treatment, TrialTable

OTHERS = STATUS_QUO._replace(patrol_share=0.1, engagement_share=0.8, information_sharing=1.0)
VILLAGE = town(6, 400, burn_in_days=84, also={"open": OTHERS})
ALONE = {"controls": 0, "treated": 6}


def trial(*treatments, days=56, scenario=VILLAGE, **keys):
    declared = {"units": "neighbourhoods", "treated": 2, "end": days, "before": 84, "asked": 200, **keys}
    table = TrialTable.model_validate({**declared, "treatments": list(treatments)})
    last = max([days, *table.waves, *(each.begins(table.start) + 1 for each in table.treatments)])
    return Trial("mine", "mine", "", scenario, scenario.reference, last, 2, table)


def counted(mine, seed=1, *, with_treatments=True):
    return run_town(begin_trials([mine], seed), mine, with_treatments=with_treatments)["counts"]


def true_crime(counts, period, arm="treated"):
    wanted = (counts.period == period) & (counts.arm == arm) & (counts.outcome == "true_crime")
    return float(counts[wanted]["count"].item())


CHANGES = {
    "levers": {"kind": "levers", "strategy": "open"},
    "some levers": {"kind": "levers", "patrol_share": 0.0, "lead": "community"},
    "parameters": {"kind": "parameters", "values": {"offending.by_presence": 4.0}},
    "event": {"kind": "event", "what": "crime_wave", "severity": 1.0},
    "crime_level": {"kind": "crime_level", "level": 0.3},
}  # fmt: skip


class TestAtADate:
    @pytest.mark.parametrize("change", CHANGES)
    def test_all_is_as_it_was_until_the_day_and_never_after(self, change):
        days = 84 if "levers" in change else 56  # shares of hours change at the next cycle
        mine = trial({**CHANGES[change], "day": 28}, **ALONE, waves=[28], days=days)
        treated, untreated = (counted(mine, with_treatments=given) for given in (True, False))
        early = treated.period == "0-28"
        pd.testing.assert_frame_equal(treated[early], untreated[early])
        assert not treated[~early].equals(untreated[~early])

    def test_a_programme_too_may_begin_later(self):
        mine = trial({"kind": "patrol", "hours": 60.0, "day": 28}, waves=[28], treated=3)
        treated, untreated = (counted(mine, with_treatments=given) for given in (True, False))
        early = treated.period == "0-28"
        pd.testing.assert_frame_equal(treated[early], untreated[early])
        assert not treated.equals(untreated)

    def test_an_event_is_the_scenarios_own(self):
        event = Event(28, "plant_closure", 1.0)
        mine = trial({"kind": "event", "what": event.kind, "severity": 1.0, "day": 28}, **ALONE)
        declared = trial(CHANGES["event"], **ALONE, scenario=replace(VILLAGE, events=(event,)))
        pd.testing.assert_frame_equal(counted(mine), counted(declared, with_treatments=False))

    def test_levers_of_a_strategy_are_those_of_a_change_of_strategy(self):
        event = Event(0, "change_of_strategy", strategy="open")
        mine = trial(CHANGES["levers"], **ALONE)
        declared = trial(CHANGES["event"], **ALONE, scenario=replace(VILLAGE, events=(event,)))
        pd.testing.assert_frame_equal(counted(mine), counted(declared, with_treatments=False))

    def test_levers_and_parameters_are_changed_and_changed_back(self):
        mine = trial(CHANGES["some levers"], CHANGES["parameters"], **ALONE)
        model = begin_trials([mine], 1)
        before, levers = ordinary(model), model.levers[0]
        change_town(model, mine.table.treatments)
        assert model.levers == [levers._replace(patrol_share=0.0, lead=1)]
        ((name, value),) = CHANGES["parameters"]["values"].items()
        assert getattr(getattr(model.parameters, name.split(".")[0]), name.split(".")[1]) == value
        model.run_days(7)
        change_back(model, before, mine.table.treatments)
        assert (model.levers, model.parameters) == ([levers], VILLAGE.parameters)

    def test_changing_back_lets_a_change_of_strategy_stand(self):
        following = replace(VILLAGE, events=(Event(3, "change_of_strategy", strategy="open"),))
        mine = trial({"kind": "levers", "patrol_share": 0.0}, **ALONE, scenario=following)
        model = begin_trials([mine], 1)
        before = ordinary(model)
        change_town(model, mine.table.treatments)
        model.run_days(7)
        change_back(model, before, mine.table.treatments)
        assert model.levers == [OTHERS]

    def test_what_both_arms_get_the_twin_gets_too(self):
        both = [
            {"kind": "event", "what": "plant_closure", "severity": 1.0, "day": 14},
            {**CHANGES["levers"], "day": 7},
        ]
        alone = {"kind": "initiative", "measure": "situational", "problem": "every"}
        mine = trial(alone, both_arms=both)
        twin = run_trial(mine, seeds=1, workers=1).rows.query("contrast == 'twin'")
        assert set(twin.effect) == {0.0, 1.0}
        assert not counted(mine, with_treatments=False).equals(counted(trial(alone), with_treatments=False))

    def test_a_question_means_the_same_when_parameters_have_changed(self):
        reference = VILLAGE.parameters.reporting.trust_reference
        change = {"kind": "parameters", "values": {"reporting.trust_reference": reference / 2}, "day": 27}
        mine = trial(change, **ALONE, days=28)
        begun = begin_trials([mine], 1)
        asked = [run_town(begun, mine, with_treatments=given)["survey"] for given in (True, False)]
        shares = [each.set_index("item").loc["satisfied_with_police", "sum"] for each in asked]
        assert abs(shares[0] - shares[1]) <= 4, "one day of other reporting moves hardly anybody"


class TestEventsAtUnits:
    def test_only_the_treated_are_struck(self):
        mine = trial({"kind": "event", "what": "plant_closure", "severity": 1.0, "strikes": "units"})
        begun, nobody = begin_trials([mine], 2), np.array([], int)
        arms = Arms(np.array([1, 4]), np.array([0]), nobody, nobody)
        expect_events(begun, mine.table, arms, with_treatments=True)
        before = begun.world.residents.need_ground.copy()
        begun.run_days(1)
        risen = begun.world.residents.need_ground > before
        assert set(begun.world.residents.neighbourhood[risen]) == {1, 4}


class TestLevelOfCrime:
    def test_as_many_offences_happen_as_are_left(self):
        kept, met = 0.0, 0.0
        for seed in range(1, 9):
            mine = trial({"kind": "crime_level", "level": 0.6}, **ALONE, days=28)
            kept += true_crime(counted(mine, seed), "during")
            met += true_crime(counted(mine, seed, with_treatments=False), "during")
        assert met > 200
        assert stats.binomtest(int(kept), int(met), 0.6).pvalue > 0.001
        assert kept < 0.75 * met

    def test_none_happens_at_level_0_and_others_are_not_spared(self):
        mine = trial({"kind": "crime_level", "level": 0.0}, treated=3)
        treated, untreated = counted(mine, 3), counted(mine, 3, with_treatments=False)
        assert true_crime(treated, "during") == 0 < true_crime(untreated, "during")
        assert true_crime(treated, "during", "control") > 0.7 * true_crime(untreated, "during", "control") > 0

    def test_two_levels_are_multiplied(self):
        mine = trial({"kind": "crime_level", "level": 0.5}, {"kind": "crime_level", "level": 0.5}, units="places")
        world = (model := begin_trials([mine], 1)).world
        treat(model, mine.table, mine.table.treatments, np.array([0, 3]), np.zeros((world.places.size, 5)))
        assert world.programmes.spared[:4].tolist() == [0.75, 0.0, 0.0, 0.75]


class TestWithoutControls:
    mine = trial({"kind": "patrol", "hours": 30.0}, **ALONE, waves=[28], buffer=1)

    def test_nothing_is_said_against_nothing(self):
        result = run_trial(self.mine, seeds=2, workers=1)
        assert not len(result.failures)
        assert set(result.rows.contrast) == {"twin"}
        assert set(result.rows.measure) == {"rirr", "count", "odds ratio", "d", "difference"}
        assert not (set(result.counts.arm) | set(result.survey.arm)) & {"control", "around_control"}
        assert set(summary_table(result).against) == {"itself untreated"}
        everywhere = result.counts.query("outcome == 'true_crime' and arm == 'elsewhere'")["count"].sum()
        assert everywhere == 0, "all of the town is treated"

    def test_the_treated_of_part_of_a_town_are_its_worst(self):
        mine = trial({"kind": "patrol", "hours": 30.0}, treated=2, controls=0, allocation="worst", buffer=1)
        known = np.array([3.0, 9.0, 1.0, 0.0, 7.0, 2.0])
        world = begin_trials([mine], 1).world
        arms = allocate(mine.table, world, known[world.places.neighbourhood], 1)
        assert (arms.treated.tolist(), arms.control.size, arms.around_control.size) == ([1, 4], 0, 0)


class TestWorkThatResidentsJoin:
    @staticmethod
    def finished(**keys):
        given = {"kind": "initiative", "measure": "situational", "problem": "every", "staff_hours": 2.0, **keys}
        mine = trial(given, treated=3)
        model = begin_trials([mine], 1)
        units = np.array([0, 2, 5])
        treat(model, mine.table, mine.table.treatments, units, np.zeros((model.world.places.size, 5)))
        model.run_days(42)
        rows = model.world.initiatives
        ours = (rows.reserved == 1) & (rows.status > 0)
        return model.world, rows.volunteer_hours[ours].sum(), rows.lead[ours]

    def test_police_assisted_work_is_closed_unless_it_says_otherwise(self):
        (_, alone, _), (_, joined, lead) = self.finished(), self.finished(joined=True)
        assert alone == 0.0 < joined
        assert set(lead) == {0}

    def test_community_led_work_may_be_closed(self):
        assert self.finished(lead="community", joined=False)[1] == 0.0 < self.finished(lead="community")[1]

    def test_who_joins_does_the_work_of_police_assistance(self):
        (alone, *_), (joined, *_) = self.finished(), self.finished(joined=True)
        assert joined.hardening.sum() > alone.hardening.sum()


SOCIAL = {"kind": "initiative", "measure": "social", "money": 60.0, "reached": 3, "screened": 4}


class TestSocialWorkAtPlaces:
    @staticmethod
    def reached(**keys):
        mine = trial({**SOCIAL, **keys}, units="places", treated=4)
        model = begin_trials([mine], 1)
        units = np.array([1, 2, 9, 40])
        treat(model, mine.table, mine.table.treatments, units, np.ones((model.world.places.size, 5)))
        rows = np.flatnonzero((model.world.initiatives.reserved == 1) & (model.world.initiatives.status > 0))
        who = np.concatenate([model.world.reached[row, : model.world.initiatives.reached_count[row]] for row in rows])
        return model, units, who

    def test_it_reaches_adults_who_live_there_and_nobody_twice(self):
        model, units, who = self.reached()
        assert who.size == np.unique(who).size
        assert set(model.world.residents.place[who]) == set(units)
        assert Age.CHILD not in model.world.residents.age[who]
        assert np.bincount(model.world.residents.place[who]).max() <= 3

    def test_it_finds_the_neediest_of_those_whom_it_screens(self):
        model, units, few = self.reached(screened=1)
        _, _, chosen = self.reached(screened=8)
        need = model.world.residents.need
        here = np.isin(model.world.residents.place, units) & (model.world.residents.age != Age.CHILD)
        assert need[chosen].mean() > need[few].mean()
        assert need[chosen].max() == need[here].max()

    def test_need_falls_where_it_works(self):
        model, _, who = self.reached()
        before = model.world.residents.need[who].mean()
        usual = model.fork(model.strategy)
        usual.world.initiatives.status[usual.world.initiatives.reserved == 1] = 0
        for each in (model, usual):
            each.run_days(28)
        assert model.world.residents.need[who].mean() < usual.world.residents.need[who].mean()
        assert model.world.residents.need[who].mean() < before

    def test_it_is_lived_and_withdrawn(self):
        result = run_trial(trial(SOCIAL, units="places", treated=4, both_arms=[SOCIAL]), seeds=1, workers=1)
        assert not len(result.failures)


class TestReportedShare:
    def test_it_is_what_was_reported_of_what_happened(self):
        assert share_difference(np.array([3.0, 4.0, 1.0, 2.0])) == 0.25
        assert change_of_share(np.array([3.0, 4.0, 1.0, 2.0, 1.0, 4.0, 1.0, 2.0])) == pytest.approx(0.5)
        assert np.isnan(share_difference(np.array([0.0, 0.0, 1.0, 2.0])))
        assert share_difference(np.zeros(4)) == 0.0

    def test_it_is_taken_from_the_counts_of_both_contrasts(self):
        result = run_trial(trial({"kind": "patrol", "hours": 5.0}), seeds=2, workers=1)
        sums = result.counts.groupby(["town", "arm", "period", "outcome"])["count"].sum()
        share = {key: sums[(*key, "reported_crime")] / sums[(*key, "true_crime")] for key in
                 [("treated", "treated", "during"), ("treated", "treated", "before"), ("treated", "control", "during"),
                  ("treated", "control", "before"), ("untreated", "treated", "during")]}  # fmt: skip
        now, before, other, other_before, twin = share.values()
        arms, own = (result.effect("reported_share_crime", each, "during", "difference") for each in ("arms", "twin"))
        assert arms["effect"] == pytest.approx((now - before) - (other - other_before))
        assert own["effect"] == pytest.approx(now - twin)

    def test_it_is_told_in_points(self):
        result = run_trial(trial({"kind": "patrol", "hours": 5.0}), seeds=2, workers=1)
        row = summary_table(result).query("unit == 'points of %'").iloc[0]
        effect = result.effect("reported_share_crime", "twin", "during", "difference")["effect"]
        assert row["effect"] == pytest.approx(100 * effect, abs=0.051)
        assert row["outcome"] == "reported share of crime at the treated neighbourhoods"


WHOLE_TOWN = NEIGHBOURHOODS.replace("treated = 10", "treated = 24\ncontrols = 0").replace('"matched_pairs"', '"random"')


def changed(text, *lines):
    """Write a trial with other treatments."""
    return text[: text.index("[[trial.treatments]]")] + "[[trial.treatments]]\n" + "\n".join(lines) + "\n"


GOOD = {
    "levers": changed(WHOLE_TOWN, 'kind = "levers"', "day = 91", "information_sharing = 0.9", 'lead = "community"'),
    "a strategy": changed(WHOLE_TOWN, 'kind = "levers"', 'strategy = "full_model"', "patrol_share = 0.2"),
    "parameters": changed(WHOLE_TOWN, 'kind = "parameters"', 'values = { "trust.misconduct" = 0.9 }'),
    "an event": changed(WHOLE_TOWN, 'kind = "event"', 'what = "leader_leaves"', 'role = "chief"', "day = 10"),
    "events at units": changed(NEIGHBOURHOODS, 'kind = "event"', 'what = "crime_wave"', 'strikes = "units"'),
    "after the end": changed("days = 400\n" + WHOLE_TOWN, 'kind = "event"', 'what = "plant_closure"', "day = 390"),
    "less crime": changed(PLACES, 'kind = "crime_level"', "level = 0.8"),
    "joined": changed(PLACES, 'kind = "initiative"', 'measure = "situational"', "joined = true"),
    "social at places": changed(PLACES, 'kind = "initiative"', 'measure = "social"', "reached = 3", "screened = 2"),
    "all neighbourhoods": NEIGHBOURHOODS.replace("= 10", '= "all"').replace('allocation = "matched_pairs"\n', ""),
    "no controls": PLACES.replace("controls = 12", "controls = 0"),
}  # fmt: skip


@pytest.mark.parametrize("what", GOOD)
def test_what_can_be_said_is_good(what, tmp_path, capsys):
    code, _, err = reported(capsys, "check", write(tmp_path, GOOD[what]))
    assert (code, err) == (0, "")


VILLAGE_FILE = """\
schema = 1
title = "Village"
[community]
officers = 2
synthetic = { neighbourhoods = 4 }
[leaders]
councillors = 0
"""
FIRST = "trial.treatments[1]"
BAD = {
    "controls are reached": (
        GOOD["levers"].replace("treated = 24\ncontrols = 0", "treated = 10"),
        f"{FIRST}.kind = 'levers'",
        "controls = 0",
    ),
    "events reach controls": (
        GOOD["events at units"].replace('strikes = "units"', "severity = 0.4"),
        f"{FIRST}.kind = 'event'",
        'strikes = "units"',
    ),
    "too early": (GOOD["levers"].replace("[trial]", "[trial]\nstart = 100"), f"{FIRST}.day = 91", "give at least 100"),
    "too late": (GOOD["levers"].replace("day = 91", "day = 364"), f"{FIRST}.day = 364", "give at most 363"),
    "event too late": (
        GOOD["after the end"].replace("day = 390", "day = 400"),
        f"{FIRST}.day = 400",
        "give at most 399",
    ),
    "no lever": (changed(WHOLE_TOWN, 'kind = "levers"', "day = 91"), f"{FIRST}.kind = 'levers'", "name a lever"),
    "same levers": (changed(WHOLE_TOWN, 'kind = "levers"', 'strategy = "status_quo"'), f"{FIRST}.kind", "differs"),
    "unknown strategy": (
        GOOD["a strategy"].replace("full_model", "ful_model"),
        f"{FIRST}.strategy = 'ful_model'",
        "full_model",
    ),
    "lever out of bounds": (GOOD["levers"].replace("0.9", "1.9"), f"{FIRST}.information_sharing = 1.9", "at most 1"),
    "unknown lever": (
        GOOD["levers"].replace("information_sharing", "information_shared"),
        f"{FIRST}.information_shared",
        "information_sharing",
    ),
    "unknown lead": (GOOD["levers"].replace('"community"', '"comunity"'), f"{FIRST}.lead = 'comunity'", "community"),
    "too many hours": (
        changed(WHOLE_TOWN, 'kind = "levers"', "patrol_share = 0.9"),
        f"{FIRST}.patrol_share = 0.9",
        "sum to at most 1",
    ),
    "unknown parameter": (
        GOOD["parameters"].replace("misconduct", "misconductt"),
        f"{FIRST}.values.trust.misconductt",
        "trust.misconduct",
    ),
    "a lever as parameter": (
        GOOD["parameters"].replace("trust.misconduct", "strategy.leadership"),
        f"{FIRST}.values.strategy.leadership",
        "lever",
    ),
    "value out of bounds": (
        GOOD["parameters"].replace("0.9", "9.0"),
        f"{FIRST}.values.trust.misconduct = 9.0",
        "write a value",
    ),
    "settled at birth": (
        GOOD["parameters"].replace("trust.misconduct", "people.prone_share"),
        f"{FIRST}.values.people.prone_share = 0.9",
        "[parameters] of the scenario",
    ),
    "only measured": (
        GOOD["parameters"].replace("trust.misconduct", "trust.great_deal"),
        f"{FIRST}.values.trust.great_deal",
        "leave it out",
    ),
    "no values": (GOOD["parameters"].replace('"trust.misconduct" = 0.9', ""), f"{FIRST}.values", "at least 1"),
    "unknown event": (
        GOOD["an event"].replace("leader_leaves", "leader_leeves"),
        f"{FIRST}.what = 'leader_leeves'",
        "leader_leaves",
    ),
    "nobody leaves": (GOOD["an event"].replace('role = "chief"\n', ""), f"{FIRST}.what = 'leader_leaves'", "add role"),
    "idle severity": (
        GOOD["an event"].replace("day = 10", "severity = 0.9"),
        f"{FIRST}.severity = 0.9",
        "leave it out",
    ),
    "idle budget": (
        GOOD["events at units"].replace("strikes", "budget = 0.5\nstrikes"),
        f"{FIRST}.budget = 0.5",
        "leave it out",
    ),
    "empty seat": (
        GOOD["an event"].replace('"columbus"', '"scenario.toml"').replace("24", "4").replace('"chief"', '"councillor"'),
        f"{FIRST}.role = 'councillor'",
        "name another",
    ),
    "units of places": (
        changed(PLACES, 'kind = "event"', 'what = "crime_wave"', 'strikes = "units"'),
        f"{FIRST}.strikes",
        'take "town"',
    ),
    "units and leaders": (
        changed(NEIGHBOURHOODS, 'kind = "event"', 'what = "leader_leaves"', 'role = "chief"', 'strikes = "units"'),
        f"{FIRST}.strikes = 'units'",
        'take "town"',
    ),
    "crime of people": (
        changed(RESIDENTS, 'kind = "crime_level"', "level = 0.8"),
        f"{FIRST}.kind = 'crime_level'",
        "places or neighbourhoods",
    ),
    "as much crime": (GOOD["less crime"].replace("0.8", "1.0"), f"{FIRST}.level = 1.0", "less than 1"),
    "idle targets": (
        GOOD["social at places"].replace("reached = 3", "targets = 3"),
        f"{FIRST}.targets = 3",
        "leave it out",
    ),
    "idle reached": (GOOD["joined"].replace("joined = true", "reached = 3"), f"{FIRST}.reached = 3", "leave it out"),
    "all residents": (
        RESIDENTS.replace("= 50\n", '= "all"\n').replace('allocation = "neediest"\n', ""),
        "trial.treated = 'all'",
        "give a number",
    ),
    "all and controls": (
        GOOD["all neighbourhoods"].replace('"all"', '"all"\ncontrols = 3'),
        "trial.controls = 3",
        "leave it out",
    ),
    "all in order": (
        GOOD["all neighbourhoods"].replace('"all"', '"all"\nallocation = "worst"'),
        "trial.allocation = 'worst'",
        "leave it out",
    ),
    "all mistyped": (GOOD["all neighbourhoods"].replace('"all"', '"al"'), "trial.treated = 'al'", "'all'"),
    "pairs of nobody": (
        NEIGHBOURHOODS.replace("treated = 10", "treated = 10\ncontrols = 0"),
        "trial.controls = 0",
        "leave it out",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_one_message_names_file_field_value_and_remedy(what, tmp_path, capsys):
    text, field, remedy = BAD[what]
    (tmp_path / "scenario.toml").write_text(VILLAGE_FILE)
    file = write(tmp_path, text)
    code, out, err = reported(capsys, "check", file)
    assert (code, out, len(err.splitlines())) == (2, "", 1), err
    assert err.startswith(f"mobsim: {file}: {field}"), err
    assert remedy.lower() in err.lower(), err


def test_no_treatment_has_a_key_of_its_own_name():
    """Pydantic tells of both in one place: what is wrong with such a table would be told of its key, or not at all."""
    for table in get_args(get_args(Treatment)[0]):
        (kind,) = get_args(table.model_fields["kind"].annotation)
        assert kind not in table.model_fields


def test_a_second_change_to_the_same_value_changes_nothing(tmp_path, capsys):
    twice = (
        GOOD["parameters"] + "[[trial.treatments]]\n" + "\n".join(GOOD["parameters"].splitlines()[-2:]) + "\nday = 30\n"
    )
    code, _, err = reported(capsys, "check", write(tmp_path, twice))
    assert (code, len(err.splitlines())) == (2, 1)
    assert "trial.treatments[2].values.trust.misconduct = 0.9: is the value that it has already" in err


def test_the_sweep_command_refuses_what_check_refuses(tmp_path, capsys):
    file = write(tmp_path, BAD["too many hours"][0])
    checked, finished = (
        reported(capsys, *command, file)[::2] for command in (["check"], ["sweep", "--out", tmp_path / "out"])
    )
    assert checked == finished


def test_a_changed_parameter_is_read_by_what_is_lived_and_the_others_are_refused():
    """Read the sources: a parameter is refused if, and only if, no rule, decision or cycle reads it after birth."""
    root = Path(mobsim.__file__).parent
    files = [*(root / "rules").glob("*.py"), *(root / "mobilization").glob("*.py"), *(root / "engine").glob("*.py")]
    read = {node.attr for file in files if file.name not in ("closing.py", "ledger.py", "records.py", "results.py", "history.py")
            for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Attribute)}  # fmt: skip
    by_name = {
        "planning.cost_situational",
        "planning.cost_social",
        "planning.days_situational",
        "planning.days_social",
        "review.usual_situational",
        "review.usual_social",
        "planning.extent_spread",
        "planning.community_cost_share",
    }
    sized = {"planning.running_at_most", "planning.targets", "planning.reached", "review.compared"}
    namesakes = {"people.usual_need", "cohesion.ground_mean"}  # of offending and of insecurity
    counted = {"insecurity.satisfied_below", "trust.great_deal"}  # where means are taken; no rule reads what is counted
    unread = {name for name in SETTABLE if name.split(".")[1] not in read} - by_name
    assert unread | namesakes | counted | sized == SETTLED_AT_BIRTH | ONLY_MEASURED


def test_all_are_as_many_as_there_are(tmp_path):
    table = load_trial(write(tmp_path, GOOD["all neighbourhoods"])).table
    assert (table.treated, table.controls, table.units_needed, table.has_controls) == (49, 0, 49, False)
    places = changed(PLACES, 'kind = "patrol"', "hours = 1.0").split("treated = 10")[0] + "treated = 'all'\nend = 364\n"
    scenario = load_trial(write(tmp_path, places + '[[trial.treatments]]\nkind = "patrol"\nhours = 1.0\n')).scenario
    assert load_trial(tmp_path / "mine.toml").table.treated == scenario.count_places()


def test_check_says_that_there_are_no_controls(tmp_path, capsys):
    assert "24 treated and no control neighbourhoods" in reported(capsys, "check", write(tmp_path, WHOLE_TOWN))[1]
