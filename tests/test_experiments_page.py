"""The page of what experiments came to is written from numbers, and says what they say."""

import json
import sys
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mobsim.experiment.sweep.factors import Factor
from mobsim.scenario.mechanisms import mechanisms
from mobsim.scenario.shipped import shipped_experiments

DOCS = Path(__file__).resolve().parents[1] / "docs"
sys.path.insert(0, str(DOCS))

from experiments_page import claims, components, contrasts, courses, interactions, page, records  # noqa: E402
from experiments_page.declared import Arm, Arms, Course, Interaction, read_declarations  # noqa: E402

DECLARED = read_declarations()
VARIANTS = {"ablation", "alternatives"}
"""Experiments on the model itself, which the page on validation is about."""


@pytest.fixture(scope="module")
def numbers():
    return json.loads((DOCS / "experiments.json").read_text(encoding="utf-8"))


class TestPage:
    def test_it_holds_nothing_but_what_is_written_from_the_numbers(self, numbers):
        assert (DOCS / "experiments.md").read_text(encoding="utf-8") == page.render(numbers)

    def test_every_experiment_that_ships_is_declared_and_reported_or_named_as_not_run(self, numbers):
        names = {name for name in shipped_experiments() if "/" not in name} - VARIANTS
        assert names == set(DECLARED)
        assert set(numbers) <= names
        written = page.render(numbers)
        for name in names:
            assert f"{{ #{name} }}" in written or f"`mobsim sweep {name}`" in written

    def test_what_is_reported_is_drawn_and_nothing_else(self, numbers):
        assert {f"{name}.svg" for name in numbers} == {
            file.name for file in (DOCS / "images" / "experiments").iterdir()
        }


def experiment(name):
    return tomllib.loads((DOCS.parent / "experiments" / f"{name}.toml").read_text(encoding="utf-8"))


class TestDeclarations:
    @pytest.mark.parametrize("name", DECLARED)
    def test_factors_and_outcomes_are_those_of_the_experiment(self, name):
        file, told = experiment(name), DECLARED[name]
        varied = {*file.get("factors", {}), *(key for point in file.get("points", ()) for key in point)}
        varied = {each.removeprefix("parameters.") for each in varied} | (
            {"strategy"} if "strategies" in file else set()
        )
        kept = set(file["outcomes"]["keep"])
        asked = [*told.contrasts, *told.arms, *told.courses, *told.interactions]
        assert asked
        for each in asked:
            factors = {getattr(each, "of", None), *getattr(each, "factors", ())} - {None}
            by = {each.by} if isinstance(each, Interaction) else set(each.by)
            assert factors | by <= varied
            assert set(each.outcomes) <= kept
        assert not (told.courses or told.records) or file["outcomes"]["weekly"]

    @pytest.mark.parametrize("name", [name for name, told in DECLARED.items() if told.arms])
    def test_arms_are_points_of_the_experiment_and_all_of_them(self, name):
        points = [
            {key.removeprefix("parameters."): value for key, value in each.items()}
            for each in experiment(name)["points"]
        ]
        for arms in DECLARED[name].arms:
            there = {tuple(point[factor] for factor in arms.factors) for point in points}
            assert [tuple(arm.at) for arm in arms.arms if tuple(arm.at) not in there] == []
            assert len({arm.words for arm in arms.arms}) == len(there) == len(arms.arms)

    def test_horizons_and_years_lie_within_what_is_lived(self):
        for name, told in DECLARED.items():
            for course in told.courses:
                assert max(course.years) * 364 <= experiment(name)["days"]

    def test_each_component_is_carried_by_mechanisms_that_exist(self):
        carried = DECLARED["four_components"].carried_by
        assert {f"strategy.{name}" for name in carried} == set(experiment("four_components")["factors"])
        assert {each for names in carried.values() for each in names} <= set(mechanisms())

    def test_a_key_that_nothing_reads_is_refused(self, tmp_path):
        file = tmp_path / "contrasts.toml"
        file.write_text(
            '[[one.contrasts]]\nof = "strategy.lead"\nwords = "who leads"\noutcome = ["harm"]\n', encoding="utf-8"
        )
        with pytest.raises(
            ValueError, match=r"contrasts\.toml, one: outcome: nothing reads this; known are by, headline"
        ):
            read_declarations(file)


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


class TestContrasts:
    @pytest.mark.parametrize(
        ("difference", "p", "printed"),
        [
            (-5.0, 0.001, "follow up 0.8 did least harm, −5.0 % (−6.0 % to −4.0 %)."),
            (-0.5, 0.4, "follow up 0.8 did least harm, −0.5 % (−1.5 % to +0.5 %), which may be luck."),
            (3.0, 0.001, "none did less harm than follow up 0.2."),
        ],
    )
    def test_sentences_follow_the_numbers(self, difference, p, printed):
        assert " ".join(contrasts.contrast_sentences(made_up(difference, p))).endswith(printed)

    @pytest.mark.parametrize(
        ("difference", "printed"),
        [
            (5.0, "follow up 0.2 against follow up 0.8 is −4.8 % (−5.7 % to −3.8 %) of harm."),
            (0.5, "of harm: worth nothing that 9 pairs can show."),
        ],
    )
    def test_what_a_lead_is_worth_is_told_or_that_it_is_worth_nothing(self, difference, printed):
        (reported,) = contrasts.worth_sentences(made_up(difference, 0.5))
        assert reported.endswith(printed)

    @pytest.mark.parametrize(
        ("difference", "printed"),
        [(-5.0, "(−5.0 % (−6.0 % to −4.0 %))."), (-0.5, "(−0.5 % (−1.5 % to +0.5 %), which may be luck).")],
    )
    def test_an_outcome_that_is_told_says_when_its_change_may_be_luck(self, difference, printed):
        reported = contrasts.told_sentence(made_up(difference, 0.5), "harm")
        assert reported.startswith("Harm: follow up 0.2: 100; follow up 0.8: ")
        assert reported.endswith(printed)

    def test_arms_are_compared_with_the_first_seed_by_seed(self):
        rng = np.random.default_rng(1)
        luck = rng.normal(0, 50, 12)
        arms = Arms("doses", ("dose", "paid"), (Arm("none", (0, 1)), Arm("some", (5, 0))), outcomes=("harm",))
        runs = pd.DataFrame({
            "replicate": [*range(12), *range(12)], "dose": [0] * 12 + [5] * 12, "paid": [1] * 12 + [0] * 12,
            "harm": [*(1000 + luck), *(990 + luck + rng.normal(0, 1, 12))],
        })  # fmt: skip
        found = contrasts.collect_arms(runs.sample(frac=1, random_state=1), arms)
        none, some = found["rows"]
        assert (none["level"], none["harm"]["difference"], some["pairs"]) == ("none", 0.0, 12)
        assert some["harm"]["low"] < -10 < some["harm"]["high"] < -8
        assert "some did least harm, −1.0 %" in " ".join(contrasts.contrast_sentences(found))


class Planted:
    """Results of a sweep over two levels of some factors, with effects that are known."""

    def __init__(self, factors, harm, seeds=16, noise=1.0):
        rng = np.random.default_rng(2)
        self.factors = [Factor(name, "lever", (0.2, 0.8)) for name in factors]
        self.two_level = self.factors
        grid = [[0.2 + 0.6 * (point >> at & 1) for at in range(len(factors))] for point in range(2 ** len(factors))]
        self.points = pd.DataFrame(grid, columns=list(factors)).round(1)
        raised = (self.points == 0.8).to_numpy()
        luck = rng.normal(0, 50, (seeds, 1))
        self.table = luck + [harm(*row) for row in raised] + rng.normal(0, noise, (seeds, len(grid)))

    def values(self, outcome):
        assert outcome == "harm"
        return self.table, self.points

    def levels(self, factor):
        return list(factor.levels)


TWO = ("strategy.information_sharing", "strategy.leadership")


def found_interaction(together):
    results = Planted(
        TWO, lambda information, led: 1000 - 20 * information - 50 * led + together * (information and led)
    )
    (found,) = interactions.collect_interaction(results, Interaction(*TWO, decided_by="officers\nuse what is known"))
    return found


class TestInteractions:
    @pytest.mark.parametrize(
        ("together", "printed"),
        [
            (-30, "so that each does more where there is more of the other."),
            (15, "so that each does less beside the other."),
            (0, "points."),
        ],
    )
    def test_a_planted_interaction_is_found_and_told_for_what_it_is(self, together, printed):
        found = found_interaction(together)
        assert found["at_first"]["low"] < -20 < found["at_first"]["high"]
        assert found["at_last"]["low"] < -20 + together < found["at_last"]["high"]
        assert found["difference"]["low"] < together < found["difference"]["high"]
        reported = interactions.interaction_sentence(found)
        assert reported.startswith("Information sharing and leadership: from 0.2 to 0.8 it changes harm by −")
        assert reported.endswith(printed)
        assert ("an interval that holds nought: no interaction is shown" in reported) == (together == 0)

    def test_what_is_better_decides_what_needing_means(self):
        found = {"outcome": "clearance", "mean": 0.2, "difference": {"estimate": 0.02, "low": 0.01, "high": 0.03}}
        assert "more where there is more" in interactions.verdict(found)
        assert "less beside" in interactions.verdict({**found, "outcome": "harm"})

    def test_the_section_lists_them_with_what_decides_them_and_says_which_hold_nought(self):
        asked = {
            "one": {"interactions": [[found_interaction(-30)]]},
            "other": {"interactions": [[found_interaction(0)]]},
        }
        written = "\n\n".join(interactions.interactions_section(asked))
        assert written.count("told apart from nought |") == written.count("holds nought |") == 1
        assert "(`one`). What decides it: officers use what is known" in written
        assert list(interactions.interactions_section({"one": {}})) == []


FOUR = tuple(f"strategy.{name}" for name in ("leadership", "collaboration", "risk_focus", "information_sharing"))


def with_components(harm, noise=1.0):
    """Give the numbers of an experiment over four components that do what ``harm`` says."""
    results = Planted(FOUR, harm, noise=noise)
    values, at = results.values("harm")
    signs = {name: np.where(at[name] == 0.8, 1.0, -1.0) for name in FOUR}
    rows = [planted_row(name, 2 * values @ sign / 16) for name, sign in signs.items()]
    pairs = [
        {"factors": f"{one} x {other}", **planted_row("", 2 * values @ (signs[one] * signs[other]) / 16)}
        for place, one in enumerate(FOUR)
        for other in FOUR[place + 1 :]
    ]
    nothing = [{"factor": name, "estimate": 0.0, "low": -0.1, "high": 0.1, "p": 1.0} for name in FOUR]
    found = {
        "mean": {"harm": 1000.0, "trust": 0.5, "insecurity": 0.4},
        "effects": {"harm": rows, "trust": nothing, "insecurity": nothing},
        "interactions": pairs,
        "together": components.collect_together(results, "harm"),
        "prices": components.prices(results),
        "carried": {"leadership": {"all": 10, "assumed": 7}},
    }
    return {
        "four_components": {
            "components": found,
            "seeds": 16,
            "ensemble": "evidence",
            "draws": 16,
            "model": "0123456789",
        }
    }


def planted_row(name, effects):
    from scipy import stats

    half = stats.t.ppf(0.975, len(effects) - 1) * stats.sem(effects)
    middle = effects.mean()
    return {"factor": name, "estimate": middle, "low": middle - half, "high": middle + half,
            "p": min(1.0, 6 * stats.ttest_1samp(effects, 0).pvalue)}  # fmt: skip


def claimed(harm, noise=1.0):
    return "\n".join(claims.claims_section(with_components(harm, noise)))


class TestClaims:
    def test_equal_parts_that_add_up_are_told_as_equal_and_as_not_needing_each_other(self):
        written = claimed(lambda *raised: 1000 - 20 * sum(raised))
        assert (
            "Nothing speaks against it: each lowers harm, and of 6 pairs of components none can be told apart."
            in written
        )
        assert "holds nought: that they rely on each other is not shown" in written
        assert "Pairs that need each other: none that can be told from nought." in written

    def test_unequal_parts_are_told_apart_and_the_least_is_named(self):
        written = claimed(
            lambda led, together, focus, informed: 1000 - 80 * led - 20 * together - 20 * focus - 10 * informed
        )
        assert (
            "No: each lowers harm, and 5 of 6 pairs of components can be told apart. Most is done by leadership"
            in written
        )
        assert "least by information sharing, −1." in written
        assert "To equal leadership, information sharing would have to do " in written

    def test_a_component_that_does_nothing_is_said_to_do_nothing(self):
        written = claimed(
            lambda led, together, focus, informed: 1000 - 40 * led - 40 * focus - 40 * informed + 0 * together
        )
        assert "No: collaboration cannot be said to lower harm, and 3 of 6 pairs" in written

    def test_parts_too_small_to_be_seen_are_not_called_equal(self):
        written = claimed(lambda *raised: 1000 - 0.1 * sum(raised), noise=20.0)
        assert "Not shown either way: " in written
        assert "and of 6 pairs of components none can be told apart." in written

    def test_a_pair_that_needs_each_other_is_named_with_what_one_adds_to_the_other(self):
        written = claimed(
            lambda led, together, focus, informed: 1000 - 10 * (led + together + focus) - 30 * (led and informed)
        )
        assert "Pairs that need each other: leadership x information sharing (−3.0) points" in written

    def test_what_hangs_on_being_together_is_measured(self):
        written = claimed(lambda *raised: 1000 - 10 * sum(raised) - 40 * all(raised))
        assert "says yes, for 5" in written
        assert "of what all four do: so much hangs on their being together." in written

    def test_work_done_twice_is_told_as_such(self):
        written = claimed(lambda *raised: 1000 - 40 * any(raised))
        assert "says no: in part they do the same work twice, and together less than their sum." in written
        assert "Pairs that need each other: none" in written

    def test_little_data_says_that_nothing_is_shown(self):
        written = claimed(lambda *raised: 1000 - 2 * sum(raised) - 2 * all(raised), noise=60.0)
        assert "holds nought: that they rely on each other is not shown" in written

    def test_each_alone_and_beside_the_others_is_what_was_planted(self):
        found = components.collect_together(
            Planted(FOUR, lambda *raised: 1000 - 10 * sum(raised) - 40 * all(raised)), "harm"
        )
        for alone, last in zip(found["alone"], found["last"], strict=True):
            assert alone["low"] < -10 < alone["high"]
            assert last["low"] < -50 < last["high"]
        assert found["whole"]["low"] < -80 < found["whole"]["high"]
        assert found["beyond"]["low"] < -40 < found["beyond"]["high"]

    def test_the_section_says_when_it_cannot_tell_yet(self):
        written = "\n".join(claims.claims_section({"four_components": {"components": {}}}))
        assert "*Not told yet:" in written
        assert "No:" not in written


def planted_weeks(fall, seeds=10, years=3):
    """Give runs at two levels of a share; at the second, harm falls by so much in each year, by which year it is."""
    rng = np.random.default_rng(3)
    runs = pd.DataFrame(
        [(run, run % seeds, run // seeds / 1.0) for run in range(2 * seeds)], columns=["run_id", "replicate", "share"]
    )
    rows = []
    for run, replicate, share in runs.itertuples(index=False):
        weeks = np.arange(-52, 52 * years)
        base = 1000 + 10 * replicate + rng.normal(0, 1, weeks.size)
        rows.append(
            pd.DataFrame({"run_id": run, "week": weeks, "harm": base - share * fall(weeks // 52 + 1) * (weeks >= 0)})
        )
    return runs, pd.concat(rows)


class TestCourses:
    @pytest.mark.parametrize(("until", "expected"), [(False, [10, 20, 30]), (True, [10, 15, 20])])
    def test_years_are_read_one_by_one_or_all_until_then(self, until, expected):
        runs, weeks = planted_weeks(lambda year: 10 * year)
        found = courses.collect_course(runs, weeks, Course("share", "share", (1, 2, 3), ("harm",), until=until))
        later = [row for row in found["rows"] if row["level"] == 1.0]
        assert [row["year"] for row in later] == [1, 2, 3]
        for row, fall in zip(later, expected, strict=True):
            assert row["harm"]["low"] < -fall < row["harm"]["high"]
            assert row["harm"]["high"] - row["harm"]["low"] < 1.0

    @pytest.mark.parametrize(
        ("fall", "printed"),
        [(30, "−2.9 %"), (0, ", which may be luck")],
    )
    def test_sentences_tell_each_horizon_and_what_may_be_luck(self, fall, printed):
        runs, weeks = planted_weeks(lambda year: fall + 0 * year)
        found = courses.collect_course(runs, weeks, Course("share", "share", (1, 3), ("harm",), until=True))
        reported = " ".join(courses.course_sentences(found))
        assert reported.startswith("Of share, over all time until the end of each year. Harm: with share 1 ")
        assert "in year 1" in reported
        assert "over years 1 to 3" in reported
        assert printed in reported
        assert ("may be luck" in reported) == (fall == 0)


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
def test_sentences_on_years_follow_the_numbers(errors, half, printed):
    first = year_row("nothing", [0.05, 0.05, 0.05], 0.0, 0.0)
    most = year_row("ten times", errors, errors[-1] - 0.05, half)
    reported = " ".join(records.year_sentences([first, year_row("some", [0.05, 0.05, 0.06], 0.01, 0.03), most]))
    assert printed in reported
    assert "some: 6.0 % (+1.0, −2.0 to +4.0, which may be luck)" in reported
    assert f"ten times: {100 * errors[-1]:.1f} % ({100 * (errors[-1] - 0.05):+.1f}, " in reported
    assert "5.0 % of the hours of patrol lie elsewhere than crime in the last year" in reported
