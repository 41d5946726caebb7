"""Who may stay where too many connect to the page's server: those who ask in one go, before those who never end asking."""

from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.web.lines import MOST, Line, Lines, Standing


def come(lines: Lines, *, half_asked: bool = False) -> Line:
    """Connect, and begin to ask where that is wanted."""
    transport = Mock()
    transport.is_closing.side_effect = lambda: transport.abort.called
    line = lines.add(transport)
    line.half_asked = half_asked
    return line


@pytest.mark.parametrize("after", [1, MOST[Standing.STRANGER], 10 * MOST[Standing.STRANGER]])
def test_a_newcomer_is_let_in_whatever_number_of_half_asked_requests_come_after_it(after):
    lines = Lines()
    for _ in range(MOST[Standing.STRANGER]):
        come(lines, half_asked=True)
    newcomer = come(lines)
    for _ in range(after):
        come(lines, half_asked=True)
    assert not newcomer.gone
    lines.rank(newcomer, Standing.GUEST)
    assert not newcomer.gone


@given(st.lists(st.booleans(), max_size=4 * MOST[Standing.STRANGER]))
def test_no_more_stay_than_there_is_room_for_and_the_last_one_always_does(half_asked):
    lines = Lines()
    came = [come(lines, half_asked=half) for half in half_asked]
    assert sum(not line.gone for line in came) == min(len(came), MOST[Standing.STRANGER])
    assert not came or not came[-1].gone


@given(st.integers(1, 3 * MOST[Standing.STRANGER]))
def test_among_those_who_ask_alike_the_oldest_go_first(count):
    lines = Lines()
    came = [come(lines) for _ in range(count)]
    assert [line.gone for line in came] == [True] * max(0, count - MOST[Standing.STRANGER]) + [False] * min(
        count, MOST[Standing.STRANGER]
    )
