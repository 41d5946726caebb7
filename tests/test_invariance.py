"""The tables of soundness say what runs show: pairs are pairs, cells differ in what they name, words follow from figures."""

import json
import sys
from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from benchmarks import invariance, untreated
from benchmarks.cells import CellStudy, default_cells, harm_by_strategy, inputs_of, town_of
from benchmarks.kept import read_lines, run_missing
from benchmarks.marked import write_between
from benchmarks.untreated_figure import draw
from benchmarks.untreated_towns import UntreatedStudy, ask, runs_of
from benchmarks.verdicts import FAILS, MOST_HALF_WIDTH, PASSES, UNDECIDED, Effect, effects, judge
from mobsim.engine.model import Model, run
from mobsim.errors import UsageError
from mobsim.experiment.compare import compare
from mobsim.experiment.replicates import seed_of
from mobsim.scenario.events import Event
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.synthetic import village
from mobsim.store.provenance import resolve
from mobsim.validation.stationarity import MOST_DRIFT, Drift, by_year, drift, observe_cycles, strongest_period

CYCLE, YEAR, CYCLES = 28, 364, 13
CELLS = default_cells("columbus")
TINY = replace(CELLS["reference"], burn_in_days=CYCLE, residents=20, days=CYCLE)


def tiny_cells():
    """Two cells that take a second."""
    return {
        "reference": TINY,
        "changed": replace(TINY, name="changed", label="changed to", wait_days=CYCLE),
    }


def differing(one, other):
    """The keys at which two plain tables differ."""
    assert one.keys() == other.keys()
    return {key for key in one if one[key] != other[key]}


class TestCells:
    NAMED: ClassVar = {"reference": set(), "burn": {"burn_in_days"}, "area": {"communities"}, "changed": set()}

    def test_the_reference_cell_is_the_scenario_that_ships(self):
        assert resolve(town_of(CELLS["reference"])) == resolve(load_scenario("columbus"))

    def test_a_cell_differs_in_what_it_names_and_in_nothing_else(self):
        own = resolve(town_of(CELLS["reference"]))
        for name, cell in CELLS.items():
            other = resolve(town_of(cell))
            what = name.split("_")[0]
            assert differing(own, other) == self.NAMED[what]
            assert (cell.wait_days > 0) == (name == "changed")
            if what == "area":
                here, there = own["communities"][0], other["communities"][0]
                assert differing(here, there) == {"neighbourhoods", "officers"}
                assert differing(here["neighbourhoods"], there["neighbourhoods"]) == {"population", "people"}
                size = cell.residents / CELLS["reference"].residents
                assert there["officers"] == pytest.approx(size * here["officers"])
                assert town_of(cell).population == size * town_of(CELLS["reference"]).population

    def test_no_two_cells_take_each_other_s_runs(self):
        assert len({inputs_of(cell) for cell in CELLS.values()}) == len(CELLS)

    def test_the_reference_cell_finds_what_compare_finds(self):
        runs = compare(town_of(TINY), ["status_quo", "full_model"], runs=2, workers=1, point=True).runs
        second = runs[runs["seed"] == seed_of(town_of(TINY).seed, 1)]
        harm = harm_by_strategy(TINY, int(second["seed"].iloc[0]))
        assert next(iter(harm)) == "status_quo"
        assert len(harm) == 11
        assert {row["strategy"]: row["harm"] for row in second.to_dict("records")}.items() <= harm.items()

    def test_a_strategy_changed_to_is_the_scenario_s_own_change_of_strategy(self):
        cell = tiny_cells()["changed"]
        event = Event(cell.wait_days, "change_of_strategy", strategy="full_model")
        model = Model(replace(town_of(cell), events=(event,)), seed=7)
        model.run_days(cell.burn_in_days + cell.wait_days)
        before = model.ledger.total.copy()
        model.run_days(cell.days)
        sums = model.ledger.sums((model.ledger.total - before).sum(0))
        assert harm_by_strategy(cell, 7)["full_model"] == 52_000 * sums["harm"] / sums["person_weeks"]


class TestEffects:
    def test_the_luck_of_a_seed_cancels(self):
        luck = (100.0, 900.0, 400.0)
        found = effects([{"status_quo": each, "other": each - 10.0} for each in luck])
        assert found["other"].mean == pytest.approx(-1000 / np.mean(luck))
        assert found["other"].half == pytest.approx(0.0, abs=1e-9)

    @given(st.lists(st.tuples(st.floats(500, 2000), st.floats(500, 2000)), min_size=2, max_size=12))
    def test_an_effect_is_the_paired_mean_with_student_s_interval(self, pairs):
        own, other = np.array(pairs).T
        found = effects([{"usual": one, "new": two} for one, two in pairs])["new"]
        differences = 100 * (other - own) / own.mean()
        half = stats.sem(differences) * stats.t.ppf(0.975, len(pairs) - 1)
        assert found.mean == pytest.approx(differences.mean(), abs=1e-9)
        assert found.half == pytest.approx(half, abs=1e-6)

    def test_a_single_seed_knows_no_interval(self):
        assert np.isnan(effects([{"usual": 1000.0, "new": 900.0}])["new"].half)


class TestVerdicts:
    cells = (TINY, replace(TINY, name="other", label="other"), replace(TINY, name="short", label="short", judged=False))

    def judged(self, own, other, short=None, seeds=40):
        found = {"reference": own, "other": other, "short": short}
        return judge(self.cells, {name: Effect(*each, seeds) for name, each in found.items() if each})

    def test_close_and_narrow_passes(self):
        assert self.judged((-9.0, 0.5), (-7.6, 0.7)) == (PASSES, {}, {}, {})

    def test_narrow_and_apart_fails_and_names_the_cell(self):
        found = self.judged((-9.0, 0.5), (-7.0, 0.5))
        assert (found.word, found.wide) == (FAILS, {})
        assert found.apart == {"other": pytest.approx(2.0)}

    def test_a_wide_interval_decides_nothing_and_is_named(self):
        found = self.judged((-9.0, 0.5), (-9.0, 0.8))
        assert found == (UNDECIDED, {}, {"other": 0.8}, {})
        assert self.judged((-9.0, 1.0), (-7.0, 1.0)).word == UNDECIDED

    def test_too_few_seeds_decide_nothing_however_narrow_they_seem(self):
        few = self.judged((-9.0, 0.1), (-9.0, 0.1), seeds=TINY.seeds - 1)
        assert (few.word, few.few["other"]) == (UNDECIDED, (39, 40))
        assert self.judged((-9.0, 0.5), None) == (UNDECIDED, {}, {}, {"other": (0, 40)})
        assert self.judged((-9.0, np.nan), (-9.0, np.nan), seeds=1).word == UNDECIDED

    def test_what_no_seed_could_mend_fails_at_once(self):
        assert self.judged((-9.0, 1.0), (-3.0, 1.0), seeds=4).word == FAILS

    def test_a_cell_that_is_listed_only_decides_nothing(self):
        assert self.judged((-9.0, 0.5), (-9.0, 0.5), (5.0, 0.1)).word == PASSES

    @given(st.floats(-20, 20), st.floats(0, 3), st.floats(-20, 20), st.floats(0, 3), st.integers(22, 26))
    def test_nothing_passes_that_is_wide_or_apart_or_rests_on_few_seeds(self, own, half, other, other_half, seeds):
        word = self.judged((own, half), (other, other_half), seeds=seeds).word
        narrow = max(half, other_half) <= MOST_HALF_WIDTH and seeds >= TINY.seeds
        assert (word == PASSES) == (narrow and abs(other - own) <= 1.5)


class TestResuming:
    def test_a_battery_cut_short_ends_in_the_same_table(self, tmp_path, capsys):
        cells = tiny_cells()
        asked = invariance.ask(list(cells.values()), 2)
        whole, cut = tmp_path / "whole.jsonl", tmp_path / "cut.jsonl"
        assert run_missing(CellStudy(cells), asked, whole, 1) == 0
        lines = whole.read_text().splitlines(keepends=True)
        assert len(lines) == 4
        cut.write_text("".join(lines[:2]) + lines[2][:40])
        capsys.readouterr()
        run_missing(CellStudy(cells), asked, cut, 1)
        assert len(capsys.readouterr().out.splitlines()) == 2, "what is kept is not run again"
        texts = [self.table(cells, file) for file in (whole, cut)]
        assert texts[0] == texts[1]
        assert all(f"| `{name}` |" in texts[0] for name in ("enforcement", "full_model", "changed"))
        assert "| changed to | `changed` | 28 | 20 | 2 of 40 |" in texts[0]

    def test_lines_of_another_model_count_for_nothing(self, tmp_path):
        cells = {"reference": TINY}
        line = {"of": "reference", "replicate": 0, "seed": 1, "inputs": "another", "harm": {"status_quo": 1.0}}
        file = tmp_path / "lines.jsonl"
        file.write_text(json.dumps(line) + "\n")
        assert invariance.harms_of([TINY], read_lines(file)) == {"reference": []}
        text = self.table(cells, file)
        assert "not run yet" in text
        assert "10 not decided yet" in text

    @staticmethod
    def table(cells, file):
        every = list(cells.values())
        return invariance.to_markdown(every, invariance.harms_of(every, read_lines(file)))

    def test_a_cell_that_does_not_exist_is_refused_with_those_that_do(self, monkeypatch, capsys, tmp_path):
        monkeypatch.setattr(sys, "argv", ["invariance", "--only", "burn_in_3", "--lines", str(tmp_path / "none")])
        with pytest.raises(SystemExit) as ended:
            invariance.main()
        assert ended.value.code == 2
        assert "burn_in_5" in capsys.readouterr().err

    def test_a_page_keeps_all_but_what_is_made(self, tmp_path):
        page = tmp_path / "page.md"
        page.write_text("before\n<!-- made: x -->\nold\n<!-- end: x -->\nafter\n")
        write_between(page, "x", "new")
        assert page.read_text() == "before\n<!-- made: x -->\n\nnew\n\n<!-- end: x -->\nafter\n"
        with pytest.raises(UsageError, match="made: y"):
            write_between(page, "y", "new")
        assert "new" in page.read_text()


class TestStationarity:
    def test_cycles_are_those_of_the_run_and_events_are_left_out(self):
        town = village(2, 100, burn_in_days=CYCLE)
        struck = replace(town, events=(Event(30, "plant_closure", severity=1.0),))
        seen = observe_cycles(struck, 3, 2)
        assert set(seen) == set(MOST_DRIFT)
        totals = run(town, seed=3, days=2 * YEAR).totals
        for name in set(seen) - {"running"}:
            assert seen[name].shape == (2 * CYCLES,)
            assert seen[name].mean() == pytest.approx(totals[name], rel=0.02), name

    @given(st.floats(-0.04, 0.08), st.integers(2, 6))
    def test_a_drift_is_found_in_its_size_whatever_the_season(self, yearly, seeds):
        season = np.sin(2 * np.pi * np.arange(CYCLES) / CYCLES)
        years = 100.0 * (1.0 + yearly * np.arange(10))
        runs = np.array([(years[:, None] + 20.0 * season + seed).ravel() for seed in range(seeds)])
        found = drift(runs)
        first, last = by_year(runs)[:, :3].mean(), by_year(runs)[:, -3:].mean()
        assert found.mean == pytest.approx(last / first - 1, abs=1e-9)
        assert found.low <= found.mean <= found.high

    def test_a_swing_stands_out_and_the_season_does_not(self):
        random, cycles = np.random.default_rng(5), np.arange(10 * CYCLES)
        noise = random.normal(size=cycles.size)
        season = 50.0 * np.sin(2 * np.pi * cycles / CYCLES)
        assert strongest_period(noise + season, random).ratio < 1.0
        swing = strongest_period(noise + season + 2.0 * np.sin(2 * np.pi * cycles / 10), random)
        assert swing.period == pytest.approx(10.0)
        assert swing.ratio > 1.0
        assert strongest_period(np.ones(26), random).ratio == 0.0

    @pytest.mark.parametrize("period", [2.5, 7, 10, 18])
    def test_what_starts_and_stops_in_step_stands_out(self, period):
        random, cycles = np.random.default_rng(5), np.arange(10 * CYCLES)
        in_step = (cycles % period < period / 2) + 0.3 * random.normal(size=cycles.size)
        assert strongest_period(in_step, random).ratio > 1.0

    def test_luck_that_lasts_and_a_drift_stand_out_no_more_than_chance_has_it(self):
        random = np.random.default_rng(5)
        ratios = []
        for _ in range(100):
            luck = np.zeros(10 * CYCLES)
            for cycle in range(1, luck.size):
                luck[cycle] = 0.9 * luck[cycle - 1] + random.normal()
            ratios.append(strongest_period(luck + 0.1 * np.arange(luck.size), random).ratio)
        assert np.mean(np.array(ratios) > 1.0) <= 0.05

    def test_verdicts_of_drift(self):
        holds, wide, beyond = ((0.01, -0.01, 0.03), (0.01, -0.02, 0.04), (0.031, 0.0, 0.06))
        words = [untreated.judge_drift(Drift(*each), 0.03) for each in (holds, wide, beyond)]
        assert words == ["holds", "not decided yet", "drifts"]
        nobody = float("nan")
        assert untreated.judge_drift(Drift(0.01, nobody, nobody), 0.03) == "not decided yet"

    def test_a_study_cut_short_ends_in_the_same_page_and_picture(self, tmp_path):
        towns = {
            "small": village(4, 80, title="Small", burn_in_days=CYCLE),
            "smaller": village(2, 80, title="Smaller", burn_in_days=CYCLE),
        }
        study = UntreatedStudy(towns, 2)
        asked = ask(study, 2)
        whole, cut = tmp_path / "whole.jsonl", tmp_path / "cut.jsonl"
        assert run_missing(study, asked, whole, 1) == 0
        cut.write_text(whole.read_text()[:-100])
        run_missing(study, asked, cut, 1)
        kept = [runs_of(study, read_lines(file)) for file in (whole, cut)]
        texts = [untreated.to_markdown(study, each) for each in kept]
        assert texts[0] == texts[1]
        assert "**Smaller** (160 residents, 2 seeds)" in texts[0]
        drawn = draw(towns, kept[0], tmp_path).read_text()
        assert all(words in drawn for words in ("Trust in police", "Initiatives running", "Smaller"))
