"""What is timed side by side does the same work, and the page says what was measured."""

import json

import numpy as np
import pytest

from benchmarks.marked import BEGIN, END
from benchmarks.peers import core, core_numba, core_scipy
from benchmarks.peers.core_measure import BARE, TOOLS, DisagreesError, check, rate
from benchmarks.peers.core_page import page
from benchmarks.peers.shared import CORE, State, born, draws

AGENTS, SEED, WEEKS = 400, 3, 30


def lived(tool, weeks=WEEKS):
    town = TOOLS[tool].load()(AGENTS, SEED)
    town.live(weeks)
    return town.state()


@pytest.mark.parametrize("tool", ["scipy", pytest.param("mesa", marks=pytest.mark.mesa)])
@pytest.mark.parametrize("weeks", [1, 2, WEEKS])
def test_tools_have_the_trust_and_the_members_of_the_bare_kernel(tool, weeks):
    check(tool, AGENTS, lived(BARE, weeks), lived(tool, weeks))


def test_the_weeks_that_are_checked_leave_no_part_of_the_core_out():
    town, after = born(AGENTS, SEED), lived(BARE)
    who = np.repeat(np.arange(AGENTS), np.diff(town.start))
    far = np.abs(town.ground[who] - town.ground[town.to]) >= CORE.bound
    assert 0.1 < far.mean() < 0.9
    assert np.abs(after.trust - town.ground).max() > 0.1
    joined, left = (after.member & ~town.member).mean(), (town.member & ~after.member).mean()
    assert min(joined, left) > 0.02


def test_living_on_is_living_at_once():
    town = core_numba.Town(AGENTS, SEED)
    for weeks in (1, 3, 4, 1, 2):
        town.live(weeks)
    check(BARE, AGENTS, lived(BARE, 11), town.state())


@pytest.mark.parametrize("wrong", ["trust", "member", "nothing"])
def test_what_does_other_work_is_not_timed(wrong):
    bare = lived(BARE)
    trust, member = bare.trust.copy(), bare.member.copy()
    if wrong == "trust":
        trust[7] += 1e-6
    elif wrong == "member":
        member[7] = ~member[7]
    else:
        trust[7] = np.nan
    with pytest.raises(DisagreesError, match="does not do the work of the bare kernel at 400 agents"):
        check("scipy", AGENTS, bare, State(trust, member))


def test_the_command_refuses_such_a_tool(monkeypatch, capsys):
    monkeypatch.setattr(core_scipy, "CORE", CORE._replace(stubbornness=0.7))
    monkeypatch.setattr("sys.argv", ["core", "--quick", "--only", BARE, "scipy"])
    monkeypatch.setattr(core, "SIZES", (AGENTS, AGENTS))
    monkeypatch.setattr(core, "copy_rate", lambda: 1e9)
    with pytest.raises(SystemExit, match="2"):
        core.main()
    assert "SciPy sparse does not do the work" in capsys.readouterr().err


def test_rates_are_taken_by_turns_with_the_bare_kernel():
    found = rate("scipy", AGENTS, 3, 0.005)
    assert found["lowest"] <= found["times_as_long"] <= found["highest"]
    assert found["rate"] > 0
    assert found["bare_beside"] > 0


def test_ties_go_both_ways_once_and_number_about_ten():
    start, to, *_ = born(2_000, SEED)
    who = np.repeat(np.arange(2_000), np.diff(start))
    pairs = set(zip(who.tolist(), to.tolist(), strict=True))
    assert len(pairs) == to.size
    assert pairs == {(b, a) for a, b in pairs}
    assert not any(a == b for a, b in pairs)
    assert 9 < to.size / 2_000 <= 10


def test_draws_are_even_and_differ_by_week_and_seed():
    drawn = [draws(20_000, seed, week) for seed, week in ((1, 0), (1, 1), (2, 0))]
    for one in drawn:
        counts = np.histogram(one, 10, (0.0, 1.0))[0]
        assert counts.sum() == 20_000
        assert abs(counts - 2_000).max() < 250
    assert max(abs(np.corrcoef(drawn)[np.triu_indices(3, 1)])) < 0.03


def test_a_pool_ends_with_the_members_of_runs_here():
    seeds = [0, 1, 2]
    assert core_scipy.sweep(AGENTS, seeds, 8, 2) == [core_numba.members_after(AGENTS, 8, seed) for seed in seeds]


def test_the_page_says_what_the_figures_say():
    text = core.PAGE.read_text(encoding="utf-8")
    shown = text.split(BEGIN.format(name="core"))[1].split(END.format(name="core"))[0]
    assert shown.strip() == page(json.loads(core.NUMBERS.read_text(encoding="utf-8"))).strip()
