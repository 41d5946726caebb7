"""Trials that are run: nothing given has no effect, what was brought is withdrawn, and each treatment does what it says."""

import numpy as np
import pandas as pd
import pytest
from batteries import at_length
from stories import town

from mobsim.engine import programme
from mobsim.errors import MobsimError, UsageError
from mobsim.experiment.reserving import room_for
from mobsim.experiment.trial import run_trial, run_trials, summary_table
from mobsim.experiment.trial.counting import count, known_before, occurred
from mobsim.experiment.trial.doses import treat
from mobsim.experiment.trial.study import begin_trials, run_shared_twin, run_town
from mobsim.experiment.trial.summary import UNSEEN
from mobsim.experiment.trial.survey import answers, ask, remember
from mobsim.experiment.trial.units import Arms, allocate, residents_of
from mobsim.scenario.trial import Trial
from mobsim.scenario.trial_tables import TrialTable

NOTHING = {"kind": "initiative", "measure": "situational", "problem": "every"}
VILLAGE = town(6, 400, burn_in_days=84)


def trial(*treatments, name="mine", days=56, scenario=VILLAGE, seeds=2, **keys):
    declared = {"units": "neighbourhoods", "treated": 2, "end": days, "before": 84, "asked": 200, **keys}
    table = TrialTable.model_validate({**declared, "treatments": list(treatments)})
    return Trial(name, name, "", scenario, scenario.reference, max([days, *table.waves]), seeds, table)


def same(one, other):
    order = ["lived", "town", "seed", *[name for name in ("arm", "period", "wave", "outcome", "item") if name in one]]
    pd.testing.assert_frame_equal(
        one.sort_values(order, ignore_index=True), other.sort_values(order, ignore_index=True)
    )


class TestTwins:
    @pytest.mark.parametrize("also", [{}, {"start": 28}, {"both_arms": [{"kind": "patrol", "hours": 9.0}]}])
    def test_nothing_given_has_no_effect(self, also):
        result = run_trial(trial(NOTHING, buffer=1, waves=[28], **also), workers=1)
        twin = result.rows[result.rows.contrast == "twin"]
        assert len(twin) > 40
        assert not len(result.failures)
        for column in ("effect", "low", "high"):
            assert np.array_equal(twin[column], np.where(twin.measure.isin(["rirr", "odds ratio"]), 1.0, 0.0))

    def test_the_shared_twin_is_each_trials_own(self):
        first, second = trial(NOTHING, waves=[14]), trial(NOTHING, name="other", units="places", treated=6, buffer=1)
        begun = begin_trials([first, second], 3)
        together = run_shared_twin(begun, [first, second])
        for each in (first, second):
            alone = run_town(begun, each, with_treatments=False)
            for name in ("counts", "survey"):
                ours = together[name][together[name].trial == each.name].reset_index(drop=True)
                pd.testing.assert_frame_equal(ours, alone[name].reset_index(drop=True))

    def test_a_town_with_treatments_leaves_the_begun_one_as_it_was(self):
        mine = trial({"kind": "patrol", "hours": 50.0})
        begun = begin_trials([mine], 3)
        once = run_town(begun, mine, with_treatments=False)
        run_town(begun, mine, with_treatments=True)
        pd.testing.assert_frame_equal(once["counts"], run_town(begun, mine, with_treatments=False)["counts"])


class TestRunning:
    mine = trial({"kind": "engagement", "hours": 8.0, "follow_up": 0.3}, waves=[28], seeds=3)

    def test_it_is_the_same_for_one_worker_and_two(self):
        one, two = (run_trial(self.mine, seeds=2, workers=workers) for workers in (1, 2))
        pd.testing.assert_frame_equal(one.rows, two.rows)
        same(one.counts, two.counts)
        same(one.survey, two.survey)

    def test_a_folder_goes_on_and_holds_what_was_found(self, tmp_path):
        finished = []
        first = run_trial(self.mine, seeds=1, workers=1, out=tmp_path / "kept", progress=finished.append)
        assert (first.folder, finished[-1].done) == (tmp_path / "kept", 2)
        finished.clear()
        grown = run_trial(self.mine, workers=1, out=tmp_path / "kept", progress=finished.append)
        assert finished[-1].done == 4
        fresh = run_trial(self.mine, workers=1)
        pd.testing.assert_frame_equal(grown.rows, fresh.rows)
        pd.testing.assert_frame_equal(run_trial(self.mine, seeds=1, workers=1, out=tmp_path / "kept").rows, first.rows)
        reported = pd.read_json(tmp_path / "kept" / "trial.json")
        assert reported["mine"]["title"] == "mine"
        assert len(reported["mine"]["effects"]) == len(first.rows)
        for name in ("runs", "counts", "survey"):
            assert (tmp_path / "kept" / f"{name}.parquet").stat().st_size > 0

    def test_a_folder_of_another_trial_is_refused(self, tmp_path):
        run_trial(self.mine, seeds=1, workers=1, out=tmp_path)
        with pytest.raises(UsageError):
            run_trial(trial(NOTHING, waves=[28]), seeds=1, workers=1, out=tmp_path)

    def test_trials_of_one_town_run_together_as_alone(self):
        other = trial(NOTHING, name="other", units="places", treated=5)
        found = run_trials([self.mine, other], seeds=2, workers=1)
        pd.testing.assert_frame_equal(found["other"].rows, run_trial(other, seeds=2, workers=1).rows)
        pd.testing.assert_frame_equal(found["mine"].rows, run_trial(self.mine, seeds=2, workers=1).rows)

    def test_what_cannot_run_together_or_at_all_is_refused(self):
        with pytest.raises(UsageError, match="mine: is the name of more than one trial"):
            run_trials([self.mine, self.mine], workers=1)
        elsewhere = trial(NOTHING, name="elsewhere", scenario=town(4, 200, burn_in_days=84))
        with pytest.raises(UsageError, match="another scenario"):
            run_trials([self.mine, elsewhere], workers=1)
        with pytest.raises(UsageError, match="seeds = 0"):
            run_trial(self.mine, seeds=0, workers=1)

    def test_a_town_too_small_is_told_by_what_stopped_it(self):
        with pytest.raises(MobsimError, match="finds only"):
            run_trial(trial(NOTHING, units="places", treated=500), seeds=1, workers=1)

    def test_one_effect_can_be_asked_for(self):
        result = run_trial(self.mine, seeds=2, workers=1)
        found = result.effect("trust", "twin", "56", "d")
        assert set(found) == {"effect", "low", "high", "n"}
        assert found["n"] == 2
        with pytest.raises(KeyError, match="no effect trust, twin, 57, d"):
            result.effect("trust", "twin", "57", "d")

    def test_the_summary_says_what_matters(self):
        summary = summary_table(run_trial(trial(NOTHING, buffer=1), workers=1))
        assert 8 < len(summary) < 20
        untreated = summary[summary.against == "itself untreated"]
        assert set(untreated.reading) == {UNSEEN}
        assert "true crime at the treated neighbourhoods" in set(summary.outcome)
        alone = summary_table(run_trial(trial(NOTHING), seeds=1, workers=1))
        assert set(alone.reading) == {"one town is too few to tell"}


class TestWithdrawing:
    everything = (
        {"kind": "patrol", "hours": 9.0},
        {"kind": "engagement", "hours": 9.0, "follow_up": 0.5},
        {"kind": "forums", "invited_per_1000": 50.0},
        {"kind": "training", "skill": 0.1},
        {"kind": "rotation", "moves_per_year": 13.0},
        {"kind": "initiative", "measure": "situational", "lead": "community", "money": 10.0},
        {"kind": "initiative", "measure": "social", "money": 10.0},
        {"kind": "crime_level", "level": 0.5},
    )

    def test_nothing_is_left_of_what_was_brought(self):
        mine = trial(*self.everything)
        model = begin_trials([mine], 1)
        untouched = model.fork(model.strategy).world
        known = np.ones((model.world.places.size, model.world.problems.size))
        treat(model, mine.table, mine.table.treatments, np.array([0, 3]), known)
        world = model.world
        assert (world.programmes.patrol > 0).any()
        assert (world.neighbourhoods.programme_rotation == 13.0).sum() == 2
        assert ((world.initiatives.status > 0) & (world.initiatives.reserved == 1)).sum() == 4
        model.run_days(28)
        assert (world.residents.active >= 0).any()
        programme.withdraw(world)
        for name in world.programmes.columns:
            assert np.array_equal(getattr(world.programmes, name), getattr(untouched.programmes, name)), name
        for name in ("programme_invited", "programme_rotation"):
            assert np.array_equal(getattr(world.neighbourhoods, name), getattr(untouched.neighbourhoods, name)), name
        assert world.counts.programmes[0] == 0
        assert not world.initiatives.status[world.initiatives.reserved == 1].any()
        active = world.residents.active[world.residents.active >= 0]
        assert not world.initiatives.reserved[active].any()

    def test_what_lasts_an_hour_before_it_acts_never_was(self):
        mine = trial(*self.everything[:5])
        begun = begin_trials([mine], 2)
        touched, untouched = begun.fork(begun.strategy), begun.fork(begun.strategy)
        known = np.ones((begun.world.places.size, begun.world.problems.size))
        treat(touched, mine.table, mine.table.treatments, np.array([1, 2]), known)
        programme.withdraw(touched.world)
        for model in (touched, untouched):
            model.run_days(56)
        assert np.array_equal(touched.world.residents.trust, untouched.world.residents.trust)
        assert len(occurred(touched).day) == len(occurred(untouched).day)

    def test_hours_of_several_programmes_add_and_their_follow_up_is_shared(self):
        mine = trial(NOTHING)
        world = begin_trials([mine], 1).world
        programme.bring_to_places(world, np.array([0]), engagement=3.0, follow_up=0.2)
        programme.bring_to_places(world, np.array([0, 1]), engagement=1.0, follow_up=1.0)
        assert world.programmes.engagement[:3].tolist() == [4.0, 1.0, 0.0]
        assert world.programmes.follow_up[:3] == pytest.approx([0.4, 1.0, 0.0])

    def test_both_arms_find_room_for_an_initiative_each(self):
        given = {"kind": "initiative", "measure": "situational", "money": 5.0}
        mine = trial(NOTHING, units="places", treated=30, both_arms=[given, given])
        problems = len(VILLAGE.problems)
        assert room_for([mine.table], problems, VILLAGE.population).slots == 5 * problems
        assert not len(run_trial(mine, seeds=1, workers=1).failures)


class TestDoses:
    def test_each_neighbourhood_gets_its_hours_whatever_its_size(self):
        mine = trial({"kind": "patrol", "hours": 6.0})
        model = begin_trials([mine], 1)
        world = model.world
        world.places.neighbourhood[:] = np.minimum(world.places.neighbourhood, 4)  # the fifth is twice as large
        treat(model, mine.table, mine.table.treatments, np.array([0, 4]), np.zeros((world.places.size, 5)))
        hours = np.bincount(world.places.neighbourhood, world.programmes.patrol)
        assert hours == pytest.approx([6.0, 0.0, 0.0, 0.0, 6.0])

    def test_a_place_is_worked_on_against_its_own_worst_problem(self):
        mine = trial({"kind": "initiative", "measure": "situational", "money": 7.0}, units="places", treated=3)
        model = begin_trials([mine], 1)
        known = np.zeros((model.world.places.size, model.world.problems.size))
        known[[0, 1, 2], [1, 1, 2]] = 5.0
        treat(model, mine.table, mine.table.treatments, np.array([0, 1, 2]), known)
        rows = model.world.initiatives
        ours = np.flatnonzero((rows.reserved == 1) & (rows.status > 0))
        assert sorted(zip(rows.problem[ours], rows.target_count[ours], rows.daily_money[ours], strict=True)) == [
            (1, 2, 14.0), (2, 1, 7.0),
        ]  # fmt: skip
        assert np.all(rows.end_day[ours] - rows.start_day[ours] == 56)


class TestCounting:
    def test_every_incident_is_in_one_arm_of_each_period(self):
        mine = trial(NOTHING, units="places", treated=5, buffer=2, waves=[28])
        model = begin_trials([mine], 4)
        known = known_before(occurred(model), model.world.places.size, model.world.problems.size, 84)
        arms = allocate(mine.table, model.world, known.sum(1), 4)
        model.run_days(56)
        incidents = occurred(model)
        table = count(mine.table, model, arms, incidents, 56)
        crime = model.world.problems.crime.astype(bool)[incidents.problem]
        for series, seen in (("true", True), ("reported", incidents.reported), ("recorded", incidents.recorded)):
            for period, first, end in (("before", -84, 0), ("during", 0, 56), ("0-28", 0, 28), ("28-56", 28, 56)):
                inside = (incidents.day >= first) & (incidents.day < end) & seen
                rows = table[(table.period == period)]
                assert rows[rows.outcome == f"{series}_crime"]["count"].sum() == (inside & crime).sum()
                assert set(rows.days) == {end - first}
        at = np.isin(incidents.place, arms.treated) & (incidents.day >= 0) & crime
        wanted = (table.period == "during") & (table.outcome == "true_crime") & (table.arm == "treated")
        assert table[wanted]["count"].item() == at.sum()
        assert known.sum() == ((incidents.day < 0) & (incidents.day >= -84) & incidents.recorded).sum()

    def test_residents_have_what_they_did_and_what_was_done_to_them(self):
        mine = trial(NOTHING, units="residents", treated=800)
        model = begin_trials([mine], 4)
        units = np.arange(model.world.residents.size)
        arms = Arms(units[::2], units[1::2], units[:0], units[:0])
        incidents = occurred(model)
        table = count(mine.table, model, arms, incidents, 56)
        before = table[(table.period == "before") & table.arm.isin(["treated", "control"])]
        crime = model.world.problems.crime.astype(bool)[incidents.problem] & (incidents.day >= -84)
        for noun, who in (("offences", incidents.offender), ("victimisations", incidents.victim)):
            counted = before[before.outcome == f"true_{noun}_crime"]["count"].sum()
            assert counted == (crime & (who >= 0)).sum() > 0


class TestSurvey:
    def test_all_who_are_asked_answer_what_they_feel(self):
        mine = trial(NOTHING, asked=10_000)
        model = begin_trials([mine], 5)
        arms = Arms(np.array([0, 1]), np.array([2]), np.array([], int), np.array([], int))
        before = remember(model)
        found = ask(mine.table, model, arms, before, 0, 0).set_index(["arm", "item"])
        for arm, units in (("treated", arms.treated), ("control", arms.control)):
            adults = residents_of(mine.table, model.world, units)
            trust = model.world.residents.trust[adults].astype(float)
            n, total, squares = found.loc[(arm, "trust"), ["n", "sum", "squares"]]
            assert (n, total, squares) == pytest.approx((adults.size, trust.sum(), (trust**2).sum()))
        assert found.loc[("treated", "had_contact"), "sum"] == 0

    def test_a_sample_is_drawn_anew_each_wave_and_is_the_same_in_both_towns(self):
        mine = trial(NOTHING, asked=50)
        model = begin_trials([mine], 5)
        arms = Arms(np.array([0, 1]), np.array([2]), np.array([], int), np.array([], int))
        before = remember(model)
        first, again, later = (ask(mine.table, model, arms, before, 0, wave) for wave in (0, 0, 1))
        pd.testing.assert_frame_equal(first, again)
        assert set(first.n) == {50}
        assert not first["sum"].equals(later["sum"])

    def test_answers_are_read_off_what_was_lived(self):
        model = begin_trials([trial(NOTHING)], 5)
        residents, p, rows = model.world.residents, model.parameters, np.array([0, 1])
        before = remember(model)
        residents.trust[rows] = [1.0, 0.0]
        residents.insecurity[rows] = [1.0, 0.0]
        residents.contacts_bad[0] += 1
        residents.last_victimised[rows] = [model.day - 365, model.day - 10]
        found = answers(residents, rows, before, p, model.day)
        printed = {name: values.tolist() for name, values in found.items()}
        assert printed["great_confidence"] == printed["satisfied_with_police"] == printed["had_contact"] == [1.0, 0.0]
        assert printed["disrespected"] == [1.0, 0.0]
        assert printed["satisfied_with_safety"] == printed["victimised"] == [0.0, 1.0]


def against_the_twin(mine, seeds, measure):
    """Measure the treated units in each town and in its untreated twin; return differences."""
    found = []
    for seed in range(1, seeds + 1):
        begun = begin_trials([mine], seed)
        finished = []
        for treated in (True, False):
            model = begun.fork(begun.strategy)
            known = known_before(occurred(model), model.world.places.size, model.world.problems.size, 84)
            arms = allocate(mine.table, model.world, known.sum(1), seed)
            if treated:
                treat(model, mine.table, mine.table.treatments, arms.treated, known)
            model.run_days(mine.table.end)
            finished.append(measure(model, mine.table, arms.treated))
        found.append(finished[0] - finished[1])
    return np.array(found)


def mean_of(name):
    return lambda model, table, units: float(
        getattr(model.world.residents, name)[residents_of(table, model.world, units)].mean()
    )


def contacts(model, table, units):
    who = residents_of(table, model.world, units)
    return int((model.world.residents.contacts_good + model.world.residents.contacts_bad)[who].sum())


def share_bad(model, table, units):
    who, residents = residents_of(table, model.world, units), model.world.residents
    bad, good = residents.contacts_bad[who].sum(), residents.contacts_good[who].sum()
    return bad / (bad + good)


def traces(name):
    return lambda model, table, units: float(np.sum(getattr(model.world.places, name)))


def hardening(model, table, units):
    return float(model.world.hardening[units].mean())


def attended(model, table, units):
    return float(model.world.neighbourhoods.attended[units].sum())


def members(model, table, units):
    world = model.world
    active = world.residents.active[residents_of(table, world, units)]
    return float((world.initiatives.reserved[active[active >= 0]] == 1).sum())


def moved_after(begun, treatment, units, days=28):
    """Let a model live on with a treatment; return which officers have moved."""
    model, mine = begun.fork(begun.strategy), trial(treatment)
    treat(model, mine.table, mine.table.treatments, units, np.zeros((model.world.places.size, 5)))
    model.run_days(days)
    return model.world.officers.slot != begun.world.officers.slot


class TestEachTreatmentActs:
    """On the quantity nearest to it, in a small made-up town, in every seed."""

    @pytest.mark.parametrize(
        ("treatment", "keys", "measure", "sign"),
        [
            ({"kind": "patrol", "hours": 24.0}, {}, contacts, 1),
            ({"kind": "forums", "invited_per_1000": 300.0}, {}, attended, 1),
            ({"kind": "training", "skill": 0.5}, {"days": 168, "treated": 3}, share_bad, -1),
            ({"kind": "contact", "went": "bad"}, {"units": "residents", "treated": 300}, mean_of("trust"), -1),
            ({"kind": "initiative", "measure": "situational", "problem": "every", "money": 90.0},
             {"units": "places", "treated": 6, "allocation": "worst"}, hardening, 1),
            ({"kind": "initiative", "measure": "social", "money": 90.0}, {}, mean_of("need"), -1),
            *at_length(
                ({"kind": "engagement", "hours": 12.0}, {}, contacts, 1),
                ({"kind": "initiative", "measure": "situational", "lead": "community"}, {"treated": 3}, members, 1),
                ({"kind": "contact", "went": "good"}, {"units": "residents", "treated": 300}, mean_of("trust"), 1),
                ({"kind": "contact"}, {"units": "residents", "treated": 300}, mean_of("insecurity"), -1),
                ({"kind": "initiative", "measure": "situational", "problem": "every", "staff_hours": 2.0},
                 {"units": "places", "treated": 6, "allocation": "worst"}, hardening, 1),
                ({"kind": "initiative", "measure": "situational", "lead": "community", "money": 90.0}, {},
                 traces("watch"), 1),
                ({"kind": "initiative", "measure": "social", "money": 90.0},
                 {"units": "residents", "treated": 30, "allocation": "neediest"}, mean_of("need"), -1),
            ),
        ],
        ids=lambda given: given["kind"] if isinstance(given, dict) and "kind" in given else "",
    )  # fmt: skip
    def test_in_the_direction_expected(self, treatment, keys, measure, sign):
        found = sign * against_the_twin(trial(treatment, **keys), 3, measure)
        assert np.all(found > 0), found

    def test_a_rule_of_rotation_holds_where_it_is_given(self):
        every = np.arange(VILLAGE.communities[0].neighbourhoods.population.size)
        begun = begin_trials([trial(NOTHING)], 1)
        often, never = ({"kind": "rotation", "moves_per_year": moves} for moves in (13.0, 0.0))
        assert moved_after(begun, often, every).any()
        assert not moved_after(begun, never, every, days=84).any()

    def test_follow_up_takes_hours_from_visits(self):
        kept, spent = (trial({"kind": "engagement", "hours": 12.0, "follow_up": share}) for share in (1.0, 0.0))
        visited = [against_the_twin(mine, 3, contacts) for mine in (kept, spent)]
        assert visited[1].min() > 10 * max(1, np.abs(visited[0]).max()), visited
