"""Drawn at random within what is declared, villages and programmes live the same in the model and in its slow twin."""

import pytest
from hypothesis import HealthCheck, given, settings
from random_villages import DAYS, programmes, villages
from twin.bringing import ROOM
from twin.meeting import Meeting

OFTEN = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.mark.long
@OFTEN
@given(villages(), programmes())
def test_any_village_lives_the_same_with_any_programmes(town, brought):
    changes = {day: lambda meeting, piece=piece: meeting.bring(piece) for day, piece in brought.items()}
    meeting = Meeting(town, town.reference, town.seed, changes, ROOM)
    for week in range(DAYS // 7):
        meeting.live_week()
        apart = meeting.differences()
        assert not apart, f"apart at the end of week {week}: {apart[:4]}"
