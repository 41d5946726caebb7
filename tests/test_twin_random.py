"""Drawn at random within what is declared, villages and programmes live the same in the model and in its slow twin."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_villages import DAYS, OTHER, programmes, villages
from twin.birth import build_town
from twin.bringing import ROOM
from twin.meeting import Meeting

OFTEN = settings(max_examples=60, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.mark.long
@OFTEN
@given(villages(), programmes(), st.sampled_from([0, 21, 28]))
def test_any_village_lives_the_same_with_any_programmes(drawn, brought, burn_in_days):
    town = replace(drawn, burn_in_days=burn_in_days)
    changes = {day: lambda meeting, piece=piece: meeting.bring(piece) for day, piece in brought.items()}
    meeting = Meeting(town, OTHER, town.seed, changes, ROOM)
    for week in range(DAYS // 7):
        meeting.run_week()
        apart = meeting.differences()
        assert not apart, f"apart at the end of week {week}: {apart[:4]}"


@pytest.mark.long
@OFTEN
@given(villages())
def test_any_village_is_born_the_same(town):
    meeting = Meeting(town, OTHER, town.seed)
    build_town(meeting.twin)
    apart = meeting.differences()
    assert not apart, apart[:4]
