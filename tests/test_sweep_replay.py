"""A run is repeated and held against the results: equal to the last digit, or the difference is told."""

import pytest
from sweep_files import TWO_BY_TWO, sweep_formula, write_experiment

import mobsim
from mobsim.cli import main

ONE_SEED = TWO_BY_TWO.replace("seeds = 3", "seeds = 1")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("replayed")
    mobsim.sweep(write_experiment(folder, ONE_SEED), workers=1, out=folder / "results")
    return folder


def answer(capsys, *words):
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    captured = capsys.readouterr()
    return ended.value.code or 0, captured.out, captured.err


def test_every_run_is_what_the_folder_says(place, capsys):
    for run_id in range(4):
        code, out, said = answer(capsys, "sweep", place / "two.toml", "--replay", run_id, "--out", place / "results")
        assert code == 0
        assert f"run_id = {run_id}" in out
        assert "It is, to the last digit, as" in said


def test_without_a_folder_it_says_that_nothing_was_compared(place, capsys):
    code, _, said = answer(capsys, "sweep", place / "two.toml", "--replay", 0)
    assert (code, "Not compared with any results" in said) == (0, True)


def test_a_difference_in_the_last_digit_is_told(place, tmp_path, capsys):
    true = mobsim.sweep(place / "two.toml", workers=1).runs.set_index("run_id").loc[2, ["harm", "trust"]].to_dict()
    other = {**true, "trust": true["trust"] * (1 + 2**-52)}
    folder = sweep_formula(tmp_path, ONE_SEED, lambda factors, seed: other)
    code, _, said = answer(capsys, "sweep", tmp_path / "two.toml", "--replay", 2, "--out", folder)
    assert code == 1
    assert f"trust is {other['trust']} there and {true['trust']} here" in said
    assert "harm is" not in said
    assert "please report this" in said, "nothing else differs: it would be a fault of mobsim"


def test_a_run_that_failed_there_is_told(tmp_path, capsys):
    def failing(factors, seed):
        raise RuntimeError("lost its way")

    folder = sweep_formula(tmp_path, ONE_SEED, failing)
    code, _, said = answer(capsys, "sweep", tmp_path / "two.toml", "--replay", 1, "--out", folder)
    assert code == 1
    assert "it failed there: RuntimeError: lost its way" in said


def test_results_of_another_experiment_and_runs_that_are_not_there_are_refused(place, tmp_path, capsys):
    other = write_experiment(tmp_path, ONE_SEED.replace("0.8", "0.7"))
    code, _, said = answer(capsys, "sweep", other, "--replay", 0, "--out", place / "results")
    assert (code, "the folder holds other results" in said) == (2, True)
    code, _, said = answer(capsys, "sweep", place / "two.toml", "--replay", 40, "--out", place / "results")
    assert (code, "holds no such run" in said) == (2, True)
    code, _, said = answer(capsys, "sweep", place / "two.toml", "--replay", 0, "--out", tmp_path)
    assert (code, "it has no manifest.json" in said) == (2, True)
