"""Everything wrong is reported at once, each mistake once, and very many mistakes cost neither time nor memory."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.errors import InputErrors, ScenarioError
from mobsim.scenario.findings import Findings

KEYS = st.lists(st.sampled_from(["a", "b[1]", "b[12]", "cd", "c"]), min_size=1, max_size=4).map(".".join)


def messages(findings):
    with pytest.raises(InputErrors) as raised:
        findings.stop_if_wrong()
    return [str(error) for error in raised.value.errors]


def test_a_file_of_very_many_mistakes_is_read_in_time_and_all_are_counted():
    findings, start = Findings("scenario.toml"), time.process_time()
    for line in range(20_000):
        findings.wrong_data("edges.csv", f"line {line} names an unknown area", "edges", "mend it")
        findings.unread(f"events[{line}]")
        findings.wrong("is missing", f"problems[{line}].name", "add it")
    assert time.process_time() - start < 5.0
    assert findings.count == 40_000
    assert len(findings.errors) <= 1_000
    assert messages(findings)[-1].startswith("39980 more like these")


def test_the_same_mistake_of_a_data_file_is_recorded_once_however_often_it_is_read():
    findings = Findings("scenario.toml")
    for _ in range(3):
        for line in (1, 2):
            findings.wrong_data("edges.csv", f"line {line} is wrong", "edges", "mend it")
    assert len(messages(findings)) == 2


def test_what_was_found_in_another_file_is_taken_over_once_and_counted_whole():
    one, other = Findings("a.toml"), Findings("b.toml")
    for number in range(1_500):
        other.wrong("is wrong", f"key[{number}]", None)
    other.add(ScenarioError("is wrong", file="b.toml"))
    one.include(other)
    assert one.count == other.count == 1_501
    one.add(other.errors[0])
    assert one.count == 1_501


@given(st.lists(KEYS, max_size=4), KEYS)
def test_a_key_is_lost_with_every_table_that_holds_it_and_with_no_other(unread, field):
    findings = Findings("scenario.toml")
    for key in unread:
        findings.unread(key)
    within = any(field == key or field.startswith((f"{key}.", f"{key}[")) for key in unread)
    assert findings.lost(field) == within
