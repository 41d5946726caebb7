"""Errors say what is wrong, where, and what to do, in one clear message."""

import pickle
from pathlib import Path

import pytest

from mobsim.errors import DataError, InputError, InputErrors, MobsimError, ScenarioError, UsageError


def test_a_message_names_file_field_value_and_remedy():
    error = ScenarioError(
        "must lie between 0 and 1",
        file=Path("town") / "scenario.toml",
        field="strategies.mine.leadership",
        value=1.2,
        remedy="write a share such as 0.8",
    )
    where = Path("town") / "scenario.toml"
    assert str(error) == (
        f"{where}: strategies.mine.leadership = 1.2: must lie between 0 and 1. Write a share such as 0.8."
    )


def test_what_is_not_known_is_left_out():
    assert str(UsageError("no scenario named 'toronot'", remedy="did you mean 'toronto'?")) == (
        "no scenario named 'toronot'. Did you mean 'toronto'?"
    )
    assert str(DataError("is empty", file="a.csv")) == "a.csv: is empty."
    assert str(DataError("is missing", field="population", value=None)) == "population = None: is missing."


def test_a_huge_value_does_not_flood_the_screen():
    assert len(str(DataError("is not a number", field="x", value="9" * 5000))) < 150


def test_every_error_is_a_mobsim_error_and_every_single_one_an_input_error():
    assert all(issubclass(kind, InputError) for kind in (ScenarioError, DataError, UsageError))
    assert issubclass(InputError, MobsimError)
    assert issubclass(InputErrors, MobsimError)


def test_several_errors_are_told_at_once_in_their_order():
    first, second, third = DataError("one"), ScenarioError("two"), UsageError("three")
    together = InputErrors([first, InputErrors([second, third])])
    assert together.errors == (first, second, third)
    assert str(together).splitlines() == ["3 things need to be put right:", "  - one.", "  - two.", "  - three."]


def test_one_error_is_raised_as_itself_and_none_not_at_all():
    InputErrors.raise_if_any([])
    with pytest.raises(DataError):
        InputErrors.raise_if_any([DataError("one")])
    with pytest.raises(InputErrors):
        InputErrors.raise_if_any([DataError("one"), DataError("two")])


def test_a_reader_of_nested_data_may_add_the_file_later_but_not_change_it():
    assert DataError("is empty").located("a.csv").file == "a.csv"
    assert DataError("is empty", file="a.csv").located("b.csv").file == "a.csv"


def test_errors_come_back_whole_from_a_worker_process():
    error = DataError("is empty", file="a.csv", field="x", value=3, remedy="fill it")
    again = pickle.loads(pickle.dumps(InputErrors([error, UsageError("no")])))
    assert isinstance(again.errors[0], DataError)
    assert str(again) == str(InputErrors([error, UsageError("no")]))
